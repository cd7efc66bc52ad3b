/**
 * What is done to paths before anything looks at them. The order is Envoy's: escaped slashes, dot segments, runs of slashes.
 * @see RFC 3986 5.2.4 and 6.2.2.3
 */
import type { HttpConnectionManager } from '../../../xds/resources/listener.ts';

/** Which of the steps are done. */
export interface PathRules {
  readonly dots: boolean;
  readonly mergesSlashes: boolean;
  readonly escapedSlashes: NonNullable<HttpConnectionManager['path_with_escaped_slashes_action']>;
}

/** The rules of a connection manager. */
export function pathRules(manager: HttpConnectionManager): PathRules {
  return {
    dots: manager.normalize_path === true,
    mergesSlashes: manager.merge_slashes === true,
    escapedSlashes: manager.path_with_escaped_slashes_action ?? 'KEEP_UNCHANGED',
  };
}

/** What became of a path: the new one, and whether the client is to be sent there instead of being served. */
export interface NormalPath {
  readonly path: string;
  readonly redirects: boolean;
}

const ESCAPED_SLASH = /%2f|%5c/gi;

function slashes(path: string, { escapedSlashes }: PathRules): NormalPath | undefined {
  if (escapedSlashes === 'KEEP_UNCHANGED' || !path.includes('%')) return { path, redirects: false };
  const changed = path.replace(ESCAPED_SLASH, (found) => (found.charAt(1) === '2' ? '/' : '\\'));
  if (changed === path) return { path, redirects: false };
  if (escapedSlashes === 'REJECT_REQUEST') return undefined;
  return { path: changed, redirects: escapedSlashes === 'UNESCAPE_AND_REDIRECT' };
}

const UNRESERVED_ESCAPE = /%(?:2[de]|3[0-9]|[46][1-9a-f]|[57][0-9a]|5f|7e)/gi;

/** Characters that never need an escape lose it, as they mean the same (RFC 3986 6.2.2.2); dots have to, to be seen. */
function unreserved(path: string): string {
  return path.replace(UNRESERVED_ESCAPE, (found) => String.fromCharCode(Number.parseInt(found.slice(1), 16)));
}

/** What paths may not have as it is (RFC 3986 3.3), but which clients send nevertheless. */
const UNWISE = /["<>^`{|}]/g;

/** Matching and upstreams get to see the same escapes whether or not the client wrote them. */
function escaped(path: string): string {
  return path.replace(UNWISE, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Paths that mean something else to the next reader: with a NUL, or with bytes that no URI has. */
const UNREADABLE = /%00|[^!-~]/;

/** Parameters of dot segments, which some servers take off before they look for such segments: `/a/..;x/b` (RFC 3986 3.3). */
const DOT_PARAMETERS = /(\/\.{1,2});[^/]*/g;

const SLASHES_ALONE = /^\/{2,}$/;

/** Removes `.` and `..`, which never leads above the root (RFC 3986 5.2.4). */
function withoutDots(path: string): string {
  const out: string[] = [];
  const segments = path.split('/');
  const last = segments.length - 1;
  for (let index = 1; index <= last; index++) {
    const segment = segments[index] ?? '';
    if (segment !== '.' && segment !== '..') {
      out.push(segment);
      continue;
    }
    if (segment === '..') out.pop();
    // A path that ends in a dot segment names a folder.
    if (index === last) out.push('');
  }
  return `/${out.join('/')}`;
}

/** 0 for characters that stay as they are wherever they stand. */
const NOT_PLAIN = Uint8Array.from({ length: 0x80 }, (_, code) =>
  /[^!-~]|[%\\"<>^`{|}]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Nearly all paths have nothing to be normalised; one look tells. */
function isPlain(path: string, merges: boolean): boolean {
  for (let index = 0; index < path.length; index++) {
    const code = path.charCodeAt(index);
    if (code !== 0x2f) {
      if (NOT_PLAIN[code] === 0) continue;
      return false;
    }
    const next = path.charCodeAt(index + 1);
    if (next === 0x2e || (merges && next === 0x2f)) return false;
  }
  return true;
}

/** The path, without query, by the rules; `undefined` when a request with it is refused. One that is no path stays as it is. */
export function normalisePath(path: string, rules: PathRules): NormalPath | undefined {
  if (!path.startsWith('/') || isPlain(path, rules.mergesSlashes)) return { path, redirects: false };
  const first = slashes(path, rules);
  if (first === undefined) return undefined;
  let result = first.path;
  if (rules.dots) {
    if (UNREADABLE.test(result)) return undefined;
    result = withoutDots(escaped(unreserved(result.replace(DOT_PARAMETERS, '$1')).replaceAll('\\', '/')));
  }
  // Of slashes alone two are left, as by Envoy.
  if (rules.mergesSlashes) result = SLASHES_ALONE.test(result) ? '//' : result.replace(/\/{2,}/g, '/');
  return { path: result, redirects: first.redirects };
}
