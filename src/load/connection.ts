/** A connection that asks the same thing again and again. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Fields } from '../proxy/wire/fields.ts';
import { type ResponseEvents, ResponseReader } from '../proxy/wire/h1/response-reader.ts';
import { RequestHead } from '../proxy/wire/request-head.ts';
import type { ResponseBody, ResponseHead } from '../proxy/wire/response-head.ts';
import { type Answer, type Asker, codeOf, type OnAnswer, REFUSED } from './asker.ts';
import type { LoadPlan, Target } from './plan.ts';
import type { LoadFailure } from './tally.ts';

/** One request at a time over HTTP/1.1; opened when it is needed, and again after it was closed. */
export class Connection implements Asker, ResponseEvents {
  readonly target: Target;
  deadline = 0;
  since = 0;
  readonly #plan: LoadPlan;
  readonly #onAnswer: OnAnswer;
  readonly #reader: ResponseReader;
  readonly #head = new RequestHead();
  #socket: Socket | undefined;
  #busy = false;
  /** It carried an answer before: it may have been closed just now, which is nobody's fault. */
  #used = false;
  #bytes = 0;
  #status = 0;
  #by: string | undefined;
  #last = false;

  constructor(target: Target, plan: LoadPlan, onAnswer: OnAnswer) {
    this.target = target;
    this.#plan = plan;
    this.#onAnswer = onAnswer;
    this.#reader = new ResponseReader(this);
    this.#head.method = target.method;
  }

  get busy(): boolean {
    return this.#busy;
  }

  ask(): void {
    this.#busy = true;
    this.#bytes = 0;
    this.#status = 0;
    this.#reader.start(this.#head);
    this.#socket ??= this.#open();
    this.#socket.write(this.target.bytes);
  }

  giveUp(failure: LoadFailure): void {
    this.#close();
    this.#done({ failure, bytes: this.#bytes });
  }

  end(): void {
    this.#busy = false;
    this.#close();
  }

  data(_chunk: Buffer, from: number, to: number): void {
    this.#bytes += to - from;
  }

  onInterim(): void {
    // Only the last answer counts.
  }

  onHead(response: ResponseHead, body: ResponseBody): void {
    this.#status = response.status;
    this.#by = response.fields.get(this.#plan.by);
    this.#last = body === 'close' || !response.persistent;
  }

  onComplete(_trailers: Fields | undefined, clean: boolean): void {
    this.#used = true;
    if (this.#last || !clean) this.#close();
    this.#done({ status: this.#status, by: this.#by, bytes: this.#bytes });
  }

  onBad(): void {
    this.giveUp('invalid');
  }

  #open(): Socket {
    const { host, port, secure, serverName } = this.target;
    const socket = secure
      ? connectTls({ host, port, servername: serverName, rejectUnauthorized: this.#plan.verify })
      : connect({ host, port, noDelay: true });
    this.#used = false;
    socket.on('data', (chunk) => {
      if (this.#socket === socket && this.#busy) this.#reader.read(chunk);
    });
    let problem: NodeJS.ErrnoException | undefined;
    socket.on('error', (error) => {
      problem = error;
    });
    socket.on('close', () => this.#onClose(socket, problem));
    return socket;
  }

  #onClose(socket: Socket, problem: NodeJS.ErrnoException | undefined): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    if (!this.#busy) return;
    if (this.#reader.untilClose && problem === undefined) {
      this.#reader.stop();
      this.#done({ status: this.#status, by: this.#by, bytes: this.#bytes });
    } else if (this.#used && this.#status === 0) {
      this.ask();
    } else {
      this.#done({ failure: REFUSED.has(codeOf(problem) ?? '') ? 'refused' : 'reset', bytes: this.#bytes });
    }
  }

  #close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }

  #done(answer: Answer): void {
    this.#busy = false;
    this.#reader.stop();
    this.#onAnswer(this, answer);
  }
}
