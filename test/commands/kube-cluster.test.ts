/** Commands about control planes and what they write, against a cluster of the test's own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { asMap, getIn, type JsonMap } from '../../src/model/json.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { FIXTURES } from '../envoy/support/shop.ts';
import { type DebugPage, startControlPlane } from '../support/control-plane.ts';
import { testHost } from '../support/host.ts';
import { type KubeApiOptions, startKubeApi } from '../support/kube-api.ts';
import { certificates } from '../support/openssl.ts';
import { tempFolder } from '../support/temp.ts';

const istiod = (name: string, revision: string): JsonMap => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'istio-system', labels: { app: 'istiod', 'istio.io/rev': revision } },
  spec: { serviceAccountName: 'istiod' },
  status: { phase: 'Running' },
});

const CART: JsonMap = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'cart-1', namespace: 'shop' },
  spec: { nodeName: 'a' },
  status: { phase: 'Running' },
};

async function serve(answer: (method: string, url: string, body: string) => string | undefined): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = answer(request.method ?? '', request.url ?? '', Buffer.concat(chunks).toString());
      response.writeHead(text === undefined ? 404 : 200);
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server on a TCP port has an address of this form.
  return (server.address() as AddressInfo).port;
}

async function cluster(options: KubeApiOptions) {
  const api = await startKubeApi({
    ...options,
    answer: (asked) =>
      options.answer?.(asked) ??
      (asked.path.endsWith('/token') ? { status: 201, body: { status: { token: 'plane-token' } } } : undefined),
  });
  onTestFinished(() => api.close());
  const cwd = tempFolder({ config: api.kubeconfig() });
  const meshctl = async (...words: readonly string[]) => {
    let time = Date.parse('2026-01-01T00:00:00Z');
    // A clock that runs: what waits gives up some time.
    const now = (): Date => {
      time += 10_000;
      return new Date(time);
    };
    const host = { ...testHost({ cwd, env: { KUBECONFIG: 'config' } }), now };
    const status = await run(words, host);
    return { status, stdout: host.written(), stderr: host.complained() };
  };
  return { api, cwd, meshctl };
}

const SYNCZ = JSON.parse(readFileSync(join(FIXTURES, 'syncz.json'), 'utf8')) as unknown;

/** A cluster whose control planes answer over TLS. */
async function planes(page: DebugPage) {
  const made = certificates();
  if (!made) return undefined;
  const plane = await startControlPlane(page, { key: made.serverKey, cert: made.server });
  onTestFinished(() => plane.close());
  const ports = new Map([
    ['istio-system/istiod-1:15012', plane.port],
    ['istio-system/istiod-2:15012', plane.port],
    ['shop/cart-1:15000', await serve(() => readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8'))],
  ]);
  const objects = [istiod('istiod-1', 'default'), istiod('istiod-2', 'canary'), CART];
  return { plane, ...(await cluster({ objects, ports })) };
}

describe('proxy-status', () => {
  it('asks every control plane over TLS, as its own service account', async ({ skip }) => {
    const made = await planes(() => SYNCZ);
    if (!made) return skip('openssl is not installed');
    const { plane, meshctl, api } = made;
    const saved = await meshctl('ps', '--file', join(FIXTURES, 'syncz.json'));
    const both = await meshctl('ps');
    expect(both).toMatchObject({ status: 0, stderr: '' });
    expect(both.stdout.split('\n')).toHaveLength(2 * saved.stdout.split('\n').length - 2);
    expect(plane.tokens).toEqual(['Bearer plane-token', 'Bearer plane-token']);
    expect(api.asked.filter(({ path }) => path.endsWith('/serviceaccounts/istiod/token'))).toMatchObject([
      { body: { spec: { audiences: ['istio-ca'] } } },
      {},
    ]);
    expect((await meshctl('ps', '-r', 'canary')).stdout).toBe(saved.stdout);
    expect((await meshctl('ps', '-r', 'nope')).status).toBe(66);
  });

  it('compares a proxy with what it should have', async ({ skip }) => {
    const dump = readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8');
    let wanted = dump;
    const made = await planes((type) => (type === 'istio.io/debug/config_dump' ? wanted : {}));
    if (!made) return skip('openssl is not installed');
    const same = await made.meshctl('ps', 'cart-1.shop', '--exit-code');
    expect(same).toMatchObject({ status: 0, stdout: 'cart-1.shop has what its control plane sent it\n' });
    wanted = dump.replace('"connect_timeout": "5s"', '"connect_timeout": "9s"');
    const differs = await made.meshctl('ps', 'cart-1.shop', '--exit-code');
    expect(differs.status).toBe(79);
    expect(differs.stdout).toContain('connectTimeout: "9s" → "5s"');
    wanted = 'no such proxy';
    expect(await made.meshctl('ps', 'cart-1.shop')).toMatchObject({
      status: 66,
      stderr: expect.stringContaining('no control plane knows'),
    });
  });

  it('says what is wrong with an address', async ({ skip }) => {
    const made = await planes(() => SYNCZ);
    if (!made) return skip('openssl is not installed');
    const { meshctl, plane } = made;
    expect((await meshctl('ps', '--xds-address', plane.address, '--insecure')).status).toBe(0);
    const strict = await meshctl('ps', '--xds-address', plane.address, '--timeout', '5s');
    expect([strict.status, strict.stdout]).toEqual([69, '']);
    expect(strict.stderr).toContain('--insecure');
    const plain = await meshctl('ps', '--xds-address', plane.address, '--plaintext', '--timeout', '2s');
    expect(plain.status).toBe(69);
  });
});

describe('internal-debug', () => {
  it('prints a page of every control plane, without keys', async ({ skip }) => {
    const made = await planes((type) =>
      type === 'istio.io/debug/config_dump'
        ? readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8')
        : '["syncz"]',
    );
    if (!made) return skip('openssl is not installed');
    const list = await made.meshctl('internal-debug', '--list', '-r', 'default');
    expect(JSON.parse(list.stdout)).toMatchObject({
      items: [{ controlPlane: 'istiod-1.istio-system', answer: ['syncz'] }],
    });
    const dump = await made.meshctl('internal-debug', 'config_dump', 'cart-1.shop', '-r', 'default');
    expect(dump.stdout).toContain('[redacted]');
    expect(dump.stdout).not.toContain('not blanked');
  });
});

describe('remote-clusters', () => {
  it('are those of every control plane', async () => {
    const clusters = [{ id: 'west', secretName: 'istio-system/west', syncStatus: 'synced' }];
    const port = await serve((_, url) => (url === '/debug/clusterz' ? JSON.stringify(clusters) : undefined));
    const ports = new Map([['istio-system/istiod-1:15014', port]]);
    const { meshctl } = await cluster({ objects: [istiod('istiod-1', 'default')], ports });
    expect((await meshctl('remote-clusters')).stdout).toMatchInlineSnapshot(`
      "NAME     SECRET                STATUS     ISTIOD       REVISION
      west     istio-system/west     synced     istiod-1     default
      "
    `);
    expect(JSON.parse((await meshctl('remote-clusters', '-o', 'json')).stdout)).toMatchObject({
      items: [{ name: 'west', status: 'synced' }],
    });
  });
});

describe('admin log', () => {
  it('shows scopes and sets them', async () => {
    const asked: string[] = [];
    const scopes = [
      { name: 'xds', description: 'xds things', output_level: 'info', stack_trace_level: 'none' },
      { name: 'ads', description: 'ads things', output_level: 'info', stack_trace_level: 'none' },
    ];
    const port = await serve((method, url, body) => {
      asked.push(`${method} ${url} ${body}`);
      return JSON.stringify(scopes);
    });
    const ports = new Map([['istio-system/istiod-1:9876', port]]);
    const { meshctl } = await cluster({ objects: [istiod('istiod-1', 'default')], ports });
    expect((await meshctl('admin', 'log')).stdout).toMatchInlineSnapshot(`
      "ACTIVE SCOPE   DESCRIPTION   LOG LEVEL   STACK TRACE LEVEL
      ads            ads things    info        none
      xds            xds things    info        none
      "
    `);
    await meshctl('admin', 'log', 'istiod-1', '--level', 'ads:debug,xds:error', '--stack-trace-level', 'ads:warn');
    await meshctl('admin', 'log', '-r');
    expect(asked.slice(1)).toEqual([
      'PUT /scopej/ads {"name":"ads","output_level":"debug"}',
      'PUT /scopej/xds {"name":"xds","output_level":"error"}',
      'PUT /scopej/ads {"name":"ads","stack_trace_level":"warn"}',
      'PUT /scopej/all {"name":"all","output_level":"info"}',
    ]);
  });
});

describe('waypoint', () => {
  const namespace = (labels: JsonMap): JsonMap => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels },
  });

  it('is made, used, listed and removed', async () => {
    const { meshctl, api } = await cluster({
      objects: [namespace({ 'istio.io/dataplane-mode': 'ambient', team: 'a' })],
    });
    const made = await meshctl('waypoint', 'apply', '-n', 'shop', '--for', 'all', '--enroll-namespace');
    expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining('✅ waypoint shop/waypoint applied') });
    expect(api.asked.find(({ method }) => method === 'PATCH')).toMatchObject({ query: 'fieldManager=meshctl' });
    const [labels] = api
      .objects()
      .filter(({ kind }) => kind === 'Namespace')
      .map((object) => getIn(object, ['metadata', 'labels']));
    expect(labels).toEqual({ 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint', team: 'a' });
    expect((await meshctl('waypoint', 'list', '-n', 'shop')).stdout).toMatch(/waypoint +default +all +Unknown/);
    const status = await meshctl('waypoint', 'status', '-n', 'shop', '--waypoint-timeout', '5s');
    expect(status).toMatchObject({ status: 69, stderr: expect.stringContaining('is not ready after 5s') });
    expect(await meshctl('waypoint', 'delete', 'waypoint', 'x', '-n', 'shop')).toMatchObject({
      status: 66,
      stdout: 'waypoint shop/x not found\nwaypoint shop/waypoint deleted\n',
    });
    expect((await meshctl('waypoint', 'list', '-n', 'shop')).stdout).toBe('No waypoints found.\n');
  });
});

