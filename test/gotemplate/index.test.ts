import * as regex from 're2js';
import { describe, expect, test } from 'vitest';
import { parseTemplate, TemplateError } from '../../src/gotemplate/index.ts';
import { sprigFunctions } from '../../src/gotemplate/sprig/index.ts';
import { digest } from '../../src/io/digest.ts';

const parse = (text: string) => parseTemplate('page', text, sprigFunctions({ regex, digest }));

function failureOf(run: () => unknown): TemplateError {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('errors', () => {
  test('an unknown function is named with the template and the line', () => {
    const error = failureOf(() => parse('a\nb {{ nosuch 1 }}'));
    expect(error).toMatchObject({ phase: 'parse', template: 'page', line: 2, column: undefined });
    expect(error.message).toBe('template: page:2: function "nosuch" not defined');
  });

  test('a failed call tells line, column, template and what was called', () => {
    const error = failureOf(() =>
      parse('{{ define "inner" }}\n  é {{ fail .why }}{{ end }}{{ template "inner" . }}').execute({ why: 'boom' }),
    );
    expect(error).toMatchObject({ phase: 'exec', template: 'page', line: 2, column: 8 });
    expect(error.message).toBe('template: page:2:8: executing "inner" at <fail .why>: error calling fail: boom');
  });

  test('an action that is never closed is told where it started', () => {
    expect(failureOf(() => parse('{{ print\n\n')).message).toBe('template: page:3: unclosed action started at page:1');
  });

  test('a template that is not there fails when it is called', () => {
    expect(parse('{{ if false }}{{ template "gone" }}{{ end }}ok').execute({})).toBe('ok');
    expect(failureOf(() => parse('{{ template "gone" }}').execute({})).message).toContain(
      'template "gone" not defined',
    );
  });

  test('a template that calls itself without end fails', () => {
    const error = failureOf(() => parse('{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}').execute({}));
    expect(error.message).toContain('exceeded maximum template depth');
  });

  test.each([
    ['parentheses', `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`],
    ['conditions', `${'{{ if 1 }}'.repeat(20_000)}${'{{ end }}'.repeat(20_000)}`],
  ])('%s nested too deeply are refused', (_name, text) => {
    expect(failureOf(() => parse(text)).phase).toBe('parse');
  });

  test.each(['{{ repeat 2000000000 "x" }}', '{{ until 2000000000 }}', '{{ seq 2000000000 }}'])(
    '%s is refused',
    (text) => {
      expect(failureOf(() => parse(text).execute({})).phase).toBe('exec');
    },
  );
});

describe('data', () => {
  test('is never changed, also not by functions that write maps', () => {
    const data = { map: { a: 1, inner: { b: 2 } }, list: [{ c: 3 }] };
    const copy = structuredClone(data);
    const text =
      '{{ $_ := set .map "a" 9 }}{{ $_ := unset .map.inner "b" }}{{ $_ := merge .map (dict "z" 1) }}{{ range .list }}{{ $_ := set . "c" 4 }}{{ end }}{{ .map }}{{ .list }}';
    expect(parse(text).execute(data)).toBe('map[a:9 inner:map[] z:1][map[c:4]]');
    expect(data).toEqual(copy);
  });

  test('keys that mean something to JavaScript are ordinary keys', () => {
    const data = JSON.parse('{"__proto__": 1, "constructor": {"toString": 2}}');
    expect(parse('{{ .__proto__ }} {{ .constructor.toString }} {{ .hasOwnProperty }}').execute(data)).toBe(
      '1 2 <no value>',
    );
    expect(parse('{{ $m := dict }}{{ $_ := set $m "__proto__" (dict "x" 1) }}{{ $m }} {{ $m.x }}').execute({})).toBe(
      'map[__proto__:map[x:1]] <no value>',
    );
    expect(parse('{{ index . "toString" }}').execute({})).toBe('<no value>');
  });

  test('a template can be executed again and again', () => {
    const template = parse('{{ $n := .n }}{{ range until 2 }}{{ $n = add $n . }}{{ end }}{{ $n }}');
    expect([1, 2, 1].map((n) => template.execute({ n }))).toEqual(['2', '3', '2']);
  });

  test('output that is no UTF-8 gets replacement characters', () => {
    expect(parse('{{ trunc 2 "é€" }}{{ trunc 3 "é€" }}|{{ b64enc (b64dec "/w==") }}').execute({})).toBe(
      'éé\ufffd|/w==',
    );
  });
});

test('the names of defined templates are told', () => {
  expect(parse('{{ define "b" }}{{ end }}{{ define "a" }}x{{ end }}{{ block "c" . }}{{ end }}').defined).toEqual([
    'b',
    'a',
    'c',
  ]);
});
