import { describe, expect, test } from 'vitest';
import { type FunctionSet, parseTemplate, TemplateError } from '../../src/gotemplate/index.ts';
import { sprigFunctions } from '../../src/gotemplate/sprig/index.ts';
import { GoInt, GoList, GoPointer, nilList, stringMap } from '../../src/gotemplate/values.ts';

const DATA = {
  s: 'abcd',
  l: ['a', 'b', 'c'],
  l2: ['a', 'b', 'c'],
  l3: ['a', 'b'],
  m: { a: 1, b: { c: 'x' } },
  m2: { a: 1, b: { c: 'x' } },
  m3: { a: 1 },
  n: null,
  i: 3n,
  f: 1.5,
  t: true,
  i32: new GoInt('int32', 7n),
  named: new GoInt('int32', 2n, { type: 'test.Mode', text: 'TWO' }),
  p: new GoPointer('bool', true),
  q: new GoPointer('bool', true),
  np: new GoPointer('bool', undefined),
  sm: stringMap({ k: 'v' }),
  sm2: stringMap({ k: 'v' }),
  nl: nilList(),
  gl: new GoList('int32', [new GoInt('int32', 1n)]),
};

/** What an action writes; behind an exclamation mark why it fails. */
function written(action: string, functions: FunctionSet): string {
  try {
    return parseTemplate('t', `{{ ${action} }}`, functions).execute(DATA);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return `! ${error.message.replace(/^.*?at <.*?>: /, '')}`;
  }
}

