import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANY, type FunctionSet, fn, type GoFunction } from '../../src/gotemplate/functions.ts';
import { parseTemplate, TemplateError } from '../../src/gotemplate/index.ts';
import { sameValue } from '../../src/gotemplate/same.ts';
import { sprigFunctions } from '../../src/gotemplate/sprig/index.ts';
import { GoInt, GoList, GoMap, GoPointer, GoStruct, NO_FIELD, stringMap } from '../../src/gotemplate/values.ts';
import { deepFreeze } from '../../src/model/json.ts';

/** A struct with a method, as the data of injection has them. */
class Thing extends GoStruct {
  readonly type = 'test.Thing';
  readonly #value: Readonly<Record<string, unknown>>;

  constructor(value: Readonly<Record<string, unknown>>) {
    super();
    this.#value = value;
  }

  override field(name: string): unknown {
    return Object.hasOwn(this.#value, name) ? this.#value[name] : NO_FIELD;
  }

  override fields(): Iterable<readonly [string, unknown]> {
    return Object.entries(this.#value);
  }

  override json(): unknown {
    return this.#value;
  }
}

const field = fc.constantFrom('.A', '.B', '.T.X', '.T.Y', '.M.p.q', '$.A', '$.T.X', '.T', '.L', '.');
const operand = fc.oneof({ weight: 3, arbitrary: field }, fc.constantFrom('$v', '$w', '"s"', '1', 'true', '(len .L)'));
const pipe = fc.oneof(
  operand,
  fc.tuple(fc.constantFrom('eq', 'and', 'or', 'default', 'printf "%v%v"'), operand, operand).map((p) => p.join(' ')),
  fc.tuple(operand, fc.constantFrom('default "d"', 'quote', 'toString', 'toString | upper')).map((p) => p.join(' | ')),
);

const { body } = fc.letrec<{ body: string; statement: string }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 3 },
    pipe.map((text) => `[{{ ${text} }}]`),
    fc.constantFrom('text', '{{ template "t" . }}', '{{ template "t" .T }}', '{{ template "u" $ }}'),
    fc
      .tuple(fc.constantFrom('$v', '$w'), fc.constantFrom(':=', '='), pipe)
      .map(([name, mark, text]) => `{{ ${name} ${mark} ${text} }}`),
    fc
      .tuple(fc.constantFrom('if', 'with', 'if $v :=', 'with $w :='), pipe, tie('body'), tie('body'))
      .map(([word, text, then, otherwise]) => `{{ ${word} ${text} }}${then}{{ else }}${otherwise}{{ end }}`),
    fc
      .tuple(
        fc.constantFrom('.L', '$i, $v := .L', '$v = .L', '.M.p'),
        tie('body'),
        fc.constantFrom('', '{{ break }}', '{{ if $v }}{{ continue }}{{ end }}'),
      )
      .map(([over, inner, leave]) => `{{ range ${over} }}${inner}${leave}{{ .X }}{{ end }}`),
  ),
  body: fc.array(tie('statement'), { maxLength: 5 }).map((parts) => parts.join('')),
}));

const data = fc
  .record({
    A: fc.constantFrom('x', 'y', ''),
    B: fc.constantFrom(true, false, 2n),
    T: fc
      .record({ X: fc.constantFrom('m', 'n'), Y: fc.constantFrom<unknown>(1, null, undefined) })
      .map((value) => new Thing(value)),
    L: fc.array(fc.constantFrom('i', 'j'), { maxLength: 2 }),
    M: fc.constantFrom({ p: { q: '1' } }, { p: { q: '2' } }, {}),
  })
  .chain((value) => fc.constantFrom<unknown>(deepFreeze(value), new Thing(value)));

/** What a template makes of data, or says of it. */
function outcome(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    // Which call of an endless recursion is the one too many depends on what is remembered.
    return error.message.endsWith('template depth (500)') ? 'endless' : error.message;
  }
}

const FUNCTIONS = sprigFunctions();

/** A function that notes what it is called with. */
const noting = (calls: unknown[], result: (value: unknown) => unknown): GoFunction =>
  fn([ANY], (value) => {
    calls.push(value);
    return result(value);
  });

