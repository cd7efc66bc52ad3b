import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS, SELECTOR_OPTION } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { compatOption } from '../cli/options.ts';
import { ADMIN_OPTION, DEFAULT_ADMIN_PORT, numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { EnvoyStatsFlags } from './envoy-stats/run.ts';

/** `meshctl envoy-stats`: the numbers a proxy counts, as it counts them. */
export function register(program: Command, host: Host): Command {
  const format = new Option('-o, --output <FORMAT>', 'output format; prom and prom-merged are for server');
  format.argChoices = ['text', 'json', 'yaml', 'prom', 'prom-merged'];
  const options = [
    new Option('-t, --type <TYPE>', 'what is shown: server or clusters').default('server'),
    format,
    SELECTOR_OPTION,
    ADMIN_OPTION,
    numberOption('--proxy-admin-port <PORT>', 'the admin port of proxies in a cluster').default(DEFAULT_ADMIN_PORT),
    ...CLUSTER_OPTIONS,
    compatOption(),
  ];
  const command = program
    .command('envoy-stats')
    .description('print the statistics of proxies as Envoy has them')
    .argument('[PROXY]', 'an admin port as HOST:PORT, or a workload: POD[.NAMESPACE], deploy/NAME');
  for (const option of options) command.addOption(option);
  command.action(
    handle<EnvoyStatsFlags>(host, async (flags, positionals, called) =>
      (await import('./envoy-stats/run.ts')).runEnvoyStats({ flags, positionals, command: called, host }),
    ),
  );
  return examples(command, [
    { does: 'What the sidecars of an application count', run: 'meshctl envoy-stats -l app=reviews -n bookinfo' },
    { does: 'What Prometheus would scrape', run: 'meshctl envoy-stats deploy/cart -n shop -o prom' },
    { does: 'Endpoints and their numbers', run: 'meshctl envoy-stats localhost:15000 -t clusters -o json' },
  ]);
}
