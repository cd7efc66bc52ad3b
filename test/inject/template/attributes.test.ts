import { describe, expect, it } from 'vitest';
import { sameValue } from '../../../src/gotemplate/same.ts';
import { otelResourceAttributes } from '../../../src/inject/template/functions-pod.ts';
import { K8sStruct } from '../../../src/inject/template/k8s-view.ts';
import { protoMessage } from '../../../src/inject/template/proto.ts';
import { ProtoDuration, Wrapper } from '../../../src/inject/template/proto-base.ts';
import { K8S } from '../../../src/k8s/types.ts';
import type { JsonMap } from '../../../src/model/json.ts';

const container = (value: JsonMap): K8sStruct => new K8sStruct(K8S.struct('Container'), value);
const ENRICHED = protoMessage('MeshConfig', {
  extensionProviders: [
    { name: 'zipkin', zipkin: { service: 'z', port: 1 } },
    { name: 'otel', opentelemetry: { service: 'o', port: 1, serviceAttributeEnrichment: 'OTEL_SEMANTIC_CONVENTIONS' } },
  ],
});

describe('OTEL_RESOURCE_ATTRIBUTES', () => {
  const app = container({ name: 'app', image: 'r.example.com:5000/app:1.2' });
  const annotation = 'resource.opentelemetry.io/service.';

  it.each<readonly [string, JsonMap, JsonMap, string, readonly K8sStruct[], string]>([
    [
      'by what the pod is',
      {},
      {},
      'shop',
      [app],
      'service.namespace=shop,service.version=1.2,service.instance.id=shop.$(POD_NAME).app',
    ],
    ['by label', {}, { 'app.kubernetes.io/version': '3' }, '', [app], 'service.version=3'],
    ['by annotation', { [`${annotation}namespace`]: 'n' }, {}, 'shop', [], 'service.namespace=n'],
    ['of two containers', {}, {}, 's', [app, app], 'service.namespace=s,service.instance.id=s.$(POD_NAME).app'],
    ['of an image without a tag', {}, {}, '', [container({ name: 'a', image: 'a' })], ''],
  ])('%s', (_name, annotations, labels, namespace, containers, expected) => {
    const text = (map: JsonMap) => Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value)]));
    for (const _again of [1, 2])
      expect(otelResourceAttributes(ENRICHED, text(annotations), text(labels), namespace, containers)).toBe(expected);
  });

  it('is empty where no provider wants it', () => {
    expect(otelResourceAttributes(protoMessage('MeshConfig', {}), {}, {}, 'shop', [app])).toBe('');
  });
});

describe('what templates cannot tell apart', () => {
  it.each<readonly [string, unknown, unknown, boolean]>([
    ['containers', container({ name: 'a' }), container({ name: 'a' }), true],
    ['containers of other names', container({ name: 'a' }), container({ name: 'b' }), false],
    ['a pointer and a value', container({}), new K8sStruct(K8S.struct('Container'), {}, true), false],
    [
      'messages',
      protoMessage('ProxyConfig', { concurrency: 2 }),
      protoMessage('ProxyConfig', { concurrency: 2 }),
      true,
    ],
    ['messages that differ', protoMessage('ProxyConfig', { concurrency: 2 }), protoMessage('ProxyConfig', {}), false],
    ['messages of two types', protoMessage('ProxyConfig', {}), protoMessage('MeshConfig', {}), false],
    ['durations', new ProtoDuration(5n), new ProtoDuration(5n), true],
    ['a duration and nil', new ProtoDuration(5n), new ProtoDuration(undefined), false],
    ['wrapped values', new Wrapper('BoolValue', true, false), new Wrapper('BoolValue', true, false), true],
    [
      'wrapped false and nil',
      new Wrapper('BoolValue', false, false),
      new Wrapper('BoolValue', undefined, false),
      false,
    ],
    ['a message and a duration', protoMessage('ProxyConfig', {}), new ProtoDuration(5n), false],
  ])('%s', (_name, a, b, same) => {
    expect(sameValue(a, b)).toBe(same);
  });
});

describe('ports of probes', () => {
  it.each<readonly [unknown, readonly unknown[]]>([
    ['http', ['http', 1n, 0n, 'http']],
    [8080, ['8080', 0n, 8080n, '']],
  ])('%s', (value, [text, type, number, name]) => {
    const probe = new K8sStruct(K8S.struct('HTTPGetAction'), { port: value });
    const port = probe.field('Port') as { text(): string; field(name: string): unknown };
    expect(port.text()).toBe(text);
    expect(port.field('Type')).toMatchObject({ value: type });
    expect(port.field('IntVal')).toMatchObject({ value: number });
    expect(port.field('StrVal')).toBe(name);
    expect(typeof port.field('Other')).toBe('symbol');
  });
});
