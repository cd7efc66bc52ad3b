/** What Envoy has no word for, through sockets: SmartLimiters, peak EWMA, budgets, probes. */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../scenarios/run.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { runtimeEngine } from './engine.ts';

const BASE = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: __GW__, name: http, protocol: HTTP}
    bind: 127.0.0.1
    hosts: ["*"]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: api, namespace: default}
spec:
  hosts: [api.test]
  location: MESH_EXTERNAL
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints:
  - {address: 127.0.0.1, ports: {http: __U1__}}
  - {address: 127.0.0.1, ports: {http: __U2__}}
`;

const route = (retries = '{attempts: 0}'): string => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: api, namespace: default}
spec:
  hosts: [api.test]
  gateways: [gw]
  http:
  - retries: ${retries}
    timeout: 500ms
    route: [{destination: {host: api.test}}]
`;

const rule = (annotations: string, policy = ''): string => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: api, namespace: default, annotations: {${annotations}}}
spec:
  host: api.test
${policy}`;

const LIMITER = `---
apiVersion: microservice.slime.io/v1alpha2
kind: SmartLimiter
metadata: {name: api, namespace: default}
spec:
  host: api.test
  sets:
    _base:
      descriptor:
      - condition: "true"
        action: {fill_interval: {seconds: 60}, quota: "{{._base.pod}}*3", strategy: single}
        target: {port: 80}
`;

type Parts = Pick<Scenario, 'requests' | 'expect'> & {
  readonly config: string;
  readonly upstreams?: Scenario['upstreams'];
};

const problems = ({ config, ...parts }: Parts, options = {}): Promise<readonly string[]> =>
  runScenario(runtimeEngine(options), {
    id: '',
    category: '',
    title: '',
    oracle: 'spec',
    upstreams: { u1: {}, u2: {} },
    ...parts,
    config: BASE + config,
  } as Scenario);

const ask = (parts: Partial<Scenario['requests'][number]>): Scenario['requests'] => [{ host: 'api.test', ...parts }];

describe('extensions on sockets', () => {
  it('a limit by the number of endpoints', async () => {
    const config = route() + LIMITER;
    expect(
      await problems({ config, requests: ask({ repeat: 12 }), expect: { statusCounts: { 200: [6, 6], 429: [6, 6] } } }),
    ).toEqual([]);
  });

  it('peak EWMA sends more to the fast', async () => {
    const config = rule('meshctl.io/lb: peak-ewma') + route();
    const upstreams = { u1: { delayMs: 60 }, u2: { delayMs: 2 } };
    expect(
      await problems({
        config,
        upstreams,
        requests: ask({ repeat: 200, concurrency: 4 }),
        expect: { status: 200, hits: { u1: [1, 60] } },
      }),
    ).toEqual([]);
  });

  it('a budget keeps retries few', async () => {
    const config = rule('meshctl.io/retry-budget: "20%,0/s,10s"') + route('{attempts: 3, retryOn: 5xx}');
    const upstreams = { u1: { status: 503 }, u2: { status: 503 } };
    expect(
      await problems({
        config,
        upstreams,
        requests: ask({ repeat: 50 }),
        expect: { status: 503, hits: { u1: [20, 40], u2: [20, 40] } },
      }),
    ).toEqual([]);
  });

  it('a host that fails its probes does not come back', async () => {
    const policy =
      '  trafficPolicy:\n    outlierDetection: {consecutive5xxErrors: 3, interval: 100ms, baseEjectionTime: 200ms, maxEjectionPercent: 100}\n';
    const config = rule('meshctl.io/outlier-probe: "GET /healthz;200-299;1s"', policy) + route();
    const upstreams = { u1: { status: 500 }, u2: {} };
    const requests = [...ask({ repeat: 30, thenWaitMs: 1000 }), ...ask({ repeat: 30 })];
    // Three requests, and probes after 100, 300, 700 ms.
    expect(
      await problems({ config, upstreams, requests, expect: { last: 30, status: 200, hits: { u1: [4, 8] } } }),
    ).toEqual([]);
  });

  it('upstreams are told the time that is left', async () => {
    const config = route('{attempts: 1, retryOn: 5xx}');
    const upstreams = { u1: { status: [503, 200] }, u2: { status: [503, 200] } };
    const headers = { 'x-envoy-expected-rq-timeout-ms': '~^(500|4[5-9]\\d)$' };
    const expectation = { upstreamHeaders: headers } as Scenario['expect'];
    expect(
      await problems({ config, upstreams, requests: ask({}), expect: expectation }, { propagatesDeadline: true }),
    ).toEqual([]);
  });
});
