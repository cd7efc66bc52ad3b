import { Argument, type Command } from 'commander';
import { handle } from '../cli/action.ts';
import { standIn } from '../cli/args.ts';
import { completedBy } from '../cli/completion/values.ts';
import { examples } from '../cli/help.ts';
import { outputOption } from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { ExplainCodeFlags } from './explain/code.ts';

/** What codes look like, misspelt ones included. */
const CODE = /^(?:msh|ist)[0-9a-z]*$/i;

const CODE_ARGUMENT = completedBy(new Argument('<CODE>', 'the code, such as MSH2901 or IST0130'), async () =>
  Object.keys((await import('../model/codes.ts')).CODES).sort(),
);

/** `meshctl explain`: what a finding means. */
export function register(program: Command, host: Host): Command {
  const explain = program.command('explain').description('tell what a finding means, and why');
  const code = explain
    .command('code')
    .summary('tell what a finding means, with an example, and how to mend it')
    .description('tell what the code of a finding means, with an example that draws it and one that does not')
    .addArgument(CODE_ARGUMENT)
    .addOption(outputOption(['text', 'json', 'yaml']))
    .action(
      handle<ExplainCodeFlags>(host, async (flags, codes) =>
        (await import('./explain/code.ts')).explainCode(codes, flags, host),
      ),
    );
  examples(code, [
    { does: 'What is wrong with my document?', run: 'meshctl explain code MSH2901' },
    { does: 'The same, shorter', run: 'meshctl explain MSH2901' },
    { does: 'For a program', run: 'meshctl explain code IST0130 -o json' },
  ]);
  standIn(explain, CODE, code);
  return explain.action(() => explain.outputHelp());
}
