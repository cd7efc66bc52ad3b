import { describe, expect, it } from 'vitest';
import { compileMessage } from '../../src/mesh/schema/notation.ts';

const TABLE = {
  Root: `
    name! |a:Port ||b |c:[Inner<1..>]<..5,^id,@rule> ||d mapped:{string<..3>}<2..> byPort:{#Inner} flag:bool?<=true>
    twoWords/two_words:Colour<=RED> json:Inner<={"id":"x,y=z"}> @whole
  `,
  Port: '= int32<1..65535,@port>',
  Inner: 'id:string<~label> ...',
  Colour: 'enum RED GREEN (BLUE)',
  Numbers: 'code:Code',
  Code: 'enum 301 302',
  Broken: 'x:Nothing',
};

describe('the notation', () => {
  const root = compileMessage(TABLE, 'Root');
  const field = (name: string) => root.fields.find((entry) => entry.name === name);

  it('reads names, choices and rules', () => {
    expect(root.fields.map(({ name, required, choice }) => [name, required, choice])).toEqual([
      ['name', true, undefined],
      ['a', false, 0],
      ['b', false, 1],
      ['c', false, 0],
      ['d', false, 1],
      ['mapped', false, undefined],
      ['byPort', false, undefined],
      ['flag', false, undefined],
      ['twoWords', false, undefined],
      ['json', false, undefined],
    ]);
    expect(root.choices.map((choice) => choice.map(({ name }) => name))).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
    expect(root.rules).toEqual(['whole']);
    expect([root.byName.get('two_words')?.name, field('twoWords')?.alias]).toEqual(['twoWords', 'two_words']);
  });

  it('reads types with their limits', () => {
    expect(field('a')?.type).toMatchObject({
      kind: 'scalar',
      scalar: 'int32',
      limits: { min: 1, max: 65_535, rules: ['port'] },
    });
    expect(field('c')?.type).toMatchObject({
      kind: 'list',
      limits: { max: 5, keys: ['id'], rules: ['rule'] },
      of: { kind: 'message', limits: { min: 1 }, message: { name: 'Inner', open: true } },
    });
    expect(field('mapped')?.type).toMatchObject({
      kind: 'map',
      numericKeys: false,
      limits: { min: 2 },
      of: { limits: { max: 3 } },
    });
    expect(field('byPort')?.type).toMatchObject({ kind: 'map', numericKeys: true });
    expect(field('flag')?.type).toMatchObject({ nullable: true, limits: { fallback: true } });
    expect(field('json')?.type.limits.fallback).toEqual({ id: 'x,y=z' });
    expect(field('twoWords')?.type).toMatchObject({
      kind: 'enum',
      values: ['RED', 'GREEN'],
      hidden: ['BLUE'],
      limits: { fallback: 'RED' },
    });
    expect(compileMessage(TABLE, 'Numbers').fields[0]?.type).toMatchObject({ values: [301, 302] });
  });

  it('does not know names that are not in the table', () => {
    expect(() => compileMessage(TABLE, 'Broken')).toThrow('no mesh type named Nothing');
  });
});
