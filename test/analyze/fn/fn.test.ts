import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const LIST = `apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: web
    namespace: shop
    annotations:
      internal.config.kubernetes.io/path: deploy/web.yaml
      internal.config.kubernetes.io/index: '1'
  spec:
    hosts: [web.example.com] # the shop
    gateways: [edge]
    http:
    - route:
      - destination: {host: web.shop.svc.cluster.local}
- apiVersion: v1
  kind: Service
  metadata: {name: web, namespace: shop}
  spec: {ports: [{name: http, port: 80}]}
- apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata: {name: other, namespace: shop}
  spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
`;

const WORKLOAD = `apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web, namespace: shop}
  spec:
    selector: {matchLabels: {app: web}}
    template:
      metadata: {labels: {app: web}}
      spec:
        # kept
        containers:
        - name: app
          image: app:1
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: a, namespace: shop}
`;

interface Result {
  readonly severity: string;
  readonly message: string;
  readonly tags: { readonly code: string };
}

async function fn(args: readonly string[], stdin: string, files: Readonly<Record<string, string>> = {}) {
  const host = testHost({ cwd: tempFolder(files), stdin });
  const status = await run(['fn', ...args], host);
  const stdout = host.written();
  const list = parse(stdout || '{}') as { results?: readonly Result[]; items?: readonly Record<string, unknown>[] };
  return { status, stdout, stderr: host.complained(), results: list.results ?? [], items: list.items ?? [] };
}

/** The list with a configuration of the function. */
const configured = (list: string, config: string): string => `${list}functionConfig:\n${config}`;
const data = (lines: string): string =>
  `  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: config}\n  data:\n${lines}\n`;

