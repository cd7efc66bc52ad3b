/** What reads and compiles: a thread, so that nothing of it keeps requests waiting or stays in their process's memory. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { JsonMap } from '../../model/json.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import { DocumentMemory } from '../../yaml/document-memory.ts';
import { type IssuedIdentity, provideIdentity } from '../mesh/identity.ts';
import { type CompileFlags, compileFiles } from './compile.ts';
import { type ListenerLine, listenerLines } from './describe.ts';
import { type Packed, pack } from './pack.ts';
import { type Question, replyTo } from './questions.ts';
import type { RuntimeSettings } from './runtime-for.ts';
import { secretFiles, secretTexts } from './secret-files.ts';

/** What the files say, as plain data. */
export interface Compilation {
  /** Absent when it cannot run, or is what the asker knows already. */
  readonly packed?: Packed;
  /** The same for snapshots that are the same. */
  readonly digest: string;
  readonly node: ProxyNode;
  /** Without the resources. */
  readonly bootstrap: JsonMap;
  readonly listeners: readonly ListenerLine[];
  readonly findings: readonly Diagnostic[];
  /** Whether an error among the findings forbids to run it. */
  readonly refused: boolean;
  /** Whether a file that was named does not exist. */
  readonly absent: boolean;
  /** Those of certificates among them. */
  readonly files: readonly string[];
  /** The certificate of the workload; absent where it needs none. */
  readonly identity: IssuedIdentity | undefined;
}

/**
 * What is asked of it. `place` says where in the files something comes from that a text is about, `blame` throws what is
 * wrong: both of the snapshot compiled last.
 */
export type CompileOrder =
  | { readonly kind: 'compile'; readonly known: string | undefined }
  | { readonly kind: 'place'; readonly text: string }
  | { readonly kind: 'blame'; readonly settings: Omit<RuntimeSettings, 'host'> };

/** What a thread is started with. */
export interface CompileSetting {
  readonly role: 'meshctl compiler';
  /** What standard input said; it can be read once. */
  readonly stdin: Uint8Array | undefined;
}

/** A finding without what only its maker can tell. */
function plainFinding({ code, level, message, origin, range, path, remediation }: Diagnostic): Diagnostic {
  return {
    code,
    level,
    message,
    origin,
    ...(range && { range }),
    ...(path && { path }),
    ...(remediation === undefined ? {} : { remediation }),
  };
}

const digestOf = (texts: readonly string[]): string =>
  texts.reduce((hash, text) => hash.update(text), createHash('sha256')).digest('base64');

/** Compiles what the flags name as often as it is asked to, and knows what came of it last. */
export class Compilations {
  readonly #flags: CompileFlags;
  readonly #host: Host;
  readonly #memory = new DocumentMemory();
  #last: Snapshot | undefined;

  constructor(flags: CompileFlags, host: Host) {
    this.#flags = flags;
    this.#host = host;
  }

  /** Answers an order. Throws, by its promise, what reading files throws; for `blame` what is wrong. */
  async obey(order: CompileOrder): Promise<unknown> {
    if (order.kind === 'compile') return this.#compile(order.known);
    return order.kind === 'place' ? this.#place(order.text) : this.#blame(order.settings);
  }

  async #compile(known: string | undefined): Promise<Compilation> {
    const compiled = await compileFiles(this.#flags, this.#host, this.#memory);
    const { snapshot, node, bootstrap, findings, refused, absent } = compiled;
    const packed = refused ? [] : pack(snapshot);
    const identity = refused ? undefined : await provideIdentity(snapshot, compiled.identity, this.#host);
    const certificates = secretFiles(snapshot);
    const digest = digestOf([...packed, ...(await secretTexts(certificates))]);
    this.#last = snapshot;
    return {
      ...(refused || digest === known ? {} : { packed }),
      digest,
      node,
      bootstrap,
      listeners: listenerLines(snapshot),
      findings: findings.map(plainFinding),
      refused,
      absent,
      files: [...compiled.files, ...certificates],
      identity,
    };
  }

  async #place(text: string): Promise<string> {
    const { placeIn } = await import('./place.ts');
    return this.#last ? placeIn(this.#last, text) : '';
  }

  async #blame(settings: Omit<RuntimeSettings, 'host'>): Promise<void> {
    const { runtimeFor } = await import('./runtime-for.ts');
    if (this.#last) runtimeFor(this.#last, { ...settings, host: this.#host });
  }
}

/** What the thread does until it is stopped. */
export function runCompileThread(flags: CompileFlags, outer: Host): Promise<ExitStatus> {
  // The border of threads: `Compiler` made it.
  const { stdin } = workerData as CompileSetting;
  // The border of an object that stands in for another: what is not replaced is inherited.
  // Every compilation reads all of it.
  const host = Object.create(outer, { stdin: { get: () => Readable.from(stdin ? [stdin] : []) } }) as Host;
  const compilations = new Compilations(flags, host);
  const answer = async (question: Question<CompileOrder>) =>
    parentPort?.postMessage(await replyTo(question, (order) => compilations.obey(order)));
  parentPort?.on('message', (question: Question<CompileOrder>) => void answer(question));
  return new Promise((resolve) => parentPort?.once('close', () => resolve(EXIT.ok)));
}