/** Go's own functions; expected is what text/template and fmt of Go do. */
const BUILT_IN: readonly (readonly [action: string, expected: string])[] = [
  ['slice .s 1 2', 'b'],
  ['slice .s', 'abcd'],
  ['slice .s 1', 'bcd'],
  ['slice .l 1 2', '[b]'],
  ['slice .l 0 1 2', '[a]'],
  ['slice .l 0 2 1', '! error calling slice: invalid slice index: 2 > 1'],
  ['slice .s 0 1 2', '! error calling slice: cannot 3-index slice a string'],
  ['slice .s 3 2', '! error calling slice: invalid slice index: 3 > 2'],
  ['slice .s 1 2 3 4', '! error calling slice: too many slice indexes: 4'],
  ['slice .i', `! error calling slice: can't slice item of type int`],
  ['slice .n 1', '! error calling slice: slice of untyped nil'],
  ['slice .s 9', '! error calling slice: index out of range: 9'],
  ['slice .s -1', '! error calling slice: index out of range: -1'],
  ['slice .s "x"', '! error calling slice: cannot index slice/array with type string'],
  ['index .s 1', '98'],
  ['index .s 9', '! error calling index: index out of range: 9'],
  ['index .l 5', '! error calling index: index out of range: 5'],
  ['index .l "x"', '! error calling index: cannot index slice/array with type string'],
  ['index .n 1', '! error calling index: index of untyped nil'],
  ['index .none 1', '! error calling index: index of untyped nil'],
  ['index .i 1', `! error calling index: can't index item of type int`],
  ['index .np 1', '! error calling index: index of nil pointer'],
  ['index .m "a"', '1'],
  ['index .m "zz"', '<no value>'],
  ['index .m 1', '! error calling index: value has type int; should be string'],
  ['index .m "b" "c"', 'x'],
  ['index .sm "k"', 'v'],
  ['index .sm "none"', ''],
  ['len .np', '! error calling len: len of nil pointer'],
  ['len .n', '! error calling len: len of nil pointer'],
  ['len .i', '! error calling len: len of type int'],
  ['len .s', '4'],
  ['len .sm', '1'],
  ['len .gl', '1'],
  ['eq 1', '! error calling eq: missing argument for comparison'],
  ['eq .l .l2', '! error calling eq: non-comparable type [a b c]: []interface {}'],
  ['eq .m .m2', '! error calling eq: non-comparable type map[a:1 b:map[c:x]]: map[string]interface {}'],
  ['eq .m 1', '! error calling eq: incompatible types for comparison: map[string]interface {} and int'],
  ['eq .n .none', 'true'],
  ['eq .n .np', 'true'],
  ['eq .np .n', 'true'],
  ['eq .p .q', 'false'],
  ['eq .p .p', 'true'],
  ['eq .nl .n', 'true'],
  ['eq .i 3', 'true'],
  ['eq .i .i32', 'false'],
  ['eq .f 1.5', 'true'],
  ['eq .s 1', '! error calling eq: incompatible types for comparison: string and int'],
  ['eq 1 2 3 1', 'true'],
  ['ne .s "x"', 'true'],
  ['lt 1 2', 'true'],
  ['lt "a" "b"', 'true'],
  ['lt 1.5 2.5', 'true'],
  ['lt .l .l2', '! error calling lt: invalid type for comparison'],
  ['lt 1 "a"', '! error calling lt: incompatible types for comparison: int and string'],
  ['lt .t .t', '! error calling lt: invalid type for comparison'],
  ['le 2 2', 'true'],
  ['gt 3 2', 'true'],
  ['ge 2 3', 'false'],
  ['lt .i32 9', 'true'],
  ['call .n', '! error calling call: call of nil'],
  ['call .s', '! error calling call: non-function of type string'],
  ['html 1 2', '1 2'],
  ['html .none', '&lt;no value&gt;'],
  ['html "<a>&\'\\""', '&lt;a&gt;&amp;&#39;&#34;'],
  ['js "a\'b<c>=\\n"', "a\\'b\\u003Cc\\u003E\\u003D\\u000A"],
  ['js .none .none', '\\u003Cno value\\u003E\\u003Cno value\\u003E'],
  ['urlquery "a b&c" 1', 'a+b%26c1'],
  ['not .n', 'true'],
  ['not .nl', 'true'],
  ['and 1 0 2', '0'],
  ['or 0 "" "x"', 'x'],
  ['or 0 ""', ''],
  ['print 1 2 "a" 3 4.5 true .n', '1 2a3 4.5 true <nil>'],
  ['println .l .m', '[a b c] map[a:1 b:map[c:x]]\n'],
  [
    'printf "%d|%5d|%-5d|%05d|%x|%X|%o|%b|%c|%q|%U" .i .i .i .i 255 255 8 5 65 65 65',
    `3|    3|3    |00003|ff|FF|10|101|A|'A'|U+0041`,
  ],
  ['printf "%t|%v|%s" .t .t .t', 'true|true|%!s(bool=true)'],
  ['printf "%5.2f|%e|%g|%6.1f|%+d" .f .f .f .f .i', ' 1.50|1.500000e+00|1.5|   1.5|+3'],
  [
    'printf "%v|%+v|%#v" .m .m .m',
    'map[a:1 b:map[c:x]]|map[a:1 b:map[c:x]]|map[string]interface {}{"a":1, "b":map[string]interface {}{"c":"x"}}',
  ],
  ['printf "%v|%#v|%s" .l .l .l', '[a b c]|[]interface {}{"a", "b", "c"}|[a b c]'],
  ['printf "%v %v %#v" .p .np .np', 'true <nil> (*bool)(nil)'],
  ['printf "%T %T %T %T" .l .m .i .gl', '[]interface {} map[string]interface {} int []int32'],
  ['printf "%z" 1', '%!z(int=1)'],
  ['printf "%d"', '%!d(MISSING)'],
  ['printf "%[2]d %[1]d" 1 2', '2 1'],
  ['printf "%[5]d" 1', '%!d(BADINDEX)'],
  ['printf "%[x]d" 1', '%!d(BADINDEX)'],
  ['printf "%*d|%-*d|" 5 1 5 1', '    1|1    |'],
  ['printf "%.*f" 2 1.239', '1.24'],
  ['printf "%.*f" .s 1.2', '%!(BADPREC)1.200000'],
  ['printf "%*d" .s 1', '%!(BADWIDTH)1'],
  ['printf "%s" .n', '%!s(<nil>)'],
  ['printf "%v" .n', '<nil>'],
  ['printf "%d" .s', '%!d(string=abcd)'],
  ['printf "%x|% x|%#x|% #X" "hi" "hi" "hi" "hi"', '6869|68 69|0x6869|0X68 0X69'],
  ['printf "%q|%#q|%+q" "a`b" "ab" "é"', '"a`b"|`ab`|"\\u00e9"'],
  ['printf "%.2s|%5s|%-5s|" "abc" "ab" "ab"', 'ab|   ab|ab   |'],
  ['printf "%s" .named', 'TWO'],
  ['printf "%d" .named', '2'],
  ['printf "%v" .gl', '[1]'],
  ['printf "%#v" .nl', '[]interface {}(nil)'],
  ['printf "a" 1 .n', 'a%!(EXTRA int=1, <nil>)'],
  ['printf "%3c|%-3c|" 65 65', '  A|A  |'],
  ['printf "%#o %#b %O" 8 5 8', '010 0b101 0o10'],
  ['printf "% d|%+.3d" 5 5', ' 5|+005'],
  ['printf "%08.3f|%+08.3f" 3.14159 3.14159', '0003.142|+003.142'],
  ['printf "%6t|%q" true true', '  true|%!q(bool=true)'],
];

