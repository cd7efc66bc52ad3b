import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import type { Host } from '../model/host.ts';
import type { DemoFlags } from './demo/flags.ts';

/** `meshctl demo`: a mesh of four services on this machine, to try things on. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('demo')
    .description('run a small mesh on this machine: four services, a gateway, a canary, and files to edit')
    .addOption(new Option('--dir <DIR>', 'where its files are, or are put').default('meshctl-demo'))
    .addOption(new Option('--listen <ADDRESS:PORT>', 'where the gateway listens').default('127.0.0.1:8080'))
    .addOption(new Option('--admin <ADDRESS:PORT>', 'the admin port of the gateway, or off').default('127.0.0.1:15000'))
    .addOption(
      new Option('--mesh-listen <ADDRESS:PORT>', 'where the proxy between the services listens').default(
        '127.0.0.1:15001',
      ),
    )
    .addOption(
      new Option('--mesh-admin <ADDRESS:PORT>', 'the admin port of the proxy between the services, or off').default(
        '127.0.0.1:15010',
      ),
    )
    .addOption(
      new Option('--engine <NAME>', "what serves: meshctl's own proxy, or the real Envoy")
        .choices(['builtin', 'envoy'])
        .default('builtin'),
    )
    .addOption(new Option('--envoy <FILE>', 'the Envoy to run (default: $MESHCTL_ENVOY, or envoy of the PATH)'));
  command.action(handle<DemoFlags>(host, async (flags) => (await import('./demo/run.ts')).runDemo(flags, host)));
  return examples(command, [
    { does: 'Start it; it says what to try', run: 'meshctl demo' },
    {
      does: 'Who answers how many of 1,000 requests',
      run: 'meshctl load http://127.0.0.1:8080/productpage --requests 1000',
    },
    { does: 'The same mesh on the real Envoy', run: 'meshctl demo --engine envoy' },
  ]);
}
