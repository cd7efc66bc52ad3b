import { describe, expect, test } from 'vitest';
import { parseTemplate } from '../../src/gotemplate/index.ts';
import { type SprigOptions, sprigFunctions } from '../../src/gotemplate/sprig/index.ts';
import { REFUSED_FUNCTIONS } from '../../src/gotemplate/sprig/random.ts';

const run = (text: string, options: SprigOptions = {}): string =>
  parseTemplate('t', text, sprigFunctions(options)).execute({});

/** Numbers that repeat, so that the outcome is known. */
function numbers(...values: readonly number[]): () => number {
  let at = 0;
  return () => values[at++ % values.length] ?? 0;
}

describe('what is the same nowhere', () => {
  test.each(Object.keys(REFUSED_FUNCTIONS))('%s is known and refused', (name) => {
    expect(() => run(`{{ ${name} "a" "b" }}`)).toThrow(`error calling ${name}: not available: `);
  });

  test.each([
    'randAlpha 3',
    'randAlphaNum 3',
    'randNumeric 3',
    'randAscii 3',
    'randBytes 3',
    'randInt 1 5',
    'uuidv4',
    'shuffle "abc"',
  ])('%s needs random numbers', (call) => {
    expect(() => run(`{{ ${call} }}`)).toThrow('its result is random');
    expect(run(`{{ ${call} }}`, { random: numbers(0.1, 0.6, 0.9) })).toMatch(/^.{1,36}$/);
  });

  test('random functions keep to their alphabets', () => {
    const random = numbers(0, 0.5, 0.999);
    expect(run('{{ randNumeric 3 }} {{ randAlpha 3 }} {{ randInt 2 4 }}', { random })).toBe('059 Aaz 2');
    expect(run('{{ uuidv4 }}', { random })).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test('a clock is needed for the time of day', () => {
    expect(() => run('{{ now }}')).toThrow('the time of day');
    const now = () => new Date(Date.UTC(2024, 1, 29, 12));
    expect(run('{{ now | date "2006-01-02 15:04" }} {{ ago 1709200800 }} {{ now.Year }}', { now })).toBe(
      '2024-02-29 12:00 2h0m0s 2024',
    );
  });

  test('variables of the environment are those given', () => {
    const env = { NAME: 'x', EMPTY: '' };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the template's, not JavaScript's
    expect(run('{{ env "NAME" }}|{{ env "HOME" }}|{{ expandenv "$NAME-${NAME}-$NONE" }}', { env })).toBe('x||x-x-');
    expect(run('{{ env "toString" }}|')).toBe('|');
  });
});
