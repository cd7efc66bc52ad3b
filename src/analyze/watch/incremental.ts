/** Analysis of documents of which few change from one time to the next. */

import { deepEqual } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Analyzer } from '../analyzer.ts';
import { type Context, contextOver, type Derived, derivedWithout, type Resources, type Settings } from '../context.ts';
import type { AnalyzedKind } from '../kinds.ts';
import { type AnalyzedDocument, type ReadDocument, readObjects } from '../load.ts';
import type { AnalyzedResource } from '../resource.ts';
import { type Analysis, type AnalysisOptions, analyzersFor, type Reported, runAnalyzer, worldOf } from '../run.ts';

/** What an analysis leaves to the next one. */
interface Remembered {
  readonly objects: Resources;
  readonly settings: Settings;
  readonly derived: Derived;
  readonly reported: ReadonlyMap<Analyzer, readonly Reported[]>;
}

/** Whether two objects are one: the same, or assumed alike. */
function isSame(one: AnalyzedResource, other: AnalyzedResource | undefined): boolean {
  if (one === other) return true;
  if (other === undefined || one.origin.file !== undefined || other.origin.file !== undefined) return false;
  return one.namespace === other.namespace && one.name === other.name && deepEqual(one.object, other.object);
}

const NONE: readonly AnalyzedResource[] = [];

function changedKinds(before: Resources, now: Resources): ReadonlySet<AnalyzedKind> {
  const isChanged = (kind: AnalyzedKind): boolean => {
    const [old = NONE, next = NONE] = [before.get(kind), now.get(kind)];
    return old.length !== next.length || old.some((resource, index) => !isSame(resource, next[index]));
  };
  return new Set([...before.keys(), ...now.keys()].filter(isChanged));
}

/** Whether the same may be said of objects under both; a certificate that expires meanwhile is told when its file changes. */
function sameSettings(before: Settings, settings: Settings): boolean {
  const besides = { now: 0, envoy: 0 };
  return before.envoy === settings.envoy && deepEqual({ ...before, ...besides }, { ...settings, ...besides });
}

/**
 * Analyzes as `analyze` does, and remembers: documents that are the same objects as before are not read again, and analyzers
 * run again only where a kind changed that they read. What it gives is what `analyze` gives for the same documents.
 */
export class IncrementalAnalysis {
  readonly #read = new WeakMap<Manifest, ReadDocument>();
  #last: Remembered | undefined;
  #context: Context | undefined;

  /** What could be asked of the objects of the last analysis; `undefined` before the first. */
  get context(): Context | undefined {
    return this.#context;
  }

  /** The analysis of these documents. The options, but for the time and the Envoy API, are those of the first call. */
  readonly analyze = (documents: Iterable<AnalyzedDocument>, options: AnalysisOptions): Analysis => {
    const { objects, settings, ...read } = worldOf(documents, options, this.#recall);
    const last = this.#last !== undefined && sameSettings(this.#last.settings, settings) ? this.#last : undefined;
    const changed = last && changedKinds(last.objects, objects);
    const context = contextOver(objects, settings, last && changed ? derivedWithout(last.derived, changed) : undefined);
    const { run, skipped } = analyzersFor(options);
    const reported = new Map(
      run.map((analyzer) => {
        const before = last?.reported.get(analyzer);
        const stands = before && changed && !analyzer.inputs.some((kind) => changed.has(kind));
        return [analyzer, stands ? before : [...runAnalyzer(analyzer, context)]];
      }),
    );
    this.#context = context;
    this.#last = { objects, settings, derived: context.derived, reported };
    return { ...read, reported: [...reported.values()].flat(), skipped };
  };

  readonly #recall: typeof readObjects = (document, options) => {
    const before = this.#read.get(document.manifest);
    if (before) return before;
    const read = readObjects(document, options);
    this.#read.set(document.manifest, read);
    return read;
  };
}
