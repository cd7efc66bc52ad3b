import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { compatOption } from '../cli/options.ts';
import { numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { DashboardFlags } from './dashboard/run.ts';

/** `meshctl dashboard`: web pages of the mesh, on this machine. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('dashboard')
    .aliases(['dash', 'd'])
    .description('forward a web page of the mesh to this machine and open it; ends with Ctrl-C')
    .argument('[PAGE]', 'prometheus, grafana, kiali, jaeger, zipkin, skywalking, istiod-debug, controlz or envoy')
    .argument('[WORKLOAD]', 'whose page, for envoy: POD[.NAMESPACE], deploy/NAME');
  const options = [
    numberOption('-p, --port <PORT>', 'the local port (default: that of the page, or any when it is taken)'),
    new Option('--address <ADDRESS>', 'the local address').default('localhost'),
    new Option('--browser', 'open it in a browser').default(true),
    SYSTEM_OPTION,
    ...CLUSTER_OPTIONS,
    compatOption().hideHelp(),
  ];
  for (const option of options) command.addOption(option);
  command.action(
    handle<DashboardFlags>(host, async (flags, positionals, called) =>
      (await import('./dashboard/run.ts')).runDashboard({ flags, positionals, command: called, host }),
    ),
  );
  return examples(command, [
    { does: 'The graph of the mesh', run: 'meshctl dashboard kiali' },
    {
      does: 'The admin page of a sidecar, without a browser',
      run: 'meshctl dashboard envoy deploy/cart -n shop --browser=false',
    },
  ]);
}
