import { Fields } from './fields.ts';
import { Framing } from './framing.ts';
import { PROBLEMS, type WireProblem } from './problem.ts';

/** How the end of a response's body is told (RFC 9112 6.3). */
export type ResponseBody = 'none' | 'length' | 'chunked' | 'close';

/** A response's status line and fields, read and judged. One object serves all responses of a connection. */
export class ResponseHead {
  readonly fields = new Fields();
  readonly framing = new Framing();
  status = 0;
  /** The reason phrase as written; may be empty. */
  reason = '';
  http10 = false;
  /** Whether the client is told how long the upstream took. */
  tellsTime = true;

  /** Judges what a reader has read. Returns why the response cannot be used: the client gets 502 then. */
  take(line: string): WireProblem | undefined {
    return this.#statusLine(line) ?? this.framing.read(this.fields, this.http10);
  }

  /** Whether this is an interim response, with the final one to come; 101 is final. */
  get interim(): boolean {
    return this.status >= 100 && this.status < 200 && this.status !== 101;
  }

  /** How the body ends, given the method of the request (RFC 9112 6.3, rules 1 to 8). */
  bodyFor(method: string): ResponseBody {
    if (method === 'HEAD' || this.status === 204 || this.status === 304 || this.status < 200) return 'none';
    if (method === 'CONNECT' && this.status < 300) return 'none';
    if (this.framing.chunked) return 'chunked';
    if (this.framing.contentLength === 0) return 'none';
    return this.framing.contentLength > 0 ? 'length' : 'close';
  }

  /** Whether the connection may carry another request once the body has ended. */
  get persistent(): boolean {
    return this.http10 ? this.framing.keepAlive && !this.framing.close : !this.framing.close;
  }

  /** RFC 9112 4; a missing blank before an empty reason is common and harmless. */
  #statusLine(line: string): WireProblem | undefined {
    if (!line.startsWith('HTTP/1.')) return /^HTTP\/\d/.test(line) ? PROBLEMS.version : PROBLEMS.startLineForm;
    const minor = line.charAt(7);
    if ((minor !== '0' && minor !== '1') || line.charAt(8) !== ' ') return PROBLEMS.version;
    this.http10 = minor === '0';
    const code = line.slice(9, 12);
    if (!/^[1-9][0-9]{2}$/.test(code) || (line.length > 12 && line.charAt(12) !== ' ')) return PROBLEMS.status;
    this.status = Number(code);
    this.reason = line.slice(13);
    return undefined;
  }
}
