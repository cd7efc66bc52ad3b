/** The objects of many documents, put together. */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { AnalyzedKind } from './kinds.ts';
import { type AnalyzedDocument, type LoadOptions, note, readObjects } from './load.ts';
import type { AnalyzedResource } from './resource.ts';

/** Objects by kind, in the order they were read. */
export interface LoadedObjects {
  readonly resources: ReadonlyMap<AnalyzedKind, readonly AnalyzedResource[]>;
  /** Documents with objects the reference cannot read. */
  readonly refused: readonly Diagnostic[];
  /** What was noticed on the way: kinds nobody knows, objects that are there twice. */
  readonly notices: readonly Diagnostic[];
  readonly count: number;
}

/** Namespaces of the system, which the reference does not look at. */
const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set([
  'kube-node-lease',
  'kube-public',
  'kube-system',
  'local-path-storage',
]);

function duplicate(resource: AnalyzedResource, earlier: AnalyzedResource): Diagnostic {
  const line = earlier.locate(['metadata', 'name'])?.start.line;
  const place = `${earlier.origin.file ?? ''}${line === undefined ? '' : `:${line}`}`;
  const named = `${resource.kind} "${resource.namespace === '' ? '' : `${resource.namespace}/`}${resource.name}"`;
  return note('MSH5002', `${named} was read before, at ${place}`, {
    origin: resource.origin,
    range: resource.locate(['metadata', 'name']),
    path: ['metadata', 'name'],
  });
}

/** Puts the objects of documents together. */
class Loader {
  readonly stores = new Map<AnalyzedKind, Map<string, AnalyzedResource>>();
  readonly notices: Diagnostic[] = [];
  private readonly reference: boolean;
  private readonly broken = new Set<AnalyzedResource>();

  constructor(reference: boolean) {
    this.reference = reference;
  }

  keep(resource: AnalyzedResource, isBroken: boolean): void {
    if (isBroken) this.broken.add(resource);
    const namespace = resource.kind === 'Namespace' ? resource.name : resource.namespace;
    if (this.reference && SYSTEM_NAMESPACES.has(namespace)) return;
    const store = this.stores.get(resource.of) ?? new Map<string, AnalyzedResource>();
    this.stores.set(resource.of, store);
    const key = `${resource.cluster ?? ''}/${resource.namespace}/${resource.name}`;
    const earlier = store.get(key);
    if (earlier && resource.name !== '') this.notices.push(duplicate(resource, earlier));
    // What is refused replaces nothing that was taken before.
    if (earlier && isBroken && !this.broken.has(earlier)) return;
    // Deleting first moves the object to the place of the one that counts.
    store.delete(key);
    store.set(resource.name === '' ? `${key}/${store.size}` : key, resource);
  }
}

/**
 * The objects of documents, lists taken apart; of two with one name the later is kept, in its own place, unless it alone
 * cannot be decoded. `read` reads a
 * document, or knows what was read of it before.
 */
export function loadObjects(
  documents: Iterable<AnalyzedDocument>,
  options: LoadOptions,
  read: typeof readObjects = readObjects,
): LoadedObjects {
  const loader = new Loader(options.reference);
  const refused: Diagnostic[] = [];
  let count = 0;
  for (const document of documents) {
    const one = read(document, options);
    count += one.count;
    for (const make of one.refused) refused.push(make());
    for (const make of one.notices) loader.notices.push(make());
    for (const object of one.objects) loader.keep(object, one.broken.has(object));
  }
  const resources = new Map([...loader.stores].map(([kind, store]) => [kind, [...store.values()]] as const));
  return { resources, refused, notices: loader.notices, count };
}
