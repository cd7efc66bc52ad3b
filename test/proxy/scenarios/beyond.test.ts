/** What the scenarios of others leave out, on a real Envoy: sidecars that are addressed, and the Gateway API. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CompileOptions } from '../../../src/xds/compile/options.ts';
import { fetchEnvoy } from '../../support/envoy.ts';
import { callPlan } from './client.ts';
import { envoyEngine } from './envoy-engine.ts';
import { freePorts } from './run.ts';
import type { RequestPlan } from './scenario.ts';
import { startUpstream, type Upstream } from './upstreams.ts';

const envoy = await fetchEnvoy();
const why = 'reason' in envoy ? ` (skipped: ${envoy.reason})` : '';

async function upstream(name: string, behaviour = {}): Promise<Upstream> {
  const started = await startUpstream(name, behaviour);
  onTestFinished(() => started.stop());
  return started;
}

async function running(config: string, options: Partial<CompileOptions>): Promise<void> {
  const engine = await envoyEngine('path' in envoy ? envoy.path : '', options).start(config);
  onTestFinished(() => engine.stop());
}

async function call(port: number, plan: RequestPlan) {
  const [result] = await callPlan(plan, port);
  return result;
}

const local = (port: number) => [{ address: '127.0.0.1', port }];

const SERVICES = `
apiVersion: v1
kind: Service
metadata: {name: reviews}
spec: {selector: {app: reviews}, ports: [{port: 9080, name: http}, {port: 9081, name: grpc}]}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {selector: {app: db}, ports: [{port: 3306, name: tcp}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec: {host: reviews, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec:
  hosts: [reviews]
  http:
  - match: [{uri: {prefix: /v2}}]
    route: [{destination: {host: reviews, subset: v2}}]
  - route: [{destination: {host: reviews, subset: v1}}]
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default}
spec: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}}
---`;

const NODE = { kind: 'sidecar', name: 'web', namespace: 'default', labels: { app: 'web' } } as const;

describe.skipIf('reason' in envoy)(`a sidecar that is addressed${why}`, () => {
  it('routes by Host, each name and port of a service, to where services run here', async () => {
    const [v1, v2] = [await upstream('v1'), await upstream('v2')];
    const [port = 0] = await freePorts(1);
    await running(SERVICES, {
      node: NODE,
      listeners: [{ address: '127.0.0.1', port }],
      overrides: [
        { host: 'reviews', endpoints: local(v1.port) },
        { host: 'reviews', subset: 'v2', endpoints: local(v2.port) },
      ],
    });
    for (const host of ['reviews', 'reviews:9080', 'reviews.default', 'reviews.default.svc.cluster.local:9080']) {
      expect((await call(port, { host, path: '/v2/x' }))?.body).toContain('"upstream":"v2"');
      expect((await call(port, { host, path: '/x' }))?.body).toContain('"upstream":"v1"');
    }
    expect((await call(port, { host: 'reviews:9999' }))?.status).toBe(502);
    expect((await call(port, { host: 'unknown.test' }))?.status).toBe(502);
    expect(v1.hits[0]?.headers['x-envoy-attempt-count']).toBe('1');
  });

  it('serves single services on ports of their own', async () => {
    const [v1, db] = [await upstream('v1'), await upstream('db', { tcp: 'echo' })];
    const [http = 0, tcp = 0] = await freePorts(2);
    await running(SERVICES, {
      node: NODE,
      listeners: [
        { serves: 'reviews:9080', address: '127.0.0.1', port: http },
        { serves: 'db', address: '127.0.0.1', port: tcp },
      ],
      overrides: [
        { host: 'reviews', endpoints: local(v1.port) },
        { host: 'db', endpoints: local(db.port) },
      ],
    });
    expect((await call(http, { host: 'whatever' }))?.body).toContain('"upstream":"v1"');
    expect((await call(tcp, { proto: 'tcp', send: 'hello', until: 'hello' }))?.body).toBe('db:hello');
  });
});

const GATEWAY_API = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, name: http}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r}
spec:
  parentRefs: [{name: gw}]
  hostnames: [svc.test]
  rules:
  - matches: [{path: {type: PathPrefix, value: /foo}}]
    filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}]
    backendRefs: [{name: web, port: 80}]
  - matches: [{path: {type: PathPrefix, value: /bar}}]
    filters: [{type: URLRewrite, urlRewrite: {hostname: other.test, path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}}}]
    backendRefs: [{name: web, port: 80}]
  - matches: [{path: {type: PathPrefix, value: /full}}]
    filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /one}}}]
    backendRefs: [{name: web, port: 80}]
  - matches: [{path: {type: PathPrefix, value: /moved}}]
    filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /to}}}]
  - matches: [{path: {type: Exact, value: /exact}, headers: [{name: x, value: v}]}]
    filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: a, value: b}]}}]
    backendRefs: [{name: web, port: 80}]
  - matches: [{path: {type: PathPrefix, value: /denied}}]
    backendRefs: [{name: web, namespace: elsewhere, port: 80}]
---`;

describe.skipIf('reason' in envoy)(`the Gateway API${why}`, () => {
  it('matches and rewrites as its reference says', async () => {
    const web = await upstream('web');
    const [port = 0] = await freePorts(1);
    await running(GATEWAY_API, {
      node: {
        kind: 'gateway',
        name: 'gw',
        namespace: 'default',
        labels: { 'gateway.networking.k8s.io/gateway-name': 'gw' },
      },
      listeners: [{ serves: '80', address: '127.0.0.1', port }],
      overrides: [{ host: 'web', endpoints: local(web.port) }],
    });
    const seen = async (path: string, headers = {}) => {
      const result = await call(port, { path, headers });
      if (result?.status !== 200) return result?.headers['location'] ?? result?.status;
      const { path: at, host } = JSON.parse(result.body) as { readonly path: string; readonly host: string };
      return host === 'svc.test' ? at : `${host}${at}`;
    };
    expect(await seen('/foo')).toBe('/');
    expect(await seen('/foo/x?q=1')).toBe('/x?q=1');
    expect(await seen('/foobar')).toBe(404);
    expect(await seen('/bar/x')).toBe('other.test/new/x');
    expect(await seen('/full/x')).toBe('/one');
    expect(await seen('/moved/x')).toBe('http://svc.test/to/x');
    expect(await seen('/exact')).toBe(404);
    expect(await seen('/exact', { x: 'v' })).toBe('/exact');
    expect(await seen('/denied')).toBe(500);
  });
});
