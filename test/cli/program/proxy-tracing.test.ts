import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startCollector } from '../../support/collector.ts';
import { gatewayOf, routesOf, serviceOf } from '../../support/gateway-mesh.ts';
import { startProxyProcess } from '../../support/proxy-process.ts';
import { tempFolder } from '../../support/temp.ts';

/** An upstream that fails as often as it is told, and remembers what it was told. */
async function startUpstream(failures = 0) {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    response.statusCode = seen.length <= failures ? 503 : 200;
    response.end('done');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server on a TCP port has an address of this form.
  return { port: (server.address() as AddressInfo).port, seen };
}

const mesh = (port: number) =>
  gatewayOf('PORT') +
  serviceOf({ endpoint: port }) +
  routesOf('  - {route: [{destination: {host: svc.test}}], retries: {attempts: 2, retryOn: "5xx"}}');

const telemetry = (tracing: string) => `---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: all, namespace: istio-system}
spec:
  tracing:
  - ${tracing}
`;

const meshConfig = (port: number) => `defaultProviders: {tracing: [otel]}
extensionProviders:
- name: otel
  opentelemetry: {service: 127.0.0.1, port: ${port}, http: {path: /v1/traces}}
- name: zipkin
  zipkin: {service: 127.0.0.1, port: ${port}}
`;

async function setup(tracing: string, failures = 0) {
  const collector = await startCollector();
  const upstream = await startUpstream(failures);
  const folder = tempFolder({ 'mesh-config.yaml': meshConfig(collector.port) });
  const proxy = await startProxyProcess({
    mesh: mesh(upstream.port) + telemetry(tracing),
    flags: ['--mesh-config', join(folder, 'mesh-config.yaml'), '--access-log', 'off'],
  });
  const get = (headers: Readonly<Record<string, string>> = {}) =>
    fetch(`http://127.0.0.1:${proxy.port}/a`, { headers });
  const end = () => {
    proxy.process.kill('SIGTERM');
    return proxy.ended;
  };
  return { collector, upstream, proxy, get, end };
}

const ALL = '{randomSamplingPercentage: 100}';

describe('traces', () => {
  it('have a span for the request and one for each try, and upstreams are told which', async () => {
    const { collector, upstream, get, end } = await setup(ALL, 1);
    expect((await get()).status).toBe(200);
    await end();
    await collector.got(3);
    expect(collector.paths[0]).toBe('/v1/traces');
    const [server, first, second] = collector.spans;
    expect(collector.spans.map(({ kind, name }) => [kind, name.replace(/:\d+/, '')])).toEqual([
      ['SERVER', 'svc.test/*'],
      ['CLIENT', 'svc.test/*'],
      ['CLIENT', 'svc.test/*'],
    ]);
    expect([first?.parentId, second?.parentId, server?.parentId]).toEqual([server?.id, server?.id, '']);
    expect(first?.tags).toMatchObject({ 'http.status_code': '503', upstream_address: `127.0.0.1:${upstream.port}` });
    expect(second?.tags).toMatchObject({ 'http.status_code': '200', response_flags: '-' });
    expect(server?.tags).toMatchObject({
      component: 'proxy',
      'http.method': 'GET',
      'http.status_code': '200',
      'http.protocol': 'HTTP/1.1',
      'peer.address': '127.0.0.1',
      'istio.namespace': 'default',
      response_size: '4',
    });
    expect(upstream.seen.map(({ traceparent }) => traceparent)).toEqual(
      [first, second].map((span) => `00-${span?.traceId}-${span?.id}-01`),
    );
    expect(upstream.seen[0]?.['x-request-id']?.[14]).toBe('9');
  });

  it('go on with what callers say, and in their format', async () => {
    const { collector, upstream, get, end } = await setup('{randomSamplingPercentage: 0}');
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await get({ traceparent: `00-${traceId}-00f067aa0ba902b7-01`, tracestate: 'a=b' });
    await get({ b3: `${traceId}-00f067aa0ba902b7-1` });
    await get({ 'x-b3-traceid': traceId, 'x-b3-spanid': '00f067aa0ba902b7', 'x-b3-sampled': '0' });
    await get();
    await end();
    await collector.got(4);
    expect(new Set(collector.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    expect(collector.spans.length).toBe(4);
    const [w3c, single, untraced, none] = upstream.seen;
    expect(w3c?.['traceparent']).toBe(`00-${traceId}-${collector.spans[1]?.id}-01`);
    expect(w3c?.['tracestate']).toBe('a=b');
    expect(single?.['b3']).toBe(`${traceId}-${collector.spans[3]?.id}-1-${collector.spans[2]?.id}`);
    expect(untraced).toMatchObject({ 'x-b3-spanid': '00f067aa0ba902b7', 'x-b3-sampled': '0' });
    expect(none?.['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(none?.['x-request-id']?.[14]).toBe('4');
  });

  it('go to Zipkin where a Telemetry says so, with its tags', async () => {
    const tags = 'customTags: {env: {literal: {value: dev}}, who: {header: {name: x-who, defaultValue: nobody}}}';
    const { collector, upstream, get, end } = await setup(
      `{providers: [{name: zipkin}], randomSamplingPercentage: 100, ${tags}}`,
    );
    await get({ 'x-who': 'me' });
    await end();
    await collector.got(2);
    expect(collector.paths).toEqual(['/api/v2/spans']);
    expect(collector.spans[0]?.tags).toMatchObject({ env: 'dev', who: 'me' });
    expect(upstream.seen[0]).toMatchObject({
      'x-b3-traceid': collector.spans[0]?.traceId,
      'x-b3-spanid': collector.spans[1]?.id,
      'x-b3-parentspanid': collector.spans[0]?.id,
      'x-b3-sampled': '1',
    });
  });

  it('are not sent where a Telemetry says so', async () => {
    const { collector, upstream, get, end } = await setup(
      '{disableSpanReporting: true, randomSamplingPercentage: 100}',
    );
    await get({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' });
    await end();
    expect(collector.spans).toEqual([]);
    expect(upstream.seen[0]?.['traceparent']).toBe('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
  });

  it('are counted when the collector is away, and nobody waits for it', async () => {
    const upstream = await startUpstream();
    const folder = tempFolder({ 'mesh-config.yaml': meshConfig(1) });
    const proxy = await startProxyProcess({
      mesh: mesh(upstream.port) + telemetry(ALL),
      flags: ['--mesh-config', join(folder, 'mesh-config.yaml'), '--access-log', 'off'],
    });
    for (let count = 0; count < 600; count++) expect((await proxy.get('/')).status).toBe(200);
    const dropped = /tracing\.opentelemetry\.spans_dropped: (\d+)/;
    const { body } = await proxy.ask('GET /stats?filter=tracing');
    expect(Number(dropped.exec(body)?.[1])).toBeGreaterThanOrEqual(512);
  });
});
