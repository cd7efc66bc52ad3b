import type { Call } from '../../cli/declare.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { compareBytes } from '../../gotext/compare.ts';
import { tabTable } from '../../gotext/tabwriter.ts';
import { type KubeClient, withCluster } from '../../kube/client.ts';
import { podFacts } from '../../kube/pods.ts';
import type { PodName } from '../../kube/workload.ts';
import { InputError, UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { asList, asMap, asString } from '../../model/json.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { controlPlanes } from '../kube/control-plane.ts';
import { choosePod, podPage, podText } from '../kube/pod-page.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import { formatOf } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';

/** Flags of admin log. */
export interface AdminLogFlags extends SourceFlags {
  readonly level?: readonly string[];
  readonly stackTraceLevel?: readonly string[];
  readonly reset?: boolean;
  readonly revision: string;
  readonly ctrlz_port: number;
  readonly istioNamespace: string;
}

const LEVELS = ['none', 'error', 'warn', 'info', 'debug'] as const;
const ALL = 'all';
const DEFAULT_LEVEL = 'info';
const PADDING = 3;

/** A level to set: of logging, or of stacks. */
interface Change {
  readonly scope: string;
  readonly field: 'output_level' | 'stack_trace_level';
  readonly level: string;
}

/** `meshctl admin log`: the scopes of control planes and their levels. */
export async function runAdminLog(call: Call<AdminLogFlags>): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  return asPeer(call, async () => {
    const format = formatOf(flags);
    const changes = changesOf(flags);
    return withCluster(flags, host, async (client) => {
      for (const pod of await podsOf(client, positionals[0], flags)) {
        if (changes.length === 0) {
          const scopes = await scopesOf(client, pod, flags);
          host.stdout.write(
            format === 'table'
              ? scopeTable(scopes)
              : await documentText(format, envelope('LogScopeList', { controlPlane: podText(pod), items: scopes })),
          );
        } else for (const change of changes) await set(client, pod, { change, port: flags.ctrlz_port });
      }
      return EXIT.ok;
    });
  });
}

async function podsOf(client: KubeClient, word: string | undefined, flags: AdminLogFlags): Promise<readonly PodName[]> {
  if (word !== undefined) {
    const named = word.includes('.') || word.includes('/') ? word : `${word}.${flags.istioNamespace}`;
    return [await choosePod(client, named)];
  }
  const pods = await controlPlanes(client, flags);
  return pods.map(podFacts).map(({ name, namespace }) => ({ pod: name, namespace }));
}

function changesOf({ level = [], stackTraceLevel = [], reset = false }: AdminLogFlags): readonly Change[] {
  if (reset && level.length + stackTraceLevel.length > 0) {
    throw new EnvoyError('USAGE_LOG', '--reset takes levels back, and levels are given', {
      peer: '--level cannot be combined with --reset',
      exitCode: EXIT.usage,
    });
  }
  if (reset) return [{ scope: ALL, field: 'output_level', level: DEFAULT_LEVEL }];
  return [
    ...parse(level).map((pair) => ({ ...pair, field: 'output_level' as const })),
    ...parse(stackTraceLevel).map((pair) => ({ ...pair, field: 'stack_trace_level' as const })),
  ];
}

function parse(specs: readonly string[]): readonly { readonly scope: string; readonly level: string }[] {
  return specs
    .flatMap((spec) => spec.split(','))
    .map((text) => {
      const [scope = '', level = ''] = text.includes(':') ? text.split(':') : [ALL, text];
      if (LEVELS.some((known) => known === level)) return { scope, level };
      throw new UsageError('USAGE_LEVEL', `"${text}" is no level`, {
        hint: `write SCOPE:LEVEL; levels are ${LEVELS.join(', ')}`,
      });
    });
}

interface Setting {
  readonly change: Change;
  readonly port: number;
}

async function set(client: KubeClient, pod: PodName, { change, port }: Setting): Promise<void> {
  const { scope, field, level } = change;
  const around = (text: string): string =>
    `failed updating Scope ${scope}: ${text.replace(/^(?:failure running port forward process: )+/, '')}`;
  const body = JSON.stringify({ name: scope, [field]: level });
  await podPage(client, pod, { path: `scopej/${encodeURIComponent(scope)}`, method: 'PUT', body, port, around });
}

/** A scope and its levels. */
interface Scope {
  readonly name: string;
  readonly description: string;
  readonly level: string;
  readonly stackTraceLevel: string;
}

async function scopesOf(client: KubeClient, pod: PodName, flags: AdminLogFlags): Promise<readonly Scope[]> {
  const around = (text: string): string => `failed to list scopes: ${text}`;
  const bytes = await podPage(client, pod, { path: 'scopej', port: flags.ctrlz_port, around });
  const scopes = asList(parsed(bytes, pod)).map((item): Scope => {
    const text = (key: string): string => asString(asMap(item)[key]) ?? '';
    return {
      name: text('name'),
      description: text('description'),
      level: text('output_level'),
      stackTraceLevel: text('stack_trace_level'),
    };
  });
  return scopes.sort((a, b) => compareBytes(a.name, b.name));
}

function parsed(bytes: Uint8Array, pod: PodName): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new InputError('INPUT_SCOPES', `what ${podText(pod)} says of its scopes is no JSON`, { cause });
  }
}

function scopeTable(scopes: readonly Scope[]): string {
  const rows = scopes.map(({ name, description, level, stackTraceLevel }) => [
    name,
    description,
    level,
    stackTraceLevel,
  ]);
  return tabTable([['ACTIVE SCOPE', 'DESCRIPTION', 'LOG LEVEL', 'STACK TRACE LEVEL'], ...rows], { padding: PADDING });
}
