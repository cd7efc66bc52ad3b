/** Analysis of documents of which few change from one time to the next. */

import { deepEqual } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Analyzer } from '../analyzer.ts';
import {
  type Context,
  contextOver,
  type Derived,
  derivedWithout,
  type NotingContext,
  type Resources,
  type Settings,
} from '../context.ts';
import type { AnalyzedKind } from '../kinds.ts';
import { type AnalyzedDocument, type ReadDocument, readObjects } from '../load.ts';
import type { AnalyzedResource } from '../resource.ts';
import { type Analysis, type AnalysisOptions, analyzersFor, type Reported, worldOf } from '../run.ts';

/** What an analyzer said of an object, and the kinds that was made from besides the object. */
interface Answer {
  readonly reads: ReadonlySet<AnalyzedKind>;
  readonly reported: readonly Reported[];
}

type Answers = ReadonlyMap<AnalyzedResource, Answer>;

/** What an analysis leaves to the next one. */
interface Remembered {
  readonly objects: Resources;
  readonly settings: Settings;
  readonly derived: Derived;
  readonly answers: ReadonlyMap<Analyzer, Answers>;
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

/** What was said before, and the kinds that are different since; `undefined` the first time. */
interface Before {
  readonly last: Answers | undefined;
  readonly changed: ReadonlySet<AnalyzedKind> | undefined;
}

function answersOf(analyzer: Analyzer, context: NotingContext, { last, changed }: Before): Answers {
  const isAsBefore = (kinds: Iterable<AnalyzedKind>): boolean =>
    changed !== undefined && ![...kinds].some((kind) => changed.has(kind));
  if (last && isAsBefore(analyzer.inputs)) return last;
  const answers = new Map<AnalyzedResource, Answer>();
  for (const resource of analyzer.subjects.flatMap((kind) => context.all(kind))) {
    const before = last?.get(resource);
    answers.set(resource, before && isAsBefore(before.reads) ? before : ask(analyzer, resource, context));
  }
  return answers;
}

function ask(analyzer: Analyzer, resource: Parameters<Analyzer['analyze']>[0], context: NotingContext): Answer {
  const reads = new Set<AnalyzedKind>();
  const found = analyzer.analyze(resource, context.noting(reads));
  return { reads, reported: [...found].map((each) => ({ ...each, resource, analyzer })) };
}

/**
 * Analyzes as `analyze` does, and remembers: documents that are the same objects as before are not read again, and analyzers
 * are asked again only about objects that changed, or where a kind changed that they read for their answer. What it gives is what `analyze` gives for the same documents.
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
    const answers = new Map(
      run.map((analyzer) => [analyzer, answersOf(analyzer, context, { last: last?.answers.get(analyzer), changed })]),
    );
    this.#context = context;
    this.#last = { objects, settings, derived: context.derived, answers };
    const reported = [...answers.values()].flatMap((each) => [...each.values()].flatMap((answer) => answer.reported));
    return { ...read, reported, skipped };
  };

  readonly #recall: typeof readObjects = (document, options) => {
    const before = this.#read.get(document.manifest);
    if (before) return before;
    const read = readObjects(document, options);
    this.#read.set(document.manifest, read);
    return read;
  };
}
