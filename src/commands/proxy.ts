import type { Command } from 'commander';
import { examples } from '../cli/help.ts';
import { declareLate } from '../cli/late.ts';
import type { Host } from '../model/host.ts';

/** `meshctl proxy`: the mesh's own rules for local traffic, without a cluster. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('proxy')
    .description("a local proxy that does with requests what the mesh's YAML says");
  // The flags are many, and only runs of this command pay for them.
  declareLate(command, async (_, words) => {
    const { registerSubcommands } = await import('./proxy/subcommands.ts');
    registerSubcommands(command, host, words);
  });
  return examples(command, [
    {
      does: 'Run the mesh of a folder, with one service on this machine',
      run: 'meshctl proxy run -f mesh/ --map reviews=127.0.0.1:3000',
    },
    { does: 'See what would run', run: 'meshctl proxy check -f mesh/' },
    { does: 'Start a program behind it, and end with it', run: 'meshctl proxy run -f mesh/ -- npm start' },
  ]);
}
