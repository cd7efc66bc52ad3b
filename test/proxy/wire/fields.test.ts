import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fields } from '../../../src/proxy/wire/fields.ts';

describe('fields', () => {
  it('can be added beyond any number, set and dropped', () => {
    const fields = new Fields();
    for (let count = 0; count < 300; count++) fields.append(`x-${count}`, String(count));
    fields.set('x-7', 'seven');
    fields.dropNamed('x-8');
    expect([fields.get('x-7'), fields.get('x-8'), fields.get('x-299')]).toEqual(['seven', undefined, '299']);
    expect(fields.forwarded().endsWith('x-299: 299\r\nx-7: seven\r\n')).toBe(true);
    expect(fields.forwarded()).not.toContain('x-8:');
  });

  it('are the list that they are edited as', () => {
    const name = fc.constantFrom('a', 'bb', 'x-c');
    const edit = fc.oneof(
      fc.record({ act: fc.constant('append' as const), name, value: fc.stringMatching(/^[a-z]{0,5}$/) }),
      fc.record({ act: fc.constant('set' as const), name, value: fc.stringMatching(/^[a-z]{0,5}$/) }),
      fc.record({ act: fc.constant('drop' as const), name, value: fc.constant('') }),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        const fields = new Fields();
        let model: (readonly [string, string])[] = [];
        for (const each of edits) {
          if (each.act !== 'append') model = model.filter(([known]) => known !== each.name);
          if (each.act !== 'drop') model.push([each.name, each.value]);
          if (each.act === 'append') fields.append(each.name, each.value);
          else if (each.act === 'set') fields.set(each.name, each.value);
          else fields.dropNamed(each.name);
        }
        const text = model.map(([key, value]) => `${key}: ${value}\r\n`).join('');
        expect(fields.forwarded()).toBe(text);
        const copy = new Fields();
        copy.copy(fields);
        expect(copy.text).toBe(text);
        for (const key of ['a', 'bb', 'x-c']) expect(fields.get(key)).toBe(model.find(([known]) => known === key)?.[1]);
      }),
    );
  });
});
