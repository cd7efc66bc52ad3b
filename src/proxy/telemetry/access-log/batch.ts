import type { LogSink } from './logs.ts';

/** A write is due when this much is waiting, without waiting for the time. */
const BATCH_CHARACTERS = 64 * 1024;
/** More than this does not wait for a slow disk: lines are dropped then. */
const MAX_WAITING_CHARACTERS = 16 * 1024 * 1024;

/** Lines on their way to a file, put together so that a line costs no system call, and given up before memory is. */
export class LogBatch implements LogSink {
  /** Lines nobody will read. */
  dropped = 0;
  readonly #put: (text: string) => Promise<void>;
  readonly #onDropped: () => void;
  #waiting = '';
  #writing: Promise<void> | undefined;

  /** `put` writes latin-1 text, a character for each byte; it is never called again before it is done. It must not throw. */
  constructor(put: (text: string) => Promise<void>, onDropped: () => void = () => undefined) {
    this.#put = put;
    this.#onDropped = onDropped;
  }

  write(line: string): void {
    if (this.#waiting.length + line.length > MAX_WAITING_CHARACTERS) {
      this.dropped += 1;
      this.#onDropped();
      return;
    }
    this.#waiting += line;
    // A write under way is followed by the next flush in time: one promise a line would wait for a slow disk otherwise.
    if (this.#waiting.length >= BATCH_CHARACTERS && this.#writing === undefined) void this.flush();
  }

  /** Resolves when everything written so far is out. */
  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    if (this.#waiting === '') return;
    const text = this.#waiting;
    this.#waiting = '';
    this.#writing = this.#put(text).finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }
}
