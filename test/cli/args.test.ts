import { Command, Option } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseArgs } from '../../src/cli/args.ts';
import { collect } from '../../src/cli/options.ts';
import type { UsageError } from '../../src/model/errors.ts';

function program(): Command {
  const root = new Command('meshctl').version('1').helpCommand(false).exitOverride();
  root.option('--color <WHEN>', 'colour').action(() => undefined);
  const inject = root.command('inject').alias('kube-inject').argument('[REST...]').exitOverride();
  inject.addOption(new Option('-f, --filename <FILE>').argParser(collect));
  inject
    .option('-b <PORTS>')
    .option('--meshConfigFile <FILE>')
    .option('-A, --all')
    .option('-v, --verbose')
    .option('--ipv6')
    .option('--no-watch');
  const config = root.command('config').exitOverride();
  config.command('show').option('--origin').exitOverride();
  root.command('secret', { hidden: true });
  return root;
}

function normalise(words: readonly string[]) {
  const { argv, off, command } = normaliseArgs(program(), words);
  return { argv, off: off.map(({ long }) => long), command: command.name() };
}

const argvOf = (...words: string[]) => normalise(words).argv;

function errorOf(...words: string[]): UsageError {
  try {
    normaliseArgs(program(), words);
  } catch (error) {
    return error as UsageError;
  }
  throw new Error('there was no error');
}

describe("Go's flag syntax", () => {
  it.each([
    [
      ['inject', '--mesh-config', 'mesh.yaml'],
      ['inject', '--meshConfigFile', 'mesh.yaml'],
    ],
    [
      ['inject', '--mesh-config=mesh.yaml'],
      ['inject', '--meshConfigFile=mesh.yaml'],
    ],
    [
      ['inject', '-b=-1'],
      ['inject', '-b', '-1'],
    ],
    [
      ['inject', '-b', '-1'],
      ['inject', '-b', '-1'],
    ],
    [
      ['inject', '-b15001'],
      ['inject', '-b', '15001'],
    ],
    [
      ['inject', '-b='],
      ['inject', '-b', ''],
    ],
    [
      ['inject', '-f=a.yaml'],
      ['inject', '--filename=a.yaml'],
    ],
    [
      ['inject', '-f', '-'],
      ['inject', '-f', '-'],
    ],
    [
      ['inject', '--filename', '--all'],
      ['inject', '--filename', '--all'],
    ],
    [
      ['inject', '--filename=a=b'],
      ['inject', '--filename=a=b'],
    ],
    [
      ['inject', '-Av', '-Ab=x'],
      ['inject', '-A', '-v', '-A', '-b', 'x'],
    ],
    [
      ['inject', '-Afa.yaml'],
      ['inject', '-A', '--filename=a.yaml'],
    ],
    [
      ['inject', '--ipv6=true', '-A=1'],
      ['inject', '--ipv6', '-A'],
    ],
    [
      ['--color=never', 'inject'],
      ['--color=never', 'inject'],
    ],
    [
      ['inject', '-5', 'x'],
      ['inject', '-5', 'x'],
    ],
    [
      ['inject', '--', '--nonsense'],
      ['inject', '--', '--nonsense'],
    ],
    [
      ['inject', '-'],
      ['inject', '-'],
    ],
  ])('%j', (words, expected) => {
    expect(argvOf(...words)).toEqual(expected);
  });

  it.each([
    [['inject', '--ipv6=false'], ['--ipv6']],
    [['inject', '--ipv6', '--ipv6=false'], ['--ipv6']],
    [['inject', '--ipv6=false', '--ipv6'], []],
    [
      ['inject', '-A=F', '--no-watch=false'],
      ['--all', '--no-watch'],
    ],
  ])('%j switches off %j', (words, off) => {
    expect(normalise(words).off).toEqual(off);
  });

  it('reads what it wrote as itself', () => {
    const words = fc.array(
      fc.constantFrom('inject', '-A', '-Av', '-b=1', '-b', '--ipv6', '--filename=x', 'a', '-', '--'),
    );
    fc.assert(
      fc.property(words, (list) => {
        let once: readonly string[];
        try {
          once = argvOf('inject', ...list);
        } catch {
          return;
        }
        expect(argvOf(...once)).toEqual(once);
      }),
    );
  });
});

describe('commands', () => {
  it.each([
    [['experimental', 'inject'], ['inject']],
    [
      ['x', 'x', 'inject', 'x'],
      ['inject', 'x'],
    ],
    [['kube-inject'], ['inject']],
    [
      ['config', 'show'],
      ['config', 'show'],
    ],
    [
      ['help', 'config', 'show'],
      ['config', 'show', '--help'],
    ],
    [['help'], ['--help']],
    [[], []],
  ])('%j', (words, expected) => {
    expect(argvOf(...words)).toEqual(expected);
  });

  it('says which command it is', () => {
    expect(normalise(['--color', 'never', 'config', 'show', '--origin']).command).toBe('show');
  });
});

describe('mistakes', () => {
  it.each([
    [['injct'], 'unknown command: "injct"', 'did you mean "inject"?'],
    [['kube-injekt'], 'unknown command: "kube-injekt"', 'did you mean "kube-inject"?'],
    [['zzz'], 'unknown command: "zzz"', '"meshctl --help" shows what there is'],
    [['secre'], 'unknown command: "secre"', '"meshctl --help" shows what there is'],
    [['config', 'shwo'], 'unknown subcommand of "meshctl config": "shwo"', 'did you mean "show"?'],
    [['inject', '--filenam', 'x'], 'unknown flag --filenam of "meshctl inject"', 'did you mean --filename?'],
    [['inject', '--colour=x'], 'unknown flag --colour of "meshctl inject"', 'did you mean --color?'],
    [['config', 'show', '--hlep'], 'unknown flag --hlep of "meshctl config show"', 'did you mean --help?'],
    [['inject', '-Az'], 'unknown flag -z in "-Az" of "meshctl inject"', '"meshctl inject --help" shows what there is'],
    [['--nope'], 'unknown flag --nope', '"meshctl --help" shows what there is'],
    [
      ['inject', '-f'],
      'the flag -f needs a value: -f, --filename <FILE>',
      '"meshctl inject --help" shows what there is',
    ],
    [['inject', '--ipv6=maybe'], 'the flag --ipv6 is either on or off: "maybe" is neither true nor false', undefined],
  ])('%j', (words, message, hint) => {
    expect(errorOf(...words)).toMatchObject({ message, hint, exitCode: 64 });
  });
});
