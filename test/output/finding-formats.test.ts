import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { codeclimate } from '../../src/output/codeclimate.ts';
import { painter } from '../../src/output/color.ts';
import { excerptOf, frame } from '../../src/output/excerpt.ts';
import { FINDING_FORMATS, findingsOutput } from '../../src/output/finding-formats.ts';
import { github } from '../../src/output/github.ts';
import { junit } from '../../src/output/junit.ts';
import { sarif } from '../../src/output/sarif.ts';

const plain = painter({ choice: 'never', env: {}, stream: { write: () => true } });

const TEXT = 'kind: A\nspec:\n\t wide: 漢字 value\n';

const ERROR: Diagnostic = {
  code: 'MSH2901',
  level: 'error',
  message: 'there is no field "a,b" here: 100%',
  origin: { file: 'a b.yaml', document: 0, resource: { apiVersion: 'v1', kind: 'Pod', namespace: 'n', name: 'p' } },
  range: { start: { offset: 5, line: 2, col: 3 }, end: { offset: 8, line: 2, col: 6 } },
  path: ['spec', 'a,b'],
  remediation: 'Did you mean "<b>"?',
};
const WARNING: Diagnostic = { code: 'IST0130', level: 'warning', message: 'never used', origin: { file: 'c.yaml' } };
const MANY_LINES: Diagnostic = {
  ...ERROR,
  level: 'info',
  range: { start: { offset: 0, line: 1, col: 1 }, end: { offset: 30, line: 3, col: 2 } },
};

describe('a frame', () => {
  const show = (text: string, start: number, end: number, line: number, col: number) => {
    const range = {
      start: { offset: start, line, col },
      end: { offset: end, line, col: col + (end - start) },
    };
    return frame(excerptOf(text, range), range, plain);
  };

  it('points at what is meant', () => {
    expect(show(TEXT, 6, 7, 1, 7)).toBe('  1 | kind: A\n    |       ^\n');
  });

  it('keeps tabs, and is as wide as what it points at', () => {
    expect(show(TEXT, 22, 24, 3, 9)).toBe('  3 | \t wide: 漢字 value\n    | \t       ^^^^\n');
  });

  it('points at one place at least, and to the end of the line for what is longer', () => {
    expect(show('a\n', 1, 1, 1, 2)).toBe('  1 | a\n    |  ^\n');
    const range = { start: { offset: 0, line: 1, col: 1 }, end: { offset: 4, line: 2, col: 2 } };
    expect(frame(excerptOf('ab: \ncd', range), range, plain)).toBe('  1 | ab: \n    | ^^^\n');
  });

  it('cuts long lines', () => {
    const long = `{"a":"${'x'.repeat(500)}","b":1,"c":"${'y'.repeat(500)}"}`;
    const at = long.indexOf('"b"');
    const [line = '', carets = ''] = show(long, at, at + 3, 1, at + 1).split('\n');
    expect(line.length).toBeLessThan(130);
    expect(line).toMatch(/^ {2}1 \| …x.*y…$/);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('"b"');
    expect(show(`ab${'x'.repeat(200)}`, 0, 2, 1, 1)).toBe(`  1 | ab${'x'.repeat(118)}…\n    | ^^\n`);
  });

  it('does not let the text steer the terminal', () => {
    expect(show('a: "\u001b[31m\u202e" b\n', 13, 14, 1, 14)).toBe(
      '  1 | a: "\u241b[31m\ufffd" b\n    |              ^\n',
    );
  });
});

