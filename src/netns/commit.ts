/** Runs the commands of a plan as one change: all of them, or none that lasts. */
import type { Command } from '../iptables/plan/command.ts';
import type { Guard } from '../iptables/plan/guard.ts';
import type { Live } from '../iptables/plan/live.ts';
import { KernelError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { missingTool, type Shell } from './shell.ts';

/** A change, and what it takes to undo it. */
export interface Change {
  readonly commands: readonly Command[];
  /** Drops everything while rules are exchanged; absent where nothing of ours is live yet. */
  readonly guard?: Guard | undefined;
  /** Take the guard away even when the way back fails. */
  readonly failOpen: boolean;
  /** What is wrong with the state afterwards; `undefined` when it is as it should be. */
  readonly check: (live: Live) => string | undefined;
  /** The commands that lead from a state back to the one before. */
  readonly back: (live: Live) => readonly Command[];
}

/** How the namespace is read between the steps. */
export type ReadLive = (unstoppable: boolean) => Promise<Live>;

/** Where a change happens. */
export interface Place {
  readonly shell: Shell;
  readonly read: ReadLive;
  readonly host: Host;
}

/** What the kernel's tools say when something is there, or gone, already. */
const DONE_ALREADY = /File exists|No such process|Cannot assign requested address|No such file or directory/;

/**
 * Makes a change. When a command fails, the state afterwards is not as it should be, or the run is interrupted, everything goes
 * back to what it was. Throws KernelError (74) then; its message says what was refused, and its hint what is left if even the
 * way back failed: the guard stays up, unless `failOpen`.
 */
export async function commit(change: Change, place: Place): Promise<void> {
  const { host } = place;
  host.signal.throwIfAborted();
  let settled: Promise<void> | undefined;
  const running = perform(change, place);
  const end = async (): Promise<void> => {
    // The command that runs is let finish: a tool that is stopped half way leaves a state nobody can tell.
    const failure = await running.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure !== undefined) await goBack(change, place, failure);
  };
  const release = host.onInterrupt(() => (settled ??= end().catch(() => undefined)));
  try {
    await running.catch(() => undefined);
    settled ??= end();
    await settled;
  } finally {
    release();
  }
  host.signal.throwIfAborted();
}

async function perform(change: Change, { shell, read, host }: Place): Promise<void> {
  const stop = { signal: host.signal };
  await runAll(shell, change.guard?.on ?? [], stop);
  await runAll(shell, change.commands, stop);
  const problem = change.check(await read(true));
  // Whoever interrupts does not want the change; it is undone although it is whole.
  host.signal.throwIfAborted();
  if (problem !== undefined)
    throw new KernelError('KERNEL_STATE', `the kernel does not hold what was written: ${problem}`);
  // From here on the new state holds; an interrupt comes too late.
  await runAll(shell, change.guard?.off ?? []);
}

async function goBack(change: Change, { shell, read }: Place, failure: unknown): Promise<void> {
  // A guard that was up before stays up.
  const guardOff = change.guard && change.guard.on.length > 0 ? change.guard.off : [];
  let left: unknown;
  try {
    await runAll(shell, change.back(await read(true)));
  } catch (error) {
    left = error;
  }
  if (left === undefined || change.failOpen) await runAll(shell, guardOff, { all: true });
  if (left === undefined) {
    throw new KernelError('KERNEL_REFUSED', messageOf(failure), {
      cause: failure,
      hint: 'nothing has changed: every rule, route and address is as it was before',
    });
  }
  const after =
    guardOff.length > 0 && !change.failOpen ? 'all TCP and UDP traffic is dropped' : 'traffic may pass the proxy by';
  throw new KernelError('KERNEL_LEFT', `${messageOf(failure)}; and the way back failed: ${messageOf(left)}`, {
    cause: left,
    hint: `${after} until "meshctl iptables clean" has run in this namespace`,
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface RunOptions {
  /** Go on after a command that fails. */
  readonly all?: boolean;
  /** Start no further command once this is aborted. */
  readonly signal?: AbortSignal;
}

/** Runs commands one after the other; the first that fails ends it. */
async function runAll(shell: Shell, commands: readonly Command[], { all, signal }: RunOptions = {}): Promise<void> {
  for (const command of commands) {
    signal?.throwIfAborted();
    const { tool, args, input } = command;
    const result = await shell.run({ tool, args, unstoppable: true, ...(input === undefined ? {} : { input }) });
    if (result.outcome === 'missing') throw missingTool(tool);
    if (result.outcome === 'ended' && result.exitCode === 0) continue;
    const said = result.stderr.trim();
    if (all || (command.lenient && DONE_ALREADY.test(said))) continue;
    throw new KernelError('KERNEL_COMMAND', `${tool} ${args.join(' ')}: ${explained(result.exitCode, said)}`);
  }
}

/** Exit codes of the iptables tools. @see iptables' xtables.h, enum xtables_exittype */
const EXIT_MEANINGS: Readonly<Record<number, string>> = {
  1: 'failed',
  2: 'refused a parameter',
  3: 'does not go with the kernel',
  4: 'ran out of a resource',
};

function explained(exitCode: number | undefined, said: string): string {
  const meaning = exitCode === undefined ? 'does not end' : (EXIT_MEANINGS[exitCode] ?? `ended with ${exitCode}`);
  return said === '' ? meaning : `${meaning}: ${said.split('\n').slice(0, 3).join(' ')}`;
}
