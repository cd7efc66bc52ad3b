/** Brings the rules of a program into a namespace, and takes them out again. */
import { hasOwnRules, isAsWished, type LiveDrift, liveDrift, type Wish } from '../iptables/drift/live.ts';
import type { Command } from '../iptables/plan/command.ts';
import { guard, leftGuard } from '../iptables/plan/guard.ts';
import type { Live } from '../iptables/plan/live.ts';
import { isNothing } from '../iptables/plan/ownership.ts';
import { ownedState, ownsAnything, plan, planReturn } from '../iptables/plan/plan.ts';
import { KernelError } from '../model/errors.ts';
import { type Change, commit } from './commit.ts';
import type { Session } from './session.ts';

/** How the live state stands to the wanted one. */
export type Standing = 'clean' | 'equal' | 'different';

/** What is going to be done. */
export interface Prepared {
  readonly standing: Standing;
  /** In which way it is different. */
  readonly drift: LiveDrift;
  /** Everything that is run, in order; none when nothing has to be done. */
  readonly commands: readonly Command[];
  readonly change: Change;
}

/** What a change is told. */
export interface ApplyOptions {
  /** Digest of the configuration for the ownership marks; absent writes none. */
  readonly hash?: string | undefined;
  /** Do it although the state is as wanted. */
  readonly force: boolean;
  readonly failOpen: boolean;
}

function wishOf({ wanted, ownership, detection }: Session): Wish {
  const { program, nftScript } = wanted;
  return { program, ownership, nftScript, variant: detection.variant };
}

/** Plans to make a namespace as wanted; nothing is written yet. */
export function prepareApply(session: Session, options: ApplyOptions): Prepared {
  const wish = wishOf(session);
  const drift = liveDrift(session.before, wish);
  const left = leftGuard(session.before, session.writer);
  const equal = isAsWished(drift) && left === undefined;
  const standing = equal ? 'equal' : standingOf(session, drift);
  const common = { ...planInput(session), wanted: { ...session.wanted, hash: options.hash } };
  const commands = equal && !options.force ? [] : plan({ ...common, live: session.before });
  const families = session.wanted.program.families;
  const up = standing === 'different' ? guard(session.writer(session.detection.variant), families) : undefined;
  const change: Change = {
    commands,
    guard: left ?? up,
    failOpen: options.failOpen,
    check: (live) => problemOf(liveDrift(live, wish)),
    back: backTo(session),
  };
  return { standing, drift, commands: allCommands(change), change };
}

/** Plans to take everything that is ours out of a namespace. */
export function prepareClean(session: Session, failOpen: boolean): Prepared {
  const common = planInput(session);
  const left = leftGuard(session.before, session.writer);
  const change: Change = {
    commands: plan({ ...common, live: session.before, wanted: undefined }),
    guard: left,
    failOpen,
    check: (live) => (ownsAnything(ownedState({ ...common, live })) ? 'something of ours is still there' : undefined),
    back: backTo(session),
  };
  const drift = { rules: [], missingItems: [], extraItems: [], elsewhere: [] };
  const standing = change.commands.length === 0 ? 'clean' : 'different';
  return { standing, drift, commands: allCommands(change), change };
}

/** Does what was prepared. Throws KernelError when the kernel refuses; everything is as before then. */
export async function perform({ change, commands }: Prepared, { shell, read, host }: Session): Promise<void> {
  if (commands.length > 0) await commit(change, { shell, read, host });
}

/** Refuses to replace rules that are not as wanted. Throws KernelError saying what is different. */
export function refuse({ drift }: Prepared): never {
  throw new KernelError('KERNEL_DIFFERENT', `there are other rules of this kind already: ${problemOf(drift) ?? ''}`, {
    hint: 'nothing was changed; --reconcile replaces them, "meshctl iptables verify" shows every difference',
  });
}

function planInput({ ownership, writer, detection, wanted }: Session) {
  return { ownership, writer, variant: detection.variant, expected: wanted.program };
}

function backTo(session: Session): (live: Live) => readonly Command[] {
  const { ownership, writer, wanted } = session;
  return (live) => planReturn(session.before, { live, ownership, writer, expected: wanted.program });
}

function allCommands({ commands, guard: up }: Change): readonly Command[] {
  return commands.length === 0 && up === undefined ? [] : [...(up?.on ?? []), ...commands, ...(up?.off ?? [])];
}

/** Rules of ours where the wanted ones go make a difference; elsewhere they are only moved away. */
function standingOf(session: Session, drift: LiveDrift): Standing {
  const { ownership, wanted, detection, before } = session;
  const { tables, nftTables } = ownedState({ live: before, ownership, expected: wanted.program });
  const here =
    wanted.nftScript === undefined
      ? tables.some(({ variant, owned }) => variant === detection.variant && !isNothing(owned))
      : nftTables.length > 0;
  return here && !hasOwnRules(drift.rules) ? 'different' : 'clean';
}

/** The first difference in one phrase; `undefined` when there is none. */
function problemOf(drift: LiveDrift): string | undefined {
  if (isAsWished(drift)) return undefined;
  const first = drift.rules.find(({ kind, harmless }) => kind !== 'ahead' && harmless !== true);
  if (first)
    return `${PHRASES[first.kind]} ${first.table} ${first.chain}${first.rule === undefined ? '' : `: ${first.rule}`}`;
  const [missing] = drift.missingItems;
  if (missing !== undefined) return `"${missing}" has not been done`;
  const [extra] = drift.extraItems;
  return extra === undefined ? `rules also with ${drift.elsewhere[0]}` : `"${extra}" has been done`;
}

const PHRASES = {
  missing: 'a rule is missing in',
  extra: 'a rule too many in',
  moved: 'rules in another order in',
  'missing-chain': 'a chain is missing,',
  'extra-chain': 'a chain too many,',
  ahead: 'a rule of others ahead in',
} as const;
