/** What `meshctl iptables apply` and `clean` do. */

import { digest } from '../../io/digest.ts';
import { commandText } from '../../iptables/plan/command.ts';
import { restoreText } from '../../iptables/print/restore.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { type Prepared, perform, prepareApply, prepareClean, refuse } from '../../netns/apply.ts';
import type { Session } from '../../netns/session.ts';
import { counted } from './counted.ts';
import { type Call, type Opened, openPlan, openState } from './live.ts';
import type { ChangeFlags } from './live-flags.ts';
import type { LoadedPlan } from './profile-input.ts';
import { reportFindings } from './report.ts';

/** Enough of a digest to tell configurations apart. */
const HASH_LENGTH = 12;

/** The whole of `meshctl iptables apply`. */
export async function runApply(flags: ChangeFlags, call: Call): Promise<ExitStatus> {
  const opened = await open(flags, call);
  const { loaded, isOn } = opened;
  await reportFindings(loaded.diagnostics, flags, call.host);
  if (isOn('cleanup-only')) return clean(opened, flags, call);
  if (!isOn('skip-rule-apply')) {
    const status = await apply(opened, flags, call);
    if (status !== EXIT.ok) return status;
  }
  if (!isOn('run-validation') || isOn('dry-run')) return EXIT.ok;
  return (await import('./run-validate.ts')).quickValidation(opened, flags, call);
}

/** The whole of `meshctl iptables clean`. */
export async function runClean(flags: ChangeFlags, call: Call): Promise<ExitStatus> {
  // The peer removes the rules of the same flags only.
  const removal = flags.compat === undefined;
  const opened = await openPlan(flags, call, { needed: flags.dryRun !== true, removal });
  return clean(opened, flags, call);
}

function open(flags: ChangeFlags, call: Call): Promise<Opened> {
  const optional = flags.dryRun === true || call.command.getOptionValue('skipRuleApply') === true;
  return openPlan(flags, call, { needed: !optional });
}

async function apply(opened: Opened, flags: ChangeFlags, { host }: Call): Promise<ExitStatus> {
  const { loaded, isOn } = opened;
  const session = await openState(opened, flags, host);
  const prepared = prepareApply(session, {
    hash: loaded.compat ? undefined : hashOf(loaded),
    force: isOn('force-apply'),
    failOpen: flags.failOpen ?? false,
  });
  const replaces = prepared.standing === 'different' && loaded.backend === 'iptables';
  if (isOn('dry-run')) {
    host.stdout.write(prepared.commands.map(commandText).join(''));
    return EXIT.ok;
  }
  if (replaces && !isOn('reconcile')) {
    if (!loaded.compat) refuse(prepared);
    host.stderr.write('rules of this kind are there already; nothing was changed\n');
    return EXIT.failure;
  }
  await perform(prepared, session);
  host.stderr.write(summary(prepared, session));
  return EXIT.ok;
}

async function clean(opened: Opened, flags: ChangeFlags, { host }: Call): Promise<ExitStatus> {
  const { loaded, isOn } = opened;
  if (isOn('dry-run') && loaded.compat && loaded.plan.removal) {
    const { plan } = loaded;
    host.stdout.write(
      plan
        .removal?.(plan.program.families)
        .map((line) => `${line}\n`)
        .join('') ?? '',
    );
    return EXIT.ok;
  }
  // One family is enough to choose the tools by; what is cleaned is whatever is found.
  const { program } = loaded.plan;
  const one: Opened = {
    ...opened,
    loaded: { ...loaded, plan: { ...loaded.plan, program: { ...program, families: ['ipv4'] } } },
  };
  const session = await openState(one, flags, host);
  const prepared = prepareClean(session, flags.failOpen ?? false);
  if (isOn('dry-run')) {
    host.stdout.write(prepared.commands.map(commandText).join(''));
    return EXIT.ok;
  }
  await perform(prepared, session);
  const where = session.shell.namespace.label;
  host.stderr.write(prepared.commands.length === 0 ? `${where}: nothing to remove\n` : `${where}: removed\n`);
  return EXIT.ok;
}

const DONE: Readonly<Record<Prepared['standing'], string>> = {
  clean: 'applied',
  equal: 'everything is there already',
  different: 'replaced',
};

function summary({ standing, commands }: Prepared, { shell, detection, wanted }: Session): string {
  const done = standing === 'equal' && commands.length > 0 ? 'written again' : DONE[standing];
  const tools = wanted.nftScript === undefined ? detection.reason : 'nft';
  const { families, steps } = wanted.program;
  const names = families.map((family) => (family === 'ipv4' ? 'IPv4' : 'IPv6')).join(' and ');
  return `${shell.namespace.label}: ${done}, ${counted(steps.length, 'rule')} for ${names} (${tools})\n`;
}

/** A digest of everything that is written. */
function hashOf({ plan: { program } }: LoadedPlan): string {
  const texts = program.families.map((family) => restoreText(program, family));
  const host = program.host.map(({ args }) => args.join(' '));
  return digest('sha256', [...texts, ...host].join('\n')).slice(0, HASH_LENGTH);
}
