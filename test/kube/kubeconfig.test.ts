import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchPodPage } from '../../src/kube/admin.ts';
import { connectCluster, listObjects } from '../../src/kube/client.ts';
import { credentialsOf } from '../../src/kube/credentials.ts';
import { mergeConfigs } from '../../src/kube/kubeconfig.ts';
import { contextOf, hasCluster } from '../../src/kube/locate.ts';
import { RESOURCES } from '../../src/kube/resources.ts';
import type { JsonMap } from '../../src/model/json.ts';
import { testHost } from '../support/host.ts';
import { startKubeApi } from '../support/kube-api.ts';
import { certificates } from '../support/openssl.ts';
import { tempFolder } from '../support/temp.ts';

const FIRST = `
current-context: east
contexts:
  - {name: east, context: {cluster: east, user: jane, namespace: shop}}
  - {name: odd, context: {cluster: nowhere, user: jane}}
clusters:
  - {name: east, cluster: {server: 'https://east.example', certificate-authority: certs/ca.pem}}
users:
  - {name: jane, user: {token: first}}
`;
const SECOND = `
current-context: west
contexts:
  - {name: west, context: {cluster: west, user: jane}}
  - {name: east, context: {cluster: west, user: jane}}
clusters:
  - {name: west, cluster: {server: 'https://west.example', insecure-skip-tls-verify: true, tls-server-name: w}}
users:
  - {name: jane, user: {token: second}}
`;

function hostWith(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const cwd = tempFolder(files);
  return testHost({ cwd, env: { HOME: cwd, ...env } });
}

describe('where it is', () => {
  it('is the one that is named, those of KUBECONFIG, or the one at home', async () => {
    const files = { a: FIRST, b: SECOND, '.kube/config': SECOND };
    expect(await contextOf({ kubeconfig: 'b' }, hostWith(files, { KUBECONFIG: 'a' }))).toMatchObject({ name: 'west' });
    expect(await contextOf({}, hostWith(files, { KUBECONFIG: 'missing:a:b' }))).toMatchObject({ name: 'east' });
    expect(await contextOf({}, hostWith(files))).toMatchObject({ name: 'west' });
    expect(hasCluster({}, hostWith(files))).toBe(true);
    expect(hasCluster({}, hostWith({}))).toBe(false);
  });

  it('takes the first of several entries of one name', async () => {
    const host = hostWith({ a: FIRST, b: SECOND }, { KUBECONFIG: 'a:b' });
    const east = await contextOf({}, host);
    expect(east).toMatchObject({
      namespace: 'shop',
      cluster: { server: 'https://east.example' },
      user: { token: 'first' },
    });
    expect(east.cluster?.caFile).toBe(join(host.cwd, 'certs/ca.pem'));
    expect(await contextOf({ context: 'west' }, host)).toMatchObject({
      namespace: undefined,
      cluster: { insecure: true, serverName: 'w' },
      user: { token: 'first' },
    });
  });

  it.each([
    [{}, {}, 66, 'there is no kubeconfig'],
    [{ KUBECONFIG: 'missing' }, {}, 66, 'no such file or folder: "missing"'],
    [{ KUBECONFIG: 'a' }, { context: 'nope' }, 78, 'there is no context "nope" in a'],
    [{ KUBECONFIG: 'a' }, { context: 'odd' }, 78, 'names a cluster that is not there'],
    [{ KUBECONFIG: 'list' }, {}, 78, '"list" is not a kubeconfig'],
    [{ KUBECONFIG: 'empty' }, {}, 78, 'has no current context'],
    [{ KUBECONFIG: 'broken' }, {}, 78, 'broken:2:'],
  ])('%j %j', async (env, flags, exitCode, message) => {
    const host = hostWith({ a: FIRST, list: '[]', empty: '', broken: 'a: 1\nb: [\n' }, env);
    await expect(contextOf(flags, host)).rejects.toMatchObject({ exitCode, message: expect.stringContaining(message) });
  });

  it('is nothing outside a pod', () => {
    expect(hasCluster({}, hostWith({}, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }))).toBe(false);
  });
});

