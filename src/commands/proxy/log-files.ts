/** Files of access logs. */
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileProblem } from '../../io/problems.ts';
import type { Host, OutputStream } from '../../model/host.ts';
import { LogBatch } from '../../proxy/telemetry/access-log/batch.ts';
import type { LogSink } from '../../proxy/telemetry/access-log/logs.ts';

/** How often lines leave; on a terminal somebody is waiting for them. */
const FLUSH_MS = 100;
const TERMINAL_FLUSH_MS = 10;

/** Streams of this process, by the names logs have for them. */
const STREAMS: Readonly<Record<string, (host: Host) => OutputStream>> = {
  '/dev/stdout': (host) => host.stdout,
  '/dev/stderr': (host) => host.stderr,
};

/** What says when there is room again. */
interface Waiting {
  on(event: 'drain' | 'close', act: () => void): unknown;
  off(event: 'drain' | 'close', act: () => void): unknown;
}

/** Node's streams say when there is room again; others always have it. */
function waits(stream: OutputStream): stream is OutputStream & Waiting {
  return 'on' in stream && typeof stream.on === 'function' && 'off' in stream && typeof stream.off === 'function';
}

/** Writes bytes to a stream, and waits until it takes more. */
function toStream(stream: OutputStream, text: string): Promise<void> {
  if (stream.write(Buffer.from(text, 'latin1')) !== false || !waits(stream)) return Promise.resolve();
  return new Promise((resolve) => {
    // Neither outlives the wait: a reader that is often slow would gather listeners for as long as the proxy runs.
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}

/** The access logs that are open. */
export class LogFiles {
  readonly #host: Host;
  readonly #onLost: () => void;
  readonly #batches = new Map<string, LogBatch>();
  readonly #handles = new Map<string, Promise<FileHandle>>();
  readonly #timer: NodeJS.Timeout;

  /** `onLost` is called for each line, or write, that does not arrive. */
  constructor(host: Host, onLost: () => void) {
    this.#host = host;
    this.#onLost = onLost;
    this.#timer = setInterval(() => void this.flush(), host.stdout.isTTY ? TERMINAL_FLUSH_MS : FLUSH_MS).unref();
  }

  /**
   * Opens a file before it is needed.
   * @throws PermissionError and others of files, when that is not possible.
   */
  async check(path: string): Promise<void> {
    if (!Object.hasOwn(STREAMS, path)) await this.#handle(path);
  }

  /** What takes the lines of a file; the same for the same path. */
  sink(path: string): LogSink {
    const known = this.#batches.get(path);
    if (known !== undefined) return known;
    const batch = new LogBatch((text) => this.#put(path, text), this.#onLost);
    this.#batches.set(path, batch);
    return batch;
  }

  async flush(): Promise<void> {
    await Promise.all([...this.#batches.values()].map((batch) => batch.flush()));
  }

  /** Somebody has moved the files away: lines go to new ones of the same names. */
  async reopen(): Promise<void> {
    await this.flush();
    await Promise.all([...this.#handles.keys()].map((path) => this.#letGo(path)));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.reopen();
  }

  async #put(path: string, text: string): Promise<void> {
    try {
      const stream = Object.hasOwn(STREAMS, path) ? STREAMS[path] : undefined;
      if (stream !== undefined) await toStream(stream(this.#host), text);
      else await (await this.#handle(path)).appendFile(text, 'latin1');
    } catch {
      // A full disk must not end the proxy; the loss is counted.
      await this.#letGo(path);
      this.#onLost();
    }
  }

  /** Closes a file, if it is open; the next line opens it anew. */
  async #letGo(path: string): Promise<void> {
    const handle = this.#handles.get(path);
    this.#handles.delete(path);
    // What cannot be opened or closed has nothing to keep.
    await handle?.then((file) => file.close()).catch(() => undefined);
  }

  #handle(path: string): Promise<FileHandle> {
    const known = this.#handles.get(path);
    if (known !== undefined) return known;
    const opening = open(resolve(this.#host.cwd, path), 'a').catch((error: unknown) => {
      this.#handles.delete(path);
      throw fileProblem(error, 'write', path);
    });
    this.#handles.set(path, opening);
    return opening;
  }
}
