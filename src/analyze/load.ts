/** What one document holds, whatever stands in others. */
import { type DecodeProblem, decodeSpec } from '../mesh/decode.ts';
import { groupVersion, kindInfo } from '../mesh/kinds.ts';
import { isListOfObjects, type ObjectAt, objectsIn } from '../mesh/objects.ts';
import { CODES, type Code } from '../model/codes.ts';
import type { Diagnostic, Path } from '../model/diagnostic.ts';
import { asMap, asString, getIn, isMap, type JsonMap, stringMap } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Range } from '../model/range.ts';
import { ANALYZED, type AnalyzedKind, analyzedKind, type KindFacts } from './kinds.ts';
import { documentLine, scalarLine, unreadable } from './reading.ts';
import type { AnalyzedResource } from './resource.ts';

/** A document and the cluster it is of, where there are several. */
export interface AnalyzedDocument {
  readonly manifest: Manifest;
  readonly cluster?: string;
  /** Whether it is as a cluster has it: it stands in no file. */
  readonly live?: boolean;
}

/** How documents are read. */
export interface LoadOptions {
  /** The namespace of objects that name none; may be empty, as the reference has it with `-A`. */
  readonly namespace: string;
  /** Whether to read as the reference: objects it cannot decode and system namespaces are left out. */
  readonly reference: boolean;
  /** Whether Service, Namespace, Pod, Node and Secret count. */
  readonly runtimeKinds: boolean;
}

/** Groups whose kinds configure a mesh: what is unknown there is a mistake. */
const MESH_GROUP = /(?:^|\.)istio\.io$|^gateway\.networking\.k8s\.io$/;

/** Kinds of those groups that nothing here reads. */
const OTHER_KINDS: ReadonlySet<string> = new Set([
  'BackendTLSPolicy',
  'GatewayClass',
  'IstioOperator',
  'ListenerSet',
  'TCPRoute',
  'TLSRoute',
  'UDPRoute',
]);

function rangeIn(manifest: Manifest, path: Path, of: 'key' | 'value'): Range {
  let holder = path;
  while (holder.length > 0 && getIn(manifest.value, holder) === undefined) holder = holder.slice(0, -1);
  if (holder.length === path.length) return manifest.locate(path, of);
  if (holder.length > 0) return manifest.locate(holder, 'key');
  return manifest.locate(['kind'], 'key');
}

function linesOf(manifest: Manifest, value: JsonMap, path: Path): Pick<AnalyzedResource, 'locate' | 'referenceLine'> {
  return {
    locate: (at, what = 'value') => rangeIn(manifest, [...path, ...at], what),
    referenceLine: (at) => {
      const scalar = at === undefined ? undefined : getIn(value, at);
      if (at === undefined || scalar === undefined || (typeof scalar === 'object' && scalar !== null))
        return documentLine(manifest);
      return scalarLine(manifest, [...path, ...at]);
    },
  };
}

/** What stands in no text. */
const NOWHERE: Pick<AnalyzedResource, 'locate' | 'referenceLine'> = {
  locate: () => undefined,
  referenceLine: () => undefined,
};

/** Whether a list in a decoded value lacks items, since they could not be decoded. */
function hasHoles(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => item === undefined || hasHoles(item));
  return isMap(value) && Object.values(value).some(hasHoles);
}

/** What is known of an object besides what it says itself. */
interface Facets {
  readonly of: AnalyzedKind;
  readonly facts: KindFacts;
  readonly spec: unknown;
}

/** What one document holds. Findings are made when they are asked for, at the place the document has then. */
export interface ReadDocument {
  readonly objects: readonly AnalyzedResource[];
  /** Those of the objects that no API server takes: what they say is not what is in force. */
  readonly broken: ReadonlySet<AnalyzedResource>;
  readonly refused: readonly (() => Diagnostic)[];
  readonly notices: readonly (() => Diagnostic)[];
  readonly count: number;
}

/** Reads one document. */
class Reader {
  readonly objects: AnalyzedResource[] = [];
  readonly broken = new Set<AnalyzedResource>();
  readonly refused: (() => Diagnostic)[] = [];
  readonly notices: (() => Diagnostic)[] = [];
  count = 0;
  private readonly options: LoadOptions;

  constructor(options: LoadOptions) {
    this.options = options;
  }

