/** Where the kubeconfig is, and what to do without one. */
import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { readInput } from '../io/inputs.ts';
import { ConfigError, NoInputError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { asMap, isMap } from '../model/json.ts';
import { loadYaml, YamlLoadError } from '../yaml/load.ts';
import type { ConfigFile, ContextEntry, MergedConfig } from './kubeconfig.ts';
import { MAX_KUBECONFIG_BYTES } from './limits.ts';

/** Flags that choose a cluster and who asks it. */
export interface ClusterFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly as?: string;
  readonly asGroup?: readonly string[];
}

/** Where Kubernetes puts a pod's own identity, and the library looks for it. */
const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

const HINT = 'name one with --kubeconfig, or set KUBECONFIG; files and --admin need no cluster';

/** The context a run asks: of the flags, else the current one. Throws NoInputError or ConfigError when there is none. */
export async function contextOf(flags: ClusterFlags, host: Host): Promise<ContextEntry> {
  const { config, read } = await readConfig(flags, host);
  const wanted = flags.context ?? config.current;
  if (wanted === undefined) {
    throw new ConfigError('CONFIG_CONTEXT', `${read} has no current context`, {
      hint: `name one with --context${listed(config)}`,
    });
  }
  const context = config.context(wanted);
  if (context?.cluster) return context;
  const what = context
    ? `the context "${wanted}" names a cluster that is not there`
    : `there is no context "${wanted}"`;
  throw new ConfigError('CONFIG_CONTEXT', `${what} in ${read}`, {
    hint: `name another one with --context${listed(config)}`,
  });
}

/** The names of all contexts, in the order they are written down. Throws as {@link contextOf} does without a kubeconfig. */
export async function contextNames(flags: ClusterFlags, host: Host): Promise<readonly string[]> {
  return (await readConfig(flags, host)).config.contexts;
}

/** Whether a cluster can be asked at all: a kubeconfig is there, or this runs in a pod. Opens nothing. */
export function hasCluster(flags: ClusterFlags, host: Host): boolean {
  return configNames(flags, host).length > 0 || inPod(host);
}

function listed({ contexts }: MergedConfig): string {
  return contexts.length === 0 ? '' : `; there are ${contexts.join(', ')}`;
}

/** The kubeconfigs to read, as kubectl chooses them; of several in KUBECONFIG those that exist. */
function configNames({ kubeconfig }: ClusterFlags, host: Host): readonly string[] {
  if (kubeconfig) return [kubeconfig];
  const listedNames = (host.env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean);
  if (listedNames.length > 0) {
    const present = listedNames.filter((name) => existsSync(resolve(host.cwd, name)));
    // None of them: reading the first one says so.
    return present.length > 0 ? present : listedNames.slice(0, 1);
  }
  const usual = join(host.env['HOME'] ?? host.env['USERPROFILE'] ?? '', '.kube', 'config');
  return existsSync(usual) ? [usual] : [];
}

interface ReadConfig {
  readonly config: MergedConfig;
  /** What it was read from. */
  readonly read: string;
}

/** Reads what there is; the library is loaded for it, and only then. */
async function readConfig(flags: ClusterFlags, host: Host): Promise<ReadConfig> {
  const names = configNames(flags, host);
  if (names.length === 0 && !inPod(host)) {
    throw new NoInputError('NO_INPUT_KUBECONFIG', 'there is no kubeconfig', { hint: HINT });
  }
  const { mergeConfigs, podConfig } = await import('./kubeconfig.ts');
  if (names.length === 0) return { config: podConfig(), read: 'the pod' };
  return { config: mergeConfigs(await readConfigs(names, host)), read: names.join(', ') };
}

async function readConfigs(names: readonly string[], host: Host): Promise<readonly ConfigFile[]> {
  const files: ConfigFile[] = [];
  for (const name of names) {
    const bytes = await readInput(name, host, MAX_KUBECONFIG_BYTES);
    files.push({ name, folder: dirname(resolve(host.cwd, name)), content: asMap(parse(name, bytes)) });
  }
  return files;
}

function parse(name: string, bytes: Uint8Array): unknown {
  try {
    const content = loadYaml(Buffer.from(bytes).toString('utf8'));
    if (isMap(content) || content === null) return content;
  } catch (error) {
    if (!(error instanceof YamlLoadError)) throw error;
    throw new ConfigError('CONFIG_KUBECONFIG', `${name}:${error.line}:${error.column}: ${error.reason}`, {
      cause: error,
      hint: 'this file is read as a kubeconfig',
    });
  }
  throw new ConfigError('CONFIG_KUBECONFIG', `"${name}" is not a kubeconfig`, { hint: HINT });
}

function inPod({ env }: Host): boolean {
  return Boolean(env['KUBERNETES_SERVICE_HOST']) && existsSync(SERVICE_ACCOUNT_TOKEN);
}
