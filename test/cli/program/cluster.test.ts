/** The built program and a cluster: over TLS, with logins, and with everything that goes wrong there. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonMap } from '../../../src/model/json.ts';
import { runCli, startCli } from '../../support/cli.ts';
import { type KubeApiOptions, startKubeApi } from '../../support/kube-api.ts';
import { certificates } from '../../support/openssl.ts';
import { ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

const DUMP = readFileSync(join(ROOT, 'fixtures/envoy/shop.config_dump.json'));
const OTHER = readFileSync(join(ROOT, 'fixtures/envoy/other-root.config_dump.json'));

const pod = (name: string, phase = 'Running'): JsonMap => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: 'cart' } },
  spec: { nodeName: 'node-a', containers: [{ name: 'istio-proxy' }] },
  status: { phase },
});

const DEPLOYMENT: JsonMap = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { selector: { matchLabels: { app: 'cart' } } },
};

/** An HTTP server of its own; the port it listens on. */
async function serve(body: Buffer | 'hang'): Promise<number> {
  const server = createServer((_, response) => {
    if (body !== 'hang') response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server on a TCP port has an address of this form.
  return (server.address() as AddressInfo).port;
}

interface ClusterOptions extends KubeApiOptions {
  readonly user?: JsonMap;
  readonly cluster?: JsonMap;
}

/** A cluster with two pods, and a folder with its kubeconfig. */
async function cluster({ user, cluster: entry, ...options }: ClusterOptions = {}) {
  const ports = new Map([
    ['shop/cart-1:15000', await serve(DUMP)],
    ['shop/cart-2:15000', await serve(OTHER)],
    ['shop/slow:15000', await serve('hang')],
  ]);
  const objects = [pod('cart-1'), pod('cart-2'), pod('bare'), pod('slow'), pod('new', 'Pending'), DEPLOYMENT];
  const api = await startKubeApi({ objects, ports, ...options });
  onTestFinished(() => api.close());
  const cwd = tempFolder({ config: api.kubeconfig(user, entry) });
  const meshctl = (...words: readonly string[]) => runCli(words, { cwd, env: { KUBECONFIG: 'config' } });
  return { api, cwd, meshctl };
}

describe('workloads', () => {
  it('are asked as saved dumps are read', async () => {
    const { meshctl } = await cluster();
    const live = await meshctl('pc', 'cluster', 'deploy/cart.shop');
    const saved = await runCli(['pc', 'cluster', '--file', join(ROOT, 'fixtures/envoy/shop.config_dump.json')]);
    expect(live).toEqual(saved);
    expect(live.status).toBe(0);
  });

  it('are compared', async () => {
    const { meshctl } = await cluster();
    const result = await meshctl('pc', 'diff', 'cart-1.shop', 'cart-2', '-n', 'shop', '--exit-code');
    expect(result.status).toBe(79);
    expect(result.stdout).toMatch(/\d+ added, \d+ removed, \d+ changed/);
    expect((await meshctl('pc', 'rc', 'cart-1.shop', 'cart-2.shop')).status).toBe(79);
    expect((await meshctl('pc', 'rc', 'cart-1.shop', 'cart-1.shop', '--compat', 'istioctl')).stdout).toBe(
      'Both [cart-1.shop] and [cart-1.shop] have the identical ROOTCA, theoretically the connectivity between them is available\n',
    );
  });

  it('never give away a private key', async () => {
    const { meshctl } = await cluster();
    for (const part of ['secret', 'all']) {
      const { stdout } = await meshctl('pc', part, 'cart-1.shop', '-o', 'json');
      expect(stdout).not.toContain('not blanked');
      expect(stdout).toMatch(/\[redacted\]|W3JlZGFjdGVkXQ==/);
    }
  });
});

describe('what goes wrong', () => {
  it.each([
    [['pc', 'c', 'nope.shop'], 66, 'pods "nope" not found in the "shop" namespace'],
    [['pc', 'c', 'deploy/nope.shop'], 66, 'deployments.apps "nope" not found'],
    [['pc', 'c', 'new.shop'], 69, 'the pod new.shop is not running: it is Pending'],
    [['pc', 'c', 'bare.shop'], 69, 'port 15000 of the pod bare.shop cannot be reached: nothing listens there'],
    [['pc', 'c', 'cart-1.shop', '--context', 'nope'], 78, 'there is no context "nope" in config'],
    [['pc', 'c', 'cart-1.shop', '--kubeconfig', 'missing'], 66, 'no such file or folder: "missing"'],
  ])('%j', async (words, status, message) => {
    const { meshctl } = await cluster();
    const result = await meshctl(...words);
    expect([result.status, result.stdout]).toEqual([status, '']);
    expect(result.stderr).toContain(message);
    expect(result.stderr).not.toMatch(/^ {4}at /m);
  });

  it('a right that is missing is named', async () => {
    const message =
      'pods "cart-1" is forbidden: User "dev" cannot create resource "pods/portforward" in API group "" in the namespace "shop"';
    const { meshctl } = await cluster({
      answer: ({ upgrade }) => (upgrade ? { status: 403, body: { kind: 'Status', message } } : undefined),
    });
    const result = await meshctl('pc', 'c', 'cart-1.shop');
    expect(result.status).toBe(77);
    expect(result.stderr).toContain('the verb "create" on pods/portforward is missing');
  });

  it('a cluster that is gone', async () => {
    const { api, meshctl } = await cluster();
    await api.close();
    const result = await meshctl('pc', 'c', 'cart-1.shop');
    expect(result.status).toBe(69);
    expect(result.stderr).toContain('is the cluster up?');
  });

  it('no kubeconfig', async () => {
    const result = await runCli(['pc', 'c', 'cart-1.shop'], { cwd: tempFolder() });
    expect(result.status).toBe(64);
    expect(result.stderr).toContain('there is no kubeconfig');
  });

  it('a kubeconfig that is none tells the line', async () => {
    const cwd = tempFolder({ config: 'contexts:\n  - {name: [}\n' });
    const result = await runCli(['pc', 'c', 'cart-1.shop'], { cwd, env: { KUBECONFIG: 'config' } });
    expect(result.status).toBe(78);
    expect(result.stderr).toMatch(/config:2:\d+: /);
  });

  it('Ctrl-C ends a run whose proxy says nothing', async () => {
    const { cwd, api } = await cluster();
    const run = startCli(['pc', 'c', 'slow.shop'], { cwd, env: { KUBECONFIG: 'config' } });
    await expect.poll(() => api.asked.some(({ upgrade }) => upgrade), { timeout: 20_000 }).toBe(true);
    run.kill('SIGINT');
    const { exitCode } = await run;
    expect(exitCode).toBe(130);
  });
});

describe('dashboard', () => {
  it('forwards a page until Ctrl-C', async () => {
    const { cwd } = await cluster();
    const words = ['dashboard', 'envoy', 'cart-1.shop', '--browser=false', '-p', '0', '--address', '127.0.0.1'];
    const run = startCli(words, { cwd, env: { KUBECONFIG: 'config' } });
    const url = await new Promise<string>((resolve) =>
      run.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
    );
    const response = await fetch(`${url}/config_dump`);
    expect(Buffer.from(await response.arrayBuffer()).equals(DUMP)).toBe(true);
    run.kill('SIGINT');
    expect((await run).exitCode).toBe(130);
  });

  it('says when the port is taken', async () => {
    const { meshctl } = await cluster();
    const taken = createTcp();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    // A server on a TCP port has an address of this form.
    const { port } = taken.address() as AddressInfo;
    const words = [
      'dashboard',
      'envoy',
      'cart-1.shop',
      '--browser=false',
      '-p',
      String(port),
      '--address',
      '127.0.0.1',
    ];
    const result = await meshctl(...words);
    expect(result.status).toBe(69);
    expect(result.stderr).toContain(`127.0.0.1:${port} is in use`);
  });
});

describe('logins', () => {
  it('come from a program the kubeconfig names', async () => {
    const { meshctl, api, cwd } = await cluster({
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: './login.sh',
          args: ['--for', 'test'],
          env: [{ name: 'GREETING', value: 'hello' }],
          interactiveMode: 'IfAvailable',
        },
      },
    });
    const script = `#!/bin/sh
echo "$GREETING $*" >&2
case "$KUBERNETES_EXEC_INFO" in *ExecCredential*) ;; *) exit 1 ;; esac
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"from-the-script"}}'
`;
    writeFileSync(join(cwd, 'login.sh'), script);
    chmodSync(join(cwd, 'login.sh'), 0o755);
    const result = await meshctl('pc', 'c', 'cart-1.shop');
    expect(result).toMatchObject({ status: 0, stderr: expect.stringContaining('hello --for test') });
    expect(new Set(api.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer from-the-script']));
  });

  it.each([
    ['#!/bin/sh\necho no >&2; exit 3\n', 77, 'ended with status 3'],
    ['#!/bin/sh\necho hello\n', 78, 'something else than credentials in JSON'],
    ['#!/bin/sh\necho "{}"\n', 78, 'neither a token nor a certificate'],
    [undefined, 78, 'cannot be started'],
  ])('that fail: %j', async (script, status, message) => {
    const { meshctl, cwd } = await cluster({
      user: {
        exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './login.sh', installHint: 'get it somewhere' },
      },
    });
    if (script !== undefined) {
      writeFileSync(join(cwd, 'login.sh'), script);
      chmodSync(join(cwd, 'login.sh'), 0o755);
    }
    const result = await meshctl('pc', 'c', 'cart-1.shop');
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(message);
  });
});

describe('OpenID', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (more: JsonMap) => `${part({ alg: 'none' })}.${part(more)}.x`;

  it('renews a token that has expired', async ({ skip }) => {
    const made = certificates();
    if (!made) return skip('openssl is not installed');
    const asked: string[] = [];
    let issuer = '';
    const provider = createHttps({ key: made.serverKey, cert: made.server }, (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.setHeader('content-type', 'application/json');
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: issuer, sub: 'jane', aud: 'app', iat: now, exp: now + 600 };
      const isToken = request.url === '/token';
      const answer = isToken
        ? {
            access_token: 'a',
            token_type: 'bearer',
            expires_in: 600,
            id_token: `${part({ alg: 'RS256' })}.${part(claims)}.x`,
          }
        : { issuer, token_endpoint: `${issuer}/token`, id_token_signing_alg_values_supported: ['RS256'] };
      response.end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void provider.close());
    // A server on a TCP port has an address of this form.
    issuer = `https://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    const config = {
      'id-token': token({ exp: 1 }),
      'client-id': 'app',
      'refresh-token': 'r',
      'idp-issuer-url': issuer,
    };
    const { api, cwd } = await cluster({ user: { 'auth-provider': { name: 'oidc', config } } });
    writeFileSync(join(cwd, 'ca.pem'), made.ca);
    const env = { KUBECONFIG: 'config', NODE_EXTRA_CA_CERTS: join(cwd, 'ca.pem') };
    const result = await runCli(['pc', 'c', 'cart-1.shop'], { cwd, env });
    expect(result).toMatchObject({ status: 0, stderr: expect.any(String) });
    expect(asked).toEqual(['GET /.well-known/openid-configuration', 'POST /token']);
    expect(api.asked.at(-1)?.headers.authorization).toMatch(/^Bearer .+\..+\.x$/);
    const untrusted = await runCli(['pc', 'c', 'cart-1.shop'], { cwd, env: { KUBECONFIG: 'config' } });
    expect(untrusted.status).toBe(77);
  });
});

describe('TLS', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it('both sides show certificates, for lists and for ports', async ({ skip }) => {
    const made = certificates();
    if (!made) return skip('openssl is not installed');
    const { meshctl, api } = await cluster({
      tls: { key: made.serverKey, cert: made.server, ca: made.ca },
      user: { 'client-certificate-data': base64(made.client), 'client-key-data': base64(made.clientKey) },
      cluster: { 'certificate-authority-data': base64(made.ca) },
    });
    expect(await meshctl('pc', 'c', 'deploy/cart.shop')).toMatchObject({ status: 0, stderr: expect.any(String) });
    expect(api.asked.at(-1)).toMatchObject({ upgrade: true });
  });

  it('a certificate of somebody else is not taken, unless that is wanted', async ({ skip }) => {
    const made = certificates();
    if (!made) return skip('openssl is not installed');
    const tls = { key: made.serverKey, cert: made.server };
    const strict = await cluster({ tls });
    const refused = await strict.meshctl('pc', 'c', 'cart-1.shop');
    expect(refused.status).toBe(69);
    expect(refused.stderr).toContain('authority');
    const lax = await cluster({ tls, cluster: { 'insecure-skip-tls-verify': true } });
    expect((await lax.meshctl('pc', 'c', 'cart-1.shop')).status).toBe(0);
  });
});
