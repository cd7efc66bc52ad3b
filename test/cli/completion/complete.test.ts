import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';

/** The candidates for the last word, and what the shell is to complete itself. */
async function complete(...words: readonly string[]) {
  const host = testHost();
  await run(['__complete', ...words], host);
  const lines = host.written().trimEnd().split('\n');
  return { texts: lines.slice(0, -1).map((line) => line.split('\t')[0]), directive: lines.at(-1) };
}

describe('values of flags', () => {
  it.each([
    [['validate', '--layers', ''], ['structure', 'cel', 'rules'], ':none'],
    [['validate', '--layers', 'structure,r'], ['structure,rules'], ':none'],
    [['validate', '--layers=structure,r'], ['--layers=structure,rules'], ':none'],
    [['inject', '--template', 'sidecar,gate'], ['sidecar,gateway'], ':none'],
    [['validate', '--failure-threshold', 'w'], ['warning'], ':none'],
    [['validate', '-o', 'js,'], [], ':none'],
    [['validate', '--crds', ''], [], ':files'],
  ])('%j', async (words, texts, directive) => {
    expect(await complete(...words)).toEqual({ texts, directive });
  });

  it.each([
    [
      ['inject', '-o', ''],
      ['yaml', 'json', 'diff', 'patch'],
    ],
    [['uninject', '-o', 'd'], ['diff']],
    [['uninject', '--output=j'], ['--output=json']],
  ])('are formats or files of -o: %j', async (words, texts) => {
    expect(await complete(...words)).toEqual({ texts, directive: ':files' });
  });
});

describe('a word that stands for an argument of a subcommand', () => {
  it('is completed as that argument', async () => {
    const { texts, directive } = await complete('explain', 'MSH290');
    expect(texts).toEqual(expect.arrayContaining(['MSH2901', 'MSH2902']));
    expect(directive).toBe(':none');
  });

  it('does not hide the subcommands', async () => {
    expect((await complete('explain', 'co')).texts).toEqual(['code']);
  });
});
