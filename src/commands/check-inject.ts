import type { Command } from 'commander';
import { Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { compatOption, filenameOption } from '../cli/options.ts';
import { formatOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { CheckFlags } from './check-inject/run.ts';

/** `meshctl check-inject`: which injector takes a pod, and why the others do not. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('check-inject')
    .description(
      'tell which injection webhooks take a pod, or would take one with some labels, and why the others do not',
    )
    .argument('[WORKLOAD]', 'a pod or workload: POD[.NAMESPACE], deploy/NAME[.NAMESPACE]')
    .addOption(new Option('-l, --labels <LABELS>', 'labels a pod would have: app=cart,istio.io/rev=canary'))
    .addOption(filenameOption());
  for (const option of [formatOption(), ...CLUSTER_OPTIONS, compatOption()]) command.addOption(option);
  command.action(
    handle<CheckFlags>(host, async (flags, positionals, called) =>
      (await import('./check-inject/run.ts')).runCheckInject({ flags, positionals, command: called, host }),
    ),
  );
  return examples(command, [
    { does: 'Why has this pod no sidecar?', run: 'meshctl check-inject deploy/cart -n shop' },
    { does: 'Would a pod with this label get one?', run: 'meshctl check-inject -n shop -l istio.io/rev=canary' },
    {
      does: 'The same from files',
      run: 'meshctl check-inject deploy/cart -n shop -f namespace.yaml -f webhooks.yaml -f cart.yaml',
    },
  ]);
}
