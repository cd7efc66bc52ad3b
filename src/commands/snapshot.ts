import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS, SELECTOR_OPTION } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { collect } from '../cli/options.ts';
import { DEFAULT_ADMIN_PORT, numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { SnapshotFlags } from './snapshot/run.ts';

const OPTIONS: readonly Option[] = [
  new Option('--admin <HOST:PORT>', 'a live admin port (repeatable)').argParser(collect),
  SELECTOR_OPTION,
  new Option('-A, --all-namespaces', 'the proxies of all namespaces'),
  new Option('--out <DIR|FILE.tar.gz>', 'the folder or archive to write to').default('snapshot'),
  ...CLUSTER_OPTIONS,
  numberOption('--proxy-admin-port <PORT>', 'the admin port of proxies in a cluster').default(DEFAULT_ADMIN_PORT),
];

/** `meshctl snapshot`: the admin pages of proxies in a folder or archive, to be read later. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('snapshot')
    .description('save the admin pages of proxies in a folder or archive that --file reads; private keys are blanked')
    .argument('[PROXY...]', 'admin ports as HOST:PORT, or workloads: POD[.NAMESPACE], deploy/NAME');
  for (const option of OPTIONS) command.addOption(option);
  command.action(
    handle<SnapshotFlags>(host, async (flags, words) =>
      (await import('./snapshot/run.ts')).runSnapshot({ flags, words, host }),
    ),
  );
  return examples(command, [
    { does: 'Save what a proxy believes now', run: 'meshctl snapshot localhost:15000 --out before' },
    { does: 'And compare with later', run: 'meshctl pc diff before localhost:15000' },
    { does: 'Every proxy of a namespace, in one file', run: 'meshctl snapshot -n shop -l app --out shop.tar.gz' },
  ]);
}
