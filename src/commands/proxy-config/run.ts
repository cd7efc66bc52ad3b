import type { Command } from 'commander';
import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { type StatedConfig, statedConfigs } from '../../envoy/states.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { ViewFlags } from './flags.ts';
import { formatOf } from './format.ts';
import { stateNote, withStates } from './marks.ts';
import type { NamedDump } from './operands.ts';
import { asPeer } from './peer.ts';
import { documentOf, printedText } from './print.ts';
import { requires, sourceOf } from './source.ts';
import { dumpOf, type Shown, VIEWS, type View, type ViewName } from './views.ts';

/** A call of one of the commands that print a part of a dump. */
export interface ViewCall {
  readonly flags: ViewFlags;
  readonly positionals: readonly string[];
  readonly command: Command;
  readonly host: Host;
}

/** The whole dump of the one proxy a call names. */
export async function readOne({ flags, positionals, host }: ViewCall): Promise<NamedDump> {
  const source = sourceOf({ flags, positionals, peer: requires('all') }, host);
  const bytes = await source.answer(ADMIN_PATHS.everything);
  return { name: source.name, dump: dumpOf({ bytes, name: source.name }).checked({ whole: true }) };
}

/** What of a view is not in force as it was sent; `undefined` for what has no such states, and where the reference is imitated. */
async function statesOf(view: View, shown: Shown): Promise<readonly StatedConfig[] | undefined> {
  const { flags } = shown;
  if (flags.compat !== undefined || view.states === undefined) return undefined;
  const states = statedConfigs(dumpOf(shown), view.states);
  if (states.length === 0) return states;
  const printed = await view.table(shown);
  const rows = new Set(typeof printed === 'string' ? [] : printed.keys);
  return states.filter(({ name }) => rows.has(name) || (view.meant?.(name, flags) ?? true));
}

/** `meshctl proxy-config cluster` and its kin. */
export async function runView(name: ViewName, call: ViewCall): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  const view = VIEWS[name];
  return asPeer(call, async () => {
    const rules = { default: view.format ?? 'table' } as const;
    if (flags.compat === undefined) formatOf(flags, rules);
    const source = sourceOf({ flags, positionals, peer: requires(view.word) }, host);
    const shown = { bytes: await source.answer(view.path), name: source.name, flags, now: host.now() };
    view.check(shown);
    // The reference looks at the format only when it has read the dump.
    const format = formatOf(flags, rules);
    if (format === 'table') {
      const printed = await view.table(shown);
      const states = await statesOf(view, shown);
      host.stdout.write(printedText(typeof printed === 'string' ? printed : withStates(printed, states ?? [])));
      host.stderr.write(stateNote(states ?? []));
    } else {
      const document = { kind: view.kind, value: await view.value(shown) };
      const states = await statesOf(view, shown);
      host.stdout.write(await documentOf({ ...document, ...(states && { states }) }, { format, flags }));
    }
    return EXIT.ok;
  });
}
