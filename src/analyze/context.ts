/** What analyzers may ask about the set of objects they are run over. */
import type { MeshResource } from '../mesh/resource.ts';
import type { JsonMap } from '../model/json.ts';
import type { EnvoyTypes } from '../validate/rules/envoy-filter/envoy-types.ts';
import type { CertificateDates } from './facts/credentials.ts';
import type { Seen } from './facts/visible.ts';
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
  /** Of the whole names of Services, such as `cluster.local`. */
  readonly clusterDomain: string;
  /** Whether the mesh config was given or is among the objects, and not only assumed. */
  readonly meshConfigGiven: boolean;
  /** Whether the input is all there is: then what is not in it does not exist. */
  readonly complete: boolean;
  /** What was there before the change that is looked at. */
  readonly seenBefore?: Seen | undefined;
  /** For the validity of certificates. */
  readonly now: Date;
  /** When a certificate in PEM is valid; `undefined` for what is none. */
  readonly certificateDates: (pem: string) => CertificateDates | undefined;
  /** The Envoy API, for the patches of EnvoyFilters; without it they are not looked into. */
  readonly envoy?: EnvoyTypes | undefined;
}

/** All resources that were read, by kind; a kind without any may be absent. */
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

const nameOf = ({ namespace, name }: Pick<MeshResource, 'namespace' | 'name'>): string => `${namespace}/${name}`;

/** What was derived, and from which kinds. */
interface Derivation {
  readonly value: unknown;
  readonly reads: ReadonlySet<AnalyzedKind>;
}

/** What a context has derived so far, by what made it. */
export type Derived = ReadonlyMap<unknown, Derivation>;

/** What holds for other objects as well: all that was not derived from these kinds. */
export function derivedWithout(derived: Derived, changed: ReadonlySet<AnalyzedKind>): Derived {
  return new Map([...derived].filter(([, { reads }]) => ![...reads].some((kind) => changed.has(kind))));
}

/** A context that tells what comes from what. */
export interface NotingContext extends Context {
  /** What it has come to know, and what it was given to begin with. */
  readonly derived: Derived;
  /** This context for one whose answer is remembered: notes the kinds that is made from. */
  noting(reads: Set<AnalyzedKind>): Context;
}

class DerivingContext implements NotingContext {
  readonly settings: Settings;
  readonly #resources: Resources;
  readonly #byName = new Map<AnalyzedKind, ReadonlyMap<string, AnalyzedResource>>();
  readonly #derived: Map<unknown, Derivation>;

  constructor(resources: Resources, settings: Settings, known: Derived) {
    this.settings = settings;
    this.#resources = resources;
    this.#derived = new Map(known);
  }

  get derived(): Derived {
    return this.#derived;
  }

  all<Kind extends AnalyzedKind>(kind: Kind): readonly AnalyzedResource<SpecOf[Kind]>[] {
    // The loader puts each spec below the kind whose type it has.
    return (this.#resources.get(kind) ?? []) as readonly AnalyzedResource<SpecOf[Kind]>[];
  }

  find<Kind extends AnalyzedKind>(
    kind: Kind,
    name: Pick<MeshResource, 'namespace' | 'name'>,
  ): AnalyzedResource<SpecOf[Kind]> | undefined {
    // As above.
    return this.#named(kind).get(nameOf(name)) as AnalyzedResource<SpecOf[Kind]> | undefined;
  }

  derive<T>(make: (context: Context) => T): T {
    // Nothing but #derivation writes below this key.
    return this.#derivation(make).value as T;
  }

  /** The objects of a kind by name, of kinds that are asked for one. */
  #named(kind: AnalyzedKind): ReadonlyMap<string, AnalyzedResource> {
    const known = this.#byName.get(kind);
    if (known) return known;
    const named = new Map(this.all(kind).map((resource): [string, AnalyzedResource] => [nameOf(resource), resource]));
    this.#byName.set(kind, named);
    return named;
  }

  #derivation(make: (context: Context) => unknown): Derivation {
    const before = this.#derived.get(make);
    if (before) return before;
    const reads = new Set<AnalyzedKind>();
    const made = { value: make(this.noting(reads)), reads };
    this.#derived.set(make, made);
    return made;
  }

  noting(reads: Set<AnalyzedKind>): Context {
    return {
      settings: this.settings,
      all: (kind) => {
        reads.add(kind);
        return this.all(kind);
      },
      find: (kind, name) => {
        reads.add(kind);
        return this.find(kind, name);
      },
      derive: (make) => {
        const value = this.derive(make);
        for (const kind of this.#derivation(make).reads) reads.add(kind);
        return value;
      },
    };
  }
}

/** A context over these objects that begins with what is known of them. */
export function contextOver(resources: Resources, settings: Settings, known: Derived = new Map()): NotingContext {
  return new DerivingContext(resources, settings, known);
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
