/** What analyzers may ask about the set of objects they are run over. */
import type { MeshResource } from '../mesh/resource.ts';
import type { JsonMap } from '../model/json.ts';
import type { EnvoyTypes } from '../validate/rules/envoy-filter/envoy-types.ts';
import type { AnalyzedKind, SpecOf } from './kinds.ts';
import type { AnalyzedResource } from './resource.ts';

/** Whose findings are wanted: meshctl's own, or those of the reference with its blind spots. */
export type View = 'own' | 'reference';

/** What does not come from objects. */
export interface Settings {
  readonly view: View;
  readonly istioNamespace: string;
  /** Of the mesh config. */
  readonly rootNamespace: string;
  /** Whether the input is all there is: then what is not in it does not exist. */
  readonly complete: boolean;
  /** For the validity of certificates. */
  readonly now: Date;
  /** The Envoy API, for the patches of EnvoyFilters; without it they are not looked into. */
  readonly envoy?: EnvoyTypes | undefined;
}

export type Resources = ReadonlyMap<AnalyzedKind, readonly AnalyzedResource[]>;

/** The objects and what is derived from them. */
export interface Context {
  readonly settings: Settings;
  /** The objects of a kind in the order they were read. */
  all<Kind extends AnalyzedKind>(kind: Kind): readonly AnalyzedResource<SpecOf[Kind]>[];
  /** The object of that name; `undefined` when there is none. */
  find<Kind extends AnalyzedKind>(
    kind: Kind,
    name: Pick<MeshResource, 'namespace' | 'name'>,
  ): AnalyzedResource<SpecOf[Kind]> | undefined;
  /** What `make` gives, made once a run: for indexes that several objects or analyzers need. */
  derive<T>(make: (context: Context) => T): T;
}

/** The mesh config in force. */
export function meshConfigOf(context: Context): JsonMap {
  return context.all('MeshConfig')[0]?.spec ?? {};
}

const keyOf = (kind: AnalyzedKind, { namespace, name }: Pick<MeshResource, 'namespace' | 'name'>): string =>
  `${kind}/${namespace}/${name}`;

/** A context over these objects. */
export function contextOver(resources: Resources, settings: Settings): Context {
  const derived = new Map<unknown, unknown>();
  const byName = new Map<string, AnalyzedResource>();
  for (const [kind, list] of resources) for (const resource of list) byName.set(keyOf(kind, resource), resource);
  const context: Context = {
    settings,
    // The loader puts each spec below the kind whose type it has.
    all: <Kind extends AnalyzedKind>(kind: Kind) =>
      (resources.get(kind) ?? []) as readonly AnalyzedResource<SpecOf[Kind]>[],
    find: <Kind extends AnalyzedKind>(kind: Kind, name: Pick<MeshResource, 'namespace' | 'name'>) =>
      byName.get(keyOf(kind, name)) as AnalyzedResource<SpecOf[Kind]> | undefined,
    derive<T>(make: (context: Context) => T): T {
      if (!derived.has(make)) derived.set(make, make(context));
      // Nothing but this function writes below this key.
      return derived.get(make) as T;
    },
  };
  return context;
}

/** A context that notes which kinds are read through it; nothing is remembered, so that each reader is seen. */
export function recordingContext(inner: Context, read: (kind: AnalyzedKind) => void): Context {
  const context: Context = {
    settings: inner.settings,
    all: (kind) => {
      read(kind);
      return inner.all(kind);
    },
    find: (kind, name) => {
      read(kind);
      return inner.find(kind, name);
    },
    derive: (make) => make(context),
  };
  return context;
}
