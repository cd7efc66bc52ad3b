/** The mesh config that a flag names. */
import { readInput } from '../../io/inputs.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { asMap, asString, getIn, isMap, type JsonMap } from '../../model/json.ts';
import { decodeText } from '../../yaml/decode.ts';
import { readManifests } from '../../yaml/parse.ts';

/** The MeshConfig in a document: the document itself, or the `mesh` of Istio's ConfigMap. */
function meshConfigIn(value: unknown, name: string): JsonMap {
  const inner = getIn(value, ['data', 'mesh']);
  const text = asString(inner);
  if (text === undefined) return asMap(value);
  const [reading] = [...readManifests(text, name)];
  return asMap(reading?.manifest?.value);
}

/**
 * The mesh config of a file: the document itself, or the `mesh` of Istio's ConfigMap; `{}` when no file is named. Throws ConfigError
 * for a file that does not hold one, and what reading files throws.
 */
export async function readMeshConfig(name: string | undefined, host: Host): Promise<JsonMap> {
  if (name === undefined) return {};
  const decoded = decodeText(await readInput(name, host), name);
  if (!('text' in decoded))
    throw new ConfigError('CONFIG_MESH', `--meshConfigFile: ${name}: ${decoded.diagnostic.message}`);
  const [reading] = [...readManifests(decoded.text, name)];
  const problem = reading?.diagnostics.find(({ level }) => level === 'error');
  if (problem) throw new ConfigError('CONFIG_MESH', `--meshConfigFile: ${name}: ${problem.message}`);
  const value = reading?.manifest?.value ?? {};
  if (!isMap(value)) throw new ConfigError('CONFIG_MESH', `--meshConfigFile: ${name}: a mesh config is a mapping`);
  return meshConfigIn(value, name);
}
