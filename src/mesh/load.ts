/** Documents in, resources of the mesh out. */
import { CODES, type Code } from '../model/codes.ts';
import type { Diagnostic, Path } from '../model/diagnostic.ts';
import { asMap, asString, entry, isMap, type JsonMap, stringMap } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { type DecodeProblem, decodeSpec } from './decode.ts';
import { findingAt } from './finding.ts';
import { groupVersion, type KindInfo, kindInfo } from './kinds.ts';
import { POD_TEMPLATES, type PodReading, readPod, readPodTemplate } from './kubernetes/pods.ts';
import { readEndpointSlice, readEndpoints, readService } from './kubernetes/services.ts';
import { type ObjectAt, objectsIn } from './objects.ts';
import type { MeshResource } from './resource.ts';
import { CLUSTER_SCOPED, COLLECTION_OF, type Collection, type MeshResources } from './resources.ts';

/** How documents are read. */
export interface LoadOptions {
  /** The namespace of objects that name none. */
  readonly namespace: string;
  /** Take fields nobody knows and values that do not fit for warnings, and go on without them. */
  readonly lenient?: boolean;
}

/** What was read, and what was found on the way. */
export interface Loaded {
  readonly resources: MeshResources;
  readonly diagnostics: readonly Diagnostic[];
}

type Stores = { readonly [Name in Collection]: Map<string, MeshResource> };

const DECODE_CODES: Readonly<Record<DecodeProblem['reason'], Code>> = {
  'unknown-field': 'MSH2901',
  type: 'MSH2902',
  enum: 'MSH2903',
};

/** Groups whose kinds configure a mesh: what is unknown there is a mistake, elsewhere it is other people's business. */
const MESH_GROUP = /(?:^|\.)istio\.io$|^gateway\.networking\.k8s\.io$|^microservice\.slime\.io$/;

const PLAIN_SPEC = (object: JsonMap): JsonMap => asMap(object['spec']);

/** Specs that are not protobuf. */
const READERS: Partial<Record<Collection, (object: JsonMap) => unknown>> = {
  services: readService,
  namespaces: (object) => asMap(object['metadata']),
  nodes: (object) => asMap(object['metadata']),
  secrets: (object) => ({ data: object['data'], stringData: object['stringData'], type: object['type'] }),
  endpoints: (object) => (object['kind'] === 'EndpointSlice' ? readEndpointSlice(object) : readEndpoints(object)),
};

/** A list keeps the place of an item that could not be decoded; nobody after this wants to know of it. */
function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(withoutHoles);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutHoles(item)]));
}

class Loader {
  readonly diagnostics: Diagnostic[] = [];
  private readonly stores: Stores;
  private readonly options: LoadOptions;

  constructor(options: LoadOptions) {
    this.options = options;
    const names = new Set<Collection>([...Object.values(COLLECTION_OF), 'pods']);
    // Every collection is a value of the table above, but for that of the pods.
    this.stores = Object.fromEntries([...names].map((name) => [name, new Map()])) as unknown as Stores;
  }

  add(manifest: Manifest): void {
    for (const object of objectsIn(manifest.value)) this.object(manifest, object);
  }

  resources(): MeshResources {
    const lists = Object.entries(this.stores).map(([name, store]) => [name, [...store.values()]]);
    // The specs of a store were read by the reader of its collection, see `spec`.
    return Object.fromEntries(lists) as unknown as MeshResources;
  }

  private object(manifest: Manifest, object: ObjectAt): void {
    const { group } = groupVersion(object.resource.apiVersion);
    const { kind } = object.resource;
    if (group === '' && kind === 'Pod') {
      this.pod(manifest, object, readPod(object.value));
      return;
    }
    if (Object.hasOwn(POD_TEMPLATES, kind) && /^(?:apps|batch|)$/.test(group)) {
      const reading = readPodTemplate(object.value);
      if (reading) this.pod(manifest, object, reading);
      return;
    }
    const collection = entry(COLLECTION_OF, `${group}/${kind}`);
    if (typeof collection !== 'string' || !this.versionKnown(object)) {
      if (MESH_GROUP.test(group)) this.unknownKind(manifest, object);
      return;
    }
    // The values of the table are names of collections.
    const name = collection as Collection;
    this.keep(name, this.resource(manifest, object, { spec: this.spec(manifest, object, name), collection: name }));
  }

