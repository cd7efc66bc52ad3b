import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODES, codeDocs } from '../../src/model/codes.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { painter } from '../../src/output/color.ts';
import { findingList, fingerprint } from '../../src/output/finding-list.ts';
import { findingsText } from '../../src/output/findings.ts';
import { ROOT } from '../support/paths.ts';

const plain = painter({ choice: 'never', env: {}, stream: { write: () => true } });
const coloured = painter({ choice: 'always', env: {}, stream: { write: () => true } });

const at = (line: number, col: number, offset: number) => ({
  start: { line, col, offset },
  end: { line, col: col + 1, offset: offset + 1 },
});
const resource = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' };

const LATE: Diagnostic = {
  code: 'MSH0001',
  level: 'error',
  message: 'late',
  origin: { file: 'b.yaml' },
  range: at(9, 3, 90),
};
const EARLY: Diagnostic = {
  code: 'MSH0003',
  level: 'warning',
  message: 'the key "a" is there twice',
  origin: { file: 'b.yaml', document: 0, resource },
  range: at(2, 1, 10),
  path: ['a'],
  remediation: 'Remove one.',
};
const NO_PLACE: Diagnostic = { code: 'MSH0002', level: 'info', message: 'no place', origin: { file: 'a.yaml' } };
const NO_FILE: Diagnostic = { code: 'MSH0002', level: 'info', message: 'no file', origin: { resource } };
const ALL = [LATE, EARLY, NO_PLACE, NO_FILE];

describe('findingsText', () => {
  it('gives place, level, code and message, sorted, and what to do below', () => {
    expect(findingsText(ALL, plain)).toMatchInlineSnapshot(`
      "Pod shop/web: info MSH0002 no file
      a.yaml: info MSH0002 no place
      b.yaml:2:1: warning MSH0003 the key "a" is there twice
          Remove one.
      b.yaml:9:3: error MSH0001 late
      "
    `);
  });

  it('is empty when there is nothing to say', () => {
    expect(findingsText([], plain)).toBe('');
  });

  it('does not let a name or a message steer the terminal', () => {
    const text = findingsText([{ ...NO_PLACE, message: 'a\u001b[2J', origin: { file: 'b\u0007.yaml' } }], plain);
    expect(text).toBe('b\u2407.yaml: info MSH0002 a\u241b[2J\n');
  });

  it('colours the level', () => {
    expect(findingsText([LATE], coloured)).toContain('\u001b[31merror\u001b[39m');
  });
});

describe('findingList', () => {
  it('is the envelope with findings, their fingerprints and the counts', () => {
    const list = findingList(ALL, { files: 2, resources: 5 });
    expect(list).toMatchObject({ apiVersion: 'meshctl.dev/v1', kind: 'FindingList' });
    expect(list['summary']).toEqual({ error: 1, warning: 1, info: 2, files: 2, resources: 5 });
    expect(list['findings']).toEqual(
      [NO_FILE, NO_PLACE, EARLY, LATE].map((finding) => ({
        ...finding,
        docs: `docs/codes.md#${finding.code.toLowerCase()}`,
        fingerprint: fingerprint(finding),
      })),
    );
  });

  it('tells findings of one object in two files apart, the same way every time', () => {
    const again = { ...EARLY, origin: { ...EARLY.origin, file: 'c.yaml' } };
    const names = findingList([again, EARLY], { files: 2, resources: 2 })['findings'];
    expect(names).toMatchObject([{ fingerprint: fingerprint(EARLY) }, { fingerprint: expect.any(String) }]);
    expect(names).not.toMatchObject([{}, { fingerprint: fingerprint(EARLY) }]);
    expect(findingList([EARLY, again], { files: 2, resources: 2 })['findings']).toEqual(names);
  });

  it('has no page about codes of the user', () => {
    const list = findingList([{ ...EARLY, code: 'ACME001' }], { files: 1, resources: 1 });
    expect(list['findings']).toEqual([{ ...EARLY, code: 'ACME001', fingerprint: expect.any(String) }]);
  });

  it('leads to places that the page of codes has', () => {
    const page = readFileSync(join(ROOT, 'docs', 'codes.md'), 'utf8');
    const anchors = Object.keys(CODES).map((code) => codeDocs(code)?.replace('docs/codes.md#', '') ?? code);
    expect(anchors.filter((anchor) => !page.includes(`<a id="${anchor}">`))).toEqual([]);
  });

  it('is a document also when there are no findings', () => {
    expect(findingList([], { files: 0, resources: 0 })['findings']).toEqual([]);
  });
});

describe('fingerprint', () => {
  it('stays when the finding moves to another line, document or file', () => {
    const moved = { ...EARLY, range: at(7, 7, 70), origin: { ...EARLY.origin, document: 4, file: 'c.yaml' } };
    expect(fingerprint(moved)).toBe(fingerprint(EARLY));
  });

  it.each([
    ['code', { ...EARLY, code: 'MSH0001' }],
    ['resource', { ...EARLY, origin: { resource: { ...resource, name: 'other' } } }],
    ['path', { ...EARLY, path: ['b'] }],
    ['named value', { ...EARLY, message: 'the key "b" is there twice' }],
  ])('changes with the %s', (_, other) => {
    expect(fingerprint(other)).not.toBe(fingerprint(EARLY));
  });
});
