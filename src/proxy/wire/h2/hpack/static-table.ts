/** The static table of RFC 7541 appendix A: name, value, from index 1 on. */
const ENTRIES: readonly (readonly [name: string, value?: string])[] = [
  [':authority'],
  [':method', 'GET'],
  [':method', 'POST'],
  [':path', '/'],
  [':path', '/index.html'],
  [':scheme', 'http'],
  [':scheme', 'https'],
  [':status', '200'],
  [':status', '204'],
  [':status', '206'],
  [':status', '304'],
  [':status', '400'],
  [':status', '404'],
  [':status', '500'],
  ['accept-charset'],
  ['accept-encoding', 'gzip, deflate'],
  ['accept-language'],
  ['accept-ranges'],
  ['accept'],
  ['access-control-allow-origin'],
  ['age'],
  ['allow'],
  ['authorization'],
  ['cache-control'],
  ['content-disposition'],
  ['content-encoding'],
  ['content-language'],
  ['content-length'],
  ['content-location'],
  ['content-range'],
  ['content-type'],
  ['cookie'],
  ['date'],
  ['etag'],
  ['expect'],
  ['expires'],
  ['from'],
  ['host'],
  ['if-match'],
  ['if-modified-since'],
  ['if-none-match'],
  ['if-range'],
  ['if-unmodified-since'],
  ['last-modified'],
  ['link'],
  ['location'],
  ['max-forwards'],
  ['proxy-authenticate'],
  ['proxy-authorization'],
  ['range'],
  ['referer'],
  ['refresh'],
  ['retry-after'],
  ['server'],
  ['set-cookie'],
  ['strict-transport-security'],
  ['transfer-encoding'],
  ['user-agent'],
  ['vary'],
  ['via'],
  ['www-authenticate'],
];

/** What an entry of a table takes besides its name and value (RFC 7541 4.1); a field of a list, too (RFC 9113 6.5.2). */
export const ENTRY_OVERHEAD_BYTES = 32;

/** The first index of the dynamic table (RFC 7541 2.3.3). */
export const FIRST_DYNAMIC: number = ENTRIES.length + 1;

/** Names by index; there is none at 0. */
export const STATIC_NAMES: readonly string[] = ['', ...ENTRIES.map(([name]) => name)];

/** Values by index; empty for an entry that only has a name. */
export const STATIC_VALUES: readonly string[] = ['', ...ENTRIES.map(([, value = '']) => value)];

/** What the entry of an index counts in a field list. */
export const STATIC_BYTES: readonly number[] = STATIC_NAMES.map(
  (name, index) => name.length + (STATIC_VALUES[index] ?? '').length + ENTRY_OVERHEAD_BYTES,
);

/** The first index with each name. */
export const STATIC_INDEX: ReadonlyMap<string, number> = new Map(
  STATIC_NAMES.map((name, index) => [name, index] as const)
    .slice(1)
    .reverse(),
);
