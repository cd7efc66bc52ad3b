/** What the built proxy does with connections and requests that take a while, break off or never come. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startProxyProcess, until } from '../../support/proxy-process.ts';

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // A server on a TCP port has an address of this form.
  return (server.address() as AddressInfo).port;
}

async function upstream(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(answer);
  onTestFinished(() => server.closeAllConnections());
  return portOf(server);
}

interface MeshOptions {
  readonly ports: readonly number[];
  readonly protocol?: 'http' | 'tcp';
  readonly route?: string;
  readonly rule?: string;
}

function mesh({
  ports,
  protocol = 'http',
  route = '{route: [{destination: {host: svc.test}}]}',
  rule = '',
}: MeshOptions): string {
  const endpoints = ports.map((port) => `{address: 127.0.0.1, ports: {${protocol}: ${port}}}`).join(', ');
  return `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: PORT, name: ${protocol}, protocol: ${protocol.toUpperCase()}}, bind: 127.0.0.1, hosts: ["*"]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: svc-test, namespace: default}
spec:
  hosts: [svc.test]
  location: MESH_EXTERNAL
  resolution: STATIC
  ports: [{number: 80, name: ${protocol}, protocol: ${protocol.toUpperCase()}}]
  endpoints: [${endpoints}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs, namespace: default}
spec:
  hosts: ["${protocol === 'tcp' ? '*' : 'svc.test'}"]
  gateways: [gw]
  ${protocol}: [${route}]
${rule}`;
}

const rule = (annotations: string, spec = '') => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: svc-test, namespace: default, annotations: {${annotations}}}
spec:
  host: svc.test
${spec}`;

describe('the built proxy', () => {
  it('with --propagate-deadline, a route timeout of 500 ms is sent as x-envoy-expected-rq-timeout-ms (and grpc-timeout for gRPC), and shrinks on the second try', async () => {
    const seen: number[] = [];
    const port = await upstream((request, response) => {
      seen.push(Number(request.headers['x-envoy-expected-rq-timeout-ms']));
      const status = seen.length === 1 ? 503 : 200;
      setTimeout(() => response.writeHead(status).end(), 40);
    });
    const route = '{timeout: 500ms, retries: {attempts: 2, retryOn: "5xx"}, route: [{destination: {host: svc.test}}]}';
    const proxy = await startProxyProcess({ mesh: mesh({ ports: [port], route }), flags: ['--propagate-deadline'] });
    expect((await proxy.get()).status).toBe(200);
    const [first = 0, second = 0] = seen;
    expect(first).toBeLessThanOrEqual(500);
    expect(first).toBeGreaterThan(300);
    expect(second).toBeLessThan(first - 30);
  });

  it('a TCP client that half-closes after sending still receives the complete answer', async () => {
    const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
      let got = '';
      socket.on('data', (data) => {
        got += data.toString();
      });
      socket.on('end', () => setTimeout(() => socket.end(`echo:${got}`), 100));
    });
    const proxy = await startProxyProcess({ mesh: mesh({ ports: [await portOf(server)], protocol: 'tcp' }) });
    const client = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    client.end('hello');
    let answer = '';
    for await (const chunk of client) answer += String(chunk);
    expect(answer).toBe('echo:hello');
  });

  it('a client that sends one header byte a second is cut after the request headers timeout with 408 (10 s default here), the others are served', async () => {
    const port = await upstream((_, response) => response.end('ok'));
    const proxy = await startProxyProcess({ mesh: mesh({ ports: [port] }) });
    const slow = connect(proxy.port, '127.0.0.1');
    const head = 'GET / HTTP/1.1\r\nhost: svc.test\r\n';
    let at = 0;
    const timer = setInterval(() => slow.write(head.charAt(at++)), 1000);
    let answer = '';
    slow.on('data', (data) => {
      answer += data.toString();
    });
    slow.on('error', () => undefined);
    const closed = once(slow, 'close');
    expect((await proxy.get()).status).toBe(200);
    await closed;
    clearInterval(timer);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(at).toBeLessThan(15);
    expect((await proxy.get()).status).toBe(200);
  });

  it.skipIf(process.platform !== 'linux')(
    'a 1 GiB response to a client that reads nothing keeps RSS growth under 16 MiB per connection',
    async () => {
      const block = Buffer.alloc(64 * 1024, 'a');
      const port = await upstream((_, response) => {
        response.writeHead(200, { 'content-length': 1024 ** 3 });
        const push = (): void => {
          while (response.write(block));
          response.once('drain', push);
        };
        push();
      });
      const proxy = await startProxyProcess({ mesh: mesh({ ports: [port] }) });
      const resident = () =>
        Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${proxy.process.pid}/status`, 'utf8'))?.[1]) / 1024;
      const clients = Array.from({ length: 4 }, () => connect(proxy.port, '127.0.0.1'));
      onTestFinished(() => {
        for (const client of clients) client.destroy();
      });
      const before = resident();
      for (const client of clients) client.pause().write('GET / HTTP/1.1\r\nhost: svc.test\r\n\r\n');
      await sleep(2000);
      expect(resident() - before).toBeLessThan(16 * clients.length);
      expect((await proxy.ask('GET /ready')).status).toBe(200);
    },
  );

  it('retry budget 20 % with 10 retries/s minimum: 1000 requests in 5 s to an always-503 upstream with attempts 3 make at most 1000*0.2+10*5 retries, within 10 %', async () => {
    let hits = 0;
    const port = await upstream((_, response) => {
      hits += 1;
      response.writeHead(503).end();
    });
    const route = '{retries: {attempts: 3, retryOn: "5xx"}, route: [{destination: {host: svc.test}}]}';
    const budget = rule('meshctl.io/retry-budget: "20%,10/s,10s"');
    const proxy = await startProxyProcess({ mesh: mesh({ ports: [port], route, rule: budget }) });
    const start = performance.now();
    const client = async (first: number): Promise<void> => {
      for (let index = first; index < 1000; index += 8) {
        await sleep(Math.max(0, start + index * 5 - performance.now()));
        await proxy.get();
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => client(index)));
    const seconds = (performance.now() - start) / 1000;
    expect(hits).toBeGreaterThan(1000);
    expect(hits - 1000).toBeLessThanOrEqual((200 + 10 * seconds) * 1.1);
  });

  it('with meshctl.io/outlier-probe: an ejected endpoint is probed with one request each interval; it comes back only after a probe succeeds', async () => {
    let well = false;
    const probes: number[] = [];
    let served = 0;
    const bad = await upstream((request, response) => {
      if (request.url === '/healthz') probes.push(performance.now());
      else served += 1;
      response.writeHead(well ? 200 : 500).end();
    });
    const good = await upstream((_, response) => response.end());
    const outliers = rule(
      'meshctl.io/outlier-probe: "GET /healthz;200-299;1s"',
      '  trafficPolicy:\n    outlierDetection: {consecutive5xxErrors: 3, interval: 1s, baseEjectionTime: 1s, maxEjectionPercent: 100}\n',
    );
    const proxy = await startProxyProcess({ mesh: mesh({ ports: [bad, good], rule: outliers }) });
    for (let index = 0; index < 100; index++) await proxy.get();
    const before = served;
    expect(before).toBeLessThanOrEqual(6);
    await until(() => probes.length >= 2);
    for (let index = 0; index < 20; index++) expect((await proxy.get()).status).toBe(200);
    expect(served).toBe(before);
    well = true;
    await until(async () => {
      await proxy.get();
      return served > before;
    });
    expect(probes.length).toBeGreaterThanOrEqual(3);
  });
});
