import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import type { Explanation } from '../../../src/explain/steps.ts';
import { testHost } from '../../support/host.ts';
import { ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

const FIXTURES = join(ROOT, 'fixtures');
const SHOP = join(FIXTURES, 'explain');

async function ask(...args: readonly string[]) {
  const host = testHost({ cwd: SHOP });
  const status = await run(['explain', 'request', ...args], host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

async function explained(...args: readonly string[]): Promise<Explanation> {
  const { stdout, stderr } = await ask(...args, '-o', 'json');
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Explanation;
}

const fromFront = (method: string, url: string, ...rest: readonly string[]) =>
  explained(method, url, '-f', 'shop.yaml', '-n', 'shop', '--caller', 'front', ...rest);

const ASKING = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: authz}
spec: {ports: [{name: http, port: 9000}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
status: {podIP: 10.0.0.1}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 8080, name: http, protocol: HTTP}, hosts: ['*']}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec: {hosts: ['*'], gateways: [gw], http: [{route: [{destination: {host: web}}]}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ask}
spec: {selector: {matchLabels: {istio: ingressgateway}}, action: CUSTOM, provider: {name: authz}, rules: [{to: [{operation: {paths: [/admin]}}]}]}
`;

describe('explain request', () => {
  it('walks from the caller to those who answer', async () => {
    const { status, stdout } = await ask(
      'GET',
      'http://cart:8080/',
      '-f',
      'shop.yaml',
      '-n',
      'shop',
      '--caller',
      'front',
    );
    expect(status).toBe(0);
    await expect(stdout).toMatchFileSnapshot(join(SHOP, 'canary.txt'));
  });

  it('tells everything under -v', async () => {
    const words = ['GET', 'http://cart.shop:8080/x?beta=1', '-H', 'user: tester', '-H', 'x-secret: a'];
    const { stdout } = await ask(...words, '-f', 'shop.yaml', '--caller', 'shop/front', '-v');
    await expect(stdout).toMatchFileSnapshot(join(SHOP, 'testers.txt'));
  });

  it('says who refuses, and why', async () => {
    const { stdout } = await ask(
      'PUT',
      'http://cart.shop:8080/',
      '-f',
      'shop.yaml',
      '-n',
      'shop',
      '--caller',
      'ns/web/sa/robot',
    );
    await expect(stdout).toMatchFileSnapshot(join(SHOP, 'refused.txt'));
  });

  it('gives what is sent on as data', async () => {
    const { hops } = await fromFront('GET', 'http://cart:8080/x?beta=1', '-H', 'user: tester', '-H', 'x-secret: a');
    expect(hops[0]?.outcome).toEqual({
      route: 'testers',
      virtualHost: 'cart.shop.svc.cluster.local:8080',
      retries: 3,
      timeoutMs: 2000,
      targets: [
        {
          cluster: 'outbound|8080|v2|cart.shop.svc.cluster.local',
          host: 'cart.shop.svc.cluster.local',
          port: 8080,
          subset: 'v2',
          share: 1,
          endpoints: [{ address: 'cart-v2:8080', healthy: true, weight: 1 }],
          tls: true,
          request: {
            method: 'GET',
            authority: 'cart:8080',
            path: '/beta?beta=1',
            changes: [{ name: 'x-secret' }, { name: 'x-track', value: 'beta' }],
          },
        },
      ],
    });
    expect(hops[1]?.outcome.answer).toBeUndefined();
  });

  it.each([
    ['GET', '/old/x', { status: 308, location: 'http://cart:8080/new' }],
    ['GET', '/closed', { status: 418, details: 'direct_response' }],
  ])("%s %s is answered by the caller's own proxy", async (method, path, answer) => {
    const { hops } = await fromFront(method, `http://cart:8080${path}`);
    expect(hops).toHaveLength(1);
    expect(hops[0]?.outcome.answer).toMatchObject(answer);
  });

  it('tells a subset without a workload', async () => {
    const { hops } = await fromFront('GET', 'http://cart:8080/v3');
    expect(hops[0]?.outcome.targets[0]?.failure).toMatchObject({ status: 503, flags: 'UH' });
  });

  it('tells shares of faults and of destinations', async () => {
    const { hops } = await fromFront('GET', 'http://cart:8080/shaky');
    expect(hops[0]?.outcome.fault).toEqual({ delayMs: 2000, delayShare: 0.1, status: 503, abortShare: 0.25 });
    const canary = await fromFront('GET', 'http://cart:8080/');
    expect(canary.hops[0]?.outcome.targets.map(({ share }) => share)).toEqual([0.9, 0.1]);
  });

  it.each([
    ['GET', '/admin', 403, 'rbac_access_denied_matched_policy[ns[shop]-policy[cart-admin]-rule[0]]'],
    ['GET', '/%61dmin', 403, 'rbac_access_denied_matched_policy[ns[shop]-policy[cart-admin]-rule[0]]'],
    ['DELETE', '/', 403, 'rbac_access_denied_matched_policy[none]'],
  ])('%s %s is refused by the sidecar of the callee', async (method, path, status, details) => {
    const { hops } = await fromFront(method, `http://cart:8080${path}`);
    expect(hops[1]?.outcome.answer).toMatchObject({ status, details });
  });

  it('closes plain text of callers without a sidecar', async () => {
    const { hops } = await explained('GET', 'http://cart.shop:8080/x', '-f', 'shop.yaml', '--caller', 'shop/crawler');
    expect(hops[0]?.steps[0]?.text).toContain('has no sidecar');
    expect(hops[1]?.outcome.answer).toMatchObject({ status: 0, details: 'filter_chain_not_found' });
  });

  it('lets unknown hosts out', async () => {
    const { hops } = await explained('GET', 'http://elsewhere.test:8080/', '-f', 'shop.yaml', '--caller', 'shop/front');
    expect(hops[0]?.outcome.targets).toMatchObject([{ cluster: 'PassthroughCluster' }]);
    expect(hops[0]?.outcome.targets[0]?.failure).toBeUndefined();
  });

  it('passes bytes on', async () => {
    const { hops } = await fromFront('GET', 'http://db:5432/');
    expect(hops.map(({ outcome }) => outcome.targets.map(({ host, port }) => `${host}:${port}`))).toEqual([
      ['db.shop.svc.cluster.local:5432'],
      [':5432'],
    ]);
  });

  it('refuses callers, headers, methods and addresses nobody knows', async () => {
    const files = ['-f', 'shop.yaml', '-n', 'shop'];
    expect(await ask('GET', 'http://cart/', ...files, '--caller', 'fronr')).toMatchObject({
      status: 66,
      stderr: expect.stringContaining('did you mean front?'),
    });
    expect((await ask('GET', 'http://cart/', ...files, '-H', 'x')).status).toBe(64);
    expect((await ask('G T', 'http://cart/', ...files)).status).toBe(64);
    expect((await ask('GET', 'http://cart/', ...files, '--source-ip', 'x')).status).toBe(64);
    expect((await ask('GET', 'http://cart/')).status).toBe(64);
    expect((await ask('GET', 'http://cart/', '-f', 'none.yaml')).status).toBe(66);
  });

  it('says who would be asked, and takes the answer for granted', async () => {
    const host = testHost({
      cwd: tempFolder({
        'mesh.yaml': ASKING,
        'config.yaml':
          'extensionProviders: [{name: authz, envoyExtAuthzHttp: {service: authz.default.svc.cluster.local, port: 9000}}]\n',
      }),
    });
    const words = ['GET', 'http://shop.test:8080/admin', '-f', 'mesh.yaml', '--mesh-config', 'config.yaml'];
    expect(await run(['explain', 'request', ...words], host)).toBe(0);
    expect(host.written()).toContain(
      'AuthorizationPolicy default/ask, rule 0 asks its provider, who is taken to agree: nobody is asked here',
    );
    expect(host.written()).toContain('web.default.svc.cluster.local:80: gets it');
  });

  it('reads the dump of a proxy', async () => {
    const dump = join(FIXTURES, 'envoy/shop.config_dump.json');
    const { status, stdout } = await ask('GET', 'http://cart:80/', '--file', dump);
    expect(status).toBe(0);
    expect(stdout).toContain('At the proxy of');
    expect((await ask('GET', 'http://cart:80/', '--file', dump, '--caller', 'front')).status).toBe(64);
    expect((await ask('GET', 'http://cart:80/', '--file', dump, '-f', 'shop.yaml')).status).toBe(64);
  });

  it('takes the listener that clients name as their proxy for every host and port', async () => {
    const route = { match: { prefix: '/' }, direct_response: { status: 204 } };
    const manager = {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
      stat_prefix: 'outbound',
      http_filters: [
        {
          name: 'envoy.filters.http.router',
          typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
        },
      ],
      route_config: {
        name: 'http_proxy',
        virtual_hosts: [{ name: 'cart', domains: ['cart:8000'], routes: [route] }],
      },
    };
    const listener = {
      '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
      name: 'p',
      address: { socket_address: { address: '127.0.0.1', port_value: 15001 } },
      filter_chains: [{ filters: [{ name: 'hcm', typed_config: manager }] }],
    };
    const dump = {
      '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump',
      static_listeners: [{ listener }],
    };
    const file = join(
      tempFolder({
        'd.json': JSON.stringify({
          configs: [{ '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump' }, dump],
        }),
      }),
      'd.json',
    );
    const { stdout, stderr } = await ask('GET', 'http://cart:8000/', '--file', file);
    expect(stderr).toBe('');
    expect(stdout).toContain('p at 127.0.0.1:15001');
    expect(stdout).toContain('204');
    const elsewhere = await ask('GET', 'https://cart:15001/', '--file', file);
    expect(elsewhere.stdout).toContain('port 15001 is listened on at 127.0.0.1 alone');
  });
});
