import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { PLAIN_FLOW, writeFlow } from '../../src/yaml/flow.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { scalarTextLike, stringText } from '../../src/yaml/quote.ts';
import { type BlockLayout, writeBlock, writeItem, writePair } from '../../src/yaml/writer.ts';
import { choices, data } from './documents.ts';

const LAYOUT: BlockLayout = { indent: 0, step: 2, listIndent: 0, eol: '\n' };

describe('stringText', () => {
  test.each([
    ['hello', 'hello'],
    ['$(POD_NAMESPACE).svc.cluster.local', '$(POD_NAMESPACE).svc.cluster.local'],
    ['--proxyLogLevel=warning', '--proxyLogLevel=warning'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['a b', 'a b'],
    ['15090', '"15090"'],
    ['yes', '"yes"'],
    ['', '""'],
    ['1:30', '"1:30"'],
    ['2020-01-01', '"2020-01-01"'],
    ['1e3', '"1e3"'],
    ['*', "'*'"],
    ['{"a":1}', `'{"a":1}'`],
    ["it's: so", `"it's: so"`],
    [`"it's"`, `'"it''s"'`],
    ['a: b', "'a: b'"],
    ['tab\t', '"tab\\t"'],
    ['\u2028\u0085\u007f', '"\\u2028\\u0085\\u007f"'],
    ['\ud800', '"\\ud800"'],
    ['ünï 😀', 'ünï 😀'],
  ])('writes %j as %s', (text, written) => expect(stringText(text, false)).toBe(written));

  test.each(['a,b', '[x]', 'x{', ':x', '-p', 'a?b'])('quotes %j inside brackets only', (text) => {
    expect(stringText(text, true)).toMatch(/^['"]/);
  });
});

describe('scalarTextLike', () => {
  test('keeps the quotes another value had, where the value permits', () => {
    expect(scalarTextLike('new', 'double', false)).toBe('"new"');
    expect(scalarTextLike("it's", 'single', false)).toBe("'it''s'");
    expect(scalarTextLike('a\nb', 'single', false)).toBe('"a\\nb"');
    expect(scalarTextLike(80, 'double', false)).toBe('80');
    expect(scalarTextLike('80', 'plain', false)).toBe('"80"');
  });
});

describe('writeBlock', () => {
  test('writes as people write manifests', () => {
    const value = {
      a: { b: [1, 'x', { c: null, d: [] }, [2, { e: 'f' }]] },
      script: 'one\n\ntwo\n',
      tail: 'a\nb',
      none: undefined,
      'k: v': {},
    };
    expect(writeBlock(value, { ...LAYOUT, listIndent: 2 })).toMatchInlineSnapshot(`
      "a:
        b:
          - 1
          - x
          - c: null
            d: []
          - - 2
            - e: f
      script: |
        one

        two
      tail: |-
        a
        b
      'k: v': {}
      "
    `);
    expect(writeItem(['x\ny', 'z'], { ...LAYOUT, indent: 1, eol: '\r\n' })).toBe(
      ' - - |-\r\n     x\r\n     y\r\n   - z\r\n',
    );
    expect(writePair('on', 'x', LAYOUT)).toBe('"on": x\n');
  });

  test('writes what readers of YAML 1.1 and 1.2 read back', () => {
    fc.assert(
      fc.property(choices, fc.constantFrom(0, 2, 4), (g, listIndent) => {
        const value = { x: data(g, 4) };
        const text = writeBlock(value, { ...LAYOUT, listIndent });
        expect(loadYaml(text), text).toEqual(value);
        expect(parse(text, { version: '1.1' }), text).toEqual(value);
        expect(parse(text, { version: '1.2' }), text).toEqual(value);
      }),
      { numRuns: 1000 },
    );
  });

  test('writes any string so that it is that string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 20 }), (text) => {
        const written = writeBlock({ [text]: [text, `${text}\n${text}`] }, LAYOUT);
        expect(loadYaml(written), written).toEqual({ [text]: [text, `${text}\n${text}`] });
        expect(parse(written, { version: '1.1' }), written).toEqual({ [text]: [text, `${text}\n${text}`] });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('writeFlow', () => {
  test('writes on one line, or an entry a line', () => {
    const value = { a: [1, 'x, y', {}], b: { c: null } };
    expect(writeFlow(value, { style: PLAIN_FLOW, indent: '' })).toBe("{a: [1, 'x, y', {}], b: {c: null}}");
    const json = { json: true, quoteKeys: true, afterColon: ' ', afterComma: ' ', lines: { unit: '  ', eol: '\n' } };
    expect(writeFlow(value, { style: json, indent: '' })).toBe(JSON.stringify(value, null, 2));
  });

  test('writes what readers of YAML 1.1 and 1.2 read back', () => {
    fc.assert(
      fc.property(choices, (g) => {
        const value = { x: data(g, 4) };
        const text = `k: ${writeFlow(value, { style: PLAIN_FLOW, indent: '' })}\n`;
        expect(loadYaml(text), text).toEqual({ k: value });
        expect(parse(text, { version: '1.1' }), text).toEqual({ k: value });
        expect(parse(text, { version: '1.2' }), text).toEqual({ k: value });
      }),
      { numRuns: 1000 },
    );
  });
});
