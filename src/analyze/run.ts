/** Documents in, findings out. */
import { CLUSTER_DOMAIN } from '../mesh/hosts.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { asString, type JsonMap } from '../model/json.ts';
import type { EnvoyTypes } from '../validate/rules/envoy-filter/envoy-types.ts';
import type { Analyzer, Found } from './analyzer.ts';
import { type Context, contextOver, type Resources, type Settings, type View } from './context.ts';
import {
  completeMeshConfig,
  defaultIngress,
  externalHost,
  meshConfigIn,
  meshNetworksIn,
  meshObject,
} from './defaults.ts';
import { derivedPods } from './derived-pods.ts';
import { selects } from './facts/labels.ts';
import { loadObjects } from './gather.ts';
import { type AnalyzedKind, RUNTIME_KINDS } from './kinds.ts';
import type { AnalyzedDocument, readObjects } from './load.ts';
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
  /** Of the whole names of Services; `cluster.local` unless said otherwise. */
  readonly clusterDomain?: string | undefined;
  /** Hosts that are there although no document says so; may begin with a star. */
  readonly externalHosts?: readonly string[] | undefined;
  /** Whether Service, Namespace, Pod, Node and Secret count; the reference takes them from a cluster only. */
  readonly runtimeKinds: boolean;
  /** Whether the documents are all there is. */
  readonly complete: boolean;
  /** Whether documents are as a cluster has them: then nothing is assumed to be there besides. */
  readonly live?: boolean;
  /** Where `complete` is false: what an earlier state of the documents had. */
  readonly seenBefore?: Settings['seenBefore'];
  readonly now: Date;
  readonly certificateDates: Settings['certificateDates'];
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

/** What documents hold, with what is assumed besides. */
export interface World extends Pick<Analysis, 'refused' | 'notices' | 'resources'> {
  readonly objects: Resources;
  readonly settings: Settings;
}

/** The objects of documents; `read` as {@link loadObjects} has it. */
export function worldOf(
  documents: Iterable<AnalyzedDocument>,
  options: AnalysisOptions,
  read?: typeof readObjects,
): World {
  const { view, istioNamespace, namespace, runtimeKinds } = options;
  const loaded = loadObjects(documents, { namespace, runtimeKinds, reference: view === 'reference' }, read);
  const inFiles = view === 'own' ? meshConfigIn(loaded.resources.get('ConfigMap') ?? [], istioNamespace) : {};
  const given = { ...inFiles, ...options.meshConfig };
  const config = completeMeshConfig(given);
  const objects = new Map<AnalyzedKind, readonly AnalyzedResource[]>(loaded.resources);
  const add = (kind: AnalyzedKind, more: readonly AnalyzedResource[]): void => {
    objects.set(kind, [...more, ...(objects.get(kind) ?? [])]);
  };
  if (view === 'own') objects.set('Pod', [...(objects.get('Pod') ?? []), ...derivedPods(loaded.resources)]);
  for (const item of options.live ? [] : assumedIngress(config, objects, view)) add(item.of, [item]);
  add('MeshConfig', [meshObject('MeshConfig', istioNamespace, config)]);
  add('ServiceEntry', options.externalHosts?.map(externalHost) ?? []);
  const networks = options.meshNetworks
    ? meshObject('MeshNetworks', istioNamespace, options.meshNetworks)
    : view === 'own' && meshNetworksIn(loaded.resources.get('ConfigMap') ?? [], istioNamespace);
  if (networks) add('MeshNetworks', [networks]);
  const rootNamespace = asString(config['rootNamespace']) ?? istioNamespace;
  const { complete, seenBefore, now, certificateDates, envoy, clusterDomain = CLUSTER_DOMAIN } = options;
  const meshConfigGiven = Object.keys(given).length > 0;
  const stated = { view, istioNamespace, rootNamespace, clusterDomain, meshConfigGiven, complete, seenBefore };
  const settings = { ...stated, now, certificateDates, envoy };
  return { objects, settings, refused: loaded.refused, notices: loaded.notices, resources: loaded.count };
}

/** The context of a set of documents, and what was noticed when they were read. */
export function prepare(
  documents: Iterable<AnalyzedDocument>,
  options: AnalysisOptions,
): { readonly context: Context } & Pick<Analysis, 'refused' | 'notices' | 'resources'> {
  const { objects, settings, ...read } = worldOf(documents, options);
  return { context: contextOver(objects, settings), ...read };
}

/** The gateway of an installation; for a person only where the input has none of its own. */
function assumedIngress(config: JsonMap, resources: Resources, view: View): readonly AnalyzedResource[] {
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

/** The analyzers that run, and those that would need kinds that cannot be had; without those of the other view. */
export function analyzersFor(options: AnalysisOptions): {
  readonly run: readonly Analyzer[];
  readonly skipped: readonly Analyzer[];
} {
  const wanted = options.analyzers.filter(
    ({ view, reference }) =>
      (view ?? options.view) === options.view && (options.view === 'own' || reference !== undefined),
  );
  const isSkipped = ({ inputs }: Analyzer): boolean =>
    !options.runtimeKinds && inputs.some((kind) => RUNTIME_KINDS.has(kind));
  return { run: wanted.filter((analyzer) => !isSkipped(analyzer)), skipped: wanted.filter(isSkipped) };
}

/** Analyzes documents. Analyzers of the other view are left out, and those that need kinds that cannot be had. */
export function analyze(documents: Iterable<AnalyzedDocument>, options: AnalysisOptions): Analysis {
  const { context, ...read } = prepare(documents, options);
  const { run, skipped } = analyzersFor(options);
  return { ...read, reported: run.flatMap((analyzer) => [...runAnalyzer(analyzer, context)]), skipped };
}
