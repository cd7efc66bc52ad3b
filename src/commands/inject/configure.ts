import type { FunctionSet } from '../../gotemplate/index.ts';
import type { InjectConfig } from '../../inject/config.ts';
import { checkSources } from '../../inject/config-checks.ts';
import type { ConfigText } from '../../inject/config-files.ts';
import { parseSet, SetSyntaxError } from '../../inject/helm-set.ts';
import type { ExtraKind } from '../../inject/kinds.ts';
import { type LoadedConfig, loadConfig } from '../../inject/load-config.ts';
import { chooseNativeSidecars, kubeVersion } from '../../inject/native.ts';
import { injectorFunctions } from '../../inject/template/functions.ts';
import { parseInjectPath } from '../../inject/webhook-path.ts';
import { digest } from '../../io/digest.ts';
import { readInput } from '../../io/inputs.ts';
import { ConfigError, UsageError } from '../../model/errors.ts';
import type { Environment, Host } from '../../model/host.ts';
import type { JsonMap } from '../../model/json.ts';
import { decodeText } from '../../yaml/decode.ts';
import type { InjectFlags } from './flags.ts';

/** What objects of the input say about the injection of others. */
export interface Surroundings {
  readonly namespaces: ReadonlyMap<string, JsonMap>;
  readonly proxyConfigs: readonly JsonMap[];
}

const NATIVE = { auto: 'auto', on: 'on', true: 'on', off: 'off', false: 'off' } as const;

async function textOf(name: string | undefined, host: Host): Promise<ConfigText | undefined> {
  if (name === undefined) return undefined;
  const decoded = decodeText(await readInput(name, host), name);
  if ('diagnostic' in decoded) throw new ConfigError('CONFIG_ENCODING', `${name}: ${decoded.diagnostic.message}`);
  return { name, text: decoded.text };
}

/** What templates may call. Regular expressions are a large library that is only loaded when some text asks for it. */
async function functionsFor(texts: readonly string[], host: Host): Promise<FunctionSet> {
  const options = { env: host.env, now: () => host.now(), digest };
  if (!texts.some((text) => text.includes('egex'))) return injectorFunctions(options);
  return injectorFunctions({ ...options, regex: await import('re2js') });
}

/** Reads the configuration files the flags name. Throws ConfigError, UsageError, and what reading a file throws. */
export async function readConfig(flags: InjectFlags, host: Host): Promise<LoadedConfig> {
  const [injectConfig, meshConfig, values, operator] = await Promise.all(
    [flags.injectConfigFile, flags.meshConfigFile, flags.valuesFile, flags.operatorFileName].map((name) =>
      textOf(name, host),
    ),
  );
  const set = (flags.set ?? []).flatMap((text) => {
    try {
      return parseSet(text);
    } catch (error) {
      if (error instanceof SetSyntaxError)
        throw new UsageError('USAGE_SET', `--set ${error.message}`, { cause: error });
      throw error;
    }
  });
  const sources = {
    set,
    functions: await functionsFor(
      [injectConfig, values, operator].map((source) => source?.text ?? '').concat(flags.set ?? []),
      host,
    ),
    ...(injectConfig ? { injectConfig } : {}),
    ...(meshConfig ? { meshConfig } : {}),
    ...(values ? { values } : {}),
    ...(operator ? { operator } : {}),
  };
  const loaded = loadConfig(sources);
  // The reference takes such files, and injects nothing.
  if (flags.compat === undefined) checkSources(sources, loaded);
  return loaded;
}

/** What a run is told besides its configuration files. */
interface Told {
  readonly flags: InjectFlags;
  readonly around: Surroundings;
  readonly env: Environment;
}

/** The configuration of a run: what was loaded, what the flags say and what the input tells. */
export function injectConfig(loaded: LoadedConfig, { flags, around, env }: Told): InjectConfig {
  const compat = flags.compat !== undefined;
  if (flags.kubeVersion !== undefined && !kubeVersion(flags.kubeVersion)) {
    throw new UsageError('USAGE_KUBE_VERSION', `--kube-version "${flags.kubeVersion}" is not a version such as 1.34`);
  }
  const asked = flags.template?.split(',').map((name) => name.trim());
  const unknown = asked?.find((name) => !loaded.templates.has(name) && !Object.hasOwn(loaded.aliases, name));
  if (unknown !== undefined) throw unknownTemplate('--template', unknown, loaded);
  const config: InjectConfig = {
    templates: loaded.templates,
    defaultTemplates: asked ?? (flags.asWebhook ? loaded.defaultTemplates : ['sidecar']),
    values: loaded.values,
    meshConfig: loaded.meshConfig,
    revision: flags.revision === undefined || flags.revision === 'default' ? '' : flags.revision,
    nativeSidecars: chooseNativeSidecars(NATIVE[flags.nativeSidecars], flags.kubeVersion, compat),
    compliancePolicy: env['COMPLIANCE_POLICY'] ?? '',
    sha256: (text) => digest('sha256', text),
    namespaces: around.namespaces,
    openshift: flags.platform === 'openshift',
    compat,
  };
  if (!flags.asWebhook) return config;
  const pathEnv = parseInjectPath(flags.webhookPath ?? '');
  return {
    ...config,
    webhook: {
      policy: loaded.policy,
      aliases: loaded.aliases,
      injectedAnnotations: loaded.injectedAnnotations,
      proxyConfigs: around.proxyConfigs,
      pathEnv,
    },
  };
}

/** `--kind group/version/Kind=path.to.template`. Throws UsageError. */
export function extraKinds(flags: Pick<InjectFlags, 'kind'>): readonly ExtraKind[] {
  return (flags.kind ?? []).map((text) => {
    const match = /^((?:[^/=]+\/)?[^/=]+)\/([^/=]+)=\.?([^=]+)$/.exec(text);
    const path = match?.[3]?.split('.') ?? [];
    if (!match || path.some((step) => !/^[A-Za-z][A-Za-z0-9]*$/.test(step))) {
      throw new UsageError('USAGE_KIND', `--kind "${text}" is not group/version/Kind=path`, {
        hint: 'such as --kind example.com/v1/Runner=spec.template',
      });
    }
    return { apiVersion: match[1] ?? '', kind: match[2] ?? '', template: path };
  });
}

function unknownTemplate(flag: string, name: string, { templates }: LoadedConfig): UsageError {
  const known = [...templates.keys()].sort().join(', ');
  return new UsageError('USAGE_TEMPLATE', `${flag}: there is no template "${name}"; there are ${known}`);
}

/** The text of a template in force. Throws UsageError for a name nobody knows. */
export function templateText(loaded: LoadedConfig, name: string): string {
  const template = loaded.templates.get(name);
  if (!template) throw unknownTemplate('--print-template', name, loaded);
  return template.text;
}