describe('tag', () => {
  const webhook: JsonMap = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'injector', labels: { 'istio.io/rev': 'v2' } },
    webhooks: [
      {
        name: 'rev.namespace.sidecar-injector.istio.io',
        clientConfig: { caBundle: 'Zm9v', service: { name: 'istiod-v2' } },
      },
    ],
  };
  const user: JsonMap = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { 'istio.io/rev': 'prod' } },
  };

  it('is made, and not removed while it is used', async () => {
    const { meshctl, api } = await cluster({ objects: [webhook, user] });
    expect((await meshctl('tag', 'set', 'prod', '-r', 'v2')).status).toBe(0);
    expect((await meshctl('tag', 'list')).stdout).toBe('TAG  REVISION NAMESPACES\nprod v2       shop\n');
    expect((await meshctl('tag', 'set', 'prod', '-r', 'v2')).status).toBe(65);
    const used = await meshctl('tag', 'remove', 'prod');
    expect(used).toMatchObject({ status: 65, stderr: expect.stringContaining('namespaces use the tag "prod": shop') });
    expect((await meshctl('tag', 'remove', 'prod', '-y')).status).toBe(0);
    expect(api.objects()).toEqual([webhook, user]);
    expect((await meshctl('tag', 'remove', 'prod')).status).toBe(66);
  });
});

