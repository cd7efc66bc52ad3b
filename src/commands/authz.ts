import type { Command } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { SOURCE_OPTIONS } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { SourceFlags } from './proxy-config/flags.ts';

/** `meshctl authz`: what a proxy allows and denies. */
export function register(program: Command, host: Host): Command {
  const group = program.command('authz').description('look at the authorization policies a proxy enforces');
  const check = group
    .command('check')
    .description('list the authorization policies in a config dump')
    .argument('[PROXY]', 'a dump, an admin port as HOST:PORT, or a workload: POD[.NAMESPACE], deploy/NAME');
  for (const option of SOURCE_OPTIONS) check.addOption(option);
  check.action(
    handle<SourceFlags>(host, async (flags, positionals, command) =>
      (await import('./proxy-config/authz.ts')).runAuthz({ flags, positionals, command, host }),
    ),
  );
  examples(check, [{ does: 'Which policies does this proxy enforce?', run: 'meshctl authz check --file dump.json' }]);
  return group.action(() => group.outputHelp());
}
