/** The first bytes of a client's connection: which protocol they belong to (RFC 9113 3.4, RFC 8446 4.1.2). */

/** Most bytes that are looked at; a longer ClientHello is taken for no TLS. */
export const MAX_SNIFF_BYTES = 16 * 1024;

/** What HTTP/2 with prior knowledge begins with. */
export const HTTP2_PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** What the first bytes tell. */
export interface Sniffed {
  readonly transport: 'raw_buffer' | 'tls';
  /** SNI in lower case; empty without one. */
  readonly serverName: string;
  /** ALPN of the client; of plain text `http/1.1` or `h2c`; else empty. */
  readonly applicationProtocols: readonly string[];
}

const RAW: Sniffed = { transport: 'raw_buffer', serverName: '', applicationProtocols: [] };
const HTTP1: Sniffed = { ...RAW, applicationProtocols: ['http/1.1'] };
const HTTP2: Sniffed = { ...RAW, applicationProtocols: ['h2c'] };

const HANDSHAKE = 0x16;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const ALPN = 16;

/** What the bytes say; `undefined` when more are needed. */
export function sniff(bytes: Buffer): Sniffed | undefined {
  if (bytes.length === 0) return undefined;
  if (bytes[0] === HANDSHAKE) return sniffTls(bytes);
  const start = bytes.toString('latin1', 0, Math.min(bytes.length, HTTP2_PREFACE.length));
  if (start === HTTP2_PREFACE) return HTTP2;
  if (HTTP2_PREFACE.startsWith(start)) return undefined;
  return sniffHttp1(bytes);
}

/** A method, a blank and a target are enough. */
function sniffHttp1(bytes: Buffer): Sniffed | undefined {
  const line = bytes.toString('latin1', 0, Math.min(bytes.length, 64)).replace(/^\r\n/, '');
  if (/^[A-Z]{1,20} [/*A-Za-z]/.test(line)) return HTTP1;
  return /^[A-Z]{0,20} ?$/.test(line) ? undefined : RAW;
}

function sniffTls(bytes: Buffer): Sniffed | undefined {
  if (bytes.length < 5) return undefined;
  if (bytes[1] !== 3) return RAW;
  const end = 5 + bytes.readUInt16BE(3);
  if (end > MAX_SNIFF_BYTES) return RAW;
  if (bytes.length < end) return undefined;
  return readClientHello(new Cursor(bytes, 5, end)) ?? RAW;
}

/** Reads lengths and skips; out of bounds it stays at the end, where nothing is found any more. */
class Cursor {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, at: number, end: number) {
    this.#bytes = bytes;
    this.#at = Math.min(at, end);
    this.#end = Math.min(end, bytes.length);
  }

  get left(): number {
    return this.#end - this.#at;
  }

  number(width: 1 | 2 | 3): number {
    const value = this.left < width ? 0 : this.#bytes.readUIntBE(this.#at, width);
    this.skip(width);
    return value;
  }

  skip(length: number): void {
    this.#at = Math.min(this.#end, this.#at + length);
  }

  /** The part with a length of so many bytes in front. */
  part(width: 1 | 2 | 3): Cursor {
    const length = this.number(width);
    const part = new Cursor(this.#bytes, this.#at, Math.min(this.#end, this.#at + length));
    this.skip(length);
    return part;
  }

  text(): string {
    return this.#bytes.toString('latin1', this.#at, this.#end);
  }
}

/** RFC 8446 4.1.2; `undefined` for another handshake message. */
function readClientHello(record: Cursor): Sniffed | undefined {
  if (record.number(1) !== CLIENT_HELLO) return undefined;
  const hello = record.part(3);
  hello.skip(2 + 32);
  hello.part(1);
  hello.part(2);
  hello.part(1);
  const extensions = hello.part(2);
  let serverName = '';
  let applicationProtocols: readonly string[] = [];
  while (extensions.left > 0) {
    const type = extensions.number(2);
    const body = extensions.part(2);
    if (type === SERVER_NAME) serverName = readServerName(body);
    else if (type === ALPN) applicationProtocols = readAlpn(body);
  }
  return { transport: 'tls', serverName, applicationProtocols };
}

/** RFC 6066 3: the first name of type 0. */
function readServerName(body: Cursor): string {
  const list = body.part(2);
  while (list.left > 0) {
    const type = list.number(1);
    const name = list.part(2);
    if (type === 0) return name.text().toLowerCase();
  }
  return '';
}

/** RFC 7301 3.1. */
function readAlpn(body: Cursor): readonly string[] {
  const list = body.part(2);
  const names: string[] = [];
  while (list.left > 0) names.push(list.part(1).text());
  return names;
}
