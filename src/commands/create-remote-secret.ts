import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { collect, compatOption } from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { RemoteSecretFlags } from './create-remote-secret/run.ts';

/** How the other cluster logs in, as whom and where. */
const OPTIONS: readonly Option[] = [
  new Option('--name <NAME>', 'what the other cluster calls this one (default: the UID of kube-system)'),
  new Option(
    '--type <TYPE>',
    'remote: a cluster to read services from; config: the one a control plane outside belongs to',
  )
    .choices(['remote', 'config'])
    .default('remote'),
  new Option(
    '--auth-type <TYPE>',
    "how the other cluster logs in: with the account's token, or by a plugin that its control plane has",
  )
    .choices(['bearer-token', 'plugin'])
    .default('bearer-token'),
  new Option('--auth-plugin-name <NAME>', 'with --auth-type plugin: which one'),
  new Option('--auth-plugin-config <KEY=VALUE,...>', 'with --auth-type plugin: what it is told (repeatable)').argParser(
    collect,
  ),
  new Option('--server <URL>', "this cluster's address as the other one sees it (default: that of the kubeconfig)"),
  new Option('--service-account <NAME>', 'the account the other cluster reads as').default(
    'istio-reader-service-account',
  ),
  new Option('--secret-name <NAME>', "the Secret with the account's token (default: the one that is found, or made)"),
  SYSTEM_OPTION,
  ...CLUSTER_OPTIONS,
  compatOption(),
];

/** `meshctl create-remote-secret`: what another cluster needs to read this one. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('create-remote-secret')
    .description('print the Secret with which a control plane in another cluster reads this one');
  for (const option of OPTIONS) command.addOption(option);
  command.action(
    handle<RemoteSecretFlags>(host, async (flags, positionals, called) =>
      (await import('./create-remote-secret/run.ts')).runRemoteSecret({ flags, positionals, command: called, host }),
    ),
  );
  return examples(command, [
    {
      does: 'Let the control plane of east read west',
      run: 'meshctl create-remote-secret --context west --name west | kubectl apply --context east -f -',
    },
  ]);
}
