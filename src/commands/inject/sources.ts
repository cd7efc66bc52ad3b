import { exclusionOf } from '../../io/exclude.ts';
import { readInputs } from '../../io/inputs.ts';
import { nothingToRead } from '../../io/nothing.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { ConfigError, UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { asList, asMap, asString, isMap, type JsonMap } from '../../model/json.ts';
import { decodeText } from '../../yaml/decode.ts';
import { readManifests } from '../../yaml/parse.ts';
import type { Surroundings } from './configure.ts';

/** A file of manifests: its text, or why it has none. */
export interface Source {
  readonly name: string;
  readonly text: string;
  readonly problem?: Diagnostic;
}

async function readAll(
  specs: readonly string[],
  host: Host,
  exclude: readonly string[] = [],
): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for await (const { name, bytes } of readInputs(specs, host, { exclude: exclusionOf(exclude) })) {
    const decoded = decodeText(bytes, name);
    if ('text' in decoded) sources.push({ name, text: decoded.text });
    else sources.push({ name, text: '', problem: decoded.diagnostic });
  }
  return sources;
}

/**
 * Reads everything `-f` names, before anything is written. Throws UsageError when there is no `-f`, NoInputError when there is
 * no text in any of it (the reference goes on with nothing), and what reading throws.
 */
export async function readSources(
  flags: { readonly filename?: readonly string[]; readonly exclude?: readonly string[]; readonly compat?: string },
  host: Host,
): Promise<readonly Source[]> {
  const specs = flags.filename ?? [];
  if (specs.length === 0) {
    throw new UsageError('USAGE_FILENAME', 'no manifests are named', {
      hint: '-f takes a file, a folder, a glob, an https URL, or - for standard input',
    });
  }
  const sources = await readAll(specs, host, flags.exclude);
  if (flags.compat === undefined && sources.every(isBlank)) throw nothingToRead(specs);
  return sources;
}

const isBlank = ({ text, problem }: Source): boolean => problem === undefined && text.trim() === '';

const NAMESPACES = ['Namespace'];
const PROXY_CONFIGS = ['ProxyConfig'];

/** Cheaply tells documents that may hold one of the kinds from those that cannot. */
const mentions = (text: string, kinds: readonly string[]): boolean =>
  new RegExp(`kind["']?[ \\t]*:[ \\t]*["']?(?:${kinds.join('|')}|List)\\b`).test(text);

function* objectsIn(value: unknown): Generator<JsonMap> {
  if (!isMap(value)) return;
  if (value['kind'] === 'List') for (const item of asList(value['items'])) yield* objectsIn(item);
  else yield value;
}

function* objectsOf(sources: readonly Source[], kinds: readonly string[]): Generator<JsonMap> {
  for (const { name, text } of sources) {
    if (!mentions(text, kinds)) continue;
    for (const { manifest } of readManifests(text, name)) {
      for (const object of objectsIn(manifest?.value)) if (kinds.includes(asString(object['kind']) ?? '')) yield object;
    }
  }
}

/** The objects a run only consults; a file of them that cannot be read is a mistake in the configuration. */
async function readConsulted(names: readonly string[] | undefined, host: Host): Promise<readonly Source[]> {
  if (!names) return [];
  const sources = await readAll(names, host);
  for (const { name, text, problem } of sources) {
    const found = problem ? [problem] : [...readManifests(text, name)].flatMap(({ diagnostics }) => diagnostics);
    const error = found.find(({ level }) => level === 'error');
    if (!error) continue;
    const place = error.range ? `${name}:${error.range.start.line}:${error.range.start.col}` : name;
    throw new ConfigError('CONFIG_SYNTAX', `${place}: ${error.message}`);
  }
  return sources;
}

/** The Namespace and ProxyConfig objects of the input and of `--namespace-file`. Throws ConfigError for a file that cannot be read. */
export async function readSurroundings(
  sources: readonly Source[],
  flags: { readonly namespaceFile?: readonly string[] },
  host: Host,
): Promise<Surroundings> {
  const all = [...sources, ...(await readConsulted(flags.namespaceFile, host))];
  const namespaces = new Map<string, JsonMap>();
  for (const object of objectsOf(all, NAMESPACES))
    namespaces.set(asString(asMap(object['metadata'])['name']) ?? '', object);
  return { namespaces, proxyConfigs: [...objectsOf(all, PROXY_CONFIGS)] };
}
