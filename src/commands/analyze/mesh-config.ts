import { readInput } from '../../io/inputs.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { isMap, type JsonMap } from '../../model/json.ts';
import { loadYaml, YamlLoadError } from '../../yaml/load.ts';

/** The mesh config of a file; `{}` when none is named. Throws ConfigError for a file that does not hold one. */
export async function readMeshConfig(file: string | undefined, host: Host): Promise<JsonMap> {
  if (file === undefined) return {};
  const text = new TextDecoder().decode(await readInput(file, host));
  try {
    const value = loadYaml(text);
    if (value === null) return {};
    if (isMap(value)) return value;
  } catch (cause) {
    if (!(cause instanceof YamlLoadError)) throw cause;
    throw new ConfigError('CONFIG_MESH', `--meshConfigFile: ${file}: ${cause.message}`, { cause });
  }
  throw new ConfigError('CONFIG_MESH', `--meshConfigFile: ${file}: a mesh config is a mapping`);
}
