import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CONTROL_PLANE_OPTIONS } from '../cli/control-plane-options.ts';
import { examples } from '../cli/help.ts';
import { compatOption } from '../cli/options.ts';
import { formatOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { DebugFlags } from './internal-debug/run.ts';

/** `meshctl internal-debug`: the debug pages of control planes. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('internal-debug')
    .description('print a debug page of every control plane')
    .argument('[TYPE]', 'the page: syncz, config_dump, endpointz, configz, …')
    .argument('[PROXY]', 'of this proxy, where the page is of one: POD.NAMESPACE')
    .addOption(new Option('--list', 'list the pages there are'))
    .addOption(formatOption());
  for (const option of [...CONTROL_PLANE_OPTIONS, compatOption()]) command.addOption(option);
  command.action(
    handle<DebugFlags>(host, async (flags, positionals, called) =>
      (await import('./internal-debug/run.ts')).runDebug({ flags, positionals, command: called, host }),
    ),
  );
  return examples(command, [
    { does: 'Which pages are there?', run: 'meshctl internal-debug --list' },
    { does: 'What the control plane means a proxy to have', run: 'meshctl internal-debug config_dump cart-6b7f.shop' },
  ]);
}
