import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { completedBy } from '../cli/completion/values.ts';
import { examples } from '../cli/help.ts';
import { collect, excludeOption, filenameOption, refusePositionals } from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { UninjectFlags } from './inject/uninject.ts';

const OPTIONS: readonly Option[] = [
  filenameOption(),
  excludeOption(),
  new Option('--recursive', 'folders are always read with those inside').hideHelp(),
  completedBy(
    new Option(
      '-o, --output <FORMAT|PATH>',
      'yaml, json or diff; anything else is a path: a folder if it is one, ends in /, or several files go to a name without extension',
    ).argParser(collect),
    async () => (await import('./inject/uninject.ts')).FORMATS,
  ),
  new Option('--out <PATH>', 'file or folder to write to, whatever its name'),
  new Option('--in-place', 'write every file back to where it was read from'),
  new Option('--check', 'write nothing; end with status 79 when something is injected'),
  new Option('--status-port <PORT>', "the agent's port in the mesh that injected, where it is not 15020"),
  new Option(
    '--kind <GROUP/VERSION/KIND=PATH>',
    'a further kind and the path of its pod template (repeatable)',
  ).argParser(collect),
];

/** `meshctl uninject`: the manifests as they were before injection. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('uninject')
    .description(
      'take an injected sidecar out again, whoever injected it; the exact reverse for files that meshctl wrote',
    );
  for (const option of OPTIONS) command.addOption(option);
  command.allowExcessArguments().action(
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
