import { Argument, type Command } from 'commander';
import { handle } from '../cli/action.ts';
import { SHELLS } from '../cli/completion/shells.ts';
import { examples } from '../cli/help.ts';
import { EXIT } from '../model/exit.ts';
import type { Host } from '../model/host.ts';

const DESCRIPTION = `print the script that makes a shell complete meshctl's command lines

bash:        source <(meshctl completion bash)                in ~/.bashrc
zsh:         source <(meshctl completion zsh)                 in ~/.zshrc, after compinit
fish:        meshctl completion fish | source                 in ~/.config/fish/config.fish
PowerShell:  meshctl completion powershell | Out-String | Invoke-Expression    in $PROFILE`;

/** `meshctl completion`: the shells' completion scripts. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('completion')
    .summary('print the completion script of a shell')
    .description(DESCRIPTION)
    .addArgument(new Argument('<SHELL>', 'the shell it is for').choices(SHELLS))
    .action(handle(host, async (_, [shell]) => print(shell, host)));
  return examples(command, [
    { does: 'For this bash session', run: 'source <(meshctl completion bash)' },
    { does: 'For every zsh session', run: 'meshctl completion zsh > ~/.zfunc/_meshctl' },
  ]);
}

async function print(name: string | undefined, host: Host) {
  // commander has refused every other name.
  const shell = SHELLS.find((candidate) => candidate === name) ?? 'bash';
  const { completionScript } = await import('../cli/completion/scripts.ts');
  host.stdout.write(completionScript(shell));
  return EXIT.ok;
}
