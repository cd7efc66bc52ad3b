import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseTemplate } from '../../../src/gotemplate/index.ts';
import { injectorFunctions } from '../../../src/inject/template/functions.ts';
import type { JsonMap } from '../../../src/model/json.ts';
import { conformanceDir } from '../../support/conformance.ts';
import { dataWith, render } from './support.ts';

const folder = conformanceDir('inject');

/** A table of units.json; empty without the comparison data. */
function table(name: string): readonly JsonMap[] {
  if (folder === undefined) return [];
  // The tables are read as their README describes them.
  return (JSON.parse(readFileSync(join(folder, 'units.json'), 'utf8')) as Record<string, JsonMap[]>)[name] ?? [];
}

const quoted = JSON.stringify;

describe.skipIf(folder === undefined)('tables (skipped without the comparison data)', () => {
  test.each(table('appendMultusNetwork'))('appendMultusNetwork: $name', ({ existing, network, want }) => {
    expect(render(`{{ appendMultusNetwork ${quoted(existing)} ${quoted(network)} }}`)).toBe(want);
  });

  test.each(table('omitNil'))('omitNil: $name', (row) => {
    expect(JSON.parse(render('{{ toJson (omitNil .Values.in) }}', { values: { in: row['in'] } }))).toEqual(row['want']);
  });

  test.each(table('otelResourceAttributes'))('otelResourceAttributes: $name', (row) => {
    const enrichment = row['semconv'] === true ? 'OTEL_SEMANTIC_CONVENTIONS' : 'ISTIO_CANONICAL';
    const text = `{{ otelResourceAttributes .MeshConfig .ObjectMeta.Annotations .ObjectMeta.Labels ${quoted(row['namespace'])} .Spec.Containers }}`;
    const changes = {
      meshConfig: {
        extensionProviders: [{ name: 'otel', opentelemetry: { serviceAttributeEnrichment: enrichment } }],
      },
      objectMeta: { annotations: row['annotations'], labels: row['labels'] },
      spec: { containers: row['containers'] },
    };
    expect(render(text, changes)).toBe(row['want']);
  });

  test.each(table('portsForContainer'))('includeInboundPorts: $ports', ({ ports, want }) => {
    const spec = { containers: [{ name: 'a', ports }] };
    expect(render('{{ includeInboundPorts .Spec.Containers }}', { spec })).toBe(
      (want as string[] | null)?.join(',') ?? '',
    );
  });

  test.each(table('protoToJSON'))('protoToJSON: $name', (row) => {
    expect(render('{{ protoToJSON .ProxyConfig }}', { proxyConfig: row['in'] as JsonMap })).toBe(row['want']);
  });
});

describe('annotation', () => {
  const objectMeta = { annotations: { a: 'x', empty: '' } };

  test.each([
    ['{{ annotation .ObjectMeta "a" "d" }}', 'x'],
    ['{{ annotation .ObjectMeta "empty" "d" }}', ''],
    ['{{ annotation .ObjectMeta "none" "d" }}', 'd'],
    ['{{ annotation .ObjectMeta "none" 15020 }}', '15020'],
    ['{{ annotation .ObjectMeta "none" nil }}', '<nil>'],
    ['{{ annotation .ObjectMeta "none" true | quote }}', '"true"'],
  ])('%s', (text, expected) => {
    expect(render(text, { objectMeta })).toBe(expected);
  });

  test('tells whether the annotation or the default is the source', () => {
    const sources = (text: string): readonly string[] => {
      const found: string[] = [];
      const data = dataWith({ objectMeta, values: { port: 1 } });
      parseTemplate('inject', text, injectorFunctions()).execute(data, {
        trace: (segment) => found.push(...segment.sources),
      });
      return found;
    };
    expect(sources('{{ annotation .ObjectMeta "a" .Values.port }}')).toEqual(['annotation a']);
    expect(sources('{{ annotation .ObjectMeta "none" .Values.port }}')).toEqual(['.Values.port']);
    expect(sources('{{ if isset .ObjectMeta.Annotations "a" }}x{{ end }}')).toEqual(['annotation a']);
    expect(sources('{{ index .ObjectMeta.Annotations "a" }}')).toEqual(['annotation a']);
    expect(sources('{{ .ObjectMeta.Annotations.a }}')).toEqual(['annotation a']);
  });
});

