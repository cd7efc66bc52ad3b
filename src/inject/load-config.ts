/** From the texts of configuration files and flags to an injection's configuration. Pure. */
import { type FunctionSet, parseTemplate, restoreTemplate, TemplateError } from '../gotemplate/index.ts';
import type { Path } from '../model/diagnostic.ts';
import { ConfigError, UsageError } from '../model/errors.ts';
import {
  asList,
  asMap,
  asString,
  deepFreeze,
  deepMerge,
  entry,
  getIn,
  isMap,
  type JsonMap,
  stringMap,
} from '../model/json.ts';
import { BUILT_IN, type InjectionTemplate } from './config.ts';
import { type ConfigText, mapOf, readIfYaml, unwrap } from './config-files.ts';
import { DEFAULT_VALUES } from './default-values.ts';
import { type Assignment, assign } from './helm-set.ts';
import { meshConfigReasons, resolveMeshConfig } from './mesh-config.ts';
import { type PolicyConfig, policyOf } from './policy.ts';
import { canonicalMessage } from './proto-json.ts';
import { brokenMap, unreadPaths } from './set-checks.ts';
import { BUILTIN_TEMPLATES } from './templates/index.ts';
import { PARSED } from './templates/parsed.ts';

/** What the user gave to configure injection, as text; what is absent has its default. */
export interface ConfigSources {
  readonly injectConfig?: ConfigText;
  readonly meshConfig?: ConfigText;
  readonly values?: ConfigText;
  readonly operator?: ConfigText;
  readonly set: readonly Assignment[];
  /** What templates may call. */
  readonly functions: FunctionSet;
}

/** Templates, values and mesh config in force, and who is injected by them. */
export interface LoadedConfig {
  readonly templates: ReadonlyMap<string, InjectionTemplate>;
  readonly defaultTemplates: readonly string[];
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  readonly injectedAnnotations: Readonly<Record<string, string>>;
  readonly policy: PolicyConfig;
  readonly values: JsonMap;
  readonly meshConfig: JsonMap;
  /** What `--set` says that nothing reads; known only of the built-in templates. */
  readonly unread: readonly string[];
}

/** What an IstioOperator says: its values with the shortcuts for hub and tag in them, and its mesh config. */
function readOperator(source: ConfigText | undefined): { readonly values: JsonMap; readonly meshConfig: JsonMap } {
  if (!source) return { values: {}, meshConfig: {} };
  const spec = asMap(mapOf(source, 'an IstioOperator')['spec']);
  const global: Record<string, unknown> = {};
  for (const key of ['hub', 'tag']) if (spec[key] !== undefined) global[key] = spec[key];
  const cni = getIn(spec, ['components', 'cni', 'enabled']);
  const shortcuts = { global, ...(typeof cni === 'boolean' ? { pilot: { cni: { enabled: cni } } } : {}) };
  return { values: asMap(deepMerge(shortcuts, asMap(spec['values']))), meshConfig: asMap(spec['meshConfig']) };
}

type Compiling = Pick<InjectionTemplate, 'origin'> & Pick<ConfigSources, 'functions'>;

function userTemplate(name: string, text: string, { origin, functions }: Compiling): InjectionTemplate {
  try {
    return { name, text, template: parseTemplate(name, text, functions), origin };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new ConfigError(
      'CONFIG_TEMPLATE',
      `${origin}: the template "${name}" is wrong at line ${error.line}: ${error.message}`,
      { cause: error },
    );
  }
}

/** A built-in template, compiled when a pod first asks for it. */
function builtinTemplate(name: string, text: string, functions: FunctionSet): InjectionTemplate {
  let compiled: InjectionTemplate['template'] | undefined;
  return {
    name,
    text,
    origin: BUILT_IN,
    get template() {
      const parsed = PARSED[name];
      compiled ??=
        parsed === undefined
          ? parseTemplate(name, text, functions)
          : restoreTemplate(name, text, { functions, parsed });
      return compiled;
    },
  };
}

const builtinTemplates = (functions: FunctionSet): readonly InjectionTemplate[] =>
  Object.entries(BUILTIN_TEMPLATES).map(([name, text]) => builtinTemplate(name, text, functions));

interface Injector {
  readonly config: JsonMap;
  readonly templates: ReadonlyMap<string, InjectionTemplate>;
  /** The values that came in the same ConfigMap. */
  readonly values?: ConfigText;
}

