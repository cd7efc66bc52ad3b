import type { Command } from 'commander';
import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { readZtunnelDump, type ZtunnelFilter } from '../../envoy/ztunnel/dump.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import { formatOf, PEER_WORDS } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { documentOf } from '../proxy-config/print.ts';
import { sourceOf } from '../proxy-config/source.ts';
import { PARTS, type PartInput } from './parts.ts';

/** A part of a ztunnel's dump. */
export type ZtunnelPart = 'workload' | 'service' | 'policy' | 'certificate' | 'connections';

/** Flags of the subcommands of ztunnel-config. */
export interface ZtunnelFlags extends SourceFlags, ZtunnelFilter {
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

/** `meshctl ztunnel-config workload` and its kin. */
export async function runZtunnel(part: ZtunnelPart | 'all', call: ZtunnelCall): Promise<ExitStatus> {
  const { flags, host } = call;
  return asPeer(call, async () => {
    const rules = { peer: [...PEER_WORDS.table, ...PEER_WORDS.short] };
    if (flags.compat === undefined) formatOf(flags, rules);
    const { bytes, name } = await readAnswerOf(call);
    const input = { dump: readZtunnelDump(bytes, name), flags, now: host.now() };
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

async function readAnswerOf({ flags, positionals, host }: ZtunnelCall) {
  const target = {
    flags,
    positionals: [...positionals, ...(flags.node === undefined ? [] : [flags.node])],
    peer: 'at most one of --file, --node, or pod name must be passed',
  };
  const source = sourceOf(target, host);
  return { bytes: await source.answer(ADMIN_PATHS.ztunnel), name: source.name };
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
