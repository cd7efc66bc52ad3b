/** Route tables as fast-check makes them: VirtualServices that a control plane takes, with everything that decides about a request. */
import fc from 'fast-check';

/** The `http` of a VirtualService. */
export type Table = readonly object[];

/** Paths that differ in what matchers look at: case, slashes, dots, escapes. */
export const PATHS = [
  '/',
  '/a',
  '/a/',
  '/a/b',
  '/A',
  '/ab',
  '/b',
  '/a//b',
  '/a/./b',
  '/a%2Fb',
  '/a%20b',
  '/a.b',
  '/a;x',
] as const;

const NAMES = ['x-a', 'x-b', 'end-user'] as const;
export const VALUES = ['1', '2', 'one', 'One', 'a b', 'ümlaut', ''] as const;

const REGEXES = ['/a.*', '/[ab]', '.*b', '/(a|b)/b', '/a/?', '[^/]*/a'] as const;
const VALUE_REGEXES = ['one|1', '.*n.*', '[0-9]+', '.+'] as const;

const pick = <T>(...items: readonly T[]) => fc.constantFrom(...items);

/** An object of which each member may be missing. */
const some = <T extends Record<string, fc.Arbitrary<unknown>>>(model: T) => fc.record(model, { requiredKeys: [] });

/** An object with one member or two: with more of them hardly a request would fit. */
const few = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc
    .shuffledSubarray(Object.keys(model), { minLength: 1, maxLength: 2 })
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((name) => [name, model[name] ?? fc.constant(undefined)]))),
    );

const pathMatch = fc.oneof(
  fc.record({ exact: pick(...PATHS) }),
  fc.record({ prefix: pick(...PATHS) }),
  fc.record({ regex: pick(...REGEXES) }),
);

const valueMatch = fc.oneof(
  fc.record({ exact: pick('1', 'one', 'a b') }),
  fc.record({ prefix: pick('1', 'o', 'O') }),
  fc.record({ regex: pick(...VALUE_REGEXES) }),
);

/** An empty matcher asks for presence. */
const headerMatch = fc.oneof({ weight: 4, arbitrary: valueMatch }, { weight: 1, arbitrary: fc.constant({}) });

const oneOf = (match: fc.Arbitrary<object>, names: readonly string[]) =>
  fc.tuple(pick(...names), match).map(([name, value]) => ({ [name]: value }));

const match = few({
  uri: pathMatch,
  method: fc.oneof(fc.record({ exact: pick('GET', 'POST', 'HEAD') }), fc.record({ regex: pick('G.*', 'POST|PUT') })),
  headers: oneOf(headerMatch, NAMES),
  withoutHeaders: oneOf(headerMatch, NAMES),
  queryParams: oneOf(
    fc.oneof(
      fc.record({ exact: pick('1', 'one', '') }),
      fc.record({ regex: pick(...VALUE_REGEXES) }),
      fc.record({ prefix: pick('o', '1') }),
    ),
    ['q', 'r'],
  ),
  ignoreUriCase: fc.boolean(),
  scheme: fc.record({ exact: pick('http', 'https') }),
  authority: fc.oneof(
    fc.record({ prefix: pick('sub.', 'SUB.') }),
    fc.record({ regex: pick('sub[.].*', 't[0-9]+[.]test.*') }),
  ),
});

const operations = some({
  set: oneOf(
    pick('set', '%REQ(x-a)%', '100%%', '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%').map(
      (value) => value as unknown as object,
    ),
    [...NAMES, 'x-new'],
  ),
  add: oneOf(
    pick('added', '%REQ(:path)%').map((value) => value as unknown as object),
    [...NAMES, 'x-more'],
  ),
  remove: fc.array(pick(...NAMES, 'x-served'), { minLength: 1, maxLength: 2 }),
});

const headers = some({ request: operations, response: operations });

/** Weights decide by chance, unless all goes one way. */
const destinations = fc
  .tuple(pick('u1', 'u2'), pick('u1', 'u2'), fc.boolean(), fc.option(headers, { nil: undefined, freq: 4 }))
  .map(([first, second, split, own]) => {
    const to = (host: string, weight: number) => ({ destination: { host }, weight, ...(own ? { headers: own } : {}) });
    return split ? [to(first, 100), to(second, 0)] : [to(first, 100)];
  });

const rewrite = fc.oneof(
  some({ uri: pick('/', '/new', '/new/', ''), authority: pick('other.test', 'other.test:8080') }),
  fc.record({
    uriRegexRewrite: pick(
      { match: '/a', rewrite: '/z' },
      { match: '^/([ab])', rewrite: '/\\1\\1' },
      { match: '/+', rewrite: '/' },
      { match: 'b$', rewrite: '' },
    ),
  }),
);

const redirect = fc
  .record(
    {
      uri: pick('/to', '/to?p=1', '%PREFIX()%/to'),
      authority: pick('other.test', 'other.test:8443'),
      scheme: pick('http', 'https'),
      redirectCode: pick(301, 302, 303, 307, 308),
      port: pick(80, 443, 8080),
    },
    { requiredKeys: [] },
  )
  .filter(
    ({ authority, port, ...rest }) =>
      (authority ?? port ?? Object.keys(rest)[0]) !== undefined && !(authority?.includes(':') && port !== undefined),
  );

const cors = fc.record(
  {
    allowOrigins: fc.array(
      fc.oneof(fc.record({ exact: pick('http://o.test') }), fc.record({ regex: pick('http://.*[.]test') })),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
    allowMethods: fc.subarray(['GET', 'PUT'], { minLength: 1 }),
    allowHeaders: fc.subarray(['x-a', 'x-b'], { minLength: 1 }),
    exposeHeaders: fc.constant(['x-b']),
    maxAge: pick('1m', '90s'),
    allowCredentials: fc.boolean(),
    unmatchedPreflights: pick('FORWARD', 'IGNORE'),
  },
  { requiredKeys: ['allowOrigins'] },
);

const fault = fc.record({
  abort: fc.record({ httpStatus: pick(418, 503, 555), percentage: fc.record({ value: pick(0, 100) }) }),
});

const forwards = fc.record(
  { route: destinations, rewrite, headers, fault, corsPolicy: cors, timeout: pick('0s', '5s') },
  { requiredKeys: ['route'] },
);

const redirects = fc.record({ redirect, headers: fc.constant({}) }, { requiredKeys: ['redirect'] });

/** A 204 has no body: Envoy sends one all the same, and no client can read what comes after it. */
const directResponse = fc.oneof(
  fc.record(
    { status: pick(200, 404, 503), body: fc.record({ string: pick('', 'direct', 'größer') }) },
    { requiredKeys: ['status'] },
  ),
  fc.constant({ status: 204 }),
);

const answers = fc.record(
  { directResponse, headers: fc.record({ response: operations }) },
  { requiredKeys: ['directResponse'] },
);

const action = fc.oneof(
  { weight: 6, arbitrary: forwards },
  { weight: 2, arbitrary: redirects },
  { weight: 1, arbitrary: answers },
);

const route = fc
  .tuple(fc.array(match, { minLength: 1, maxLength: 2 }), action)
  .map(([matches, does]) => ({ match: matches, ...does }));

/** Up to four routes with matches, then one for the rest, or none. */
export const TABLE: fc.Arbitrary<Table> = fc
  .tuple(fc.array(route, { minLength: 1, maxLength: 4 }), fc.option(action, { nil: undefined, freq: 4 }))
  .map(([routes, rest]) => [...routes, ...(rest ? [rest] : [])]);
