/** How upstreams are connected to, as endpoints see it: the same by our runtime and by a real Envoy. */
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gatewayOf, routesOf, serviceOf, TO_SERVICE } from '../../support/gateway-mesh.ts';
import { tempFolder } from '../../support/temp.ts';
import { callPlan } from './client.ts';
import type { Engine } from './engine.ts';
import { enginesOf, WHY } from './engines.ts';
import { freePorts } from './run.ts';

async function listening(server: Server, path?: string): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  const at = path === undefined ? { port: 0, host: '127.0.0.1' } : { path };
  await new Promise<void>((resolve) => server.listen(at, resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  // A TCP server that listens has this form of address.
  return (server.address() as AddressInfo).port;
}

interface Parts {
  readonly port: number;
  /** A port, or the path of a unix socket. */
  readonly endpoint: number | string;
  readonly protocol: 'HTTP' | 'TCP';
  /** Of the traffic policy. */
  readonly policy: string;
}

const mesh = ({ port, endpoint, protocol, policy }: Parts): string =>
  gatewayOf(port, protocol) +
  serviceOf({ protocol, endpoint }) +
  routesOf(TO_SERVICE, protocol === 'TCP' ? 'tcp' : 'http') +
  `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: svc}
spec: {host: svc.test, trafficPolicy: ${policy}}
---
`;

async function running(engine: Engine, parts: Parts): Promise<void> {
  const started = await engine.start(mesh(parts));
  onTestFinished(() => started.stop());
}

describe.each(enginesOf())(`on %s${WHY}`, (_, engine) => {
  it.each([
    ['V1', Buffer.from('PROXY TCP4 127.0.0.1 127.0.0.1 ')],
    ['V2', Buffer.from('0d0a0d0a000d0a515549540a2111000c7f0000017f000001', 'hex')],
  ])('the PROXY protocol %s tells of every client', async (version, header) => {
    const heads: string[] = [];
    const endpoint = await listening(
      createServer((socket) => {
        let text = '';
        let first = true;
        socket.on('data', (chunk) => {
          text += chunk.toString('latin1');
          if (!/GET [\s\S]*\r\n\r\n$/.test(text)) return;
          if (first) heads.push(text);
          first = false;
          text = '';
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
        });
      }),
    );
    const [port = 0] = await freePorts(1);
    await running(engine, { port, endpoint, protocol: 'HTTP', policy: `{proxyProtocol: {version: ${version}}}` });
    const results = [
      ...(await callPlan({ repeat: 2, keepAlive: true, concurrency: 1 }, port)),
      ...(await callPlan({}, port)),
    ];
    expect(results.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(heads).toHaveLength(2);
    for (const head of heads) expect(head.startsWith(header.toString('latin1'))).toBe(true);
  });

  it.each(['CONNECT', 'POST'])('a tunnel by %s carries bytes both ways', async (method) => {
    const asked: string[] = [];
    const proxy = createHttp((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.host}`);
      response.flushHeaders();
      request.pipe(response);
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`${request.method} ${request.url} ${request.headers.host}`);
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(socket);
    });
    const endpoint = await listening(proxy);
    const [port = 0] = await freePorts(1);
    const policy = `{tunnel: {protocol: ${method}, targetHost: db.test, targetPort: 3306}}`;
    await running(engine, { port, endpoint, protocol: 'TCP', policy });
    const [result] = await callPlan({ proto: 'tcp', send: 'hello', until: 'hello' }, port);
    expect(result?.body).toBe('hello');
    expect(asked.at(-1)).toBe(method === 'POST' ? 'POST / db.test:3306' : 'CONNECT db.test:3306 db.test:3306');
  });

  it('a tunnel that is refused ends the connection', async () => {
    const proxy = createHttp();
    proxy.on('connect', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'));
    const endpoint = await listening(proxy);
    const [port = 0] = await freePorts(1);
    const policy = '{tunnel: {targetHost: db.test, targetPort: 3306}}';
    await running(engine, { port, endpoint, protocol: 'TCP', policy });
    const [result] = await callPlan({ proto: 'tcp', send: 'hello', until: 'hello' }, port);
    expect(result?.body).toBe('');
  });

  it.each(['HTTP', 'TCP'] as const)('a unix socket is an endpoint of %s', async (protocol) => {
    const endpoint = join(tempFolder({}), 'app.sock');
    const http = createHttp((request, response) => response.end(`unix ${request.url}`));
    const tcp = createServer((socket) => socket.end('unix'));
    await listening(protocol === 'HTTP' ? http : tcp, endpoint);
    const [port = 0] = await freePorts(1);
    await running(engine, { port, endpoint, protocol, policy: '{}' });
    const plan = protocol === 'HTTP' ? { path: '/p' } : ({ proto: 'tcp', send: 'x', until: 'unix' } as const);
    const [result] = await callPlan(plan, port);
    expect(result?.body).toBe(protocol === 'HTTP' ? 'unix /p' : 'unix');
  });

  it('connections end when they are as old as they may be', async () => {
    let connections = 0;
    const server = createHttp((_request, response) => response.end('ok'));
    server.on('connection', () => connections++);
    const endpoint = await listening(server);
    const [port = 0] = await freePorts(1);
    const policy = '{connectionPool: {tcp: {maxConnectionDuration: 0.3s}}}';
    await running(engine, { port, endpoint, protocol: 'HTTP', policy });
    const results = [...(await callPlan({ repeat: 3, thenWaitMs: 500 }, port)), ...(await callPlan({}, port))];
    expect(results.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(connections).toBe(2);
  });
});
