import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { declareNamed } from '../src/cli/late.ts';
import { createProgram } from '../src/cli/program.ts';
import { testHost } from './support/host.ts';
import { ROOT } from './support/paths.ts';

/** Pages that people write; the others are made from the program. */
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && name !== 'cli.md' && name !== 'codes.md')
    .map((name) => join('docs', name)),
].sort();

const PAGE_TEXTS = new Map(PAGES.map((page) => [page, readFileSync(join(ROOT, page), 'utf8')]));

/** A line of a page that begins a command, or has one in backquotes; what ends it in a shell is left out. */
const COMMAND = /(?:^|`)(?:\$ )?(?:[A-Z_]+=\S+ )*(meshctl|npm run) ([^`\n]*)/gm;

/** What a page shows: the words of a command line, comments, pipes and what follows them cut off. */
const shown = (program: string): readonly (readonly [page: string, line: string])[] =>
  [...PAGE_TEXTS].flatMap(([page, text]) =>
    [...text.matchAll(COMMAND)].flatMap(([, called, rest = '']) =>
      called === program ? [[page, rest.split(/\s+(?:#|\||>|2>|&&|;)|\s-- /)[0]?.trim() ?? ''] as const] : [],
    ),
  );

const PROGRAM = createProgram(testHost());

/** The words of a line that are not in quotes. */
const wordsOf = (line: string): readonly string[] => line.replaceAll(/'[^']*'|"[^"]*"/g, 'TEXT').split(/\s+/);

/** Flags that a word is; `-ok%` and the like are values. */
const FLAG = /^(?:--[a-z][A-Za-z0-9-]*|-[a-zA-Z])(?==|$)/;

function innermost(words: readonly string[]): Command {
  let command = PROGRAM;
  for (const word of words) {
    const below = command.commands.find((child) => child.name() === word || child.aliases().includes(word));
    if (!below) break;
    command = below;
  }
  return command;
}

/** What of a command line the program does not know. */
async function unknownIn(line: string): Promise<readonly string[]> {
  const words = wordsOf(line);
  await declareNamed(PROGRAM, words);
  const command = innermost(words);
  if (command === PROGRAM && !words[0]?.startsWith('-')) return [words[0] ?? ''];
  // A page may name a group with a flag that its commands have.
  const declared = [command, ...command.commands];
  for (let above = command.parent; above; above = above.parent) declared.push(above);
  const options = declared.flatMap((each) => each.options);
  const known = new Set<string | undefined>(['-h', '--help', ...options.flatMap(({ long, short }) => [long, short])]);
  return words.flatMap((word) => FLAG.exec(word) ?? []).filter((flag) => !known.has(flag));
}

describe('the pages', () => {
  it.each(shown('meshctl'))('%s: meshctl %s', async (_, line) => {
    expect(await unknownIn(line)).toEqual([]);
  });

  it.each(shown('npm run'))('%s: npm run %s', (_, line) => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(Object.keys(scripts)).toContain(wordsOf(line).find((word) => !word.startsWith('-')));
  });

  it.each([...PAGE_TEXTS])('%s: files and parts of pages it leads to are there', (page, text) => {
    const broken = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, target = '']) => {
      try {
        readFileSync(join(ROOT, page, '..', target));
        return [];
      } catch (error) {
        // A folder is there as well.
        return error instanceof Error && 'code' in error && error.code === 'EISDIR' ? [] : [target];
      }
    });
    expect(broken).toEqual([]);
  });
});
