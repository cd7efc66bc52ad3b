import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { compatOption, prometheusOption } from '../cli/options.ts';
import { formatOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { MetricsFlags } from './metrics/run.ts';

/** `meshctl metrics`: how workloads fare, as the mesh's Prometheus has it. */
export function register(program: Command, host: Host): Command {
  const options = [
    new Option('-d, --duration <DURATION>', 'over how long the rates are taken').default('1m'),
    prometheusOption('a Prometheus server, instead of the one in the cluster'),
    formatOption(),
    SYSTEM_OPTION,
    ...CLUSTER_OPTIONS,
    compatOption(),
  ];
  const command = program
    .command('metrics')
    .description('show request rates, error rates and latencies of workloads from the Prometheus of the mesh')
    .argument('[WORKLOAD...]', 'names of workloads: NAME[.NAMESPACE]');
  for (const option of options) command.addOption(option);
  command.action(
    handle<MetricsFlags>(host, async (flags, positionals, called) =>
      (await import('./metrics/run.ts')).runMetrics({ flags, positionals, command: called, host }),
    ),
  );
  return examples(command, [
    { does: 'How two workloads fared in the last five minutes', run: 'meshctl metrics cart.shop frontend.shop -d 5m' },
    { does: 'From a server of your own', run: 'meshctl metrics cart.shop --prometheus localhost:9090 -o json' },
  ]);
}
