/** URLs as Go reads those of requests, as far as the API server's rules look at them. */

/** The parts of a URL that rules can ask for. */
export interface RequestUrl {
  /** In lower case; empty for a path from the root. */
  readonly scheme: string;
  /** Name and port as written, without user and password. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

const SCHEME = /^([a-zA-Z][a-zA-Z0-9+\-.]*):(.*)$/s;
const PERCENT = /%(?![0-9a-fA-F]{2})/;
/** What may stand in the name of a host; beyond ASCII everything may. */
const HOST_NAME = /^(?:[\w\-.~!$&'()*+,;=:[\]<>"]|%[0-9a-fA-F]{2}|\P{ASCII})*$/u;
const USER_INFO = /^[\w\-.~!$&'()*+,;=:%@]*$/;

/** The host of an authority; `undefined` when something in it cannot be. */
function hostOf(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  const user = authority.slice(0, Math.max(at, 0));
  if (!USER_INFO.test(user) || PERCENT.test(user)) return undefined;
  const host = authority.slice(at + 1);
  if (host.startsWith('[')) return /\](?::\d*)?$/.test(host) ? host : undefined;
  const colon = host.lastIndexOf(':');
  const fits = (colon < 0 || /^\d*$/.test(host.slice(colon + 1))) && HOST_NAME.test(host);
  return fits ? host : undefined;
}

/**
 * The parts of an absolute URL, or of a path from the root; `undefined` when the text is neither.
 *
 * @see https://pkg.go.dev/net/url#ParseRequestURI
 */
export function requestUrl(text: string): RequestUrl | undefined {
  if (text === '' || /\p{Cc}/u.test(text) || text.startsWith(':')) return undefined;
  const [, given = '', afterScheme = text] = SCHEME.exec(text) ?? [];
  const scheme = given.toLowerCase();
  const mark = afterScheme.indexOf('?');
  const rest = mark < 0 ? afterScheme : afterScheme.slice(0, mark);
  const query = mark < 0 ? '' : afterScheme.slice(mark + 1);
  if (!rest.startsWith('/')) {
    return scheme === '' && text !== '*' ? undefined : { scheme, host: '', path: scheme === '' ? rest : '', query };
  }
  const [, authority = '', path = rest] = scheme === '' ? [] : (/^\/\/([^/]*)(.*)$/s.exec(rest) ?? []);
  const host = hostOf(authority);
  return host === undefined || PERCENT.test(path) ? undefined : { scheme, host, path, query };
}
