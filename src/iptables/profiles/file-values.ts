/** Values of flags from a peer's own configuration file. */

import type { Diagnostic, Path } from '../../model/diagnostic.ts';
import { InputError } from '../../model/errors.ts';
import { goBoolean } from '../../model/go-boolean.ts';
import { isMap } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { parseManifests } from '../../yaml/parse.ts';
import { badValue, finding, shown, type Values } from '../config/values.ts';
import type { GivenValue, ProfileFlag, Surroundings } from './profile.ts';

/** Which flag each key sets. Keys of nested mappings are written with dots: `redirect.inbound.port`. */
export type FileKeys = ReadonlyMap<string, ProfileFlag>;

interface Entry {
  readonly key: string;
  readonly path: Path;
  readonly value: unknown;
}

/** The entries of a document, nested mappings and keys with dots alike, down to those that are known or are no mapping. */
function* entriesOf(map: unknown, keys: FileKeys, above: readonly string[] = []): Generator<Entry> {
  if (!isMap(map)) return;
  for (const [name, value] of Object.entries(map)) {
    const path = [...above, name];
    const key = path.join('.');
    if (isMap(value) && !keys.has(key)) yield* entriesOf(value, keys, path);
    else yield { key, path, value };
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The text of a value as the flag would have it; `undefined` when it has the wrong shape. */
function textOf(value: unknown, { kind, separator = ',' }: ProfileFlag): string | undefined {
  if (Array.isArray(value)) return kind === 'list' && value.every(isScalar) ? value.join(separator) : undefined;
  if (!isScalar(value)) return undefined;
  if (kind !== 'boolean') return String(value);
  const on = goBoolean(String(value));
  return on === undefined ? undefined : String(on);
}

const WANTED: Readonly<Record<ProfileFlag['kind'], string>> = {
  boolean: 'it is to be true or false',
  list: 'it is to be a list, or one text',
  text: 'it is to be one number or text',
};

function given({ key, path, value }: Entry, flag: ProfileFlag, manifest: Manifest): GivenValue {
  const source = { kind: 'file', name: key, file: manifest.file, range: manifest.locate(path) } as const;
  const text = textOf(value, flag);
  if (text === undefined) {
    throw badValue({ text: typeof value === 'string' ? value : JSON.stringify(value), source }, WANTED[flag.kind]);
  }
  return { text, source };
}

function documentOf({ name, text }: NonNullable<Surroundings['configFile']>): Manifest | undefined {
  const { manifests, diagnostics } = parseManifests(text, name);
  const broken = diagnostics.find(({ level }) => level === 'error');
  if (broken) {
    const { line, col } = broken.range?.start ?? { line: 1, col: 1 };
    throw new InputError('INPUT_CONFIG_FILE', `${name}:${line}:${col}: ${broken.message}`);
  }
  const [manifest, second] = manifests.filter(({ value }) => value !== undefined && value !== null);
  if (second || (manifest && !isMap(manifest.value))) {
    throw new InputError('INPUT_CONFIG_FILE', `${name}: a configuration file is one mapping of keys to values`);
  }
  return manifest;
}

/**
 * What a configuration file says, by flag; nothing without a file. Keys without a value (null) are as if they were not there,
 * unknown ones give a warning. Throws InputError for a file that is no mapping and for values of the wrong shape.
 */
export function fileValues(
  keys: FileKeys,
  file: Surroundings['configFile'],
): { readonly values: Values; readonly diagnostics: readonly Diagnostic[] } {
  const values = new Map<string, GivenValue>();
  const diagnostics: Diagnostic[] = [];
  const manifest = file && documentOf(file);
  if (!manifest) return { values, diagnostics };
  for (const entry of entriesOf(manifest.value, keys)) {
    const flag = keys.get(entry.key);
    if (flag && entry.value !== null) values.set(flag.long, given(entry, flag, manifest));
    if (flag) continue;
    const range = manifest.locate(entry.path, 'key');
    const source = { kind: 'file', name: entry.key, file: manifest.file, range } as const;
    diagnostics.push(finding('MSH4058', `the key ${shown(entry.key)} is not known`, source));
  }
  return { values, diagnostics };
}
