import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchPodPage } from '../../src/kube/admin.ts';
import { openPort } from '../../src/kube/forward.ts';
import { clusterForTest } from '../support/kube-api-client.ts';

describe('ports of pods', () => {
  async function admin(body: string | Buffer) {
    const server = createServer((_, response) => response.end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    // A server that listens on a port has an address of this kind.
    return new Map([['shop/a:15000', (server.address() as AddressInfo).port]]);
  }

  it('bring what listens there, however much it is', async () => {
    const body = Buffer.alloc(5_000_000, 'x');
    const { api, client } = await clusterForTest({ ports: await admin(body) }, { token: 't' });
    const page = await fetchPodPage(client, { namespace: 'shop', pod: 'a', port: 15_000 }, { path: 'config_dump?x=1' });
    expect(Buffer.compare(page, body)).toBe(0);
    expect(api.asked).toMatchObject([
      {
        path: '/api/v1/namespaces/shop/pods/a/portforward',
        query: 'ports=15000',
        headers: { authorization: 'Bearer t' },
      },
    ]);
  });

  it('take as much, in pieces, and as fast as it is read', async () => {
    const echo = createTcp((socket) => socket.on('error', () => undefined).pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void echo.close());
    // A server that listens on a port has an address of this kind.
    const ports = new Map([['shop/a:7', (echo.address() as AddressInfo).port]]);
    const { client } = await clusterForTest({ ports });
    const stream = await openPort(client, { namespace: 'shop', pod: 'a', port: 7 });
    const sent = randomBytes(3_000_000);
    const written = new Promise((resolve) => stream.write(sent, resolve));
    const received: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream) {
      received.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      await setImmediate();
      if (size === sent.length) break;
    }
    await written;
    expect(Buffer.concat(received).equals(sent)).toBe(true);
  });

  it('say so when nothing does', async () => {
    const { client } = await clusterForTest({ ports: await admin('') });
    const asked = fetchPodPage(client, { namespace: 'shop', pod: 'b', port: 15_000 }, { path: 'x' });
    await expect(asked).rejects.toMatchObject({
      exitCode: 69,
      message: 'port 15000 of the pod b.shop cannot be reached: nothing listens there',
    });
  });

  it('are refused with the missing right', async () => {
    const message =
      'pods "a" is forbidden: User "u" cannot create resource "pods/portforward" in API group "" in the namespace "shop"';
    const { client } = await clusterForTest({ answer: () => ({ status: 403, body: { kind: 'Status', message } }) });
    const asked = fetchPodPage(client, { namespace: 'shop', pod: 'a', port: 15_000 }, { path: 'x' });
    await expect(asked).rejects.toMatchObject({
      exitCode: 77,
      message,
      hint: expect.stringContaining('create pods/portforward -n shop'),
    });
  });

  it('end with the run', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    // A server that listens on a port has an address of this kind.
    const ports = new Map([['shop/a:15000', (server.address() as AddressInfo).port]]);
    const { client, host } = await clusterForTest({ ports });
    const asked = fetchPodPage(client, { namespace: 'shop', pod: 'a', port: 15_000 }, { path: 'x' });
    setTimeout(() => void host.interrupt(), 50);
    await expect(asked).rejects.toThrow();
  });
});