describe('formats', () => {
  it('sarif', () => {
    const log = JSON.parse(sarif({ findings: [WARNING, ERROR], version: '1.2.3' }));
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'meshctl',
              version: '1.2.3',
              rules: [{ id: 'IST0130', helpUri: 'https://meshctl.dev/docs/codes/ist0130/' }, { id: 'MSH2901' }],
            },
          },
          results: [
            {
              ruleId: 'MSH2901',
              ruleIndex: 1,
              level: 'error',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'a%20b.yaml' },
                    region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 6 },
                  },
                  logicalLocations: [{ fullyQualifiedName: 'Pod n/p' }],
                },
              ],
              partialFingerprints: { 'meshctl/v1': expect.stringMatching(/^[0-9a-f]{16}$/) },
            },
            { ruleId: 'IST0130', level: 'warning' },
          ],
        },
      ],
    });
  });

  it.each([
    ['a#b?c.yaml', 'a%23b%3Fc.yaml'],
    ['x:y/日.yaml', 'x%3Ay/%E6%97%A5.yaml'],
    ['././/a/./b.yaml', 'a/./b.yaml'],
    ['/srv/a b.yaml', 'file:///srv/a%20b.yaml'],
    ['https://example.com/a.yaml?b=c', 'https://example.com/a.yaml?b=c'],
  ])('sarif refers to %s', (file, uri) => {
    const text = sarif({ findings: [{ ...WARNING, origin: { file } }], version: '1' });
    expect(JSON.parse(text).runs[0].results[0].locations[0].physicalLocation.artifactLocation).toEqual({ uri });
  });

  it('github', () => {
    expect(github([WARNING, ERROR, MANY_LINES])).toBe(
      [
        '::notice file=a b.yaml,line=1,endLine=3,title=MSH2901::there is no field "a,b" here: 100%25%0ADid you mean "<b>"?',
        '::error file=a b.yaml,line=2,endLine=2,col=3,endColumn=6,title=MSH2901::there is no field "a,b" here: 100%25%0ADid you mean "<b>"?',
        '::warning file=c.yaml,title=IST0130::never used',
        '',
      ].join('\n'),
    );
  });

  it('names files for code hosts as their repository does', () => {
    const findings = [{ ...WARNING, origin: { file: './deploy/a.yaml' } }];
    expect(github(findings)).toBe('::warning file=deploy/a.yaml,title=IST0130::never used\n');
    expect(JSON.parse(codeclimate(findings))[0].location.path).toBe('deploy/a.yaml');
  });

  it('junit', () => {
    const report = { findings: [WARNING, ERROR], files: ['a b.yaml', 'c.yaml', 'd.yaml'], threshold: 'error' as const };
    expect(junit(report)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="meshctl" tests="3" failures="1" errors="0">
        <testsuite name="a b.yaml" tests="1" failures="1" errors="0" skipped="0">
          <testcase name="MSH2901 Pod n/p line 2" classname="a b.yaml" file="a b.yaml" line="2"><failure type="error" message="there is no field &quot;a,b&quot; here: 100%">Did you mean &quot;&lt;b&gt;&quot;?</failure></testcase>
        </testsuite>
        <testsuite name="c.yaml" tests="1" failures="0" errors="0" skipped="1">
          <testcase name="IST0130" classname="c.yaml" file="c.yaml" line="1"><skipped message="warning: never used"/></testcase>
        </testsuite>
        <testsuite name="d.yaml" tests="1" failures="0" errors="0" skipped="0">
          <testcase name="no findings" classname="d.yaml" file="d.yaml"/>
        </testsuite>
      </testsuites>
      "
    `);
    expect(junit({ ...report, threshold: 'info' })).toContain('<testsuites name="meshctl" tests="3" failures="2"');
  });

  it('junit has no characters XML does not know', () => {
    const control = { ...ERROR, message: 'a\u0000b\u001bc\r' };
    expect(junit({ findings: [control], files: [], threshold: 'error' })).toContain('message="a\ufffdb\ufffdc&#13;"');
  });

  it('codeclimate', () => {
    const [first, second] = JSON.parse(codeclimate([WARNING, ERROR]));
    expect(first).toMatchObject({
      check_name: 'MSH2901',
      severity: 'major',
      location: { path: 'a b.yaml', lines: { begin: 2, end: 2 } },
    });
    expect(second).toMatchObject({ severity: 'minor', location: { lines: { begin: 1 } } });
    expect(first.fingerprint).not.toBe(second.fingerprint);
  });

  it.each(FINDING_FORMATS)('%s is the same every time, and whole without findings', async (format) => {
    const report = {
      files: [],
      scope: { files: 0, resources: 0 },
      threshold: 'error' as const,
      excerpts: new Map(),
      paint: plain,
      version: '1',
    };
    const twice = await Promise.all(
      [1, 2].map(() => findingsOutput(format, { ...report, findings: [ERROR, WARNING] })),
    );
    expect(twice[0]).toBe(twice[1]);
    const empty = await findingsOutput(format, { ...report, findings: [] });
    if (format === 'json' || format === 'sarif' || format === 'codeclimate')
      expect(() => JSON.parse(empty)).not.toThrow();
    if (format === 'text' || format === 'github') expect(empty).toBe('');
  });
});
