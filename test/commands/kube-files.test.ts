/** Commands about clusters, on files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { asMap } from '../../src/model/json.ts';
import { testHost } from '../support/host.ts';
import { ROOT } from '../support/paths.ts';
import { tempFolder } from '../support/temp.ts';

const FIXTURES = join(ROOT, 'fixtures/kube');
const FILES = ['-f', 'shop.yaml'];

async function meshctl(words: readonly string[], cwd = FIXTURES) {
  const host = testHost({ cwd });
  const status = await run(words, host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

/** A dump in which the clusters and routes of the cart name what they were made from. */
function dump(): string {
  const at = (kind: string, name: string) => ({
    filter_metadata: { istio: { config: `/apis/networking.istio.io/v1/namespaces/shop/${kind}/${name}` } },
  });
  const type = (name: string) => ({ '@type': `type.googleapis.com/envoy.admin.v3.${name}` });
  const rbac = (policies: readonly string[]) => ({
    name: 'envoy.filters.http.rbac',
    typed_config: { rules: { policies: Object.fromEntries(policies.map((name) => [name, {}])) } },
  });
  const manager = {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      http_filters: [
        { name: 'envoy.filters.http.rbac', typed_config: { shadow_rules: {} } },
        rbac(['b', 'a']),
        rbac(['c']),
      ],
    },
  };
  const cluster = (name: string, rule: string) => ({ cluster: { name, metadata: at('destination-rule', rule) } });
  return JSON.stringify({
    configs: [
      {
        ...type('ClustersConfigDump'),
        dynamic_active_clusters: [
          cluster('outbound|80||cart.shop.svc.cluster.local', 'cart'),
          cluster('outbound|9000||cart.shop.svc.cluster.local', 'gone'),
        ],
      },
      {
        ...type('ListenersConfigDump'),
        dynamic_listeners: [
          { active_state: { listener: { name: 'virtualInbound', filter_chains: [{ filters: [manager] }] } } },
        ],
      },
      {
        ...type('RoutesConfigDump'),
        dynamic_route_configs: [
          {
            route_config: {
              name: '80',
              virtual_hosts: [
                {
                  name: 'cart.shop.svc.cluster.local:80',
                  domains: ['cart'],
                  routes: [{ metadata: at('virtual-service', 'cart') }],
                },
              ],
            },
          },
        ],
      },
    ],
  });
}

const GOLDENS: readonly (readonly [golden: string, words: readonly string[]])[] = [
  ['check-inject-pod.txt', ['check-inject', 'deploy/cart', '-n', 'shop', ...FILES]],
  ['check-inject-legacy.txt', ['check-inject', '-l', 'sidecar.istio.io/inject=true', '-n', 'legacy', ...FILES]],
  ['check-inject-refused.txt', ['check-inject', '-l', 'sidecar.istio.io/inject=false', '-n', 'shop', ...FILES]],
  ['check-inject.json', ['check-inject', 'cart-1.shop', '-o', 'json', ...FILES]],
  ['tag-list.txt', ['tag', 'list', ...FILES]],
  ['tag-list.json', ['tag', 'list', '-o', 'json', ...FILES]],
  ['tag-generate.yaml', ['tag', 'generate', 'default', '--revision', 'default', ...FILES]],
  ['waypoint-list.txt', ['waypoint', 'list', '-A', ...FILES]],
  ['waypoint-list.yaml', ['waypoint', 'list', '-n', 'shop', '-o', 'yaml', ...FILES]],
  ['waypoint-generate.yaml', ['waypoint', 'generate', '--for', 'all', '-n', 'shop']],
];

describe('goldens', () => {
  it.each(GOLDENS)('%s', async (golden, words) => {
    const { status, stdout, stderr } = await meshctl(words);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot(join(FIXTURES, 'goldens', golden));
  });

  it.each([
    ['describe-pod.txt', ['describe', 'pod', 'cart-1', '-n', 'shop']],
    ['describe-pod-compat.txt', ['describe', 'pod', 'cart-1.shop', '--compat', 'istioctl']],
    ['describe-service.txt', ['describe', 'service', 'cart.shop']],
    ['describe-bare.txt', ['describe', 'pod', 'bare-1.shop']],
    ['describe-service-bare.txt', ['describe', 'svc', 'bare.shop']],
  ])('%s', async (golden, words) => {
    const cwd = tempFolder({ 'shop.yaml': readFileSync(join(FIXTURES, 'shop.yaml')), 'dump.json': dump() });
    const { status, stdout } = await meshctl([...words, ...FILES, '--file', 'dump.json'], cwd);
    expect(status).toBe(0);
    await expect(stdout).toMatchFileSnapshot(join(FIXTURES, 'goldens', golden));
  });
});

