import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { collect } from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { SnapshotFlags } from './snapshot/run.ts';

/** `meshctl snapshot`: the admin pages of proxies in a folder, to be read later. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('snapshot')
    .description('save the admin pages of proxies in a folder that --file reads; private keys are blanked')
    .addOption(
      new Option('--admin <HOST:PORT>', 'a live admin port (repeatable)').argParser(collect).makeOptionMandatory(),
    )
    .addOption(new Option('--out <DIR>', 'the folder to write to').default('snapshot'))
    .action(handle<SnapshotFlags>(host, async (flags) => (await import('./snapshot/run.ts')).runSnapshot(flags, host)));
  return examples(command, [
    { does: 'Save what a proxy believes now', run: 'meshctl snapshot --admin localhost:15000 --out before' },
    { does: 'And compare with later', run: 'meshctl pc diff before localhost:15000' },
  ]);
}
