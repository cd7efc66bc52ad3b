import type { Command } from 'commander';
import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { readZtunnelDump, type ZtunnelFilter } from '../../envoy/ztunnel/dump.ts';
import { withCluster } from '../../kube/client.ts';
import { hasCluster } from '../../kube/locate.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { podPage, podText } from '../kube/pod-page.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import { formatOf, PEER_WORDS } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { documentOf } from '../proxy-config/print.ts';
import { namesWorkload, portOf, sourceOf, workloadProblem } from '../proxy-config/source.ts';
import { PARTS, type PartInput } from './parts.ts';
import { type ChosenZtunnel, chooseZtunnel } from './pods.ts';

/** A part of a ztunnel's dump. */
export type ZtunnelPart = 'workload' | 'service' | 'policy' | 'certificate' | 'connections';

/** Flags of the subcommands of ztunnel-config. */
export interface ZtunnelFlags extends SourceFlags, ZtunnelFilter {
  readonly istioNamespace?: string;
  readonly level?: readonly string[];
  readonly reset?: boolean;
  readonly direction?: string;
  readonly raw?: boolean;
  readonly withHeaders?: boolean;
  readonly node?: string;
}

/** A call of one of the subcommands. */
export interface ZtunnelCall {
  readonly flags: ZtunnelFlags;
  readonly positionals: readonly string[];
  readonly command: Command;
  readonly host: Host;
}

/** The parts in the order of `all`, and the headline of each. */
const ORDER: readonly (readonly [part: ZtunnelPart, headline: string])[] = [
  ['workload', 'WORKLOAD'],
  ['service', 'SERVICE'],
  ['policy', 'POLICY'],
  ['certificate', 'SECRET'],
  ['connections', 'CONNECTIONS'],
];

/** Where control planes and ztunnels are unless the flags say otherwise. */
export const SYSTEM = 'istio-system';

/** What every node has its own of; of the rest any ztunnel knows all. */
const NEEDS_NODE: ReadonlySet<string> = new Set(['certificate', 'connections']);

/** What the reference says around a failure to ask a ztunnel. */
export function forwardText(text: string, pod: string): string {
  return `failed to execute command on ${pod} Ztunnel: ${text}`;
}

/** A dump as it came, whose it is, and the workload its rows are limited to. */
interface Answer extends Pick<ChosenZtunnel, 'only'> {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** `meshctl ztunnel-config workload` and its kin. */
export async function runZtunnel(part: ZtunnelPart | 'all', call: ZtunnelCall): Promise<ExitStatus> {
  const { flags, host } = call;
  return asPeer(call, async () => {
    const rules = { peer: [...PEER_WORDS.table, ...PEER_WORDS.short] };
    if (flags.compat === undefined) formatOf(flags, rules);
    const { bytes, name, only } = await readAnswerOf(call, part);
    const input = {
      dump: readZtunnelDump(bytes, name, { lenient: flags.compat !== undefined }),
      flags: { ...flags, ...only },
      now: host.now(),
    };
    const format = formatOf(flags, rules);
    if (format === 'table') {
      host.stdout.write(part === 'all' ? allText(input) : PARTS[part].table(input));
      return EXIT.ok;
    }
    const value = part === 'all' ? wholeDump(bytes) : PARTS[part].value(input);
    const kind = part === 'all' ? 'ZtunnelConfigDump' : PARTS[part].kind;
    host.stdout.write(await documentOf({ kind, value }, { format, flags }));
    return EXIT.ok;
  });
}

/** The dump that is named, or the one of a ztunnel in the cluster. */
async function readAnswerOf(call: ZtunnelCall, part: ZtunnelPart | 'all'): Promise<Answer> {
  const { flags, positionals, host } = call;
  const [operand] = positionals;
  const peer = 'at most one of --file, --node, or pod name must be passed';
  if (!asksCluster(call)) {
    if (flags.node !== undefined) throw nodeProblem(call, peer);
    const source = sourceOf({ flags, positionals, peer }, host);
    return { bytes: await source.answer(ADMIN_PATHS.ztunnel), name: source.name, only: {} };
  }
  if (operand !== undefined && flags.node !== undefined)
    throw new EnvoyError('USAGE_SOURCE', peer, { peer, exitCode: EXIT.usage });
  if (operand === undefined && flags.node === undefined && NEEDS_NODE.has(part)) throw noNode();
  const { node, istioNamespace: system = SYSTEM } = flags;
  return withCluster(flags, host, async (client) => {
    const { pod, only } = await chooseZtunnel(client, { operand, node, system, around: forwardText });
    const bytes = await podPage(client, pod, { path: ADMIN_PATHS.ztunnel, port: portOf(flags), around: forwardText });
    return { bytes, name: podText(pod), only };
  });
}

/** Whether no file and no port is named, and there is a cluster. */
function asksCluster({ flags, positionals, host }: ZtunnelCall): boolean {
  if (flags.file !== undefined || flags.dumpFile !== undefined || flags.admin !== undefined) return false;
  const [operand] = positionals;
  if (positionals.length > 1 || !hasCluster(flags, host)) return false;
  return operand === undefined || namesWorkload(operand, flags, host);
}

/** A node is of a cluster: not of what is named besides, and not of none. */
function nodeProblem({ flags, positionals }: ZtunnelCall, peer: string): Error {
  const besides = [flags.file, flags.dumpFile, flags.admin, ...positionals].some((item) => item !== undefined);
  return besides
    ? new EnvoyError('USAGE_SOURCE', 'more than one proxy is named', { peer, exitCode: EXIT.usage })
    : workloadProblem(flags.node ?? '');
}

function noNode(): EnvoyError {
  return new EnvoyError('USAGE_SOURCE', 'this is another one on every node, and none is named', {
    peer: 'ztunnel pod name or --node must be set',
    exitCode: EXIT.usage,
    hint: 'give --node NODE, a ztunnel, or a workload on the node',
  });
}

function wholeDump(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

function allText(input: PartInput): string {
  return ORDER.map(([part, headline]) => {
    const head = input.flags.withHeaders ? `------ ${headline} INFO ------\n\n` : '';
    return `\n${head}${PARTS[part].table(input)}`;
  }).join('');
}