describe('ports', () => {
  test.each([
    ['15020 ""', '15020'],
    ['"15020" "80, 90"', '80,90,15020'],
    ['80 "80, 90"', '80, 90'],
    ['0 "80"', '80'],
    ['"" ""', ''],
    ['.Values.port "1"', '1,15021'],
  ])('excludeInboundPort %s', (args, expected) => {
    expect(render(`{{ excludeInboundPort ${args} }}`, { values: { port: 15021 } })).toBe(expected);
  });

  test('the proxy is no application', () => {
    const ports = (port: number) => [{ containerPort: port }, { containerPort: 53, protocol: 'UDP' }];
    const spec = {
      containers: [
        { name: 'a', ports: ports(80) },
        { name: 'istio-proxy', ports: ports(15090) },
      ],
    };
    expect(render('{{ includeInboundPorts .Spec.Containers }}|{{ applicationPorts .Spec.Containers }}', { spec })).toBe(
      '80,15090|80',
    );
  });
});

describe('JSON and YAML', () => {
  test('keep struct fields in Go order and drop what is empty', () => {
    const spec = {
      containers: [{ ports: [{ protocol: 'TCP', containerPort: 80, name: 'http', hostPort: 0 }], name: 'a' }],
    };
    expect(render('{{ structToJSON (index .Spec.Containers 0) }}', { spec })).toBe(
      '{"name":"a","ports":[{"name":"http","containerPort":80,"protocol":"TCP"}],"resources":{}}',
    );
    expect(render('{{ toYaml (index .Spec.Containers 0).Ports }}', { spec })).toBe(
      '- containerPort: 80\n  name: http\n  protocol: TCP\n',
    );
  });

  test('nothing is an empty object', () => {
    expect(render('{{ structToJSON nil }}{{ toJSON nil }}{{ toJSON .ObjectMeta.Labels }}{{ toJsonMap }}')).toBe(
      '{}{}{}{}',
    );
  });

  test('fromJSON gives the text {} for text that is no JSON', () => {
    expect(render('{{ printf "%T" (fromJSON "x{") }} {{ (fromJSON "{\\"a\\":{\\"b\\":2}}").a.b }}')).toBe('string 2');
  });

  test('large values are printed plainly in YAML', () => {
    expect(render('{{ toYaml .Values.n }}{{ .Values.n }}', { values: { n: 1e6 } })).toBe('1000000\n1e+06');
  });
});

test('indent leaves the first line alone, nindent does not', () => {
  expect(render('{{ indent 2 "a\\nb" }}|{{ nindent 2 "a\\nb" }}')).toBe('a\n  b|\n  a\n  b');
});

test('directory, toLower and formatDuration', () => {
  expect(
    render(
      '{{ directory "/a/b" }} {{ directory "b" }} {{ toLower "AB" }} {{ formatDuration .ProxyConfig.DrainDuration }}',
    ),
  ).toBe('/a/  ab 45s');
});

test('string maps merge, later ones win', () => {
  expect(
    render('{{ mergeMaps (strdict "a" "1" "b" "2") (strdict "a" "3") }} {{ omit (strdict "a" "1" "b" "2") "a" }}'),
  ).toBe('map[a:3 b:2] map[b:2]');
  expect(() => render('{{ toJSON .Values }}')).toThrow('expected map[string]string; got map[string]interface {}');
});

test('env reads what is given, never the process', () => {
  const read = (env?: Record<string, string>) =>
    parseTemplate('t', '{{ env "HOME" "none" }}', injectorFunctions(env ? { env } : {})).execute({});
  expect([read(), read({ HOME: '/given' }), read({ HOME: '' })]).toEqual(['none', '/given', 'none']);
});

test('appendMultusNetwork keeps an empty JSON list valid', () => {
  expect(render('{{ appendMultusNetwork "[]" "ns/n" }}')).toBe('[{"name": "n", "namespace": "ns"}]');
});
