import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { BIN, ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

/** A command line that a page shows, and what it shows below it. */
interface Shown {
  readonly page: string;
  readonly command: string;
  readonly output: string;
}

/** Pages whose sessions need nothing but files: no process, no proxy, no certificate of the day. */
const PAGES = ['README.md', 'docs/explain.md', 'docs/test.md'];

function sessionsOf(page: string): readonly Shown[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(?:console)?\n(\$ [\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...lines] = part.split('\n');
        return { page, command, output: `${lines.join('\n').trimEnd()}\n` };
      }),
  );
}

const SESSIONS = PAGES.flatMap(sessionsOf);

/** The files that sessions show with `cat`, and the mesh that the page about requests asks. */
const FILES = {
  'shop.yaml': readFileSync(join(ROOT, 'fixtures', 'explain', 'shop.yaml'), 'utf8'),
  ...Object.fromEntries(
    SESSIONS.filter(({ command }) => command.startsWith('cat ')).map(({ command, output }) => [
      command.slice(4),
      output,
    ]),
  ),
};

/** What runs until it is stopped, or prints what was measured. */
const LIVE = /^meshctl (?:demo|load)\b/;

/** The sessions that show what is printed. */
const RUNS = SESSIONS.filter(
  ({ command, output }) => command.startsWith('meshctl ') && !LIVE.test(command) && output !== '\n',
);

describe('the sessions of the pages', () => {
  it.each(PAGES)('are there: %s', (name) => {
    expect(RUNS.filter(({ page }) => page === name).length).toBeGreaterThan(0);
  });

  it.each(RUNS)('$page: $command', async ({ command, output }) => {
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
