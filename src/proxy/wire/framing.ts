import { eachListItem, type Fields } from './fields.ts';
import { PROBLEMS, type WireProblem } from './problem.ts';
import { asciiLower } from './text.ts';

/** Content-Length has at most this many digits: every such number is exact in a double. */
const MAX_LENGTH_DIGITS = 15;

/** What the fields of a head say about the message and its connection. One object serves all messages of a connection. */
export class Framing {
  /** Bytes of the body; -1 when the fields do not say. */
  contentLength = -1;
  chunked = false;
  /** `Connection: close` and `Connection: keep-alive`. */
  close = false;
  keepAlive = false;
  /** What Upgrade asks for, in lower case, when Connection names it; else empty. */
  upgrade = '';
  /** How many Host fields there are, and the index of the last. */
  hosts = 0;
  hostIndex = -1;
  /** `Expect: 100-continue`. */
  expectsContinue = false;
  #upgrades = false;

  /** As of a head without any of these fields. */
  clear(): void {
    this.contentLength = -1;
    this.chunked = false;
    this.close = false;
    this.keepAlive = false;
    this.upgrade = '';
    this.#upgrades = false;
    this.hosts = 0;
    this.hostIndex = -1;
    this.expectsContinue = false;
  }

  copy(other: Framing): void {
    this.contentLength = other.contentLength;
    this.chunked = other.chunked;
    this.close = other.close;
    this.keepAlive = other.keepAlive;
    this.upgrade = other.upgrade;
    this.hosts = other.hosts;
    this.hostIndex = other.hostIndex;
    this.expectsContinue = other.expectsContinue;
  }

  /**
   * Reads the framing and hop-by-hop fields, and drops those that go no further (RFC 9110 7.6.1): Connection and what it names,
   * Keep-Alive, Proxy-Connection, TE (but for `trailers`), Transfer-Encoding, Upgrade. Returns why the message is refused.
   */
  read(fields: Fields, http10: boolean): WireProblem | undefined {
    this.clear();
    for (let index = 0; index < fields.count; index++) {
      const problem = this.#field(fields, index);
      if (problem) return problem;
    }
    // HTTP/1.0 knows no Upgrade (RFC 9110 7.8).
    if (!this.#upgrades || http10) this.upgrade = '';
    if (this.upgrade.includes('h2c')) this.#stayWithHttp1();
    if (!this.chunked) return undefined;
    if (this.contentLength >= 0) return PROBLEMS.bothLengths;
    return http10 ? PROBLEMS.transferEncodingInHttp10 : undefined;
  }

  /** The length of a name is the cheap test: most fields are none of these. */
  #field(fields: Fields, index: number): WireProblem | undefined {
    switch (fields.nameLength(index)) {
      case 2:
        if (fields.isNamed(index, 'te')) this.#te(fields, index);
        return undefined;
      case 4:
        if (fields.isNamed(index, 'host')) this.#host(index);
        return undefined;
      case 6:
        if (fields.isNamed(index, 'expect')) this.expectsContinue = asciiLower(fields.value(index)) === '100-continue';
        return undefined;
      case 7:
        if (fields.isNamed(index, 'upgrade')) this.#upgrade(fields, index);
        return undefined;
      case 10:
        return this.#tenLetters(fields, index);
      case 14:
        return fields.isNamed(index, 'content-length') ? this.#contentLength(fields.value(index)) : undefined;
      case 16:
        if (fields.isNamed(index, 'proxy-connection')) fields.drop(index);
        return undefined;
      case 17:
        return fields.isNamed(index, 'transfer-encoding') ? this.#transferEncoding(fields, index) : undefined;
      default:
        return undefined;
    }
  }

  /** RFC 9110 10.1.4: of what a client takes only trailers concern whoever is further on. */
  #te(fields: Fields, index: number): void {
    const value = asciiLower(fields.value(index));
    if (value === 'trailers') return;
    fields.drop(index);
    eachListItem(value, (item) => {
      if (item === 'trailers') fields.append('te', item);
    });
  }

  #upgrade(fields: Fields, index: number): void {
    fields.drop(index);
    this.upgrade =
      this.upgrade === '' ? asciiLower(fields.value(index)) : `${this.upgrade},${asciiLower(fields.value(index))}`;
  }

  /** Clients that offer HTTP/2 in passing are content with HTTP/1.1 (RFC 9110 7.8). */
  #stayWithHttp1(): void {
    const others: string[] = [];
    eachListItem(this.upgrade, (item) => {
      if (item !== 'h2c') others.push(item);
    });
    this.upgrade = others.join(',');
  }

  #host(index: number): void {
    this.hosts += 1;
    this.hostIndex = index;
  }

  #tenLetters(fields: Fields, index: number): WireProblem | undefined {
    if (fields.isNamed(index, 'keep-alive')) fields.drop(index);
    if (!fields.isNamed(index, 'connection')) return undefined;
    fields.drop(index);
    return this.#connection(fields, fields.value(index));
  }

  /** RFC 9110 7.6.1: fields that Connection names are for this hop only; none that belongs to the whole path may be named. */
  #connection(fields: Fields, value: string): WireProblem | undefined {
    if (value === 'keep-alive') {
      this.keepAlive = true;
      return undefined;
    }
    let problem: WireProblem | undefined;
    eachListItem(value, (item) => {
      if (item === 'close') this.close = true;
      else if (item === 'keep-alive') this.keepAlive = true;
      else if (item === 'upgrade') this.#upgrades = true;
      else if (isEndToEnd(item)) problem ??= PROBLEMS.nominated;
      else fields.dropNamed(item);
    });
    return problem;
  }

  #contentLength(value: string): WireProblem | undefined {
    if (this.contentLength >= 0 || value.length > MAX_LENGTH_DIGITS || !/^[0-9]+$/.test(value)) {
      return PROBLEMS.contentLength;
    }
    this.contentLength = Number(value);
    return undefined;
  }

  #transferEncoding(fields: Fields, index: number): WireProblem | undefined {
    fields.drop(index);
    if (this.chunked) return PROBLEMS.transferEncodingTwice;
    if (asciiLower(fields.value(index)) !== 'chunked') return PROBLEMS.transferEncoding;
    this.chunked = true;
    return undefined;
  }
}

const END_TO_END: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'authorization',
  'cookie',
  'content-type',
  'x-request-id',
]);

/** Fields that the proxy or the application relies on at the other end; a client that names one as hop-by-hop wants it lost. */
function isEndToEnd(name: string): boolean {
  return END_TO_END.has(name) || name.startsWith('x-forwarded-') || name.startsWith('x-envoy-') || name.startsWith(':');
}
