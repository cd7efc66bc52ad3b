import { describe, expect, test } from 'vitest';
import { keyName, resolvePlain, resolveTagged } from '../../src/yaml/resolve.ts';

/** Read by sigs.k8s.io/yaml 1.4: what Kubernetes makes of these plain scalars. */
const TYPED: readonly (readonly [string, unknown])[] = [
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((text) => [text, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((text) => [text, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ['0', 0],
  ['-0', 0],
  ['+12', 12],
  ['1_000', 1000],
  ['007', 7],
  ['0644', 420],
  ['0o644', 420],
  ['-012', -10],
  ['0_7', 7],
  ['08', 8],
  ['0x1F', 31],
  ['-0x10', -16],
  ['0b101', 5],
  ['0B11', 3],
  ['1.', 1],
  ['.5', 0.5],
  ['-.5', -0.5],
  ['1e3', 1000],
  ['1E+3', 1000],
  ['1_0.5', 10.5],
  ['9007199254740993', 9007199254740992],
  ['18446744073709551616', 18446744073709552000],
];

const TEXT = [
  'yEs',
  'tRue',
  'nULL',
  '2020-01-01',
  '2001-12-14t21:59:43.10-05:00',
  '1:30',
  '190:20:30',
  '1.2.3',
  '0o8',
  '0b2',
  '0xg',
];
const MORE_TEXT = [
  '1e400',
  '1e',
  'e1',
  '-',
  '--',
  '+',
  '.',
  '..',
  '_1',
  '=',
  '1,000',
  '0xfffffffffffffffffff',
  '0x1p3',
  'inf',
  'NaN',
  '<<',
];

describe('resolvePlain', () => {
  test.each(TYPED)('reads %j as %j', (text, value) => expect(resolvePlain(text)).toBe(value));
  test.each([...TEXT, ...MORE_TEXT])('leaves %j as text', (text) => expect(resolvePlain(text)).toBe(text));
  test('reads infinities and not-a-number', () => {
    expect(['.inf', '+.INF', '-.Inf', '.NaN'].map(resolvePlain)).toEqual([Infinity, Infinity, -Infinity, Number.NaN]);
  });
});

describe('resolveTagged', () => {
  test.each([
    ['!!str', '5', '5'],
    ['!!int', '0x10', 16],
    ['!!float', '5', 5],
    ['!!bool', 'yes', true],
    ['!!null', '', null],
    ['!<tag:yaml.org,2002:str>', 'yes', 'yes'],
    ['!!binary', 'aGVs\n bG8=', 'hello'],
    ['!!timestamp', '2020-01-01', '2020-01-01'],
    ['!local', '5', '5'],
    ['!', '5', '5'],
  ])('%s %j is %j', (tag, text, value) => expect(resolveTagged(tag, text)).toBe(value));

  test.each([
    ['!!int', 'x'],
    ['!!int', '1.5'],
    ['!!bool', '1'],
    ['!!null', 'x'],
    ['!!binary', '@@'],
  ])('refuses %s %j', (tag, text) => expect(() => resolveTagged(tag, text)).toThrow(Error));
});

describe('keyName', () => {
  test.each([
    ['on', 'true'],
    ['80', '80'],
    ['0x10', '16'],
    ['1_000', '1000'],
    ['9007199254740993', '9007199254740993'],
    ['1.0', '1'],
    ['1.10', '1.1'],
    ['123456.7', '123456.7'],
    ['1234567.5', '1.2345675e+06'],
    ['0.00001234', '1.234e-05'],
    ['1e6', '1e+06'],
    ['.inf', '.inf'],
    ['-.inf', '-.inf'],
    ['.nan', '.nan'],
    ['plain', 'plain'],
  ])('the key %s is "%s" in JSON', (text, name) => expect(keyName(resolvePlain(text), text)).toBe(name));

  test('null and collections are no keys', () => {
    expect(keyName(null, '~')).toBeUndefined();
    expect(keyName([], '[]')).toBeUndefined();
  });
});