describe('create-remote-secret', () => {
  const account: JsonMap = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'istio-reader-service-account', namespace: 'istio-system' },
  };
  const system: JsonMap = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: 'uid-1' } };

  it('makes a token where there is none', async () => {
    let polls = 0;
    const { meshctl, api } = await cluster({
      objects: [account, system],
      answer({ path, method }) {
        if (!path.endsWith('/secrets/istio-reader-service-account-istio-remote-secret-token') || method !== 'GET')
          return undefined;
        polls += 1;
        const data = polls < 2 ? {} : { 'ca.crt': 'Q0E=', token: Buffer.from('t').toString('base64') };
        return { status: 200, body: { data } };
      },
    });
    const { status, stdout } = await meshctl('create-remote-secret');
    expect(status).toBe(0);
    const secret = asMap(loadYaml(stdout.replace(/---\n$/, '')));
    expect(secret['metadata']).toMatchObject({ name: 'istio-remote-secret-uid-1', namespace: 'istio-system' });
    const config = asMap(loadYaml(String(getIn(secret, ['stringData', 'uid-1']))));
    expect(config).toMatchObject({
      'current-context': 'uid-1',
      users: [{ user: { token: 't' } }],
      clusters: [{ cluster: { server: api.url } }],
    });
    const config2 = await meshctl('create-remote-secret', '--type', 'config', '--name', 'east');
    expect(config2.stdout).toContain('name: istio-kubeconfig');
  });

  const filled: JsonMap = {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: {
      name: 'reader-token',
      namespace: 'istio-system',
      annotations: { 'kubernetes.io/service-account.name': 'istio-reader-service-account' },
    },
    data: { 'ca.crt': 'Q0E=', token: 'dA==' },
  };

  it('names the plugin another cluster logs in with, and gives it no token', async () => {
    const { meshctl } = await cluster({ objects: [account, system, filled] });
    const plugin = ['--auth-type', 'plugin', '--auth-plugin-name', 'oidc'];
    const settings = [
      '--auth-plugin-config',
      'client=mesh,issuer=https://a.example/?b=c',
      '--auth-plugin-config',
      'x=',
    ];
    const { status, stdout } = await meshctl('create-remote-secret', '--name', 'west', ...plugin, ...settings);
    expect(status).toBe(0);
    const secret = asMap(loadYaml(stdout.replace(/---\n$/, '')));
    const config = asMap(loadYaml(String(getIn(secret, ['stringData', 'west']))));
    const provider = { name: 'oidc', config: { client: 'mesh', issuer: 'https://a.example/?b=c', x: '' } };
    expect(config['users']).toEqual([{ name: 'west', user: { 'auth-provider': provider } }]);
  });

  it.each([
    [['--auth-type', 'plugin'], 'it is not said which plugin'],
    [['--auth-plugin-name', 'oidc'], 'are for --auth-type plugin'],
    [['--auth-type', 'plugin', '--auth-plugin-name', 'oidc', '--auth-plugin-config', 'mesh'], '"mesh" is no KEY=VALUE'],
    [['--auth-type', 'none'], 'bearer-token, plugin'],
  ])('refuses %j', async (words, message) => {
    const { meshctl } = await cluster({ objects: [account, system, filled] });
    const result = await meshctl('create-remote-secret', '--name', 'west', ...words);
    expect([result.status, result.stdout]).toEqual([64, '']);
    expect(result.stderr).toContain(message);
  });
});

