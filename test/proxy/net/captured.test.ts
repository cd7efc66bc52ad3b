/** Captured connections, brought by a stand-in for the helper: which listener they come to, and where they go. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Interceptor } from '../../../src/proxy/net/door.ts';
import { startProxy } from '../../../src/proxy/net/server.ts';
import { Runtime } from '../../../src/proxy/runtime/runtime.ts';
import { compileSidecar } from '../../xds/support/compile.ts';
import { testOptions } from '../runtime/engine.ts';
import { recording } from '../support/observer.ts';

interface Place {
  readonly address: string;
  readonly port: number;
}

type Take = Parameters<Interceptor['open']>[1];

/** What was opened, and a way to bring a connection that wanted to go somewhere. */
class StandIn implements Interceptor {
  readonly opened: { readonly places: readonly Place[]; readonly transparent: boolean }[] = [];
  readonly #takes = new Map<number, Take>();
  closed = 0;

  open(wanted: Parameters<Interceptor['open']>[0], take: Take) {
    this.opened.push(wanted);
    const port = wanted.places[0]?.port ?? 0;
    this.#takes.set(port, take);
    const close = (): void => {
      this.closed += 1;
    };
    return Promise.resolve({ port, close });
  }

  /** Says this over a connection to a listener, and gives what comes back. */
  async say(listener: number, meant: Place | undefined, text: string): Promise<string> {
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#takes.get(listener)?.(socket, meant));
    const port = await listening(server);
    const socket = connect(port, '127.0.0.1');
    socket.write(text);
    let said = '';
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    socket.on('error', () => undefined);
    const quiet = setTimeout(() => socket.destroy(), 1000);
    await once(socket, 'close');
    clearTimeout(quiet);
    server.close();
    return said;
  }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** A server that says who it is, and ends. */
const upstream = (name: string): Promise<number> =>
  listening(
    createServer((socket: Socket) => {
      socket
        .on('error', () => undefined)
        .once('data', () => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${name.length}\r\n\r\n${name}`));
    }),
  );

const entry = (name: string, port: number, target: number, more = '') => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${name}}
spec:
  hosts: [${name}.test]
  ${more}
  resolution: STATIC
  ports: [{number: ${port}, name: ${more === '' ? 'http' : 'tcp'}, protocol: ${more === '' ? 'HTTP' : 'TCP'}, targetPort: ${target}}]
  endpoints: [{address: 127.0.0.1}]
---`;

const get = (host: string): string => `GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`;

async function started(text: string) {
  const standIn = new StandIn();
  const seen = recording();
  const snapshot = compileSidecar(text, { capturesIpv6: true, lacks: new Set(['client-address']) });
  const runtime = Runtime.of(snapshot, { options: testOptions(), now: performance.now() });
  const proxy = await startProxy(runtime, seen, standIn);
  onTestFinished(() => proxy.destroy());
  return { standIn, proxy };
}

describe('captured connections', () => {
  it('have sockets for both families, and listeners of services have none', async () => {
    const { standIn, proxy } = await started(entry('web', 80, 1));
    const both = (port: number) => ['0.0.0.0', '::'].map((address) => ({ address, port }));
    expect(standIn.opened).toEqual([
      { places: both(15_001), transparent: false },
      { places: both(15_006), transparent: false },
    ]);
    expect(proxy.ports).toEqual([15_001, 15_006]);
  });

  it('go to the listener of their address, else to that of all addresses', async () => {
    const [web, own] = await Promise.all([upstream('web'), upstream('own')]);
    const { standIn } = await started(entry('web', 80, web) + entry('own', 80, own, 'addresses: [203.0.113.1]'));
    expect(await standIn.say(15_001, { address: '203.0.113.2', port: 80 }, get('web.test'))).toMatch(/web$/);
    expect(await standIn.say(15_001, { address: '2001:db8::1', port: 80 }, get('web.test'))).toMatch(/web$/);
    expect(await standIn.say(15_001, { address: '203.0.113.1', port: 80 }, get('web.test'))).toMatch(/own$/);
  });

  it('go to where they were going when nobody knows them', async () => {
    const other = await upstream('other');
    const { standIn } = await started(entry('web', 80, 1));
    expect(await standIn.say(15_001, { address: '127.0.0.1', port: other }, 'hello')).toMatch(/other$/);
  });

  it('go there as well when the port is known and the host is not, whatever the host says', async () => {
    const other = await upstream('other');
    const { standIn } = await started(entry('web', other, 1));
    const said = await standIn.say(15_001, { address: '127.0.0.1', port: other }, get(`192.0.2.1:${other}`));
    expect(said).toMatch(/other$/);
  });

  it('are ended when they were meant for the proxy itself', async () => {
    const { standIn } = await started(entry('web', 80, 1));
    expect(await standIn.say(15_001, { address: '127.0.0.1', port: 15_001 }, get('web.test'))).toBe('');
    expect(await standIn.say(15_006, { address: '127.0.0.1', port: 15_006 }, get('web.test'))).toBe('');
  });

  it('have their sockets closed when the proxy ends', async () => {
    const { standIn, proxy } = await started(entry('web', 80, 1));
    await proxy.drain(10);
    expect(standIn.closed).toBeGreaterThanOrEqual(2);
  });
});
