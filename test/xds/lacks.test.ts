import { describe, expect, it } from 'vitest';
import type { Ability, CompileOptions } from '../../src/xds/compile/options.ts';
import type { TcpProxy } from '../../src/xds/resources/listener.ts';
import { compile, compileSidecar, GATEWAY_YAML, listener, routed, SERVICE_YAML } from './support/compile.ts';

const rule = (policy: string): string => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: svc}
spec:
  host: svc.test
  trafficPolicy: ${policy}
---`;

const keys = (source: string): string => `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: tokens}
spec:
  selector: {matchLabels: {istio: ingressgateway}}
  jwtRules: [{issuer: me, ${source}}]
---`;

const ROUTED = GATEWAY_YAML + SERVICE_YAML + routed('{route: [{destination: {host: svc.test}}]}');

function findings(text: string, lacks: readonly Ability[]) {
  const { diagnostics } = compile(ROUTED + text, { lacks: new Set(lacks) });
  return diagnostics.map(({ code, message, path }) => [code, message, path?.join('.')]);
}

describe('what a proxy cannot do', () => {
  const PROBES = rule('{connectionPool: {tcp: {tcpKeepalive: {time: 60s, probes: 3}}}}');
  const FETCH = keys('jwksUri: "http://keys.test/jwks"');

  it('is said of keep-alive probes', () => {
    expect(findings(PROBES, ['keep-alive-probes'])).toEqual([
      [
        'MSH5004',
        'of tcpKeepalive only the time counts: probes and interval are those of the system',
        'spec.trafficPolicy.connectionPool.tcp.tcpKeepalive',
      ],
    ]);
    expect(findings(rule('{connectionPool: {tcp: {tcpKeepalive: {time: 60s}}}}'), ['keep-alive-probes'])).toEqual([]);
  });

  it('is said of keys that would have to be fetched', () => {
    expect(findings(FETCH, ['key-fetch'])).toEqual([
      [
        'MSH5004',
        'the keys of the issuer "me" are not fetched without --allow-jwks-fetch: its tokens are refused',
        'spec.jwtRules.0.jwksUri',
      ],
    ]);
    expect(findings(keys(`jwks: '{"keys": []}'`), ['key-fetch'])).toEqual([]);
  });

  it('is said of spans that would go by gRPC, once', () => {
    const ofProvider = (settings: object, lacks: readonly Ability[]) => {
      const opentelemetry = { service: 'svc.test', port: 4317, ...settings };
      const meshConfig = {
        extensionProviders: [{ name: 'otel', opentelemetry }],
        defaultProviders: { tracing: ['otel'] },
      };
      return compile(ROUTED, { lacks: new Set(lacks), meshConfig }).diagnostics.map(({ code, message }) => [
        code,
        message,
      ]);
    };
    expect(ofProvider({}, ['grpc-traces'])).toEqual([
      ['MSH5004', 'spans for "otel" are not sent: the provider has no http, and only HTTP is spoken to collectors'],
    ]);
    expect(ofProvider({ http: { path: '/v1/traces' } }, ['grpc-traces'])).toEqual([]);
    expect(ofProvider({}, [])).toEqual([]);
  });

  it('is said of services without a listener that a proxy without interception cannot tell apart', () => {
    const DB = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: db}
spec:
  hosts: [db.test]
  ports: [{number: 5432, name: tcp, protocol: TCP}]
  resolution: STATIC
  endpoints: [{address: 127.0.0.1}]
---`;
    const of = (listeners: CompileOptions['listeners']) =>
      compileSidecar(DB, { listeners, capture: 'none' }).diagnostics.map(({ code, level, message }) => [
        code,
        level,
        message,
      ]);
    expect(of([])).toEqual([['MSH5016', 'info', 'no listener leads to "db.test:5432", which speaks no HTTP']]);
    const own = { serves: 'db.test:5432', address: '127.0.0.1', port: 5432 };
    expect(of([own])).toEqual([]);
    expect(of([own, { address: '127.0.0.1', port: 8080 }])).toEqual([]);
  });

  it('is no matter to Envoy, which can', () => {
    expect(findings(PROBES + FETCH, [])).toEqual([]);
  });
});

describe('connections that are passed on as bytes', () => {
  it('have the times of their rule, and its tunnel', () => {
    const service = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: svc}
spec:
  hosts: [svc.test]
  addresses: [192.0.2.9]
  resolution: STATIC
  ports: [{number: 3306, name: tcp, protocol: TCP}]
  endpoints: [{address: 192.0.2.1}]
---`;
    const policy =
      '{connectionPool: {tcp: {idleTimeout: 30s, maxConnectionDuration: 1h}}, tunnel: {targetHost: db.test, targetPort: 3306}}';
    const snapshot = compileSidecar(service + rule(policy));
    const chains = listener(snapshot, '192.0.2.9_3306')?.filter_chains ?? [];
    const proxy = chains[0]?.filters?.at(-1)?.typed_config as TcpProxy | undefined;
    expect(proxy).toMatchObject({
      idle_timeout: '30s',
      max_downstream_connection_duration: '3600s',
      tunneling_config: { hostname: 'db.test:3306' },
    });
  });
});