describe('precheck', () => {
  const reviews = (allowed: boolean, version = '33+'): KubeApiOptions => ({
    answer({ path, body }) {
      if (path === '/version') return { status: 200, body: { major: '1', minor: version } };
      const resource = getIn(body, ['spec', 'resourceAttributes', 'resource']);
      return path.endsWith('selfsubjectaccessreviews')
        ? { status: 201, body: { status: { allowed: allowed || resource !== 'services' } } }
        : undefined;
    },
  });

  it('is content', async () => {
    const { meshctl } = await cluster(reviews(true));
    expect(await meshctl('precheck')).toMatchObject({ status: 0, stdout: '', stderr: expect.stringContaining('✔') });
  });

  it('names rights and versions that are missing', async () => {
    const { meshctl } = await cluster(reviews(false, '27'));
    const result = await meshctl('precheck');
    expect(result.status).toBe(79);
    expect(result.stdout).toContain('✘ this user may not create services in the namespace istio-system');
    expect(result.stdout).toContain('✘ Kubernetes 1.27 is too old');
    expect(JSON.parse((await meshctl('precheck', '-o', 'json')).stdout)).toMatchObject({ items: [{}, {}] });
  });
});

describe('certificates of a mesh', () => {
  const proxy = (name: string, namespace: string): JsonMap => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name } },
    spec: { containers: [{ name: 'istio-proxy' }] },
    status: { phase: 'Running' },
  });

  it('are those of all proxies that can be asked', async () => {
    const port = await serve(() => readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8'));
    const ports = new Map([
      ['shop/a:15000', port],
      ['bank/b:15000', port],
    ]);
    const { meshctl } = await cluster({
      objects: [proxy('a', 'shop'), proxy('b', 'bank'), proxy('dead', 'bank'), CART],
      ports,
    });
    const all = await meshctl('pc', 'certs', '-A');
    expect(all.status).toBe(0);
    expect(all.stderr).toBe(
      'without dead.bank: port 15000 of the pod dead.bank cannot be reached: nothing listens there\n',
    );
    expect(all.stdout).toContain('a.shop');
    expect(all.stdout).toContain('b.bank');
    const one = await meshctl('pc', 'certs', '-l', 'app=a', '-n', 'shop');
    expect(one.stdout).toContain('a.shop');
    expect(one.stdout).not.toContain('b.bank');
    expect((await meshctl('pc', 'certs', '-l', 'app=dead', '-n', 'bank')).status).toBe(69);
    expect((await meshctl('pc', 'certs', '-l', 'app=x', '-A')).status).toBe(66);
  });
});

describe('a run with nothing to ask', () => {
  it('does not read the kubeconfig for files', async () => {
    const { meshctl, cwd } = await cluster({});
    writeFileSync(join(cwd, 'config'), 'not: [a kubeconfig');
    expect((await meshctl('pc', 'c', '--file', join(FIXTURES, 'shop.config_dump.json'))).status).toBe(0);
    expect((await meshctl('waypoint', 'generate')).status).toBe(0);
  });
});
