import { describe, expect, it } from 'vitest';
import { badValue, finding, givenValues, isOn, itemsOf, textOf } from '../../../src/iptables/config/values.ts';
import type { GivenValue, ProfileFlag } from '../../../src/iptables/profiles/profile.ts';
import { InputError, UsageError } from '../../../src/model/errors.ts';
import { goBoolean } from '../../../src/model/go-boolean.ts';

const FLAGS: readonly ProfileFlag[] = [
  { long: 'port', short: 'p', kind: 'text', env: ['PORT', 'OLD_PORT'], help: 'a port' },
  { long: 'on', kind: 'boolean', env: ['ON'], help: 'a switch' },
  { long: 'groups', kind: 'text', env: ['GROUPS'], emptyCounts: true, help: 'a list' },
];

const given = (flags: Record<string, string>, env: Record<string, string>, beneath?: ReadonlyMap<string, GivenValue>) =>
  givenValues(FLAGS, { flags: new Map(Object.entries(flags)), env }, beneath);

const annotation: GivenValue = { text: '3', source: { kind: 'annotation', name: 'a/port', file: 'pod.yaml' } };

describe('given values', () => {
  it('come from the flag, else the first variable that is set, else from beneath', () => {
    const beneath = new Map([['port', annotation]]);
    expect(textOf(given({ port: '1' }, { PORT: '2' }, beneath).values, 'port')).toBe('1');
    expect(textOf(given({}, { OLD_PORT: '2' }, beneath).values, 'port')).toBe('2');
    expect(textOf(given({}, {}, beneath).values, 'port')).toBe('3');
    expect(textOf(given({}, {}).values, 'port', '4')).toBe('4');
  });

  it('take an empty variable for one that is not set, unless it counts', () => {
    const { values } = given({}, { PORT: '', OLD_PORT: '5', GROUPS: '' });
    expect(textOf(values, 'port')).toBe('5');
    expect(values.get('groups')?.text).toBe('');
  });

  it('take a flag that was given as empty for given', () => {
    expect(given({ port: '' }, { PORT: '5' }).values.get('port')?.text).toBe('');
  });

  it('pass over a variable that is to be a boolean and is none, with a warning', () => {
    const { values, diagnostics } = given({}, { ON: 'maybe' });
    expect(isOn(values, 'on')).toBe(false);
    expect(diagnostics).toMatchObject([{ code: 'MSH4001', level: 'warning' }]);
    expect(diagnostics[0]?.message).toContain('ON is "maybe"');
  });

  it.each(['1', 't', 'T', 'TRUE', 'true', 'True'])('%s is true', (text) => {
    expect(isOn(given({}, { ON: text }).values, 'on')).toBe(true);
  });

  it('read booleans as Go does', () => {
    expect([goBoolean('f'), goBoolean('False'), goBoolean('yes'), goBoolean('')]).toEqual([
      false,
      false,
      undefined,
      undefined,
    ]);
  });
});

describe('bad values', () => {
  it('of flags and variables are usage errors, others input errors', () => {
    const flag = given({ port: 'x' }, {}).values.get('port') ?? annotation;
    const variable = given({}, { PORT: 'x' }).values.get('port') ?? annotation;
    expect(badValue(flag, 'no')).toBeInstanceOf(UsageError);
    expect(badValue(variable, 'no')).toBeInstanceOf(UsageError);
    expect(badValue(annotation, 'no')).toBeInstanceOf(InputError);
  });

  it('are named with flag and letter, item and list', () => {
    const flag: GivenValue = { ...(given({ port: '80,x' }, {}).values.get('port') ?? annotation) };
    expect(badValue(flag, 'no port', 'x').message).toBe('the flag --port (-p) has the value "x" (in "80,x"): no port');
  });

  it('are named with the place they stand in', () => {
    const at = { offset: 7, line: 2, col: 3 };
    const source = { ...annotation.source, range: { start: at, end: at } };
    expect(badValue({ text: 'x\ny', source }, 'no').message).toBe(
      'pod.yaml:2:3: the annotation a/port has the value "x\\ny": no',
    );
    expect(finding('MSH4012', 'm', source)).toMatchObject({ origin: { file: 'pod.yaml' }, range: source.range });
  });

  it('are cut when they are long', () => {
    expect(badValue({ ...annotation, text: 'x'.repeat(500) }, 'no').message.length).toBeLessThan(200);
  });
});

it('lists have no empty items, blanks are part of an item', () => {
  expect(itemsOf('22,,443,')).toEqual(['22', '443']);
  expect(itemsOf('22, 443')).toEqual(['22', ' 443']);
  expect(itemsOf('')).toEqual([]);
});
