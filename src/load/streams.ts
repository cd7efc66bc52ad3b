/** Requests over HTTP/2: several at once share a connection. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import { type Answer, type Asker, codeOf, type OnAnswer, REFUSED } from './asker.ts';
import type { LoadPlan, Target } from './plan.ts';
import type { LoadFailure } from './tally.ts';

/** Errors of a server that does not speak HTTP/2, or breaks its rules. */
const INVALID: ReadonlySet<string> = new Set([
  'ERR_HTTP2_ERROR',
  'ERR_HTTP2_SESSION_ERROR',
  'ERR_SSL_NO_APPLICATION_PROTOCOL',
]);

/** A connection that streams share; opened when it is needed, and again after it was closed. */
class SharedSession {
  readonly #target: Target;
  readonly #plan: LoadPlan;
  #session: ClientHttp2Session | undefined;

  constructor(target: Target, plan: LoadPlan) {
    this.#target = target;
    this.#plan = plan;
  }

  /** What went wrong with the connection of the last request. */
  problem: Error | undefined;

  request(): ClientHttp2Stream {
    const { fields, body } = this.#target;
    const session = this.#open();
    const stream = session.request(fields, { endStream: body.length === 0 });
    if (body.length > 0) stream.end(body);
    return stream;
  }

  #open(): ClientHttp2Session {
    const known = this.#session;
    if (known && !known.closed && !known.destroyed) return known;
    this.problem = undefined;
    const { host, port, secure, serverName } = this.#target;
    const authority = `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
    const session = connect(authority, {
      rejectUnauthorized: this.#plan.verify,
      ...(serverName === '' ? {} : { servername: serverName }),
    });
    session.on('error', (error) => {
      this.problem = error;
    });
    this.#session = session;
    return session;
  }

  close(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }
}

/** A place for one stream at a time. */
class StreamPlace implements Asker {
  readonly target: Target;
  deadline = 0;
  since = 0;
  readonly #session: SharedSession;
  readonly #by: string;
  readonly #onAnswer: OnAnswer;
  #stream: ClientHttp2Stream | undefined;

  constructor(session: SharedSession, { target, plan, onAnswer }: StreamOptions) {
    this.target = target;
    this.#session = session;
    this.#by = plan.by;
    this.#onAnswer = onAnswer;
  }

  get busy(): boolean {
    return this.#stream !== undefined;
  }

  ask(): void {
    const stream = this.#session.request();
    const answer: { status: number; by: string | undefined; bytes: number } = { status: 0, by: undefined, bytes: 0 };
    this.#stream = stream;
    stream.on('response', (headers) => {
      const by = headers[this.#by];
      answer.status = Number(headers[':status']);
      answer.by = by === undefined ? undefined : String(by);
    });
    stream.on('data', (chunk: Buffer) => {
      answer.bytes += chunk.length;
    });
    let problem: Error | undefined;
    stream.on('error', (error) => {
      problem = error;
    });
    stream.on('close', () => {
      if (this.#stream !== stream) return;
      const whole = problem === undefined && stream.rstCode === constants.NGHTTP2_NO_ERROR && answer.status > 0;
      const { bytes } = answer;
      this.#done(whole ? answer : { failure: this.#failureOf(problem), bytes });
    });
  }

  /** A stream that never began has the problem of its connection for a cause; others end with the connection. */
  #failureOf(problem: Error | undefined): LoadFailure {
    const code = codeOf(problem?.cause) ?? codeOf(this.#session.problem) ?? codeOf(problem) ?? '';
    if (REFUSED.has(code)) return 'refused';
    return INVALID.has(code) ? 'invalid' : 'reset';
  }

  giveUp(failure: LoadFailure): void {
    this.#drop();
    this.#onAnswer(this, { failure, bytes: 0 });
  }

  end(): void {
    this.#drop();
    this.#session.close();
  }

  #drop(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    stream?.close(constants.NGHTTP2_CANCEL);
  }

  #done(answer: Answer): void {
    this.#stream = undefined;
    this.#onAnswer(this, answer);
  }
}

/** What streams are opened for. */
export interface StreamOptions {
  readonly target: Target;
  readonly plan: LoadPlan;
  readonly onAnswer: OnAnswer;
}

/** Places for so many streams on each of the plan's connections; those of one connection do not stand together. */
export function streamPlaces(options: StreamOptions, streams: number): readonly Asker[] {
  const { target, plan } = options;
  const sessions = Array.from({ length: plan.connections }, () => new SharedSession(target, plan));
  return Array.from({ length: streams }).flatMap(() => sessions.map((session) => new StreamPlace(session, options)));
}
