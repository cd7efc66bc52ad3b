import { describe, expect, it } from 'vitest';
import { fileValues } from '../../../src/iptables/profiles/file-values.ts';
import type { ProfileFlag } from '../../../src/iptables/profiles/profile.ts';

const KEYS: ReadonlyMap<string, ProfileFlag> = new Map([
  ['a.enabled', { long: 'on', kind: 'boolean', help: '' }],
  ['a.ports', { long: 'ports', kind: 'list', help: '' }],
  ['a.rules', { long: 'rules', kind: 'list', separator: ';', help: '' }],
  ['name', { long: 'name', kind: 'text', help: '' }],
]);

const read = (text: string) => fileValues(KEYS, { name: 'x.yaml', text });
const texts = (text: string) => Object.fromEntries([...read(text).values].map(([flag, value]) => [flag, value.text]));

describe('fileValues', () => {
  it('reads nested keys, keys with dots and JSON alike', () => {
    const wanted = { on: 'true', ports: '80,443', rules: 'tcp:1,2:3;4' };
    expect(texts('a:\n  enabled: true\n  ports: [80, "443"]\n  rules: ["tcp:1,2:3", 4]\n')).toEqual(wanted);
    expect(texts('a.enabled: "True"\na.ports: 80,443\na.rules: tcp:1,2:3;4\n')).toEqual(wanted);
    expect(texts('{"a": {"enabled": true, "ports": [80, 443]}, "a.rules": ["tcp:1,2:3", "4"]}')).toEqual(wanted);
  });

  it('says where a value stands', () => {
    const source = read('name: 5\n').values.get('name')?.source;
    expect(source).toMatchObject({ kind: 'file', name: 'name', file: 'x.yaml', range: { start: { line: 1, col: 7 } } });
  });

  it('passes over keys without a value, and a file without keys', () => {
    expect(texts('name: null\na:\n')).toEqual({});
    expect(read('a:\n').diagnostics.map(({ message }) => message)).toEqual(['the key "a" is not known']);
    expect(texts('# nothing\n')).toEqual({});
    expect(fileValues(KEYS, undefined).values.size).toBe(0);
  });

  it.each([
    {
      text: 'a: { enabled: perhaps }',
      says: 'x.yaml:1:15: the key a.enabled has the value "perhaps": it is to be true or false',
    },
    { text: 'a: { ports: { b: 1 } }', says: 'it is to be a list' },
    { text: 'name: [1]', says: 'it is to be one number or text' },
    { text: 'name: [', says: 'x.yaml:1:' },
    { text: '- name', says: 'one mapping of keys' },
    { text: 'name: 1\n---\nname: 2\n', says: 'one mapping of keys' },
  ])('refuses $text', ({ text, says }) => {
    expect(() => read(text)).toThrow(says);
  });
});
