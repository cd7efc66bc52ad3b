/** Files in, a snapshot out, without keeping this thread from anything. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { inputNames, readInput, STDIN } from '../../io/inputs.ts';
import { isUrl } from '../../io/spec.ts';
import { UnavailableError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { isMap } from '../../model/json.ts';
import type { CompileFlags } from './compile.ts';
import type { Compilation, Compilations, CompileOrder, CompileSetting } from './compile-thread.ts';
import { releaseWhenIdle } from './idle-memory.ts';
import { Questions, type Reply } from './questions.ts';
import type { RuntimeSettings } from './runtime-for.ts';

/** Whether this is the thread that {@link Compiler} starts: it runs the same command line. */
export function isCompileThread(): boolean {
  return !isMainThread && isMap(workerData) && workerData['role'] === 'meshctl compiler';
}

/** Who saves a file often saves it again; a thread that has worked already is several times as fast. */
const REST_MS = 10_000;

/** Up to this size compiling takes less than starting a thread does, and leaves little behind in memory. */
const SMALL_BYTES = 64 * 1024;

const ENDED = new UnavailableError('UNAVAILABLE_COMPILER', 'the thread that compiles has ended');

/** Whether all that is named is in small files. */
async function isSmall({ filename = [], meshConfigFile }: CompileFlags, host: Host): Promise<boolean> {
  let bytes = 0;
  for (const spec of meshConfigFile === undefined ? filename : [...filename, meshConfigFile]) {
    for await (const name of inputNames(spec, host)) {
      if (name === STDIN || isUrl(name)) return false;
      bytes += statSync(resolve(host.cwd, name), { throwIfNoEntry: false })?.size ?? 0;
      if (bytes > SMALL_BYTES) return false;
    }
  }
  return true;
}

/**
 * What compiles: a thread, started when it is first needed and again when it is lost. Files that are small are compiled here
 * the first time: nobody is served yet.
 */
export class Compiler {
  readonly #questions = new Questions<CompileOrder>();
  readonly #flags: CompileFlags;
  readonly #host: Host;
  readonly #stdin: Promise<Uint8Array | undefined>;
  #started = false;
  /** What compiled last, if it was not the thread. */
  #here: Compilations | undefined;
  #thread: Worker | undefined;
  #resting: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor(flags: CompileFlags, host: Host) {
    const { filename = [], meshConfigFile } = flags;
    this.#flags = flags;
    this.#host = host;
    const wanted = filename.includes(STDIN) || meshConfigFile === STDIN;
    this.#stdin = wanted ? readInput(STDIN, host) : Promise.resolve(undefined);
    // Whoever compiles first is told.
    this.#stdin.catch(() => undefined);
  }

  /**
   * What the files say now; without the snapshot when its digest is `known`.
   * @throws by its promise what reading files throws.
   */
  async compile(known: string | undefined): Promise<Compilation> {
    // The border of messages: the thread answers this order so.
    return (await this.#ask({ kind: 'compile', known })) as Compilation;
  }

  /** Throws, by its promise, what is wrong with the snapshot that was compiled last, and where; nothing when it runs. */
  async blame({ runtime, limiterFile }: Omit<RuntimeSettings, 'host'>): Promise<void> {
    await this.#ask({ kind: 'blame', settings: { runtime, limiterFile } });
  }

  /** Where in the files something comes from that the text is about, of the snapshot compiled last; empty when nobody knows. */
  async place(text: string): Promise<string> {
    // The border of messages: the thread answers this order so.
    return (await this.#ask({ kind: 'place', text })) as string;
  }

  /** Files are about to change: the thread may start already. */
  warm(): void {
    this.#warm().catch(() => undefined);
  }

  /** Nothing is to be asked now: the thread ends soon, and gives its memory back, unless something is. */
  rest(): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.stop();
      releaseWhenIdle();
    }, REST_MS).unref();
  }

  /** Ends the thread; it is started again when it is needed. */
  stop(): void {
    clearTimeout(this.#resting);
    const thread = this.#thread;
    this.#thread = undefined;
    this.#here = undefined;
    this.#questions.fail(ENDED);
    void thread?.terminate();
  }

  async #ask(order: CompileOrder): Promise<unknown> {
    if (order.kind === 'compile') this.#here = await this.#firstHere();
    return this.#here ? this.#here.obey(order) : this.#askThread(order);
  }

  async #firstHere(): Promise<Compilations | undefined> {
    if (this.#started) return undefined;
    this.#started = true;
    // What cannot be found out is told by whoever reads.
    const small = await isSmall(this.#flags, this.#host).catch(() => true);
    return small ? new (await import('./compile-thread.ts')).Compilations(this.#flags, this.#host) : undefined;
  }

  async #askThread(order: CompileOrder): Promise<unknown> {
    const thread = await this.#warm();
    this.#asked += 1;
    thread.ref();
    try {
      return await this.#questions.ask(order, (question) => thread.postMessage(question));
    } finally {
      this.#asked -= 1;
      if (this.#asked === 0) thread.unref();
    }
  }

  async #warm(): Promise<Worker> {
    clearTimeout(this.#resting);
    const stdin = await this.#stdin;
    this.#thread ??= this.#start({ role: 'meshctl compiler', stdin });
    return this.#thread;
  }

  #start(setting: CompileSetting): Worker {
    const [, file = '', ...argv] = process.argv;
    const thread = new Worker(file, { argv, workerData: setting });
    thread.unref();
    thread.on('message', (reply: Reply) => this.#questions.onReply(reply));
    const gone = (error: Error): void => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      this.#questions.fail(error);
    };
    thread.on('error', gone);
    thread.on('exit', () => gone(ENDED));
    return thread;
  }
}
