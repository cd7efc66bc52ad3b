import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcp } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchPodPage } from '../../src/kube/admin.ts';
import { connectCluster, listObjects } from '../../src/kube/client.ts';
import { RESOURCES } from '../../src/kube/resources.ts';
import { startKubeApi } from '../support/kube-api.ts';
import { hostWith } from '../support/kube-api-client.ts';
import { certificates } from '../support/openssl.ts';

describe('proxies', () => {
  /** An HTTP proxy that opens tunnels, and which. */
  async function proxy(status = 200) {
    const opened: string[] = [];
    const server = createServer();
    server.on('connect', (request, socket) => {
      opened.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
      if (status !== 200) {
        socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
        return;
      }
      const [, port] = (request.url ?? '').split(':');
      const upstream = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    // A server on a TCP port has an address of this form.
    return { url: `http://u:p@127.0.0.1:${(server.address() as AddressInfo).port}`, opened };
  }

  async function through(url: string, made: NonNullable<ReturnType<typeof certificates>>) {
    const page = createServer((_, response) => response.end('page'));
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void page.close());
    // A server on a TCP port has an address of this form.
    const ports = new Map([['shop/a:80', (page.address() as AddressInfo).port]]);
    const api = await startKubeApi({ tls: { key: made.serverKey, cert: made.server }, ports });
    onTestFinished(() => api.close());
    const entry = { 'certificate-authority-data': Buffer.from(made.ca).toString('base64'), 'proxy-url': url };
    const host = hostWith({ config: api.kubeconfig({}, entry) });
    const client = await connectCluster({ kubeconfig: 'config' }, host);
    onTestFinished(() => client.close());
    return { client, api };
  }

  it('are gone through', async ({ skip }) => {
    const made = certificates();
    if (!made) return skip('openssl is not installed');
    const { url, opened } = await proxy();
    const { client, api } = await through(url, made);
    for (let times = 0; times < 2; times++) expect(await listObjects(client, RESOURCES.pods)).toEqual([]);
    const bytes = await fetchPodPage(client, { namespace: 'shop', pod: 'a', port: 80 }, { path: 'x' });
    expect(Buffer.from(bytes).toString()).toBe('page');
    const way = `${new URL(api.url).host} Basic ${Buffer.from('u:p').toString('base64')}`;
    // One connection serves them all, one after the other.
    expect(opened).toEqual([way]);
  });

  /** A SOCKS 5 proxy without logins (RFC 1928) for addresses of IPv4, and where it led to. */
  async function socks() {
    const opened: string[] = [];
    const server = createTcp((socket) => {
      socket.once('data', () => {
        socket.write(Buffer.of(5, 0));
        socket.once('data', (request: Buffer) => {
          const port = request.readUInt16BE(8);
          opened.push(`${[...request.subarray(4, 8)].join('.')}:${port}`);
          const upstream = connect(port, '127.0.0.1', () => {
            socket.write(Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
            upstream.pipe(socket).pipe(upstream);
          });
          upstream.on('error', () => socket.destroy());
          socket.on('error', () => upstream.destroy());
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    // A server on a TCP port has an address of this form.
    return { url: `socks5://127.0.0.1:${(server.address() as AddressInfo).port}`, opened };
  }

  it('may speak SOCKS', async ({ skip }) => {
    const made = certificates();
    if (!made) return skip('openssl is not installed');
    const { url, opened } = await socks();
    const { client, api } = await through(url, made);
    expect(await listObjects(client, RESOURCES.pods)).toEqual([]);
    const bytes = await fetchPodPage(client, { namespace: 'shop', pod: 'a', port: 80 }, { path: 'x' });
    expect(Buffer.from(bytes).toString()).toBe('page');
    expect(new Set(opened)).toEqual(new Set([new URL(api.url).host]));
  });

  it('that are not there are told of', async ({ skip }) => {
    const made = certificates();
    if (!made) return skip('openssl is not installed');
    for (const scheme of ['http', 'socks5']) {
      const { client } = await through(`${scheme}://127.0.0.1:1`, made);
      await expect(listObjects(client, RESOURCES.pods)).rejects.toMatchObject({ exitCode: 69 });
    }
  });

  it('that say nothing are told of', async ({ skip }) => {
    const made = certificates();
    if (!made) return skip('openssl is not installed');
    const silent = createTcp((socket) => socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    // A server on a TCP port has an address of this form.
    const { client } = await through(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`, made);
    await expect(listObjects(client, RESOURCES.pods)).rejects.toMatchObject({
      code: 'UNAVAILABLE_PROXY',
      exitCode: 69,
    });
  });

  it('that refuse are told of', async ({ skip }) => {
    const made = certificates();
    if (!made) return skip('openssl is not installed');
    const { client } = await through((await proxy(407)).url, made);
    await expect(listObjects(client, RESOURCES.pods)).rejects.toMatchObject({
      exitCode: 69,
      message: expect.stringContaining('status 407'),
    });
  });

  it('of the environment are not used for this machine', async () => {
    const config = JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    });
    const near = await connectCluster({ kubeconfig: 'config' }, hostWith({ config }, { HTTPS_PROXY: 'quic://x' }));
    near.close();
    const far = hostWith({ config: config.replace('127.0.0.1:1', 'far.example') }, { HTTPS_PROXY: 'quic://x' });
    await expect(connectCluster({ kubeconfig: 'config' }, far)).rejects.toMatchObject({ exitCode: 78 });
    const exempt = hostWith(
      { config: config.replace('127.0.0.1:1', 'far.example') },
      { HTTPS_PROXY: 'quic://x', NO_PROXY: 'other,.example' },
    );
    (await connectCluster({ kubeconfig: 'config' }, exempt)).close();
  });
});