  private versionKnown({ resource }: ObjectAt): boolean {
    const { group, version } = groupVersion(resource.apiVersion);
    return kindInfo(group, resource.kind)?.versions.includes(version) ?? true;
  }

  private spec(manifest: Manifest, object: ObjectAt, collection: Collection): unknown {
    const { group } = groupVersion(object.resource.apiVersion);
    const info: KindInfo | undefined = kindInfo(group, object.resource.kind);
    if (!info?.proto) return (READERS[collection] ?? PLAIN_SPEC)(object.value);
    const { spec, problems } = decodeSpec(info, object.value['spec']);
    for (const problem of problems) this.decodeProblem(manifest, object, problem);
    return problems.length === 0 ? spec : withoutHoles(spec);
  }

  private pod(manifest: Manifest, object: ObjectAt, { labels, annotations, spec }: PodReading): void {
    const resource = this.resource(manifest, object, { spec, collection: 'pods' });
    this.keep('pods', { ...resource, labels, annotations });
  }

  private resource(
    manifest: Manifest,
    { value, path, resource }: ObjectAt,
    { spec, collection }: { readonly spec: unknown; readonly collection: Collection },
  ): MeshResource {
    const metadata = asMap(value['metadata']);
    const namespace = CLUSTER_SCOPED.has(collection) ? '' : (resource.namespace ?? this.options.namespace);
    return {
      group: groupVersion(resource.apiVersion).group,
      kind: resource.kind,
      name: resource.name,
      namespace,
      labels: stringMap(metadata['labels']),
      annotations: stringMap(metadata['annotations']),
      created: asString(metadata['creationTimestamp']) ?? '',
      spec,
      origin: { file: manifest.file, document: manifest.index, resource },
      locate: (at) => manifest.locate([...path, ...at]),
    };
  }

  private keep(collection: Collection, resource: MeshResource): void {
    const store = this.stores[collection];
    const key = `${resource.kind}/${resource.namespace}/${resource.name}`;
    if (store.has(key) && resource.name !== '') this.duplicate(resource);
    // Deleting first moves the object to the place of the one that counts.
    store.delete(key);
    store.set(resource.name === '' ? `${key}/${store.size}` : key, resource);
  }

  private duplicate(resource: MeshResource): void {
    const message = `${resource.kind} "${resource.namespace}/${resource.name}" was read before`;
    this.diagnostics.push(findingAt(resource, 'MSH5002', { message, path: ['metadata', 'name'] }));
  }

  private unknownKind(manifest: Manifest, { path, resource }: ObjectAt): void {
    const { level, remediation } = CODES.MSH5001;
    const at: Path = [...path, 'kind'];
    this.diagnostics.push({
      code: 'MSH5001',
      level,
      message: `"${resource.apiVersion}" has no kind "${resource.kind}" that meshctl knows`,
      origin: { file: manifest.file, document: manifest.index, resource },
      range: manifest.locate(at),
      path: at,
      remediation,
    });
  }

  private decodeProblem(manifest: Manifest, { path, resource }: ObjectAt, problem: DecodeProblem): void {
    const code = DECODE_CODES[problem.reason];
    const at: Path = [...path, ...problem.path];
    this.diagnostics.push({
      code,
      level: this.options.lenient ? 'warning' : CODES[code].level,
      message: problem.message,
      origin: { file: manifest.file, document: manifest.index, resource },
      range: manifest.locate(at, problem.reason === 'unknown-field' ? 'key' : 'value'),
      path: at,
      remediation: problem.suggestion === undefined ? CODES[code].remediation : `Did you mean "${problem.suggestion}"?`,
    });
  }
}

/**
 * Reads the objects of documents, lists taken apart. An object with a value that does not fit is kept without that value, and
 * the value is a finding; of two objects with one name the last one is kept, as if they had been applied one after the other.
 */
export function loadResources(manifests: Iterable<Manifest>, options: LoadOptions): Loaded {
  const loader = new Loader(options);
  for (const manifest of manifests) loader.add(manifest);
  return { resources: loader.resources(), diagnostics: loader.diagnostics };
}
