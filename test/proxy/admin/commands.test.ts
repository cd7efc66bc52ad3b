import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asMap, isMap } from '../../../src/model/json.ts';
import { answerAdmin } from '../../../src/proxy/admin/commands.ts';
import { Metrics } from '../../../src/proxy/telemetry/metrics.ts';
import { clusterScope, httpScope, seriesOf } from '../../../src/proxy/telemetry/series.ts';
import { conformanceDir } from '../../support/conformance.ts';
import { adminSources, gatewaySnapshot } from './support.ts';

const MESH = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: 8080, name: http, protocol: HTTP}, bind: 127.0.0.1, hosts: ["*"]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: shop, namespace: default}
spec:
  hosts: [shop.test]
  location: MESH_EXTERNAL
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints: [{address: 127.0.0.1, ports: {http: 9001}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: default}
spec:
  hosts: [shop.test]
  gateways: [gw]
  http: [{route: [{destination: {host: shop.test}}]}]
`;

function setup(mesh = MESH) {
  const metrics = new Metrics();
  const cluster = 'outbound|80||shop.test';
  metrics.add(metrics.counter(seriesOf(clusterScope(cluster, `${cluster};`), 'upstream_rq_200')), 4);
  metrics.counter(seriesOf(clusterScope(cluster, `${cluster};`), 'upstream_rq_timeout'));
  metrics.histogram(seriesOf(httpScope('outbound_127.0.0.1_8080;'), 'downstream_rq_time')).record(19);
  const calls: { names: string[] } = { names: [] };
  const sources = adminSources(gatewaySnapshot(mesh), () => metrics.samples(), calls);
  const ask = (line: string, host = '127.0.0.1:15000') => {
    const [method = '', target = ''] = line.split(' ');
    const [path = '', search = ''] = target.split('?');
    return answerAdmin({ method, path, query: new URLSearchParams(search), host }, sources);
  };
  const json = async (line: string) => JSON.parse((await ask(line)).body) as unknown;
  return { ask, json, calls, metrics };
}

describe('admin port', () => {
  it('refuses names of other sites', async () => {
    const { ask } = setup();
    expect((await ask('GET /ready', 'evil.example')).status).toBe(403);
    expect((await ask('GET /ready', 'localhost:15000')).status).toBe(200);
    expect((await ask('GET /ready', '[::1]:15000')).status).toBe(200);
  });

  it.each([
    ['GET /quitquitquit', 405, 'Method GET not allowed, POST required.'],
    ['DELETE /stats', 405, 'Method DELETE not allowed.'],
    ['POST /quitquitquit', 200, 'OK\n'],
    ['POST /cpuprofiler?enable=y', 200, 'OK\n'],
    ['POST /cpuprofiler', 400, '?enable=<y|n>\n'],
    ['POST /drain_listeners?inboundonly', 200, 'OK\n'],
    ['POST /reset_counters', 200, 'OK\n'],
    ['POST /reopen_logs', 200, 'OK\n'],
    ['GET /hot_restart_version', 200, 'disabled'],
    ['GET /ready', 200, 'LIVE\n'],
    ['GET /listeners', 200, '127.0.0.1_8080::127.0.0.1:8080\n'],
    ['GET /stats?filter=upstream_rq_200', 200, 'cluster.outbound|80||shop.test;.upstream_rq_200: 4\n'],
    ['GET /stats?usedonly&type=Counters', 200, 'cluster.outbound|80||shop.test;.upstream_rq_200: 4\n'],
    ['GET /stats?filter=%5B', 400, undefined],
    ['GET /stats?type=nope', 400, undefined],
    ['GET /stats?format=nope', 400, undefined],
    ['GET /clusters?filter=%28', 400, undefined],
    ['GET /config_dump?name_regex=%28', 400, undefined],
    ['GET /config_dump?resource=bootstrap', 400, undefined],
    ['GET /config_dump?resource=nope', 404, undefined],
    ['GET /constructor', 404, undefined],
  ])('%s gives %d', async (line, status, body) => {
    const answer = await setup().ask(line);
    expect(answer.status).toBe(status);
    if (body !== undefined) expect(answer.body).toBe(body);
  });

  it('does what it is told', async () => {
    const { ask, calls } = setup();
    for (const line of [
      'POST /quitquitquit',
      'POST /reset_counters',
      'POST /drain_listeners',
      'POST /cpuprofiler?enable=n',
    ])
      await ask(line);
    expect(calls.names).toEqual(['quit', 'reset', 'drain false', 'profile false']);
  });

  it('answers readiness as it was told', async () => {
    const { ask } = setup();
    await ask('POST /healthcheck/fail');
    expect(await ask('GET /ready')).toMatchObject({ status: 503, body: 'DRAINING\n' });
    await ask('POST /healthcheck/ok');
    expect((await ask('GET /ready')).status).toBe(200);
  });

  it('sets levels', async () => {
    const { ask } = setup();
    expect((await ask('POST /logging?paths=http:debug,pool:error')).body).toContain('  http: debug\n');
    expect((await ask('POST /logging?http2=trace')).body).toContain('  http2: trace\n');
    expect((await ask('POST /logging?level=off')).body).not.toContain('debug');
    expect((await ask('POST /logging?nope=debug')).status).toBe(400);
    expect((await ask('POST /logging?http=loud')).status).toBe(400);
  });

  it('dumps one list, by name and masked', async () => {
    const { json } = setup();
    expect(await json('GET /config_dump?resource=static_clusters&name_regex=outbound.*&mask=cluster.name')).toEqual({
      configs: [
        {
          '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump.StaticCluster',
          cluster: { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name: 'outbound|80||shop.test' },
        },
      ],
    });
    expect(await json('GET /config_dump?resource=dynamic_listeners')).toEqual({});
  });

  it('keeps what a mask names of every message', async () => {
    const { json } = setup();
    const dump = asMap(await json('GET /config_dump?mask=static_route_configs.route_config.name,bootstrap.node.id'));
    expect(dump['configs']).toEqual([
      {
        '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump',
        bootstrap: { node: { id: 'router~127.0.0.1~gw.default~default.svc.cluster.local' } },
      },
      {
        '@type': 'type.googleapis.com/envoy.admin.v3.RoutesConfigDump',
        static_route_configs: [
          {
            route_config: {
              '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
              name: 'http.8080.127.0.0.1',
            },
          },
        ],
      },
    ]);
  });

  it('keeps the message of a mask also where it has nothing, and refuses a mask of none', async () => {
    const { ask, json } = setup();
    expect(await json('GET /config_dump?mask=dynamic_active_secrets,dynamic_warming_secrets')).toEqual({
      configs: [{ '@type': 'type.googleapis.com/envoy.admin.v3.SecretsConfigDump' }],
    });
    expect(await ask('GET /config_dump?mask=static_endpoint_configs')).toMatchObject({ status: 400 });
    expect(await ask('GET /config_dump?mask=nope')).toMatchObject({
      status: 400,
      body: 'the mask "nope" names no field of the config dump\n',
    });
  });

  it('shows no private key', async () => {
    const key = '-----BEGIN PRIVATE KEY-----SECRET';
    const secret = `
apiVersion: v1
kind: Secret
metadata: {name: cert, namespace: default}
stringData: {tls.crt: CERTIFICATE, tls.key: "${key}"}
---
${MESH.replace('{port: {number: 8080, name: http, protocol: HTTP}', '{tls: {mode: SIMPLE, credentialName: cert}, port: {number: 8443, name: https, protocol: HTTPS}')}`;
    const { body } = await setup(secret).ask('GET /config_dump');
    expect(body).toContain('CERTIFICATE');
    expect(body).not.toContain('SECRET');
  });
});

/** What JSON values are made of, without their numbers: keys, types, and the `@type` of messages. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    const shapes = new Map(value.map((item) => [JSON.stringify(shapeOf(item)), shapeOf(item)]));
    return [...shapes.values()];
  }
  if (isMap(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, key === '@type' ? item : shapeOf(item)]),
    );
  }
  return typeof value;
}

const folder = conformanceDir('proxy');
interface Recorded {
  readonly istioYaml: string;
  readonly endpoints: Readonly<
    Record<string, { readonly status: number; readonly contentType: string; readonly body: string }>
  >;
}
// The border of JSON.parse: the format is described in the file.
const recorded =
  folder === undefined ? undefined : (JSON.parse(readFileSync(join(folder, 'admin-envoy.json'), 'utf8')) as Recorded);
const yaml = (recorded?.istioYaml ?? '').replaceAll(
  /__([A-Z0-9]+)__/g,
  (_, name: string) => ({ GW: '18080', U1: '19001', U2: '19002', U3: '19003' })[name] ?? '1',
);

/** Pages of which every part has to be there. */
const SAME_SHAPE = [
  'GET /server_info',
  'GET /listeners?format=json',
  'GET /memory',
  'GET /certs',
  'GET /init_dump',
  'GET /runtime',
  'GET /config_dump?resource=dynamic_listeners',
];

describe.skipIf(recorded === undefined)('answers of a real Envoy (skipped without comparison data)', () => {
  it.each(Object.entries(recorded?.endpoints ?? {}))('%s', async (name, { status, contentType, body }) => {
    const { ask } = setup(yaml);
    const [, method, target, after] = /^(\S+) (\S+)(?: \(after (\S+)\))?$/.exec(name) ?? [];
    if (after !== undefined) await ask(`POST /${after}`);
    const answer = await ask(`${method} ${target}`);
    expect(answer).toMatchObject({ status, contentType });
    if (SAME_SHAPE.includes(name)) expect(shapeOf(withoutNode(answer.body))).toEqual(shapeOf(withoutNode(body)));
    if (status === 405 || /^(?:OK|LIVE|DRAINING|disabled)\s*$/.test(body)) expect(answer.body.trim()).toBe(body.trim());
  });

  it('lists what Envoy lists of clusters', async () => {
    const { ask } = setup(yaml);
    const keys = (text: string) => new Set(text.split('\n').map((line) => line.replace(/::[^:]*$/, '')));
    const ours = keys((await ask('GET /clusters')).body);
    expect([...keys(recorded?.endpoints['GET /clusters']?.body ?? '')].filter((key) => !ours.has(key))).toEqual([]);
  });

  it.each(['GET /config_dump', 'GET /config_dump?include_eds'])('%s has the same resources', async (line) => {
    const theirs = JSON.parse(recorded?.endpoints[line]?.body ?? '{}') as { configs: Record<string, unknown>[] };
    const ours = (await setup(yaml).json(line)) as typeof theirs;
    const outline = ({ configs }: typeof theirs) =>
      configs.map((config) =>
        Object.entries(config).map(([key, value]) => (Array.isArray(value) ? [key, value.map(namesIn)] : key)),
      );
    expect(outline(ours)).toEqual(outline(theirs));
  });
});

/** Names of an item and of its message, and which members the item has. */
function namesIn(item: unknown): unknown {
  const inner = Object.values(asMap(item)).find(isMap);
  return [Object.keys(asMap(item)), inner?.['@type'], inner?.['name'] ?? inner?.['cluster_name']];
}

/** What a node says of its build is a matter of the build. */
function withoutNode(body: string): unknown {
  const value: unknown = JSON.parse(body);
  if (!isMap(value) || value['node'] === undefined) return value;
  return { ...value, node: Object.keys(asMap(value['node'])).includes('id') };
}