  document(document: AnalyzedDocument): void {
    const { manifest } = document;
    if (manifest.value === undefined || manifest.value === null) return;
    if (!isMap(manifest.value)) {
      this.refuse(manifest, { path: [], message: 'the document is not a mapping' });
      return;
    }
    // The reference takes apart what is called a List and nothing else; of other lists it knows no kind.
    if (this.options.reference && isListOfObjects(manifest.value) && manifest.value['kind'] !== 'List') return;
    for (const object of objectsIn(manifest.value)) {
      this.count += 1;
      this.object(document, object);
    }
  }

  private object(document: AnalyzedDocument, object: ObjectAt): void {
    const { manifest } = document;
    const { apiVersion, kind } = object.resource;
    if (apiVersion === '' && kind === '') {
      this.refuse(manifest, { path: object.path, message: 'the object has neither apiVersion nor kind' });
      return;
    }
    const { group, version } = groupVersion(apiVersion);
    const of = analyzedKind(group, kind);
    const facts = of && ANALYZED.get(of);
    if (of === undefined || !facts?.versions.includes(version)) {
      if (MESH_GROUP.test(group) && !OTHER_KINDS.has(kind)) this.notices.push(() => unknownKind(manifest, object));
      return;
    }
    if (!this.wanted(facts)) return;
    const { spec, problems } = this.decode(group, object);
    // What is there is a finding of validation; nobody can say what the rest of the list means.
    if (!this.options.reference && problems.length > 0 && hasHoles(spec)) return;
    const problem = this.options.reference ? unreadable(object, problems) : undefined;
    if (problem) {
      this.refuse(manifest, { path: [...object.path, ...problem.path], message: problem.message });
      return;
    }
    const resource = this.resource(document, object, { of, facts, spec });
    this.objects.push(resource);
    if (problems.some(({ reason }) => reason !== 'unknown-field')) this.broken.add(resource);
  }

  private wanted({ runtime, own }: KindFacts): boolean {
    if (runtime && !this.options.runtimeKinds) return false;
    return !(own && this.options.reference);
  }

  private decode(group: string, { resource, value }: ObjectAt): { spec: unknown; problems: readonly DecodeProblem[] } {
    const info = kindInfo(group, resource.kind);
    if (info?.proto) return decodeSpec(info, value['spec']);
    return { spec: isMap(value['spec']) ? value['spec'] : asMap(value), problems: [] };
  }

  private resource(document: AnalyzedDocument, { value, path, resource }: ObjectAt, about: Facets): AnalyzedResource {
    const { of, facts, spec } = about;
    const { manifest, cluster, live } = document;
    const metadata = asMap(value['metadata']);
    const namespace = facts.clusterScoped ? '' : (resource.namespace ?? this.options.namespace);
    const located = cluster === undefined ? {} : { cluster };
    return {
      of,
      group: facts.group,
      kind: resource.kind,
      name: resource.name,
      namespace,
      labels: stringMap(metadata['labels']),
      annotations: stringMap(metadata['annotations']),
      created: asString(metadata['creationTimestamp']) ?? '',
      spec,
      object: value,
      ...located,
      origin: { ...(live ? {} : { file: manifest.file, document: manifest.index }), resource, ...located },
      ...(live ? NOWHERE : linesOf(manifest, value, path)),
    };
  }

  private refuse(manifest: Manifest, { path, message }: { readonly path: Path; readonly message: string }): void {
    const { level, remediation } = CODES.MSH0006;
    const origin = { file: manifest.file, document: manifest.index };
    this.refused.push(() => ({
      code: 'MSH0006',
      level,
      message,
      origin,
      range: manifest.locate(path),
      path,
      remediation,
    }));
  }
}

/** A note about an object. */
export function note(
  code: Code,
  message: string,
  { range, ...at }: Pick<Diagnostic, 'origin'> & { readonly path: Path; readonly range: Range | undefined },
): Diagnostic {
  // Folders hold variants for several clusters, and kinds of releases to come: for a person that is worth a note.
  const { remediation } = CODES[code];
  return { code, level: 'info', message, ...at, ...(range === undefined ? {} : { range }), remediation };
}

function unknownKind(manifest: Manifest, { path, resource }: ObjectAt): Diagnostic {
  return note('MSH5001', `"${resource.apiVersion}" has no kind "${resource.kind}" that meshctl knows`, {
    origin: { file: manifest.file, document: manifest.index, resource },
    range: manifest.locate([...path, 'kind']),
    path: [...path, 'kind'],
  });
}

/** Reads one document. */
export function readObjects(document: AnalyzedDocument, options: LoadOptions): ReadDocument {
  const reader = new Reader(options);
  reader.document(document);
  return reader;
}
