import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { declareLate, declareNamed, isIncomplete } from '../../src/cli/late.ts';

function tree() {
  const program = new Command('p');
  const above = program.command('above').alias('up');
  const declared: string[] = [];
  declareLate(above, async (command, words) => {
    declared.push(`above ${words.join(' ')}`);
    const below = command.command('below');
    declareLate(below, async (self) => {
      declared.push('below');
      self.option('--late');
    });
  });
  program.command('other');
  return { program, above, declared };
}

describe('late declarations', () => {
  it('are made for the commands that arguments name, outermost first', async () => {
    const { program, above, declared } = tree();
    const words = ['--color', 'never', 'above', '-x', 'below', 'below'];
    await declareNamed(program, words);
    expect(declared).toEqual([`above ${words.join(' ')}`, 'below']);
    expect(above.commands[0]?.options.map(({ long }) => long)).toEqual(['--late']);
  });

  it('go by aliases, too', async () => {
    const { program, declared } = tree();
    await declareNamed(program, ['up']);
    expect(declared).toEqual(['above up']);
  });

  it('are made once', async () => {
    const { program, above, declared } = tree();
    expect(isIncomplete(above)).toBe(true);
    await declareNamed(program, ['above']);
    await declareNamed(program, ['above']);
    expect(isIncomplete(above)).toBe(false);
    expect(declared).toEqual(['above above']);
  });

  it('are not made for other commands', async () => {
    const { program, above, declared } = tree();
    await declareNamed(program, ['other', 'below']);
    expect(declared).toEqual([]);
    expect(isIncomplete(above)).toBe(true);
  });
});
