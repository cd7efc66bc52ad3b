import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { declareNamed } from '../../src/cli/late.ts';
import { createProgram } from '../../src/cli/program.ts';
import { run } from '../../src/cli/run.ts';
import { testHost } from '../support/host.ts';

function commandsBelow(command: Command): readonly Command[] {
  // Help commands are off, so what is visible is what is declared and not hidden.
  const visible = command.createHelp().visibleCommands(command);
  return visible.flatMap((child) => [child, ...commandsBelow(child)]);
}

const pathOf = (command: Command): string =>
  command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

const PROGRAM = createProgram(testHost());
// Commands that are declared only where arguments name them.
for (const command of PROGRAM.commands) await declareNamed(PROGRAM, [command.name()]);
const ALL = commandsBelow(PROGRAM);

describe('help', () => {
  it.each(['meshctl', ...ALL.map(pathOf)])('%s', async (path) => {
    const host = testHost();
    const words = path === 'meshctl' ? [] : path.split(' ');
    expect(await run([...words, '--help'], host)).toBe(0);
    expect(host.complained()).toBe('');
    await expect(host.written()).toMatchFileSnapshot(`../../fixtures/help/${path.replaceAll(' ', '-')}.txt`);
  });

  it.each(ALL.filter(({ commands }) => commands.length === 0).map(pathOf))('%s has examples', async (path) => {
    const host = testHost();
    await run([...path.split(' '), '--help'], host);
    expect(host.written()).toMatch(/\nExamples:\n {2}# .+\n {2}.*meshctl /);
  });

  it('speaks of kubectl mesh when it runs as a plugin', async () => {
    const host = testHost();
    await run(['version', '--help'], host, 'kubectl mesh');
    expect(host.written()).toContain('Usage: kubectl mesh version');
    expect(host.written()).toContain('  kubectl mesh version -o json');
  });

  it('is what a program or a group of commands without a command prints', async () => {
    for (const words of [[], ['config']]) {
      const [bare, asked] = [testHost(), testHost()];
      expect(await run(words, bare)).toBe(0);
      await run([...words, '--help'], asked);
      expect(bare.written()).toBe(asked.written());
    }
  });
});

describe('commander’s own complaints', () => {
  it.each([
    [['version', 'extra'], '"version" takes 0 arguments, not 1'],
    [['completion'], 'the argument SHELL is missing'],
    [['completion', 'tcsh'], 'hint: it is one of bash, zsh, fish, powershell'],
    [['version', '-o', 'xml'], 'hint: it is one of text, json, yaml'],
    [['--color', 'red', 'version'], 'hint: it is one of auto, always, never'],
  ])('%j', async (words, text) => {
    const host = testHost();
    expect(await run(words, host)).toBe(64);
    expect(host.complained()).toMatch(/^meshctl: [^\n]+\n/);
    expect(host.complained()).toContain(text);
    expect(host.written()).toBe('');
  });
});