/** Sprig's functions on values of every type. */
const SPRIG: readonly (readonly [action: string, expected: string])[] = [
  ['deepEqual .l .l2', 'true'],
  ['deepEqual .l .l3', 'false'],
  ['deepEqual .m .m2', 'true'],
  ['deepEqual .m .m3', 'false'],
  ['deepEqual .i 3', 'true'],
  ['deepEqual .i 3.0', 'false'],
  ['deepEqual .n .none', 'true'],
  ['deepEqual .n 1', 'false'],
  ['deepEqual .p .q', 'true'],
  ['deepEqual .p .np', 'false'],
  ['deepEqual .sm .sm2', 'true'],
  ['deepEqual .nl (list)', 'false'],
  ['deepEqual .gl .gl', 'true'],
  ['toJson .nl', 'null'],
  ['toJson .p', 'true'],
  ['toJson .np', 'null'],
  ['toJson .m', '{"a":1,"b":{"c":"x"}}'],
  ['toPrettyJson .m', '{\n  "a": 1,\n  "b": {\n    "c": "x"\n  }\n}'],
  ['toPrettyJson (list)', '[]'],
  ['toJson "<é\u2028>"', '"\\u003cé\\u2028\\u003e"'],
  ['toRawJson "<a>"', '"<a>"'],
  ['fromJson "x"', '<no value>'],
  ['mustFromJson "x"', '! error calling mustFromJson: invalid JSON'],
  ['toJson .gl', '[1]'],
  ['toJson .sm', '{"k":"v"}'],
  ['toJson .f', '1.5'],
  ['toJson 1e21', '1e+21'],
  ['toJson 0.0000001', '1e-7'],
];

