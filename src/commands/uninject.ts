import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { collect, filenameOption, refusePositionals } from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { UninjectFlags } from './inject/uninject.ts';

/** `meshctl uninject`: the manifests as they were before injection. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('uninject')
    .description(
      'take an injected sidecar out again, whoever injected it; the exact reverse for files that meshctl wrote',
    )
    .addOption(filenameOption())
    .addOption(new Option('--recursive', 'folders are always read with those inside').hideHelp())
    .addOption(
      new Option(
        '-o, --output <FORMAT|PATH>',
        'yaml, json or diff; anything else is a path: a folder if it is one, ends in /, or several files go to a name without extension',
      ).argParser(collect),
    )
    .option('--out <PATH>', 'file or folder to write to, whatever its name')
    .option('--in-place', 'write every file back to where it was read from')
    .option('--check', 'write nothing; end with status 79 when something is injected')
    .option('--status-port <PORT>', "the agent's port in the mesh that injected, where it is not 15020")
    .addOption(
      new Option(
        '--kind <GROUP/VERSION/KIND=PATH>',
        'a further kind and the path of its pod template (repeatable)',
      ).argParser(collect),
    )
    .allowExcessArguments()
    .action(
      handle<UninjectFlags>(host, async (flags, positionals) => {
        refusePositionals(command, positionals);
        return (await import('./inject/uninject.ts')).runUninject(flags, host);
      }),
    );
  return examples(command, [
    { does: 'Print a manifest without its sidecar', run: 'meshctl uninject -f injected.yaml' },
    {
      does: 'Compare what runs with what was meant',
      run: 'kubectl get deployment web -o yaml | meshctl uninject -f - | diff - web.yaml',
    },
    { does: 'Clean a folder', run: 'meshctl uninject -f deploy/ --in-place' },
  ]);
}