/** The injector's own configuration: a file's, or the built-in templates with what the values add to them. */
function readInjector(sources: ConfigSources, values: JsonMap): Injector {
  const { injectConfig, functions } = sources;
  if (!injectConfig) {
    const webhook = asMap(values['sidecarInjectorWebhook']);
    const added = Object.entries(stringMap(webhook['templates'])).map(([name, text]) =>
      userTemplate(name, text, { origin: 'values', functions }),
    );
    const policy = asString(getIn(values, ['global', 'proxy', 'autoInject']));
    return {
      config: { ...webhook, policy: policy ?? 'enabled' },
      templates: byName([...builtinTemplates(functions), ...added]),
    };
  }
  const { source, map } = unwrap(injectConfig, ['config'], readIfYaml);
  const carried = asString(map?.['values']);
  const withValues = carried === undefined ? {} : { values: { name: `${injectConfig.name} (values)`, text: carried } };
  const config = templatesOf(source);
  if (!config)
    return {
      config: {},
      templates: byName([userTemplate('sidecar', source.text, { origin: source.name, functions })]),
      ...withValues,
    };
  const templates = Object.entries(stringMap(config['templates'])).map(([name, text]) =>
    userTemplate(name, text, { origin: source.name, functions }),
  );
  // A file that only adds templates leaves the built-in ones in reach.
  return { config, templates: byName([...builtinTemplates(functions), ...templates]), ...withValues };
}

/** A configuration that has templates; `undefined` when the text is a template itself. */
function templatesOf(source: ConfigText): JsonMap | undefined {
  const value = readIfYaml(source);
  return isMap(value) && isMap(value['templates']) ? value : undefined;
}

const byName = (templates: readonly InjectionTemplate[]): ReadonlyMap<string, InjectionTemplate> =>
  new Map(templates.map((item) => [item.name, item]));

/** Own values lie over the defaults; values captured together with a sidecar template stand alone, as they do in the cluster. */
function readValues(sources: ConfigSources, operator: JsonMap, captured: Injector | undefined): JsonMap {
  const source = sources.values ?? captured?.values;
  const own = source ? mapOf(unwrap(source, ['values', 'merged-values']).source, 'values') : {};
  const alone =
    source !== undefined && captured !== undefined && captured.templates.get('sidecar')?.origin !== BUILT_IN;
  const base = alone ? own : asMap(deepMerge(DEFAULT_VALUES, own));
  const merged = deepMerge(base, operator);
  const assigned = sources.set.filter(({ path }) => path[0] !== 'meshConfig');
  return deepFreeze(asMap(assigned.reduce((values, { path, value }) => assign(values, path, value), merged)));
}

function readMeshConfig(sources: ConfigSources, operator: JsonMap): JsonMap {
  const file = sources.meshConfig && unwrap(sources.meshConfig, ['mesh']).source;
  const given = (config: JsonMap): JsonMap => asMap(canonicalMessage('MeshConfig', config));
  const merged = asMap(deepMerge(given(file ? mapOf(file, 'the mesh config') : {}), given(operator)));
  const reasons = meshConfigReasons(merged);
  const origin = file?.name ?? sources.operator?.name ?? 'the mesh config';
  if (reasons.length > 0) throw new ConfigError('CONFIG_VALUE', `${origin}: ${reasons.join('; ')}`);
  const assigned = sources.set.filter(({ path }) => path[0] === 'meshConfig');
  const config = asMap(
    assigned.reduce<unknown>((done, { path, value }) => assign(done, path.slice(1), metadataText(path, value)), merged),
  );
  const wrong = meshConfigReasons(config);
  if (wrong.length > 0) throw new UsageError('USAGE_SET', `--set meshConfig: ${wrong.join('; ')}`);
  return deepFreeze(resolveMeshConfig(config));
}

/** The entries of proxyMetadata are text, whatever `--set` takes them for. */
function metadataText(path: Path, value: unknown): unknown {
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  return scalar && path.at(-2) === 'proxyMetadata' ? String(value) : value;
}

/** Reads everything. Throws ConfigError naming the file and, where there is one, the line. */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const operator = readOperator(sources.operator);
  const captured = sources.injectConfig && readInjector(sources, {});
  const values = readValues(sources, operator.values, captured);
  const { config, templates } = captured ?? readInjector(sources, values);
  const builtin = [...templates.values()].every(({ origin }) => origin === BUILT_IN);
  const broken = builtin ? brokenMap(values, templates.values()) : undefined;
  if (broken !== undefined)
    throw new ConfigError('CONFIG_VALUE', `the value "${broken}" must be a map of values: templates look into it`);
  const defaults = asList(config['defaultTemplates']).map(String);
  const aliases = Object.entries(asMap(config['aliases'])).map(
    ([name, names]) => [name, asList(names).map(String)] as const,
  );
  return {
    templates,
    defaultTemplates: defaults.length > 0 ? defaults : ['sidecar'],
    aliases: Object.fromEntries(aliases),
    injectedAnnotations: stringMap(entry(config, 'injectedAnnotations')),
    policy: policyOf(config),
    values,
    meshConfig: readMeshConfig(sources, operator.meshConfig),
    unread: builtin ? unreadPaths(sources.set, templates.values()) : [],
  };
}
