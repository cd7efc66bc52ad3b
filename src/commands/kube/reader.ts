/** Objects of the mesh, from a cluster or from files: commands that only read do not care. */

import { readInputs } from '../../io/inputs.ts';
import { getObject, type KubeClient, listObjects, withCluster } from '../../kube/client.ts';
import type { ClusterFlags } from '../../kube/locate.ts';
import type { ObjectPath, Resource } from '../../kube/resources.ts';
import { labelSelector } from '../../kube/workload.ts';
import { objectsIn } from '../../mesh/objects.ts';
import { matchesSelector } from '../../mesh/selectors.ts';
import { InputError, NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { asMap, asString, type JsonMap } from '../../model/json.ts';
import { readManifests } from '../../yaml/parse.ts';

/** Which objects of a kind. */
export interface Which {
  /** All namespaces when it is left out. */
  readonly namespace?: string;
  /** A LabelSelector: `matchLabels`, `matchExpressions`. */
  readonly selector?: JsonMap;
}

/** Objects that can be asked for. */
export interface ObjectReader {
  /** The namespace of objects that are named without one. */
  readonly namespace: string;
  /** The cluster, for what files cannot tell; `undefined` for files. */
  readonly client: KubeClient | undefined;
  /** Throws NoInputError (see `isNotFound`) when there is none. */
  readonly get: (resource: Resource, path: ObjectPath & { readonly name: string }) => Promise<JsonMap>;
  readonly list: (resource: Resource, which?: Which) => Promise<readonly JsonMap[]>;
}

/** Flags that say where objects come from. */
export interface ReaderFlags extends ClusterFlags {
  readonly filename?: readonly string[];
}

/** Runs `work` with the objects of the files that are named, else with those of the cluster. */
export async function withObjects<T>(
  flags: ReaderFlags,
  host: Host,
  work: (reader: ObjectReader) => Promise<T>,
): Promise<T> {
  if (flags.filename === undefined) return withCluster(flags, host, (client) => work(clientReader(client)));
  return work(fileReader(await objectsOf(flags.filename, host), flags.namespace ?? 'default'));
}

/** The objects of a cluster. */
export function clientReader(client: KubeClient): ObjectReader {
  return {
    namespace: client.namespace,
    client,
    get: (resource, path) => getObject(client, resource, path),
    list: (resource, { namespace, selector } = {}) =>
      listObjects(client, resource, {
        ...(namespace !== undefined && { namespace }),
        ...(selector && { labelSelector: labelSelector(selector) }),
      }),
  };
}

function fileReader(objects: readonly JsonMap[], namespace: string): ObjectReader {
  const found = (resource: Resource, path: ObjectPath): readonly JsonMap[] =>
    objects.filter((object) => isOfKind(object, resource) && isNamed(object, { resource, path, namespace }));
  return {
    namespace,
    client: undefined,
    async get(resource, path) {
      const [first] = found(resource, path);
      if (first) return first;
      const kind = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
      throw new NoInputError('NO_INPUT_OBJECT', `${kind} "${path.name}" not found`, {
        hint: 'no file that is named has it',
      });
    },
    list: async (resource, { namespace: wanted, selector } = {}) =>
      found(resource, wanted === undefined ? {} : { namespace: wanted }).filter(
        (object) => selector === undefined || matchesSelector(selector, asMap(object['metadata'])['labels']),
      ),
  };
}

function isOfKind({ kind, apiVersion }: JsonMap, resource: Resource): boolean {
  if (kind !== resource.kind) return false;
  const [, group = ''] = (asString(apiVersion) ?? '').split('/').reverse();
  return group === resource.group;
}

interface Wanted {
  readonly resource: Resource;
  readonly path: ObjectPath;
  readonly namespace: string;
}

function isNamed(object: JsonMap, { resource, path, namespace }: Wanted): boolean {
  const metadata = asMap(object['metadata']);
  if (path.name !== undefined && metadata['name'] !== path.name) return false;
  if (!resource.namespaced || path.namespace === undefined) return true;
  return (asString(metadata['namespace']) ?? namespace) === path.namespace;
}

/** The objects in some files. Throws InputError for a document that cannot be read. */
async function objectsOf(specs: readonly string[], host: Host): Promise<readonly JsonMap[]> {
  const objects: JsonMap[] = [];
  for await (const { name, bytes } of readInputs(specs, host)) {
    for (const { manifest, diagnostics } of readManifests(Buffer.from(bytes).toString('utf8'), name)) {
      const broken = diagnostics.find(({ level }) => level === 'error');
      if (broken) {
        const line = broken.range ? `:${broken.range.start.line}` : '';
        throw new InputError('INPUT_MANIFEST', `${name}${line}: ${broken.message}`);
      }
      for (const { value } of objectsIn(manifest?.value)) objects.push(value);
    }
  }
  return objects;
}
