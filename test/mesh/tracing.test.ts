import { describe, expect, it } from 'vitest';
import { tracingProviders } from '../../src/mesh/tracing.ts';

describe('collectors of spans', () => {
  it('are those of the mesh, by name', () => {
    const extensionProviders = [
      {
        name: 'otel',
        opentelemetry: { service: 'obs/otel.obs.svc', port: 4318, http: { path: '/v1/traces', timeout: '5s' } },
      },
      { name: 'grpc', opentelemetry: { service: 'otel.obs.svc', port: 4317 } },
      { name: 'zipkin', zipkin: { service: 'zipkin.obs.svc', port: 9411 } },
      { name: 'logs', envoyFileAccessLog: { path: '/dev/stdout' } },
    ];
    expect(tracingProviders({ extensionProviders, defaultProviders: { tracing: ['zipkin'] } })).toEqual({
      all: [
        { name: 'otel', kind: 'opentelemetry', host: 'otel.obs.svc', port: 4318, path: '/v1/traces', timeout: '5s' },
        { name: 'grpc', kind: 'opentelemetry', host: 'otel.obs.svc', port: 4317, path: undefined, timeout: '' },
        { name: 'zipkin', kind: 'zipkin', host: 'zipkin.obs.svc', port: 9411, path: '/api/v2/spans', timeout: '' },
      ],
      usual: expect.objectContaining({ name: 'zipkin' }),
    });
  });

  it('can be the Zipkin of the proxies', () => {
    const defaultConfig = { tracing: { zipkin: { address: 'zipkin.istio-system:9412' } } };
    expect(tracingProviders({ defaultConfig }).usual).toMatchObject({ host: 'zipkin.istio-system', port: 9412 });
  });

  it('need not be', () => {
    expect(tracingProviders({})).toEqual({ all: [], usual: undefined });
  });
});