describe('refusals', () => {
  it.each([
    [['check-inject', ...FILES], 64, 'no workload is named, or several'],
    [['check-inject', 'nope.shop', ...FILES], 66, 'pods "nope" not found'],
    [['check-inject', 'cronjob/x', ...FILES], 66, '"cronjob" is no kind whose pods a file describes'],
    [['tag', 'generate', 'Bad_Name', '--revision', 'default', ...FILES], 64, 'it has to be a DNS label'],
    [['tag', 'generate', 'x', '--revision', 'nope', ...FILES], 66, 'there is no control plane of the revision "nope"'],
    [['tag', 'generate', 'prod', '--revision', 'default', ...FILES], 65, 'the tag "prod" is already there'],
    [['describe', 'pod', ...FILES], 64, 'no pod is named'],
    [['describe', 'gateway', 'x'], 64, '"gateway" is nothing that can be described'],
    [['describe', 'pod', 'nope.shop', ...FILES], 66, 'pods "nope" not found'],
    [['waypoint', 'delete'], 64, 'no waypoint is named'],
    [['envoy-stats'], 64, 'no proxy is named'],
    [['envoy-stats', 'x:1', '-t', 'zzz'], 64, '"zzz" is no type of statistics'],
    [['envoy-stats', 'x:1', '-o', 'bad'], 64, '"bad" is not an output format here'],
    [['metrics'], 64, 'no workload is named'],
    [['metrics', 'x', '-d', 'soon'], 64, '--duration: "soon" is no duration'],
    [['internal-debug'], 64, 'no page is named'],
    [['dashboard', 'kialy'], 64, '"kiali" is one'],
    [['proxy-status'], 64, 'there is no kubeconfig'],
    [['proxy-status', '--xds-address', '127.0.0.1:1', '--plaintext', '--timeout', '2s'], 69, 'cannot ask 127.0.0.1:1'],
    [['proxy-status', '--xds-address', '127.0.0.1:1', '--timeout', 'soon'], 64, '--timeout: "soon" is no duration'],
    [['create-remote-secret', '--name', 'Bad_Name'], 64, 'has to be a DNS label'],
    [['admin', 'log', '--level', 'ads:loud'], 64, '"ads:loud" is no level'],
    [['precheck'], 66, 'there is no kubeconfig'],
  ])('%j', async (words, status, text) => {
    const result = await meshctl(words);
    expect({ status: result.status, stdout: result.stdout }).toEqual({ status, stdout: '' });
    expect(result.stderr).toContain(text);
  });

  it('a broken manifest tells its line', async () => {
    const cwd = tempFolder({ 'bad.yaml': 'a: 1\nb: [\n' });
    const result = await meshctl(['tag', 'list', '-f', 'bad.yaml'], cwd);
    expect(result.status).toBe(65);
    expect(result.stderr).toMatch(/bad\.yaml:\d/);
  });
});

describe('several injectors', () => {
  it('are told of', async () => {
    const words = ['check-inject', '-l', 'a=b', '-n', 'both', '-f', 'shop.yaml', '-f', 'both.yaml'];
    const both =
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: both, labels: {istio-injection: enabled, istio.io/rev: prod}}\n';
    const cwd = tempFolder({ 'shop.yaml': readFileSync(join(FIXTURES, 'shop.yaml')), 'both.yaml': both });
    expect((await meshctl(words, cwd)).stderr).toContain('2 injectors take this pod');
    const compat = await meshctl([...words, '--compat', 'istioctl'], cwd);
    expect(compat.stdout).toMatch(/ERROR: multiple webhooks will inject, which can lead to errors$/);
    const none = await meshctl(
      ['check-inject', '-l', 'a=b', '-n', 'both', '-f', 'both.yaml', '--compat', 'istioctl'],
      cwd,
    );
    expect(none.stdout).toBe('ERROR: no Istio injection hooks present.\n');
  });

  it('are data', async () => {
    const { stdout } = await meshctl(['check-inject', 'cart-1.shop', '-o', 'json', ...FILES]);
    expect(asMap(JSON.parse(stdout))['kind']).toBe('InjectionCheck');
  });
});
