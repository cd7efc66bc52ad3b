import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { spansOf, svgOf } from '../scripts/pictures/ansi.ts';
import { ROOT } from './support/paths.ts';

const ESCAPE = String.fromCharCode(0x1b);

describe('docs/pictures', () => {
  it('are what the program shows (npm run docs:pictures)', () => {
    const script = ['--import', import.meta.resolve('tsx'), join(ROOT, 'scripts', 'pictures.tsx'), '--check'];
    const told = execFileSync(process.execPath, script, {
      env: { ...process.env, FORCE_COLOR: '1' },
      encoding: 'utf8',
    });
    expect(told).toBe('');
  });

  it('are all shown in README.md or a page of docs/', () => {
    const pages = [
      'README.md',
      ...readdirSync(join(ROOT, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => join('docs', name)),
    ];
    const text = pages.map((page) => readFileSync(join(ROOT, page), 'utf8')).join('\n');
    const unused = readdirSync(join(ROOT, 'docs', 'pictures')).filter((name) => !text.includes(`pictures/${name}`));
    expect(unused).toEqual([]);
  });
});

describe('a picture of a terminal', () => {
  it('takes text apart by its style', () => {
    const [line = []] = spansOf(`a${ESCAPE}[1;31mb${ESCAPE}[0mc${ESCAPE}[?25l`);
    expect(line.map(({ text, style: { bold, color } }) => [text, bold, color])).toEqual([
      ['a', false, undefined],
      ['b', true, '#ff6b6b'],
      ['c', false, undefined],
    ]);
  });

  it('knows 256 colours and all of them', () => {
    const colors = [`${ESCAPE}[38;5;196mx`, `${ESCAPE}[38;5;244mx`, `${ESCAPE}[38;2;1;2;3mx`, `${ESCAPE}[94mx`].map(
      (text) => spansOf(text)[0]?.[0]?.style.color,
    );
    expect(colors).toEqual(['#ff0000', '#808080', '#010203', '#8fd3ff']);
  });

  it('shows characters of markup as they are', () => {
    expect(svgOf('t', '<a & "b">')).toContain('&lt;a &amp; &quot;b&quot;&gt;');
  });
});
