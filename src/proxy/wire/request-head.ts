import { Fields } from './fields.ts';
import { Framing } from './framing.ts';
import { methodProblem } from './methods.ts';
import { PROBLEMS, type WireProblem } from './problem.ts';

const HTTPS = 'https://';
/** RFC 3986 3.1. */
const ANY_SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** A request's start line and fields, read and judged. One object serves all requests of a connection. */
export class RequestHead {
  readonly fields = new Fields();
  readonly framing = new Framing();
  method = '';
  /** The request target in origin-form (`/path?query`), or `*` of OPTIONS; of CONNECT the empty text. */
  target = '';
  /** Host and port the request is for: of an absolute target, else of Host; as written. */
  authority = '';
  http10 = false;
  /** It came by HTTP/2. */
  http2 = false;
  scheme: 'http' | 'https' = 'http';
  #knownHost = '';

  /** Judges what a reader has read. Returns why the request is refused, with nothing of it to be passed on. */
  take(line: string): WireProblem | undefined {
    return this.#startLine(line) ?? this.framing.read(this.fields, this.http10) ?? this.#host();
  }

  /** Whether the connection may carry another request after this one (RFC 9112 9.3). */
  get persistent(): boolean {
    return this.http10 ? this.framing.keepAlive && !this.framing.close : !this.framing.close;
  }

  /** Whether bytes of a body follow the head. */
  get hasBody(): boolean {
    return this.framing.chunked || this.framing.contentLength > 0;
  }

  /** Forgets the request before. */
  clear(): void {
    this.method = '';
    this.target = '';
    this.authority = '';
    this.http10 = false;
  }

  /** A copy that stays as it is when this one is used for the next request. */
  clone(): RequestHead {
    const copy = new RequestHead();
    copy.method = this.method;
    copy.target = this.target;
    copy.authority = this.authority;
    copy.http10 = this.http10;
    copy.http2 = this.http2;
    copy.scheme = this.scheme;
    copy.fields.copy(this.fields);
    copy.framing.copy(this.framing);
    return copy;
  }

  #startLine(line: string): WireProblem | undefined {
    const first = line.indexOf(' ');
    const second = line.indexOf(' ', first + 1);
    if (first <= 0 || second < 0 || line.indexOf(' ', second + 1) >= 0) return PROBLEMS.startLineForm;
    this.method = line.slice(0, first);
    const problem = methodProblem(this.method) ?? this.#version(line.slice(second + 1));
    return problem ?? this.#target(line.slice(first + 1, second));
  }

  #version(version: string): WireProblem | undefined {
    this.http10 = version === 'HTTP/1.0';
    if (this.http10 || version === 'HTTP/1.1') return undefined;
    return /^HTTP\/[0-9]+\.[0-9]+$/.test(version) ? PROBLEMS.version : PROBLEMS.startLineForm;
  }

  /** RFC 9112 3.2: origin-form, absolute-form, `*` for OPTIONS, authority-form for CONNECT. */
  #target(target: string): WireProblem | undefined {
    this.authority = '';
    this.target = target;
    // RFC 9112 3.2: a fragment stays with the client.
    if (target.includes('#')) return PROBLEMS.target;
    if (target.startsWith('/')) return undefined;
    if (this.method === 'CONNECT') {
      this.authority = target;
      this.target = '';
      return isAuthority(target) ? undefined : PROBLEMS.authority;
    }
    if (target === '*') return this.method === 'OPTIONS' ? undefined : PROBLEMS.target;
    return this.#absoluteForm(target);
  }

  #absoluteForm(target: string): WireProblem | undefined {
    const scheme = /^https?:\/\//i.exec(target)?.[0];
    if (scheme === undefined) return ANY_SCHEME.test(target) ? PROBLEMS.scheme : PROBLEMS.target;
    if (scheme.length === HTTPS.length && this.scheme === 'http') return PROBLEMS.plainHttps;
    const rest = target.slice(scheme.length);
    const end = rest.search(/[/?#]/);
    this.authority = end < 0 ? rest : rest.slice(0, end);
    const path = end < 0 ? '' : rest.slice(end);
    this.target = path.startsWith('/') ? path : `/${path}`;
    return isAuthority(this.authority) ? undefined : PROBLEMS.authority;
  }

  /** RFC 9112 3.2: exactly one Host, in every HTTP/1.1 request; an absolute target wins over it. */
  #host(): WireProblem | undefined {
    const { hosts, hostIndex } = this.framing;
    if (hosts > 1 || (hosts === 0 && !this.http10)) return PROBLEMS.host;
    if (hosts === 0) return undefined;
    const host = this.fields.value(hostIndex);
    this.fields.drop(hostIndex);
    // A client asks for the same host again and again.
    if (host !== '' && host !== this.#knownHost && !isAuthority(host)) return PROBLEMS.authority;
    this.#knownHost = host;
    if (this.authority === '') this.authority = host;
    return undefined;
  }
}

const PORT = '(?::[0-9]{0,5})?';
const AUTHORITY = new RegExp(`^(?:[A-Za-z0-9\\-._~!$&'()*+;=%]+|\\[[0-9A-Fa-f:.]+\\])${PORT}$`);

/** A host, and perhaps a port: no user information, blank, comma, slash (RFC 3986 3.2, less what a proxy must not take). */
export function isAuthority(text: string): boolean {
  if (!AUTHORITY.test(text)) return false;
  const colon = text.lastIndexOf(':');
  return colon < 0 || text.endsWith(']') || Number(text.slice(colon + 1)) <= 65_535;
}
