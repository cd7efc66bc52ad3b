/** URLs as Go's net/url reads them. */

const SCHEME = /^([a-zA-Z][a-zA-Z0-9+.-]*):/;
const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})/;
/** Characters Go does not take in the name of a host. */
const BAD_HOST = /[ "<>\\^`{|}]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a URL may not hold
const CONTROL = /[\u0000-\u001f\u007f]/;

/** A URL that can be read, by its scheme, or why it cannot. */
export type ParsedUrl = { readonly scheme: string } | { readonly error: string };

const BAD_USER = /[^-A-Za-z0-9._:~!$&'()*+,;=%@]/;

function authorityError(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  const user = authority.slice(0, Math.max(at, 0));
  if (BAD_USER.test(user) || BAD_ESCAPE.test(user)) return 'the user has a character it cannot have';
  const host = authority.slice(at + 1);
  if (BAD_ESCAPE.test(host)) return 'the host has a percent sign that begins no escape';
  if (BAD_HOST.test(host)) return 'the host has a character it cannot have';
  const bracket = host.lastIndexOf(']');
  if (host.startsWith('[') !== bracket >= 0) return 'a bracket of the host is missing';
  const colon = host.indexOf(':', bracket + 1);
  const port = colon < 0 ? '' : host.slice(colon + 1);
  return /^[0-9]*$/.test(port) ? undefined : `the port "${port}" is not a number`;
}

/** Reads a URL; with `absolute`, what has no scheme has to begin with a slash, and a fragment is part of the path. */
export function parseUrl(text: string, absolute = false): ParsedUrl {
  if (CONTROL.test(text)) return { error: 'it has a control character' };
  if (absolute && text === '') return { error: 'it is empty' };
  const body = absolute ? text : text.replace(/#.*$/s, '');
  if (body.startsWith(':')) return { error: 'the scheme is missing' };
  const scheme = SCHEME.exec(body)?.[1] ?? '';
  const rest = (scheme === '' ? body : body.slice(scheme.length + 1)).replace(/\?.*$/s, '');
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { scheme: scheme.toLowerCase() };
    if (absolute) return { error: 'it has no scheme' };
    if (rest.split('/')[0]?.includes(':')) return { error: 'the first part of the path has a colon' };
  }
  const [, authority, path = rest] = /^\/\/([^/]*)(.*)$/s.exec(rest) ?? [];
  const error = authority === undefined ? undefined : authorityError(authority);
  if (error !== undefined) return { error };
  return BAD_ESCAPE.test(path)
    ? { error: 'it has a percent sign that begins no escape' }
    : { scheme: scheme.toLowerCase() };
}