/** Constraints by the documentation of Masterminds/semver 3. */
const CONSTRAINTS: readonly (readonly [constraint: string, version: string, holds: boolean])[] = [
  ['=1.2.3', '1.2.3', true],
  ['1.2.3', 'v1.2.3', true],
  ['1.2', '1.2.9', true],
  ['1.2', '1.3.0', false],
  ['*', '3.4.5', true],
  ['1.x', '1.9.0', true],
  ['1.x', '2.0.0', false],
  ['!=1.2.3', '1.2.4', true],
  ['!=1.2.3', '1.2.3', false],
  ['!=1.2.x', '1.2.9', false],
  ['!=1.2.x', '1.3.0', true],
  ['!=1.x', '1.5.0', false],
  ['!=1.x', '2.0.0', true],
  ['>1.2.3', '1.2.4', true],
  ['>1.2.3', '1.2.3', false],
  ['>11', '11.5.0', false],
  ['>11', '12.0.0', true],
  ['>11.1', '11.1.9', false],
  ['>11.1', '11.2.0', true],
  ['>11.1', '12.0.0', true],
  ['<1.2.3', '1.2.2', true],
  ['<1.2.3', '1.2.3', false],
  ['>=1.2.3', '1.2.3', true],
  ['=>1.2.3', '1.2.2', false],
  ['<=1.2.3', '1.2.3', true],
  ['<=11', '11.9.9', true],
  ['=<11', '12.0.0', false],
  ['<=11', '10.0.0', true],
  ['<=11.1', '11.1.9', true],
  ['<=11.1', '11.2.0', false],
  ['~1.2.3', '1.2.9', true],
  ['~1.2.3', '1.3.0', false],
  ['~1.2.3', '1.2.2', false],
  ['~1.2.3', '2.2.3', false],
  ['~1.2', '1.2.7', true],
  ['~>1', '1.9.0', true],
  ['~1', '2.0.0', false],
  ['^1.2.3', '1.9.0', true],
  ['^1.2.3', '2.0.0', false],
  ['^1.2.3', '1.2.2', false],
  ['^0.2.3', '0.2.9', true],
  ['^0.2.3', '0.3.0', false],
  ['^0.2.3', '1.0.0', false],
  ['^0.0.3', '0.0.3', true],
  ['^0.0.3', '0.0.4', false],
  ['^0.0', '0.0.9', true],
  ['^0.0', '0.1.0', false],
  ['^0', '0.9.0', true],
  ['^0', '1.0.0', false],
  ['1.2 - 1.4', '1.3.0', true],
  ['1.2 - 1.4', '1.5.0', false],
  ['1.2.0 - 1.4.0', '1.1.0', false],
  ['>=1.2, <2', '1.9.9', true],
  ['>=1.2 <2', '2.0.0', false],
  ['<1 || >=3', '3.1.0', true],
  ['<1 || >=3', '2.0.0', false],
  ['>=1.0.0', '1.1.0-beta', false],
  ['>=1.0.0-0', '1.1.0-beta', true],
  ['!=1.0.0', '1.0.0-beta', true],
  ['=1.0.0+a', '1.0.0+b', true],
];

/** From the lowest to the highest: https://semver.org, number 11. */
const ORDER = [
  '1.0.0-1',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '1.1.0',
  '2.0.0',
];

const SPRIG_FUNCTIONS = sprigFunctions();

describe("Go's functions", () => {
  test.each(BUILT_IN)('%s', (action, expected) => {
    expect(written(action, {})).toBe(expected);
  });
});

describe("sprig's functions", () => {
  test.each(SPRIG)('%s', (action, expected) => {
    expect(written(action, SPRIG_FUNCTIONS)).toBe(expected);
  });
});

describe('versions', () => {
  test.each(CONSTRAINTS)('%s: %s is %s', (constraint, version, holds) => {
    expect(written(`semverCompare "${constraint}" "${version}"`, SPRIG_FUNCTIONS)).toBe(String(holds));
  });

  test('stand in the order of the standard', () => {
    for (const [at, low] of ORDER.entries())
      for (const [other, high] of ORDER.entries())
        expect(written(`(semver "${low}").Compare (semver "${high}")`, SPRIG_FUNCTIONS)).toBe(
          String(Math.sign(at - other)),
        );
  });

  test.each(['1.0.0-01', '1.2.3.4', 'x', '', '99999999999999999999.0.0'])('"%s" is none', (text) => {
    expect(written(`semver "${text}"`, SPRIG_FUNCTIONS)).toMatch(/^! error calling semver: /);
  });

  test.each(['>>1', '1.0.0-01', '>=1 ||', 'one'])('"%s" is no constraint', (text) => {
    expect(written(`semverCompare "${text}" "1.0.0"`, SPRIG_FUNCTIONS)).toMatch(/^! error calling semverCompare: /);
  });
});
