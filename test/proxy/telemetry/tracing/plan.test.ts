import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../../src/proxy/telemetry/tracing/context.ts';
import { tracingPlan } from '../../../../src/proxy/telemetry/tracing/plan.ts';

const TYPE = 'type.googleapis.com/envoy.config.trace.v3.';
const tracingOf = (typed: object, more: object = {}) => ({
  random_sampling: { value: 25 },
  provider: { name: 'x', typed_config: typed },
  ...more,
});

describe('the tracing of a connection manager', () => {
  it('goes to OpenTelemetry by HTTP', () => {
    const uri = { uri: 'http://otel:4318/v1/traces', cluster: 'outbound|4318||otel', timeout: '10s' };
    const config = {
      '@type': `${TYPE}OpenTelemetryConfig`,
      http_service: { http_uri: uri },
      service_name: 'web.default',
    };
    expect(tracingPlan(tracingOf(config))).toEqual({
      chance: 0.25,
      formats: FORMATS.w3c,
      tags: [],
      collector: { kind: 'otlp', cluster: 'outbound|4318||otel', url: uri.uri, service: 'web.default' },
    });
  });

  it('goes to Zipkin', () => {
    const config = { '@type': `${TYPE}ZipkinConfig`, collector_cluster: 'zipkin', collector_endpoint: '/api/v2/spans' };
    expect(tracingPlan(tracingOf(config))).toMatchObject({
      formats: FORMATS.b3,
      collector: { kind: 'zipkin', cluster: 'zipkin', url: 'http://zipkin/api/v2/spans', service: '' },
    });
  });

  it('has the tags that are asked for', () => {
    const custom_tags = [
      { tag: 'env', literal: { value: 'dev' } },
      { tag: 'who', request_header: { name: 'X-Who', default_value: 'nobody' } },
      { tag: 'pod', environment: { name: 'POD' } },
    ];
    const plan = tracingPlan(tracingOf({ '@type': `${TYPE}ZipkinConfig` }, { custom_tags }));
    expect(plan?.tags).toEqual([
      { name: 'env', header: undefined, value: 'dev' },
      { name: 'who', header: 'x-who', value: 'nobody' },
    ]);
  });

  it.each<readonly [string, Parameters<typeof tracingPlan>[0]]>([
    ['none', undefined],
    ['no provider', { random_sampling: { value: 1 } }],
    ['gRPC', tracingOf({ '@type': `${TYPE}OpenTelemetryConfig`, grpc_service: {} })],
    ['a provider of another kind', tracingOf({ '@type': `${TYPE}DatadogConfig` })],
  ])('is none for %s', (_, tracing) => {
    expect(tracingPlan(tracing)).toBeUndefined();
  });
});