describe('credentials', () => {
  const of = async (user: JsonMap, flags = {}, files = {}) => {
    const host = hostWith(files);
    const content = { contexts: [{ name: 'c', context: { user: 'u' } }], users: [{ name: 'u', user }] };
    const context = mergeConfigs([{ name: 'x', folder: host.cwd, content }]).context('c');
    if (!context) throw new Error('there is one');
    return credentialsOf(context, flags, host);
  };

  it.each([
    [{ token: 't', username: 'u', tokenFile: 'f' }, 'Bearer t'],
    [{ tokenFile: 'f', username: 'u' }, 'Bearer from-a-file'],
    [{ username: 'jane', password: 'pass' }, `Basic ${Buffer.from('jane:pass').toString('base64')}`],
    [{}, undefined],
  ])('%j', async (user, authorization) => {
    const { headers } = await of(user, {}, { f: 'from-a-file\n' });
    expect(headers['authorization']).toBe(authorization);
  });

  it('are certificates, in the kubeconfig or beside it', async () => {
    const inline = await of({ 'client-certificate-data': 'Y2VydA==', 'client-key-data': 'a2V5' });
    expect([String(inline.cert), String(inline.key)]).toEqual(['cert', 'key']);
    const files = await of({ 'client-certificate': 'c', 'client-key': 'k' }, {}, { c: 'cert', k: 'key' });
    expect([String(files.cert), String(files.key)]).toEqual(['cert', 'key']);
  });

  it('say as whom somebody asks', async () => {
    const own = { as: 'jane', 'as-groups': ['devs'], 'as-uid': '7' };
    expect((await of(own)).headers).toEqual({
      'impersonate-user': 'jane',
      'impersonate-group': ['devs'],
      'impersonate-uid': '7',
    });
    expect((await of(own, { as: 'joe', asGroup: ['ops'] })).headers).toMatchObject({
      'impersonate-user': 'joe',
      'impersonate-group': ['ops'],
    });
    await expect(of({}, { asGroup: ['ops'] })).rejects.toMatchObject({ exitCode: 78 });
  });

  it('are tokens of an OpenID provider that are still good', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'none' })}.${part({ exp: 4_000_000_000 })}.x`;
    const provider = (config: JsonMap) => ({ 'auth-provider': { name: 'oidc', config } });
    expect((await of(provider({ 'id-token': token }))).headers['authorization']).toBe(`Bearer ${token}`);
    expect((await of(provider({}))).headers['authorization']).toBeUndefined();
  });

  it('of a provider Kubernetes has given up are refused', async () => {
    await expect(of({ 'auth-provider': { name: 'gcp' } })).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('"gcp"'),
    });
  });
});

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
    expect(await listObjects(client, RESOURCES.pods)).toEqual([]);
    const bytes = await fetchPodPage(client, { namespace: 'shop', pod: 'a', port: 80 }, { path: 'x' });
    expect(Buffer.from(bytes).toString()).toBe('page');
    const basic = Buffer.from('u:p').toString('base64');
    expect(new Set(opened)).toEqual(new Set([`${new URL(api.url).host} Basic ${basic}`]));
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
    const near = await connectCluster({ kubeconfig: 'config' }, hostWith({ config }, { HTTPS_PROXY: 'socks5://x' }));
    near.close();
    const far = hostWith({ config: config.replace('127.0.0.1:1', 'far.example') }, { HTTPS_PROXY: 'socks5://x' });
    await expect(connectCluster({ kubeconfig: 'config' }, far)).rejects.toMatchObject({ exitCode: 78 });
    const exempt = hostWith(
      { config: config.replace('127.0.0.1:1', 'far.example') },
      { HTTPS_PROXY: 'socks5://x', NO_PROXY: 'other,.example' },
    );
    (await connectCluster({ kubeconfig: 'config' }, exempt)).close();
  });
});