describe('executions that remember each other', () => {
  test('give what the first execution of a template gives', () => {
    fc.assert(
      fc.property(body, body, fc.array(data, { minLength: 2, maxLength: 14 }), (text, inner, all) => {
        const whole = `{{ $v := "v" }}{{ $w := .A }}{{ define "t" }}{{ $v := "t" }}{{ $w := 2 }}${inner}{{ end }}{{ define "u" }}<{{ .A }}{{ $.B }}>{{ end }}${text}`;
        const parsed = (): ReturnType<typeof parseTemplate> => parseTemplate('main', whole, FUNCTIONS);
        const template = parsed();
        for (const item of all) {
          expect(outcome(() => template.execute(item))).toBe(outcome(() => parsed().execute(item)));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('run only the statements whose data is another', () => {
    const calls: unknown[] = [];
    const noted = { noted: noting(calls, (value) => value) };
    const template = parseTemplate(
      't',
      '{{ noted .Same }}{{ noted .Name }}{{ with .Same }}{{ noted . }}{{ end }}',
      noted,
    );
    const outputs = ['a', 'b', 'c', 'd'].map((Name) => template.execute(new Thing({ Same: 's', Name })));
    expect(outputs).toEqual(['sas', 'sbs', 'scs', 'sds']);
    // The first execution does not remember, the second is the first that does.
    expect(calls).toEqual(['s', 'a', 's', 's', 'b', 's', 'c', 'd']);
  });

  test('give variables the values they had, and only then', () => {
    const text =
      '{{ $x := 1 }}{{ if .On }}{{ $x = .Name }}{{ end }}{{ $x }}{{ range .L }}{{ $x = . }}{{ end }}{{ $x }}';
    const template = parseTemplate('t', text, {});
    const run = (On: boolean, Name: string, L: readonly string[]): string =>
      template.execute(new Thing({ On, Name, L: Object.freeze([...L]) }));
    expect(run(true, 'a', [])).toBe('aa');
    expect(run(true, 'a', [])).toBe('aa');
    expect(run(true, 'a', ['l'])).toBe('al');
    expect(run(false, 'a', [])).toBe('11');
    expect(run(true, 'b', ['m'])).toBe('bm');
  });

  test('call functions of the clock each time', () => {
    const times = [1, 2, 3, 4].map((seconds) => new Date(1000 * seconds));
    const now = (): Date => times.shift() ?? new Date(0);
    const template = parseTemplate('t', '{{ now | unixEpoch }}', sprigFunctions({ now }));
    expect([1, 2, 3, 4].map(() => template.execute({}))).toEqual(['1', '2', '3', '4']);
  });

  test('look at the one field a function looks at', () => {
    const calls: unknown[] = [];
    const functions: FunctionSet = {
      tag: { ...noting(calls, (value) => (value instanceof Thing ? value.field('Tag') : '')), looksAt: 'Tag' },
    };
    const template = parseTemplate('t', '{{ tag .Meta }}{{ with . }}{{ tag .Meta }}{{ end }}', functions);
    const run = (Tag: string, Name: string): string => template.execute(new Thing({ Meta: new Thing({ Tag, Name }) }));
    expect([run('1', 'a'), run('1', 'b'), run('1', 'c'), run('2', 'c')]).toEqual(['11', '11', '11', '22']);
    // Behind `with .` all of the data counts.
    expect(calls).toHaveLength(2 + 2 + 1 + 2);
  });

  test('see what the owner of plain data changed in it', () => {
    const template = parseTemplate('t', '{{ .Values.a }}', {});
    const values = { a: 'x' };
    expect(template.execute(new Thing({ Values: values })) + template.execute(new Thing({ Values: values }))).toBe(
      'xx',
    );
    values.a = 'y';
    expect(template.execute(new Thing({ Values: values }))).toBe('y');
  });

  test('get back to remembering after a while of changes', () => {
    const calls: unknown[] = [];
    const noted = { noted: noting(calls, (value) => value) };
    const template = parseTemplate('t', '{{ noted .Name }}', noted);
    for (let at = 0; at < 20; at += 1) template.execute(new Thing({ Name: `n${at}` }));
    for (let at = 0; at < 1_000; at += 1) expect(template.execute(new Thing({ Name: 'n' }))).toBe('n');
    expect(calls.length).toBeLessThan(300);
  });
});

describe('values templates cannot tell apart', () => {
  const int = (value: bigint, text?: string): GoInt =>
    new GoInt('int32', value, text === undefined ? undefined : { type: 'e', text });
  const list = (...items: unknown[]): GoList => new GoList('any', items);
  const frozen = Object.freeze({ a: 1 });

  test.each<readonly [string, unknown, unknown, boolean]>([
    ['texts', 'a', 'a', true],
    ['zero and minus zero', 0, -0, false],
    ['NaN', Number.NaN, Number.NaN, true],
    ['nil and nothing', null, undefined, false],
    ['text and list', list(), 'a', false],
    ['integers', int(1n), int(1n), true],
    ['integers of other names', int(1n), int(1n, 'ONE'), false],
    ['names of one number', int(1n, 'ONE'), int(1n, 'TWO'), false],
    ['maps', stringMap({ a: '1' }), stringMap({ a: '1' }), true],
    ['maps with another key', stringMap({ a: '1' }), stringMap({ b: '1' }), false],
    ['maps of more keys', stringMap({ a: '1' }), stringMap({ a: '1', b: '2' }), false],
    ['maps of other types', stringMap({}), new GoMap('int', {}, 0), false],
    ['map and list', stringMap({}), list(), false],
    ['lists', list('a', int(2n)), list('a', int(2n)), true],
    ['lists of other items', list('a'), list('b'), false],
    ['an empty list and nil', list(), new GoList('any', [], true), false],
    ['pointers', new GoPointer('bool', true), new GoPointer('bool', true), true],
    ['a pointer and nil', new GoPointer('bool', true), new GoPointer('bool', undefined), false],
    ['one frozen map', frozen, frozen, true],
    ['another map that says the same', frozen, Object.freeze({ a: 1 }), false],
    ['structs nobody can compare', new Thing({}), new Thing({}), false],
  ])('%s', (_name, a, b, same) => {
    expect(sameValue(a, b)).toBe(same);
  });
});
