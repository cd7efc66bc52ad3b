import type { Command } from 'commander';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { ViewFlags } from './flags.ts';
import { formatOf } from './format.ts';
import { asPeer } from './peer.ts';
import { documentOf } from './print.ts';
import { requires, sourceOf } from './source.ts';
import { VIEWS, type ViewName } from './views.ts';

/** A call of one of the commands that print a part of a dump. */
export interface ViewCall {
  readonly flags: ViewFlags;
  readonly positionals: readonly string[];
  readonly command: Command;
  readonly host: Host;
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
    const text =
      format === 'table'
        ? await view.table(shown)
        : await documentOf({ kind: view.kind, value: await view.value(shown) }, { format, flags });
    host.stdout.write(text);
    return EXIT.ok;
  });
}
