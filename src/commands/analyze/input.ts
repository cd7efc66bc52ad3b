import type { AnalyzedKind } from '../../analyze/kinds.ts';
import type { AnalyzedDocument } from '../../analyze/load.ts';
import type { Host } from '../../model/host.ts';
import { definitions } from '../../validate/definitions.ts';
import { LAYERS } from '../../validate/problem.ts';
import type { Validation } from '../../validate/validate.ts';
import { type Collected, collectAll, type See } from '../validate/collect.ts';
import type { AnalyzeFlags } from './flags.ts';

/** The namespace of objects that name none, as kubectl has it. */
export const DEFAULT_NAMESPACE = 'default';

/** What could be seen of a cluster. */
export interface LiveView {
  /** Kinds that may not be read at all. */
  readonly unseen: ReadonlySet<AnalyzedKind>;
  /** Whether all objects of all kinds could be read. */
  readonly complete: boolean;
}

/** What was read, with the findings of objects each for itself. */
export interface Input extends Collected {
  readonly documents: readonly AnalyzedDocument[];
  readonly texts: ReadonlyMap<string, string>;
  /** Set when some of it is of a cluster. */
  readonly live?: LiveView;
}

/** Nothing, to which something may be added. */
export function noInput(): Input {
  const nothing = { findings: [], excerpts: new Map(), files: [], unchecked: new Map(), resources: 0, absent: false };
  return { ...nothing, documents: [], texts: new Map() };
}

/** What objects are checked by, each for itself. */
export function validationOf({ namespace, istioNamespace }: AnalyzeFlags): Validation {
  return {
    layers: new Set(LAYERS),
    definitions: definitions([]),
    evaluate: () => [],
    namespace: namespace ?? DEFAULT_NAMESPACE,
    istioNamespace,
  };
}

/** Reads what the paths name, with the files of other clusters. Throws as {@link readFiles} does, and UsageError. */
export async function readAll(paths: readonly string[], flags: AnalyzeFlags, host: Host): Promise<Input> {
  const input = await readFiles(paths, flags, host);
  if (flags.remoteFiles === undefined) return input;
  return (await import('./remotes.ts')).withRemotes(input, flags, host);
}

/** Reads what the paths name, and checks every object for itself. Throws what reading throws. */
export async function readFiles(paths: readonly string[], flags: AnalyzeFlags, host: Host): Promise<Input> {
  const documents: AnalyzedDocument[] = [];
  const texts = new Map<string, string>();
  const validation = validationOf(flags);
  const see: See = (manifest, text) => {
    documents.push({ manifest });
    texts.set(manifest.file, text);
  };
  const collected = await collectAll(paths, { validation, strict: false, see, exclude: flags.exclude }, host);
  return { ...collected, documents, texts };
}
