import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './support/paths.ts';

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name).replaceAll(sep, '/'))
    .sort();

/** Types under the names of the API that their file's head leads to: what they are is said there. */
const API_TYPES = /^src\/(?:mesh\/types|xds\/resources)\//;

const DECLARATION = /^export (?:async |abstract )*(?:const|let|function\*?|class|interface|type) \w/;

/** Constants and types without a line between them stand under one comment. */
const MEMBER = /^export (?:const|type) .*[;{]$/;

/** Lines of a file that export something nobody has said what it is. */
function untold(file: string): readonly string[] {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  const isTold = (index: number): boolean => {
    const above = lines[index - 1]?.trim() ?? '';
    if (above.endsWith('*/')) return true;
    return MEMBER.test(lines[index] ?? '') && MEMBER.test(above) && isTold(index - 1);
  };
  return lines.flatMap((line, index) => (DECLARATION.test(line) && !isTold(index) ? [`${file}:${index + 1}`] : []));
}

/** What nobody gives a reason for; biome's own comments have to have one. */
const SWITCHED_OFF = /(?:oxlint|eslint)-disable|@ts-(?:ignore|nocheck|expect-error)/;

describe('the house', () => {
  it('says of each export of src what it is', () => {
    const files = filesBelow('src').filter((file) => !API_TYPES.test(file));
    expect(files.flatMap(untold)).toEqual([]);
  });

  it('switches no lint or type off without a reason', () => {
    const files = ['src', 'scripts', 'bench', 'test']
      .flatMap(filesBelow)
      .filter((file) => file !== 'test/house.test.ts');
    expect(files.filter((file) => SWITCHED_OFF.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });
});
