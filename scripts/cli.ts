/** Writes `docs/cli.md` from the program itself. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Command } from 'commander';
import { pathOf } from '../src/cli/help.ts';
import { declareNamed } from '../src/cli/late.ts';
import { createProgram } from '../src/cli/program.ts';
import { run } from '../src/cli/run.ts';
import { testHost } from '../test/support/host.ts';

const PAGE = join(import.meta.dirname, '..', 'docs', 'cli.md');

const INTRODUCTION = `# Commands

What \`meshctl COMMAND --help\` says, in one page. It is made from the program (\`npm run docs:cli\`); a test fails when it is not up
to date. Flags that every command has stand with \`meshctl\` alone.
`;

/** The headline of the flags every command has; help repeats them everywhere. */
const GLOBAL = /\nGlobal Options:\n(?: .*\n|\n(?= {2}))*/;

function commandsBelow(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .flatMap((child) => [child, ...commandsBelow(child)]);
}

async function helpOf(path: string): Promise<string> {
  const host = testHost();
  await run([...path.split(' ').slice(1), '--help'], host);
  return host.written();
}

/** The text of `docs/cli.md`. */
export async function cliPage(): Promise<string> {
  const program = createProgram(testHost());
  for (const command of program.commands) await declareNamed(program, [command.name()]);
  const paths = [program, ...commandsBelow(program)].map(pathOf);
  const index = paths.slice(1).map((path) => `- [${path}](#${path.replaceAll(' ', '-')})`);
  const sections: string[] = [];
  for (const path of paths) {
    const help = (await helpOf(path))
      .replace(GLOBAL, '\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trimEnd();
    sections.push(`## ${path}\n\n\`\`\`text\n${help}\n\`\`\``);
  }
  return `${[INTRODUCTION, index.join('\n'), '', sections.join('\n\n')].join('\n')}\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(PAGE, await cliPage());
