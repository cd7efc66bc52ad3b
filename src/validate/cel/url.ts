/** URLs as Go reads those of requests, as far as the API server's rules look at them. */

const SCHEME = /^([a-zA-Z][a-zA-Z0-9+\-.]*):(.*)$/s;
const PERCENT = /%(?![0-9a-fA-F]{2})/;
/** What may stand in the name of a host; beyond ASCII everything may. */
const HOST_NAME = /^(?:[\w\-.~!$&'()*+,;=:[\]<>"]|%[0-9a-fA-F]{2}|\P{ASCII})*$/u;
const USER_INFO = /^[\w\-.~!$&'()*+,;=:%@]*$/;

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  if (at >= 0 && (!USER_INFO.test(authority.slice(0, at)) || PERCENT.test(authority.slice(0, at)))) return false;
  const host = authority.slice(at + 1);
  if (host.startsWith('[')) return /\](?::\d*)?$/.test(host);
  const colon = host.lastIndexOf(':');
  return (colon < 0 || /^\d*$/.test(host.slice(colon + 1))) && HOST_NAME.test(host);
}

/**
 * The scheme of a URL, in lower case; empty for a path from the root. `undefined` when the text is neither.
 *
 * @see https://pkg.go.dev/net/url#ParseRequestURI
 */
export function requestScheme(text: string): string | undefined {
  if (text === '' || /\p{Cc}/u.test(text) || text.startsWith(':')) return undefined;
  const [, scheme = '', afterScheme = text] = SCHEME.exec(text) ?? [];
  const [rest = ''] = afterScheme.split('?');
  if (!rest.startsWith('/')) return scheme === '' && text !== '*' ? undefined : scheme.toLowerCase();
  const [, authority = '', path = rest] = scheme === '' ? [] : (/^\/\/([^/]*)(.*)$/s.exec(rest) ?? []);
  return isAuthority(authority) && !PERCENT.test(path) ? scheme.toLowerCase() : undefined;
}
