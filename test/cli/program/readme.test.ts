import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { BIN, ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

/** A command line that README.md shows, and what it shows below it. */
interface Shown {
  readonly command: string;
  readonly output: string;
}

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

const SESSIONS: readonly Shown[] = [...README.matchAll(/^```console\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...lines] = part.split('\n');
      return { command, output: `${lines.join('\n').trimEnd()}\n` };
    }),
);

/** The files that sessions show with `cat`. */
const FILES = Object.fromEntries(
  SESSIONS.filter(({ command }) => command.startsWith('cat ')).map(({ command, output }) => [command.slice(4), output]),
);

/** The sessions of the commands this suite is about that show what is printed. */
const RUNS = SESSIONS.filter(
  ({ command, output }) => /^meshctl (?:inject|proxy-config) /.test(command) && output !== '\n',
);

describe('the sessions of README.md', () => {
  it('are there', () => {
    expect(RUNS.length).toBeGreaterThanOrEqual(5);
  });

  it.each(RUNS)('$command', async ({ command, output }) => {
    const cwd = tempFolder(FILES);
    symlinkSync(join(ROOT, 'fixtures'), join(cwd, 'fixtures'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd });
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'before');
    const script = `meshctl() { "${process.execPath}" "${BIN}" "$@"; }\n${command}`;
    const { stdout, stderr } = await execa('bash', ['-c', script], { cwd, reject: false });
    const printed = [stdout, stderr].filter((text) => text !== '').join('\n');
    // Spaces at the ends of lines do not survive in a text that people edit.
    expect(printed.replaceAll(/ +$/gm, '')).toBe(output.trimEnd());
  });
});
