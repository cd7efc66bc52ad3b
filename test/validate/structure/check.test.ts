import { describe, expect, it } from 'vitest';
import { asMap } from '../../../src/model/json.ts';
import { structural } from '../../../src/validate/crds/read.ts';
import { checkStructure } from '../../../src/validate/structure/check.ts';
import { filled } from '../../../src/validate/structure/fill.ts';
import { formatProblem } from '../../../src/validate/structure/formats.ts';

const check = (schema: object, value: unknown) =>
  checkStructure(structural(asMap(schema)), value).map(({ code, path }) => [code, path.join('.')]);

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });

describe('the form of a value', () => {
  it.each<[object, readonly unknown[], readonly unknown[], string]>([
    [{ type: 'string' }, ['', 'a'], [1, true, null, [], {}], 'MSH2902'],
    [{ type: 'integer' }, [0, -1, 10], [1.5, '1', null], 'MSH2902'],
    [{ type: 'number' }, [1.5, 1], ['1', Number.NaN], 'MSH2902'],
    [{ type: 'boolean' }, [true], ['true', 0], 'MSH2902'],
    [{ type: 'string', nullable: true }, [null, 'a'], [1], 'MSH2902'],
    [{ 'x-kubernetes-int-or-string': true }, [1, '1'], [1.5, true], 'MSH2902'],
    [{ type: 'string', enum: ['A', 'B'] }, ['A'], ['a', ''], 'MSH2903'],
    [{ type: 'integer', enum: [301, 302] }, [301], [300], 'MSH2903'],
    [{ type: 'string', pattern: '^a+$' }, ['aa'], ['ab'], 'MSH2906'],
    [{ type: 'string', minLength: 2, maxLength: 3 }, ['漢字', 'abc', '😀😀'], ['a', 'abcd'], 'MSH2907'],
    [{ type: 'integer', minimum: 1, maximum: 3 }, [1, 3], [0, 4], 'MSH2907'],
    [
      { type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: true },
      [1.5],
      [1, 2],
      'MSH2907',
    ],
    [{ type: 'integer', multipleOf: 5 }, [10], [11], 'MSH2907'],
    [{ type: 'integer', format: 'int32' }, [2 ** 31 - 1], [2 ** 31], 'MSH2906'],
    [{ type: 'array', items: { type: 'string' }, maxItems: 1 }, [['a'], []], [['a', 'b']], 'MSH2907'],
    [
      { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
      [['a', 'b']],
      [['a', 'a']],
      'MSH2908',
    ],
    [
      { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 1 },
      [{ a: '' }],
      [{ a: '', b: '' }],
      'MSH2907',
    ],
    [object({ a: { type: 'string' } }, { required: ['a'] }), [{ a: '' }], [{}], 'MSH2904'],
    [object({ a: { type: 'string' } }), [{}], [{ b: 1 }], 'MSH2901'],
    [{ type: 'string', anyOf: [{ enum: ['a'] }, { pattern: 'b' }] }, ['a', 'xb'], ['x'], 'MSH2912'],
    [{ type: 'string', not: { enum: ['a'] } }, ['b'], ['a'], 'MSH2912'],
  ])('%j', (schema, good, bad, code) => {
    for (const value of good) expect(check(schema, value), JSON.stringify(value)).toEqual([]);
    for (const value of bad)
      expect(
        check(schema, value).map(([found]) => found),
        JSON.stringify(value),
      ).toEqual([code]);
  });

  it('names every place', () => {
    const item = object({ name: { type: 'string' }, port: { type: 'integer' } }, { required: ['name'] });
    const list = {
      type: 'array',
      items: item,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    };
    const schema = object({
      spec: object({ list }),
      open: object({}, { 'x-kubernetes-preserve-unknown-fields': true }),
    });
    const value = { spec: { list: [{ name: 'a' }, { name: 'a', prt: 1 }, { port: '1' }, null], x: 1 }, open: { y: 1 } };
    expect(check(schema, value)).toEqual([
      ['MSH2901', 'spec.list.1.prt'],
      ['MSH2904', 'spec.list.2.name'],
      ['MSH2902', 'spec.list.2.port'],
      ['MSH2902', 'spec.list.3'],
      ['MSH2908', 'spec.list.1.name'],
      ['MSH2901', 'spec.x'],
    ]);
  });
});

describe('defaults', () => {
  const schema = structural(
    object({
      a: object({ b: { type: 'integer', default: 5 } }, { default: {} }),
      n: { type: 'string', default: 'x' },
      k: { type: 'string', nullable: true, default: 'x' },
      list: { type: 'array', items: object({ c: { type: 'string', default: 'y' } }) },
      map: { type: 'object', additionalProperties: object({ d: { type: 'integer', default: 1 } }) },
    }),
  );

  it('are filled in at every depth, and where a null is that is none', () => {
    const value = { n: null, k: null, list: [{}, { c: 'z' }], map: { m: {} } };
    expect(filled(schema, value)).toEqual({
      n: 'x',
      k: null,
      list: [{ c: 'y' }, { c: 'z' }],
      map: { m: { d: 1 } },
      a: { b: 5 },
    });
    expect(value).toEqual({ n: null, k: null, list: [{}, { c: 'z' }], map: { m: {} } });
  });

  it('share what does not change', () => {
    const complete = { a: { b: 1 }, n: '', k: '', list: [{ c: '' }] };
    expect(filled(schema, complete)).toBe(complete);
    const plain = structural(object({ a: { type: 'string' } }));
    const value = { a: 'x' };
    expect(filled(plain, value)).toBe(value);
  });
});

describe('formats', () => {
  it.each<[string, readonly unknown[], readonly unknown[]]>([
    ['byte', ['', 'aGk=', 'aGk=\n'], ['a', '*']],
    ['date', ['2024-01-31'], ['2024-13-31', '31.1.2024']],
    ['date-time', ['2024-01-31T12:00:00Z', '2024-01-31t12:00:00.5+01:00'], ['2024-01-31', '2024-01-31T25:00:00Z']],
    ['duration', ['5s'], ['5']],
    ['ipv4', ['1.2.3.4'], ['1.2.3', '::1']],
    ['ipv6', ['::1'], ['1.2.3.4']],
    ['cidr', ['10.0.0.0/8'], ['10.0.0.0']],
    ['uuid', ['123e4567-e89b-12d3-a456-426614174000'], ['123']],
    ['int64', [2 ** 62], [2 ** 63]],
    ['something-else', ['x', 1], []],
  ])('%s', (format, good, bad) => {
    for (const value of good) expect(formatProblem(format, value)).toBeUndefined();
    for (const value of bad) expect(formatProblem(format, value), JSON.stringify(value)).toBeDefined();
  });
});