describe('meshctl fn analyze', () => {
  it('gives the list back with its findings as results', async () => {
    const { status, stdout, stderr, results } = await fn(['analyze'], LIST);
    expect(status).toBe(79);
    expect(stdout.startsWith(LIST)).toBe(true);
    expect(results).toEqual([
      {
        message: 'there is no gateway "edge"',
        severity: 'error',
        resourceRef: {
          apiVersion: 'networking.istio.io/v1',
          kind: 'VirtualService',
          namespace: 'shop',
          name: 'web',
        },
        field: { path: 'spec.gateways[0]', currentValue: 'edge' },
        file: { path: 'deploy/web.yaml', index: 1 },
        tags: {
          code: 'IST0101',
          analyzer: 'route-gateways',
          confidence: 'certain',
          remediation: 'Correct the name, or add what it names to the input.',
          docs: 'docs/codes.md#ist0101',
        },
      },
    ]);
    expect(stderr).toBe('');
  });

  it('tells fields of rules about one object from the object as well', async () => {
    const { results } = await fn(['analyze'], LIST.replace('gateways: [edge]', 'gatewys: [other]'));
    expect(results).toMatchObject([{ field: { path: 'spec.gatewys' }, file: { path: 'deploy/web.yaml' } }]);
  });

  it('repeats its findings on standard error for those who ask, whatever the status', async () => {
    const { stderr } = await fn(['analyze', '--verbose'], LIST);
    expect(stderr).toContain('error IST0101 there is no gateway "edge"');
    const { status, stderr: shown } = await fn(
      ['analyze'],
      configured(LIST, data('    verbose: "true"\n    exit-zero: "true"')),
    );
    expect({ status, shown }).toEqual({ status: 0, shown: stderr });
  });

  it('leaves a sound list as it is', async () => {
    const sound = LIST.replace('[edge]', '[other]');
    expect(await fn(['analyze'], sound)).toMatchObject({ status: 0, stdout: sound, stderr: '', results: [] });
  });

  it('finds the same once, however often it runs, beside what others found', async () => {
    const earlier = `${LIST}results:\n- message: of another\n  severity: warning\n`;
    const once = await fn(['analyze'], earlier);
    expect(once.results.map(({ message }) => message)).toEqual(['of another', 'there is no gateway "edge"']);
    expect((await fn(['analyze'], once.stdout)).stdout).toBe(once.stdout);
  });

  it.each([
    ['level: IST0101=warning', 0],
    ['failure-threshold: info', 79],
    ["suppress: 'IST0101=VirtualService shop/*'", 0],
    ['level: |\n      IST0101=warning\n      IST0102=off', 0],
    ['exit-zero: "true"', 0],
    ['namespace: other', 0],
  ])('takes its flags from a ConfigMap: %s', async (line, status) => {
    expect((await fn(['analyze'], configured(LIST, data(`    ${line}`)))).status).toBe(status);
  });

  it('takes its flags from the spec of another kind, the command line first', async () => {
    const config =
      '  apiVersion: example.com/v1\n  kind: Analysis\n  spec: {level: [IST0101=info], exit-zero: false}\n';
    expect((await fn(['analyze'], configured(LIST, config))).status).toBe(0);
    expect((await fn(['analyze', '--level', 'IST0101=error'], configured(LIST, config))).status).toBe(79);
  });

  it.each([
    ['level: IST0101=warning\n    levle: a', 78, 'there is no setting "levle"'],
    ['exit-zero: maybe', 78, '"maybe" for --exit-zero is neither true nor false'],
    ['level: IST0101', 64, '"IST0101" is not CODE=LEVEL'],
  ])('refuses a bad configuration: %s', async (line, status, message) => {
    const bad = await fn(['analyze'], configured(LIST, data(`    ${line}`)));
    expect(bad).toMatchObject({ status, stdout: '' });
    expect(bad.stderr).toContain(message);
  });

  it.each(['', 'a: [', 'apiVersion: v1\nkind: List\nitems: []\n', `${LIST}---\n${LIST}`])(
    'refuses what is no ResourceList',
    async (text) => {
      expect(await fn(['analyze'], text)).toMatchObject({ status: 65, stdout: '' });
    },
  );

  it('takes an empty list', async () => {
    const empty = 'apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n';
    expect(await fn(['analyze'], empty)).toMatchObject({ status: 0, stdout: empty });
    expect(await fn(['inject'], empty)).toMatchObject({ status: 0, stdout: empty });
  });

  it('takes JSON', async () => {
    const { status, results } = await fn(['analyze'], JSON.stringify(parse(LIST)));
    expect(status).toBe(79);
    expect(results).toHaveLength(1);
  });
});

describe('meshctl fn inject', () => {
  it('writes sidecars into the items, and leaves everything else as it was', async () => {
    const { status, stdout, items } = await fn(['inject'], WORKLOAD);
    expect(status).toBe(0);
    expect(stdout).toContain('        # kept\n');
    expect(JSON.stringify(items[0])).toContain('istio-proxy');
    expect(items[1]).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop' } });
    expect((await fn(['inject'], stdout)).stdout).toBe(stdout);
  });

  it('goes by the configuration of the function', async () => {
    const { stdout } = await fn(
      ['inject'],
      configured(WORKLOAD, data('    revision: canary\n    set: global.tag=9.9.9')),
    );
    expect(stdout).toContain('istio.io/rev: canary');
    expect(stdout).toContain('proxyv2:9.9.9');
  });

  it('gives the list back as it was, with the reason, where a workload is refused', async () => {
    const bad = WORKLOAD.replace(
      'metadata: {labels: {app: web}}',
      'metadata: {labels: {app: web}, annotations: {status.sidecar.istio.io/port: many}}',
    );
    const { status, stderr, items, results } = await fn(['inject'], bad);
    expect({ status, stderr }).toEqual({ status: 65, stderr: '' });
    expect((await fn(['inject', '-v'], bad)).stderr).toContain('error MSH');
    expect(JSON.stringify(items)).not.toContain('istio-proxy');
    expect(results[0]).toMatchObject({ severity: 'error', field: { path: expect.stringContaining('annotations') } });
  });
});
