/** URLs as Go's net/url takes them apart and puts them together. */

import { GoError } from '../errors.ts';
import { percentEncode } from '../escape.ts';
import { fromBytes } from '../text.ts';

/** What a URL is made of, decoded where not said otherwise. */
export interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: string;
  readonly opaque: string;
  readonly fragment: string;
  /** User name and password as in the URL. */
  readonly userinfo: string;
}

const ESCAPE = /%([0-9A-Fa-f]{2})|%/g;
/** What stays as it is in each part of a URL, besides letters, digits and `-_.~`. */
const PATH_KEPT = '$&+,/:;=@';
const FRAGMENT_KEPT = `${PATH_KEPT}?!()*`;
const USER_KEPT = '$&+,;=';
const HOST_KEPT = '!$&\'()*+,;=:[]<>"';

function unescapePart(text: string): string {
  const bytes: number[] = [];
  let at = 0;
  let out = '';
  // Neighbouring escapes are bytes of one character.
  for (const match of text.matchAll(ESCAPE)) {
    if (match[1] === undefined)
      throw new GoError(`unable to parse url: invalid URL escape "${text.slice(match.index, match.index + 3)}"`);
    if (match.index > at) {
      out += fromBytes(Uint8Array.from(bytes.splice(0))) + text.slice(at, match.index);
    }
    bytes.push(Number.parseInt(match[1], 16));
    at = match.index + match[0].length;
  }
  return out + fromBytes(Uint8Array.from(bytes)) + text.slice(at);
}

function cut(text: string, separator: string): readonly [before: string, after: string, found: boolean] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, '', false] : [text.slice(0, at), text.slice(at + separator.length), true];
}

function fail(text: string, why: string): never {
  throw new GoError(`unable to parse url: parse ${JSON.stringify(text)}: ${why}`);
}

/** A user name and password, decoded and written again as Go writes them. */
function normalUserinfo(text: string): string {
  const [name, password, found] = cut(text, ':');
  const user = percentEncode(unescapePart(name), USER_KEPT);
  return found ? `${user}:${percentEncode(unescapePart(password), USER_KEPT)}` : user;
}

function hostname(host: string): string {
  if (host.startsWith('[')) return cut(host.slice(1), ']')[0];
  return /:[0-9]*$/.test(host) ? host.slice(0, host.lastIndexOf(':')) : host;
}

function checkHost(text: string, host: string): void {
  const port = host.startsWith('[')
    ? host.slice(host.lastIndexOf(']') + 1)
    : host.slice(host.indexOf(':')).replace(host, '');
  if (host.startsWith('[') && !host.includes(']')) fail(text, "missing ']' in host");
  if (host.includes(':') && !/^(:[0-9]*)?$/.test(port)) fail(text, `invalid port ${JSON.stringify(port)} after host`);
  if (/[ <>"\\^`{|}]/.test(host)) fail(text, `invalid character in host name`);
}

/** The parts of a URL; throws {@link GoError} when it is none. */
export function parseUrl(text: string): UrlParts {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a URL may not hold
  if (/[\x00-\x1f\x7f]/.test(text)) fail(text, 'net/url: invalid control character in URL');
  const [body, rawFragment] = cut(text, '#');
  const fragment = unescapePart(rawFragment);
  const none = { scheme: '', host: '', hostname: '', path: '', query: '', opaque: '', fragment, userinfo: '' };
  if (body === '*') return { ...none, path: '*' };
  if (body.startsWith(':')) fail(text, 'missing protocol scheme');
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(body);
  const scheme = (match?.[1] ?? '').toLowerCase();
  const [rest, query] = cut(match?.[2] ?? body, '?');
  if (scheme !== '' && !rest.startsWith('/')) return { ...none, scheme, query, opaque: rest };
  if (scheme === '' && !rest.startsWith('/') && /^[^/]*:/.test(rest))
    fail(text, 'first path segment in URL cannot contain colon');
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///')))
    return { ...none, scheme, query, path: unescapePart(rest) };
  const slash = rest.indexOf('/', 2);
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  const at = authority.lastIndexOf('@');
  const host = unescapePart(authority.slice(at + 1));
  checkHost(text, host);
  const userinfo = at < 0 ? '' : normalUserinfo(authority.slice(0, at));
  return {
    ...none,
    scheme,
    query,
    host,
    hostname: hostname(host),
    userinfo,
    path: unescapePart(slash < 0 ? '' : rest.slice(slash)),
  };
}

/** The URL of some parts. */
export function joinUrl(parts: Partial<UrlParts>): string {
  const { scheme = '', host = '', query = '', opaque = '', userinfo = '' } = parts;
  const path = percentEncode(parts.path ?? '', PATH_KEPT);
  const hasHost = host !== '' || userinfo !== '';
  let out = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') out += opaque;
  else {
    if (hasHost || (scheme !== '' && path !== '')) out += '//';
    if (userinfo !== '') out += `${normalUserinfo(userinfo)}@`;
    out += percentEncode(host, HOST_KEPT);
    if (path !== '' && !path.startsWith('/') && host !== '') out += '/';
    if (out === '' && /^[^/]*:/.test(path)) out += './';
    out += path;
  }
  if (query !== '') out += `?${query}`;
  return parts.fragment ? `${out}#${percentEncode(parts.fragment, FRAGMENT_KEPT)}` : out;
}
