import type { Command } from 'commander';
import { handle } from '../cli/action.ts';
import { BUILD } from '../cli/build-info.ts';
import { examples } from '../cli/help.ts';
import { compatOption, outputOption } from '../cli/options.ts';
import { EXIT } from '../model/exit.ts';
import type { Host } from '../model/host.ts';

interface Flags {
  readonly output: 'text' | 'json' | 'yaml';
  readonly short?: true;
}

/** `meshctl version`: which meshctl this is and what runs it. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('version')
    .description('print the version of meshctl, its commit and the Node.js that runs it')
    .addOption(outputOption(['text', 'json', 'yaml']))
    .option('-s, --short', 'only the version number')
    .addOption(compatOption().hideHelp())
    .action(handle<Flags>(host, async (flags) => print(flags, host)));
  return examples(command, [
    { does: 'For a bug report', run: 'meshctl version' },
    { does: 'For a script', run: 'meshctl version -o json' },
  ]);
}

async function print({ output, short }: Flags, host: Host) {
  const { node, platform, arch } = host.runtime;
  const { version, commit } = BUILD;
  if (short) {
    host.stdout.write(`${version}\n`);
  } else if (output === 'text') {
    const build = commit === undefined ? '' : `commit ${commit}, `;
    host.stdout.write(`meshctl ${version} (${build}Node.js ${node}, ${platform}-${arch})\n`);
  } else {
    const [{ documentText }, { envelope }] = await Promise.all([
      import('../output/document.ts'),
      import('../output/json.ts'),
    ]);
    const facts = envelope('Version', { version, commit, node, platform, arch });
    host.stdout.write(await documentText(output, facts));
  }
  return EXIT.ok;
}
