import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { Spool } from '../../src/io/spool.ts';

const spools: Spool[] = [];
afterEach(() => {
  for (const spool of spools.splice(0)) spool.close();
});

function spoolOf(texts: readonly string[], memoryBytes?: number): Spool {
  const spool = new Spool(memoryBytes);
  spools.push(spool);
  for (const text of texts) spool.add(text);
  return spool;
}

const read = (spool: Spool): string => Buffer.concat([...spool.parts()].map((part) => Buffer.from(part))).toString();

/** Larger than a piece, with characters of one to four bytes. */
const LONG = 'aµ€😀\n'.repeat(300_000);

describe('Spool', () => {
  it.each([
    ['in memory', undefined],
    ['on the disk', 0],
  ])('gives back what was added, %s', (_, memoryBytes) => {
    const texts = ['first\n', '', LONG, 'between\n', LONG, LONG, 'last'];
    const spool = spoolOf(texts, memoryBytes);
    expect(read(spool)).toBe(texts.join(''));
    expect(read(spool)).toBe(texts.join(''));
  });

  it('knows how it begins and whether its last line is ended', () => {
    expect(spoolOf([])).toMatchObject({ head: '', open: false });
    expect(spoolOf(['', 'a\n', 'b'])).toMatchObject({ head: 'a\n', open: true });
    expect(spoolOf(['a', 'b\n', ''])).toMatchObject({ head: 'a', open: false });
  });

  it('leaves no name behind, even while it is open', () => {
    spoolOf([LONG, LONG], 0);
    expect(readdirSync(tmpdir()).filter((name) => /^meshctl-\w{6}$/.test(name))).toEqual([]);
  });

  it('says what is wrong with the disk', () => {
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = '/no/such/folder';
    try {
      expect(() => spoolOf([LONG, LONG], 0)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^NO_INPUT/) }),
      );
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });
});
