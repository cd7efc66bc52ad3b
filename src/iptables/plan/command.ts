/** Commands of a plan: what is run, and what it is told. */
import { binaries, type Variant } from '../detect/variant.ts';
import type { Family } from '../model/rule.ts';
import { type HostItem, hostCommand } from './host-item.ts';

/** One command; `input` is its standard input. */
export interface Command {
  readonly tool: string;
  readonly args: readonly string[];
  readonly input?: string;
  /** Succeeds all the same when the kernel says that there is nothing to be done: it was gone, or there, already. */
  readonly lenient?: boolean;
}

/** Seconds a writing legacy tool waits for others to finish; nf_tables needs no lock. */
const LOCK_SECONDS = 30;

/** The tools rules of iptables are written with. */
export interface Writer {
  readonly variant: Variant;
  /** Whether writing needs the lock of the legacy tables, and the tool is new enough to wait for it. */
  readonly wait: boolean;
  /** A lock file of their own, where writers of different namespaces are not to wait for each other. */
  readonly lockFile?: string | undefined;
}

/** `iptables-restore --noflush` with a text. */
export function restoreCommand({ variant, wait, lockFile }: Writer, family: Family, input: string): Command {
  const args = ['--noflush', ...(wait ? [`--wait=${LOCK_SECONDS}`] : [])];
  const { restore } = binaries(variant, family);
  if (lockFile === undefined) return { tool: restore, args, input };
  return { tool: 'env', args: [`XTABLES_LOCKFILE=${lockFile}`, restore, ...args], input };
}

/** `nft -f -` with a script. */
export function nftCommand(input: string): Command {
  return { tool: 'nft', args: ['-f', '-'], input };
}

/** `ip` or `sysctl` for one item. */
export function itemCommand(item: HostItem, action: 'add' | 'del'): Command {
  const [tool, ...args] = hostCommand(item, action);
  return { tool, args, lenient: true };
}

/** A command as one would type it, its input as a here-document. */
export function commandText({ tool, args, input }: Command): string {
  const line = [tool, ...args].join(' ');
  return input === undefined ? `${line}\n` : `${line} <<'EOF'\n${input}EOF\n`;
}
