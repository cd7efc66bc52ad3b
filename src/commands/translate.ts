import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { IDENTITY_OPTIONS } from '../cli/identity-options.ts';
import { meshOptions } from '../cli/mesh-options.ts';
import { outputOption } from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { TranslateFlags } from './translate/flags.ts';

/** `meshctl translate`: what the control plane would make of the resources, as a static configuration of Envoy. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('translate')
    .description('turn mesh resources into the Envoy configuration of one workload, offline')
    .allowExcessArguments();
  for (const option of [...meshOptions(), ...IDENTITY_OPTIONS]) command.addOption(option);
  command
    .addOption(
      new Option('--type <TYPE>', 'a part of the configuration')
        .choices(['bootstrap', 'listeners', 'routes', 'clusters', 'endpoints', 'secrets'])
        .default('bootstrap'),
    )
    .addOption(
      new Option('--capture <HOW>', 'how connections reach a sidecar: as a proxy (none), or as in a pod')
        .choices(['none', 'redirect', 'tproxy'])
        .default('none'),
    )
    .addOption(new Option('--admin <ADDRESS:PORT>', 'where the admin API of the Envoy listens (default: nowhere)'))
    .addOption(
      new Option('--access-log <FILE>', 'the access log in place of the one the mesh asks for; - is /dev/stdout'),
    )
    .addOption(outputOption(['yaml', 'json']));
  command.action(
    handle<TranslateFlags>(host, async (flags) => (await import('./translate/run.ts')).runTranslate(flags, host)),
  );
  return examples(command, [
    { does: 'A bootstrap a local Envoy runs', run: 'meshctl translate -f mesh/ --map reviews=127.0.0.1:3000' },
    { does: 'The routes of a gateway', run: 'meshctl translate -f mesh/ --for gateway --type routes' },
    {
      does: 'As the sidecar of a pod',
      run: 'meshctl translate -f mesh/ --for sidecar --labels app=web --capture redirect',
    },
    {
      does: 'Check it with Envoy',
      run: 'meshctl translate -f mesh/ -o json > e.json && envoy --mode validate -c e.json',
    },
  ]);
}
