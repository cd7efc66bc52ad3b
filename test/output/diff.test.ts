import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Chalk } from 'chalk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, FileDiff } from '../../src/output/diff.ts';
import { tempFolder } from '../support/temp.ts';

const PLAIN = new Chalk({ level: 0 });

const diffOf = (name: string, stretches: readonly Change[]): string => {
  const diff = new FileDiff(name, PLAIN);
  for (const stretch of stretches) diff.add(stretch);
  return diff.text();
};

const installed = (tool: string): boolean => {
  try {
    execFileSync(tool, ['--version']);
    return true;
  } catch {
    return false;
  }
};

/** The tools that apply diffs, each as it is told to and with no leeway about context. */
const APPLIERS = [
  { tool: 'git', args: ['apply', '--whitespace=nowarn', '-'] },
  { tool: 'patch', args: ['-p1', '--binary', '--fuzz=0', '--batch'] },
].filter(({ tool }) => installed(tool));

type Applier = (typeof APPLIERS)[number];

function apply({ tool, args }: Applier, files: Readonly<Record<string, string>>, diff: string, name: string): string {
  const cwd = tempFolder({});
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
  }
  // Without a repository of its own, git would look for one above the folder.
  if (diff !== '')
    execFileSync(tool, args, { cwd, input: diff, env: { ...process.env, GIT_CEILING_DIRECTORIES: cwd } });
  return readFileSync(join(cwd, name), 'utf8');
}

const lines = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `line ${index + from}\n`).join('');

describe('a diff of stretches', () => {
  it('has lines of the next stretch below a change at the end of one', () => {
    const text = diffOf('f', [
      { before: 'a\nb\n', after: 'a\nB\n' },
      { before: '---\nc\nd\ne\n', after: '---\nc\nd\ne\n' },
    ]);
    expect(text).toBe('--- a/f\n+++ b/f\n@@ -1,5 +1,5 @@\n a\n-b\n+B\n ---\n c\n d\n');
  });

  it('makes one hunk of changes with up to six lines between them, two of those further apart', () => {
    const hunks = (between: number): number =>
      diffOf('f', [
        { before: 'a\n', after: 'A\n' },
        { before: lines(between), after: lines(between) },
        { before: 'b\n', after: 'B\n' },
      ]).match(/^@@/gm)?.length ?? 0;
    expect([hunks(0), hunks(6), hunks(7)]).toEqual([1, 1, 2]);
  });

  it('says nothing when nothing changed', () => {
    expect(diffOf('f', [{ before: 'a\n', after: 'a\n' }])).toBe('');
  });

  it.each([
    ['./deploy/a.yaml', 'a/deploy/a.yaml'],
    ['/srv/a.yaml', 'a/srv/a.yaml'],
    ['my file.yaml', 'a/my file.yaml\t'],
    ['a"b\n.yaml', '"a/a\\"b\\n.yaml"'],
  ])('names %j as a header can', (name, shown) => {
    expect(diffOf(name, [{ before: 'a\n', after: 'b\n' }]).split('\n')[0]).toBe(`--- ${shown}`);
  });
});

const line = fc.constantFrom('a', 'b', 'c', '---', '', 'k: v\r');
const stretch = fc.array(line, { minLength: 1, maxLength: 12 }).map((all) => `${all.join('\n')}\n`);
const change: fc.Arbitrary<Change> = fc.oneof(
  stretch.map((text) => ({ before: text, after: text })),
  fc.record({ before: stretch, after: stretch }),
);

/** The end of the last stretch of either version. */
const ends = fc.record({ before: fc.constantFrom('', 'open'), after: fc.constantFrom('', 'open', 'ended\n') });

describe.each(APPLIERS)('applied by $tool', (applier) => {
  it('turns the one version into the other', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), ends, (changes, last) => {
        const stretches = [...changes, last];
        const before = stretches.map((item) => item.before).join('');
        const after = stretches.map((item) => item.after).join('');
        expect(apply(applier, { 'f.yaml': before }, diffOf('f.yaml', stretches), 'f.yaml')).toBe(after);
      }),
      { numRuns: 40 },
    );
  });

  it.each([['deploy/my file.yaml'], ['é.yaml']])('finds %j', (name) => {
    expect(apply(applier, { [name]: 'a\n' }, diffOf(name, [{ before: 'a\n', after: 'b\n' }]), name)).toBe('b\n');
  });
});
