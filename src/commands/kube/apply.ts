import type { KubeClient } from '../../kube/client.ts';
import { pathOf, type Resource } from '../../kube/resources.ts';
import { asMap, asString, type JsonMap } from '../../model/json.ts';

/** Who owns the fields that are written, for the API server. */
const FIELD_MANAGER = 'meshctl';

/**
 * Writes an object by server-side apply: it is made, or its fields that are given are set; `force` takes fields over from
 * other owners.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export async function applyObject(
  client: KubeClient,
  resource: Resource,
  { object, force = false }: { readonly object: JsonMap; readonly force?: boolean },
): Promise<JsonMap> {
  const metadata = asMap(object['metadata']);
  const namespace = asString(metadata['namespace']);
  const path = pathOf(resource, {
    name: asString(metadata['name']) ?? '',
    ...(namespace !== undefined && { namespace }),
  });
  const query = { fieldManager: FIELD_MANAGER, force: force ? 'true' : undefined };
  const options = { method: 'PATCH', query, body: object, contentType: 'application/apply-patch+yaml' } as const;
  return asMap(await client.request(path, options));
}
