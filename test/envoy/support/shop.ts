import { join } from 'node:path';
import { camelCase } from '../../../src/envoy/json/project.ts';
import { isMap } from '../../../src/model/json.ts';
import { ROOT } from '../../support/paths.ts';

/** Where the fixtures are. */
export const FIXTURES = join(ROOT, 'fixtures', 'envoy');

/** Values as bytes of JSON. */
export function bytesOf(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

/** Keys whose entries are the user's own: names of clusters, metadata, policies. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  'metadata',
  'filterMetadata',
  'policies',
  'typedExtensionProtocolOptions',
]);

/** The same data as istiod writes it: field names in camelCase, but not the keys of maps. */
export function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  // What nobody knows is printed as it stands.
  if (!isMap(value) || value['@type'] === 'type.googleapis.com/example.Unknown') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = camelCase(key);
      if (name === 'metadata' && isMap(item) && 'filter_metadata' in item) {
        return [name, { filterMetadata: item['filter_metadata'] }];
      }
      return [name, OWN_KEYS.has(name) ? item : camelCased(item)];
    }),
  );
}
