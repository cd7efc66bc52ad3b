/**
 * Whether configuration files are what they are given for. A file that a failed command left empty, or the manifest itself,
 * would be read as a configuration that says nothing, and nothing would be injected without a word. Pure.
 */
import { ConfigError } from '../model/errors.ts';
import { asList, asMap, asString, isMap, type JsonMap } from '../model/json.ts';
import { type ConfigText, readIfYaml } from './config-files.ts';
import { DEFAULT_VALUES } from './default-values.ts';
import type { ObjectReport } from './inject.ts';
import type { ConfigSources, LoadedConfig } from './load-config.ts';
import { canonicalMessage } from './proto-json.ts';
import { readPaths } from './set-checks.ts';
import { messageType } from './template/proto-types.ts';

/** What a configuration file is for. */
interface Purpose {
  /** Completes "it is not …". */
  readonly what: string;
  /** Kinds of objects it can be, whole or as what carries it. */
  readonly kinds: readonly string[];
  /** The next step for whoever gave another file. */
  readonly hint: string;
  /** What is missing in a map; `undefined` when the map is one of these. */
  readonly missing: (map: JsonMap, source: ConfigText, loaded: LoadedConfig) => string | undefined;
}

const fromCluster = (name: string): string =>
  `kubectl -n istio-system get configmap ${name} -o yaml > FILE, and see that it did not fail`;

/** Top levels of an installation's values that no injection template reads; files often say something about them only. */
const OTHER_VALUES: ReadonlySet<string> = new Set([
  'base',
  'cni',
  'compatibilityVersion',
  'defaultRevision',
  'experimental',
  'istio_cni',
  'istiodRemote',
  'meshConfig',
  'ownerName',
  'profile',
  'telemetry',
  'ztunnel',
]);

const PURPOSES: Readonly<Record<'injectConfig' | 'meshConfig' | 'values' | 'operator', Purpose>> = {
  injectConfig: {
    what: "the injector's configuration",
    kinds: ['ConfigMap'],
    hint: fromCluster('istio-sidecar-injector'),
    missing: (map, { text }) =>
      isMap(map['templates']) || isMap(map['spec']) || isMap(map['metadata']) || text.includes('{{')
        ? undefined
        : 'the map "templates", and is no template itself',
  },
  meshConfig: {
    what: 'a mesh config',
    kinds: ['ConfigMap'],
    hint: fromCluster('istio'),
    missing: (map) => missingKey(asMap(canonicalMessage('MeshConfig', map)), isMeshField, 'a field of a mesh config'),
  },
  values: {
    what: "the injector's values",
    kinds: ['ConfigMap'],
    hint: fromCluster('istio-sidecar-injector'),
    missing: (map, _, { templates }) => {
      const read = new Set(readPaths(templates.values()).map((path) => path.split('.')[0]));
      const known = (key: string): boolean =>
        read.has(key) || OTHER_VALUES.has(key) || Object.hasOwn(DEFAULT_VALUES, key);
      return missingKey(map, known, 'a value that templates read, such as "global"');
    },
  },
  operator: {
    what: 'an IstioOperator',
    kinds: ['IstioOperator'],
    hint: 'give the file that "istioctl install -f" takes; values alone are given with --valuesFile',
    missing: (map) => (isMap(map['spec']) ? undefined : 'the map "spec"'),
  },
};

const isMeshField = (key: string): boolean =>
  messageType('MeshConfig')?.fields.some(({ json }) => json === key) ?? false;

/** `what` when a map has keys and none is known. */
function missingKey(map: JsonMap, known: (key: string) => boolean, what: string): string | undefined {
  const keys = Object.keys(map);
  return keys.length === 0 || keys.some(known) ? undefined : what;
}

function checkSource(source: ConfigText, purpose: Purpose, loaded: LoadedConfig): void {
  const { what, kinds, hint, missing } = purpose;
  const value = readIfYaml(source);
  if (source.text.trim() === '' || value === null || value === undefined) {
    // What is no YAML is the text of a template, or was refused when it was read.
    if (value === undefined && source.text.trim() !== '') return;
    throw new ConfigError('CONFIG_EMPTY', `${source.name} is empty: it should hold ${what}`, { hint });
  }
  if (!isMap(value)) return;
  const kind = asString(value['kind']);
  if (kind !== undefined && kinds.includes(kind)) {
    if (kind === 'ConfigMap') return;
  } else if (kind !== undefined && asString(value['apiVersion']) !== undefined) {
    throw new ConfigError('CONFIG_KIND', `${source.name} holds a ${kind}, not ${what}`, { hint });
  }
  const lacks = missing(value, source, loaded);
  if (lacks !== undefined) {
    throw new ConfigError('CONFIG_SHAPE', `${source.name} is not ${what}: it lacks ${lacks}`, { hint });
  }
}

/** Throws ConfigError, naming the file and what it lacks, for a file that is empty or is something else than what it was given for. */
export function checkSources(sources: ConfigSources, loaded: LoadedConfig): void {
  for (const name of ['injectConfig', 'meshConfig', 'values', 'operator'] as const) {
    const source = sources[name];
    if (source) checkSource(source, PURPOSES[name], loaded);
  }
}

/** Whether what was rendered for an object has a container. */
export function yieldsContainer({ rendered }: Pick<ObjectReport, 'rendered'>): boolean {
  return rendered.some(({ overlay }) => {
    const spec = asMap(overlay['spec']);
    return [...asList(spec['containers']), ...asList(spec['initContainers'])].some(isMap);
  });
}

/** The refusal of an injector configuration by which pods are injected and none gets a container. */
export function noContainer(file: string): ConfigError {
  return new ConfigError(
    'CONFIG_TEMPLATES',
    `${file}: none of the templates it makes pods go by has a container, so nothing would be injected`,
    { hint: `${PURPOSES.injectConfig.hint}; a template that is to add other things only is named with --template` },
  );
}
