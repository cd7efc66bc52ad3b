/** What expressions of rules see, and what they may ask. */
import { Environment, type ParseResult } from '@marcbachmann/cel-js';
import type { Labels } from '../../mesh/types/common.ts';
import { isMap, type JsonMap } from '../../model/json.ts';
import { addKubernetes } from '../../validate/crds/library.ts';
import type { Context } from '../context.ts';
import { knownHosts, wholeHost } from '../facts/hosts.ts';
import { podIndex } from '../facts/labels.ts';
import { namespaceLabels } from '../facts/membership.ts';
import { ANALYZED, type AnalyzedKind } from '../kinds.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The names an expression may use. */
export interface Names {
  readonly self: unknown;
  readonly item: unknown;
  readonly index: bigint;
  readonly mesh: unknown;
}

/** Plain data as CEL has it: whole numbers apart from others, maps, and nothing in the place of null. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (!isMap(value)) return value;
  return new Map(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([name, item]) => [name, celValue(item)]),
  );
}

/** Labels an expression names: those of a literal are an object, those of data a map. */
type GivenLabels = ReadonlyMap<string, string> | Labels;

const isOfData = (labels: GivenLabels): labels is ReadonlyMap<string, string> => labels instanceof Map;

/** An object with its spec as the mesh reads it, and the namespace it is in. */
function written({ object, spec, of, name, namespace, labels, annotations }: AnalyzedResource): JsonMap {
  const place = namespace === '' ? {} : { namespace };
  const whole = { ...object, metadata: { name, ...place, labels, annotations } };
  // Kinds without a spec are themselves what is read of them.
  return isMap(object['spec']) || of === 'MeshConfig' || of === 'MeshNetworks' ? { ...whole, spec } : whole;
}

/** The objects of a run as CEL has them, each made once; which kinds may be asked for is the rule's to say. */
export class Expressions {
  private readonly made = new WeakMap<AnalyzedResource, unknown>();
  private asked: { readonly context: Context; readonly kinds: ReadonlySet<AnalyzedKind> } | undefined;
  private readonly environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });

  constructor() {
    this.environment
      .registerVariable('self', 'dyn')
      .registerVariable('item', 'dyn')
      .registerVariable('index', 'int')
      .registerVariable('mesh', 'dyn');
    addKubernetes(this.environment);
    this.addLookups();
  }

  /** An expression ready to be evaluated. Throws the library's errors for one that cannot be. */
  parse(text: string): ParseResult {
    return this.environment.parse(text);
  }

  /** The object as expressions see it. */
  valueOf(resource: AnalyzedResource): unknown {
    const known = this.made.get(resource);
    if (known !== undefined) return known;
    const value = celValue(written(resource));
    this.made.set(resource, value);
    return value;
  }

  /** Evaluates with lookups answered from a context, of these kinds only. */
  within<T>(context: Context, kinds: ReadonlySet<AnalyzedKind>, evaluate: (mesh: unknown) => T): T {
    this.asked = { context, kinds };
    try {
      const [mesh] = kinds.has('MeshConfig') ? context.all('MeshConfig') : [];
      const value = mesh && this.valueOf(mesh);
      return evaluate(value instanceof Map ? value.get('spec') : new Map());
    } finally {
      this.asked = undefined;
    }
  }

  private asking(...kinds: readonly AnalyzedKind[]): Context {
    if (!this.asked) throw new Error('nothing is analyzed');
    for (const kind of kinds)
      if (!this.asked.kinds.has(kind))
        throw new Error(`the rule does not say that it reads ${kind}: add it to "reads"`);
    return this.asked.context;
  }

  private all(name: string, namespace?: string): unknown[] {
    const kind = [...ANALYZED.keys()].find((each) => each === name);
    if (kind === undefined) throw new Error(`there is no kind "${name}"`);
    return this.asking(kind)
      .all(kind)
      .filter((resource) => namespace === undefined || resource.namespace === namespace)
      .map((resource) => this.valueOf(resource));
  }

  private isThere(name: string, namespace: string, object: string): boolean {
    const kind = [...ANALYZED.keys()].find((each) => each === name);
    if (kind === undefined) throw new Error(`there is no kind "${name}"`);
    return this.asking(kind).find(kind, { namespace, name: object }) !== undefined;
  }

  private pods(labels: GivenLabels, namespace: string): unknown[] {
    const selector = isOfData(labels) ? Object.fromEntries(labels) : labels;
    return this.asking('Pod')
      .derive(podIndex)
      .matching(selector, namespace)
      .map((pod) => this.valueOf(pod));
  }

  private addLookups(): void {
    this.environment
      .registerFunction('objects(string): list<dyn>', (kind: string) => this.all(kind))
      .registerFunction('objects(string, string): list<dyn>', (kind: string, namespace: string) =>
        this.all(kind, namespace),
      )
      .registerFunction('exists(string, string, string): bool', (kind: string, namespace: string, name: string) =>
        this.isThere(kind, namespace, name),
      )
      .registerFunction('pods(map<string, string>, string): list<dyn>', (labels: GivenLabels, space: string) =>
        this.pods(labels, space),
      )
      .registerFunction(
        'namespaceLabels(string): map<string, string>',
        (name: string) => new Map(Object.entries(namespaceLabels(this.asking('Namespace'), name))),
      )
      .registerFunction('wholeHost(string, string): string', wholeHost)
      .registerFunction(
        'isKnownHost(string, string): bool',
        (host: string, namespace: string) =>
          this.asking('Service', 'ServiceEntry').derive(knownHosts).find(host, namespace) !== undefined,
      );
  }
}
