import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS } from '../cli/cluster-options.ts';
import { CONTROL_PLANE_OPTIONS } from '../cli/control-plane-options.ts';
import { examples } from '../cli/help.ts';
import { formatOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { WaitFlags } from './wait/run.ts';

const OPTIONS: readonly Option[] = [
  new Option(
    '--for <WHAT>',
    'distribution: the object is there, and proxies have it; delete: it is gone, from them too',
  )
    .choices(['distribution', 'delete'])
    .default('distribution'),
  new Option('--threshold <SHARE>', 'the share of proxies that is enough, 0 to 1').default('1'),
  formatOption(),
  ...CONTROL_PLANE_OPTIONS,
  ...CLUSTER_OPTIONS.filter(({ long }) => long === '--namespace'),
];

/** `meshctl wait`: until proxies have what was applied. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('wait')
    .description('wait until proxies have acknowledged everything, after an object of the mesh was applied or deleted')
    .argument('<OBJECT...>', 'TYPE/NAME[.NAMESPACE], or TYPE and NAME');
  for (const option of OPTIONS) command.addOption(option);
  command.action(
    handle<WaitFlags>(host, async (flags, words) => (await import('./wait/run.ts')).runWait({ flags, words, host })),
  );
  return examples(command, [
    { does: 'Is the new route everywhere?', run: 'meshctl wait virtualservice/cart.shop --timeout 60s' },
    { does: 'Nearly everywhere is enough', run: 'meshctl wait vs cart -n shop --threshold 0.95' },
  ]);
}
