/** Documents in, findings out. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { asString, type JsonMap } from '../model/json.ts';
import type { EnvoyTypes } from '../validate/rules/envoy-filter/envoy-types.ts';
import type { Analyzer, Found } from './analyzer.ts';
import { type Context, contextOver, type View } from './context.ts';
import { completeMeshConfig, defaultIngress, meshConfigIn, meshObject } from './defaults.ts';
import { derivedPods } from './derived-pods.ts';
import { selects } from './facts/labels.ts';
import { type AnalyzedKind, RUNTIME_KINDS } from './kinds.ts';
import { type AnalyzedDocument, loadObjects } from './load.ts';
import type { AnalyzedResource } from './resource.ts';

/** How a set of documents is analyzed. */
export interface AnalysisOptions {
  readonly view: View;
  /** The namespace of objects that name none; empty as the reference has it for all namespaces. */
  readonly namespace: string;
  readonly istioNamespace: string;
  /** As it was written; `{}` for the defaults. */
  readonly meshConfig: JsonMap;
  readonly meshNetworks?: JsonMap;
  /** Whether Service, Namespace, Pod, Node and Secret count; the reference takes them from a cluster only. */
  readonly runtimeKinds: boolean;
  /** Whether the documents are all there is. */
  readonly complete: boolean;
  readonly now: Date;
  readonly analyzers: readonly Analyzer[];
  readonly envoy?: EnvoyTypes | undefined;
}

/** A finding with the object it is about, and the analyzer that has it. */
export interface Reported extends Found {
  readonly resource: AnalyzedResource;
  readonly analyzer: Analyzer;
}

/** What an analysis gave. */
export interface Analysis {
  readonly reported: readonly Reported[];
  /** Documents the reference cannot read. */
  readonly refused: readonly Diagnostic[];
  readonly notices: readonly Diagnostic[];
  /** Analyzers that need kinds that cannot be had. */
  readonly skipped: readonly Analyzer[];
  /** Objects in the documents. */
  readonly resources: number;
}

/** The context of a set of documents, and what was noticed when they were read. */
export function prepare(
  documents: Iterable<AnalyzedDocument>,
  options: AnalysisOptions,
): { readonly context: Context } & Pick<Analysis, 'refused' | 'notices' | 'resources'> {
  const { view, istioNamespace, namespace, runtimeKinds } = options;
  const loaded = loadObjects(documents, { namespace, runtimeKinds, reference: view === 'reference' });
  const inFiles = view === 'own' ? meshConfigIn(loaded.resources.get('ConfigMap') ?? [], istioNamespace) : {};
  const config = completeMeshConfig({ ...inFiles, ...options.meshConfig });
  const resources = new Map<AnalyzedKind, readonly AnalyzedResource[]>(loaded.resources);
  const add = (kind: AnalyzedKind, more: readonly AnalyzedResource[]): void => {
    resources.set(kind, [...more, ...(resources.get(kind) ?? [])]);
  };
  if (view === 'own') resources.set('Pod', [...(resources.get('Pod') ?? []), ...derivedPods(loaded.resources)]);
  for (const item of assumedIngress(config, resources, view)) add(item.of, [item]);
  add('MeshConfig', [meshObject('MeshConfig', istioNamespace, config)]);
  if (options.meshNetworks) add('MeshNetworks', [meshObject('MeshNetworks', istioNamespace, options.meshNetworks)]);
  const rootNamespace = asString(config['rootNamespace']) ?? istioNamespace;
  const { complete, now, envoy } = options;
  const context = contextOver(resources, { view, istioNamespace, rootNamespace, complete, now, envoy });
  return { context, refused: loaded.refused, notices: loaded.notices, resources: loaded.count };
}

/** The gateway of an installation; for a person only where the input has none of its own. */
function assumedIngress(
  config: JsonMap,
  resources: ReadonlyMap<AnalyzedKind, readonly AnalyzedResource[]>,
  view: View,
): readonly AnalyzedResource[] {
  const ingress = defaultIngress(config);
  const [pod] = ingress;
  const isThere = (resources.get('Pod') ?? []).some(({ labels }) => pod !== undefined && selects(pod.labels, labels));
  return view === 'own' && isThere ? [] : ingress;
}

/** Runs one analyzer over the objects it is for. */
export function* runAnalyzer(analyzer: Analyzer, context: Context): Generator<Reported> {
  for (const kind of analyzer.subjects) {
    for (const resource of context.all(kind))
      for (const found of analyzer.analyze(resource, context)) yield { ...found, resource, analyzer };
  }
}

/** Analyzes documents. Analyzers of the other view are left out, and those that need kinds that cannot be had. */
export function analyze(documents: Iterable<AnalyzedDocument>, options: AnalysisOptions): Analysis {
  const { context, ...read } = prepare(documents, options);
  const wanted = options.analyzers.filter(
    ({ view, reference }) =>
      (view ?? options.view) === options.view && (options.view === 'own' || reference !== undefined),
  );
  const isSkipped = ({ inputs }: Analyzer): boolean =>
    !options.runtimeKinds && inputs.some((kind) => RUNTIME_KINDS.has(kind));
  const reported = wanted
    .filter((analyzer) => !isSkipped(analyzer))
    .flatMap((analyzer) => [...runAnalyzer(analyzer, context)]);
  return { ...read, reported, skipped: wanted.filter(isSkipped) };
}
