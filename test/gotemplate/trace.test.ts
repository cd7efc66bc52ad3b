import { describe, expect, test } from 'vitest';
import { parseTemplate, type TraceSegment } from '../../src/gotemplate/index.ts';
import { sprigFunctions } from '../../src/gotemplate/sprig/index.ts';
import { stringMap } from '../../src/gotemplate/values.ts';

const DATA = {
  on: true,
  off: false,
  name: 'web',
  port: 80,
  list: ['a', 'b'],
  deep: { inner: { key: 'v' } },
  notes: stringMap({ 'x.io/y': 'noted' }, 'annotation'),
};

/** `line "text" sources` for every piece. */
function trace(text: string): readonly string[] {
  const segments: TraceSegment[] = [];
  const template = parseTemplate('page', text, sprigFunctions());
  const output = template.execute(DATA, { trace: (segment) => void segments.push(segment) });
  expect(output).toBe(template.execute(DATA));
  expect(segments.map(({ start, end }) => output.slice(start, end)).join('')).toBe(output);
  return segments.map(({ start, end, line, sources }) =>
    `${line} ${JSON.stringify(output.slice(start, end))} ${sources.join(', ')}`.trimEnd(),
  );
}

describe('sources', () => {
  test.each([
    ['{{ .name }}', ['1 "web" .name']],
    ['{{ "literal" }}', ['1 "literal"']],
    ['{{ .deep.inner.key }}', ['1 "v" .deep.inner.key']],
    ['{{ (.deep).inner.key }}', ['1 "v" .deep.inner.key']],
    ['{{ $.name }}', ['1 "web" .name']],
    ['{{ $x := .deep.inner }}{{ $x.key }}', ['1 "v" .deep.inner.key']],
    ['{{ with .deep }}{{ .inner.key }}{{ end }}', ['1 "v" .deep.inner.key, .deep']],
    ['{{ if .on }}yes{{ end }}', ['1 "yes" .on']],
    ['{{ if .off }}{{ else }}no{{ end }}', ['1 "no" .off']],
    ['{{ if and .on .port }}x{{ end }}', ['1 "x" .on, .port']],
    ['{{ if or .on .port }}x{{ end }}', ['1 "x" .on']],
    ['{{ range .list }}{{ . }}{{ end }}', ['1 "a" .list[0], .list', '1 "b" .list[1], .list']],
    ['{{ range $i, $v := .list }}{{ $v }}{{ end }}', ['1 "a" .list[0], .list', '1 "b" .list[1], .list']],
    ['{{ range $k, $v := .deep.inner }}{{ $v }}{{ end }}', ['1 "v" .deep.inner["key"], .deep.inner']],
    ['{{ .name | upper | quote }}', ['1 "\\"WEB\\"" .name']],
    ['{{ printf "%s:%v" .name .port }}', ['1 "web:80" .name, .port']],
    ['{{ .missing | default .name }}', ['1 "web" .missing, .name']],
    ['{{ .name | default .missing }}', ['1 "web" .name']],
    ['{{ index .deep.inner "key" }}', ['1 "v" .deep.inner["key"]']],
    ['{{ index .notes "x.io/y" }}', ['1 "noted" annotation x.io/y']],
    ['{{ $n := .notes }}{{ index $n "x.io/y" }}', ['1 "noted" annotation x.io/y']],
    ['{{ define "t" }}{{ .key }}{{ end }}{{ template "t" .deep.inner }}', ['1 "v" .deep.inner.key']],
    ['{{ define "t" }}in{{ end }}{{ if .on }}{{ template "t" }}{{ end }}', ['1 "in" .on']],
    ['{{ $x := "" }}{{ if .on }}{{ $x = .name }}{{ end }}{{ $x }}', ['1 "web" .name, .on']],
  ])('%s', (text, expected) => {
    expect(trace(text)).toEqual(expected);
  });
});

test('text is told line by line, with the line of the template that wrote it', () => {
  expect(trace('a\nb\n{{- if .on }}\nc\n{{ .name }}{{ end }}\n{{ define "t" }}\nd{{ end }}{{ template "t" }}')).toEqual(
    ['1 "a\\n"', '2 "b"', '3 "\\n" .on', '4 "c\\n" .on', '5 "web" .name, .on', '5 "\\n"', '6 "\\n"', '7 "d"'],
  );
});
