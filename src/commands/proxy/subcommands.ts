import type { Command } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import { IDENTITY_OPTIONS } from '../../cli/identity-options.ts';
import { meshOptions } from '../../cli/mesh-options.ts';
import { outputOption } from '../../cli/options.ts';
import type { Host } from '../../model/host.ts';
import { type CheckFlags, type RunFlags, runOptions } from './flags.ts';

/** Makes a command run the proxy; what stands behind `--` is a program to start. */
function runs(command: Command, host: Host): Command {
  for (const option of [...meshOptions(), ...IDENTITY_OPTIONS, ...runOptions()]) command.addOption(option);
  command.allowExcessArguments();
  command.action(
    handle<RunFlags>(host, async (flags, words, self) =>
      (await import('./run.ts')).runProxy(flags, host, { words, self }),
    ),
  );
  return command;
}

/** Declares `proxy run` and `proxy check`; `proxy` itself with flags is `proxy run`. `words` are the arguments of the run. */
export function registerSubcommands(proxy: Command, host: Host, words: readonly string[]): void {
  const run = runs(proxy.command('run').description('run the proxy until it is told to end'), host);
  examples(run, [
    {
      does: 'As the gateway of the mesh, on another port',
      run: 'meshctl proxy run -f mesh/ --listen 80=127.0.0.1:8080',
    },
    { does: 'As the sidecar of a service', run: 'meshctl proxy run -f mesh/ --for sidecar --labels app=web' },
    { does: 'Look at it', run: 'meshctl proxy-config routes --admin 127.0.0.1:15000' },
  ]);
  const check = proxy.command('check').description('read everything and say what would run, without running it');
  for (const option of [...meshOptions(), ...IDENTITY_OPTIONS]) check.addOption(option);
  check.addOption(outputOption(['table', 'json', 'yaml']));
  check.allowExcessArguments();
  check.action(
    handle<CheckFlags>(host, async (flags, words, self) =>
      (await import('./check.ts')).runCheck(flags, host, { words, self }),
    ),
  );
  examples(check, [
    { does: 'A whole folder', run: 'meshctl proxy check -f mesh/' },
    { does: 'For programs', run: 'meshctl proxy check -f mesh/ -o json' },
  ]);
  // Flags of both would be read as those of the outer command.
  const named = words.some((word) => word === 'run' || word === 'check');
  if (!named) runs(proxy, host);
}
