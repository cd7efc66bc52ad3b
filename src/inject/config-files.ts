/** Configuration files as text, and what they say. Pure. */
import { ConfigError } from '../model/errors.ts';
import { asMap, asString, isMap, type JsonMap } from '../model/json.ts';
import { loadYaml, YamlLoadError } from '../yaml/load.ts';

/** A configuration file as it was read. */
export interface ConfigText {
  readonly name: string;
  readonly text: string;
}

function read(source: ConfigText): unknown {
  try {
    return loadYaml(source.text);
  } catch (error) {
    if (!(error instanceof YamlLoadError)) throw error;
    throw new ConfigError('CONFIG_SYNTAX', `${source.name}:${error.line}:${error.column}: ${error.reason}`, {
      cause: error,
    });
  }
}

/** The content of a file that may be the thing itself or the ConfigMap that carries it under one of `keys`. Throws ConfigError for a ConfigMap without them. */
export function unwrap(
  source: ConfigText,
  keys: readonly string[],
  load = read,
): { readonly source: ConfigText; readonly map?: JsonMap } {
  const value = load(source);
  const data = isMap(value) && value['kind'] === 'ConfigMap' ? asMap(value['data']) : undefined;
  if (!data) return { source };
  const key = keys.find((name) => asString(data[name]) !== undefined);
  if (key === undefined) {
    throw new ConfigError('CONFIG_KEY', `${source.name}: the ConfigMap has no key "${keys.join('" or "')}"`);
  }
  return { source: { name: `${source.name} (${key})`, text: asString(data[key]) ?? '' }, map: data };
}

/** The map a file holds; an empty one when it holds nothing. Throws ConfigError for anything else. */
export function mapOf(source: ConfigText, what: string): JsonMap {
  const value = read(source);
  if (value === null || value === undefined) return {};
  if (!isMap(value))
    throw new ConfigError(
      'CONFIG_SHAPE',
      `${source.name}: ${what} must be a map, not ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}`,
    );
  return value;
}

/** What a text says; `undefined` when it is no YAML, as a template need not be. */
export function readIfYaml({ text }: ConfigText): unknown {
  try {
    return loadYaml(text);
  } catch (error) {
    if (!(error instanceof YamlLoadError)) throw error;
    return undefined;
  }
}
