import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LIVE_KINDS } from '../../src/analyze/live.ts';
import { run } from '../../src/cli/run.ts';
import type { JsonMap } from '../../src/model/json.ts';
import { parseManifests } from '../../src/yaml/parse.ts';
import { testHost } from '../support/host.ts';
import { flattened, type KubeApiOptions, startKubeApi } from '../support/kube-api.ts';
import { tempFolder } from '../support/temp.ts';

const MESH = `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web, version: v1}}, spec: {containers: [{name: app, image: app}]}}}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, namespace: shop, labels: {app: web}, annotations: {sidecar.istio.io/status: "{}"}}
spec: {containers: [{name: app, image: app}, {name: istio-proxy, image: proxy}]}
status: {phase: Running}
`;
const route = (host: string, namespace = 'shop'): string =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: web, namespace: ${namespace}}\nspec: {hosts: [a.example.com], http: [{route: [{destination: {host: ${host}}}]}]}\n`;

const objectsIn = (text: string): readonly JsonMap[] =>
  flattened(parseManifests(text, 'x').manifests.map(({ value }) => value));

/** Runs `meshctl analyze` beside a cluster with these objects. */
async function analyze(
  args: readonly string[],
  {
    objects = MESH,
    answer,
    files = {},
  }: { objects?: string; answer?: KubeApiOptions['answer']; files?: Record<string, string> } = {},
) {
  const api = await startKubeApi({ objects: objectsIn(objects), ...(answer && { answer }) });
  onTestFinished(() => api.close());
  const cwd = tempFolder({ ...files, kubeconfig: api.kubeconfig() });
  const host = testHost({ cwd, env: { KUBECONFIG: join(cwd, 'kubeconfig') } });
  const status = await run(['analyze', ...args], host);
  return { status, stdout: host.written(), stderr: host.complained(), asked: api.asked };
}

describe('a cluster', () => {
  it('is analyzed where no file is named, and findings name its objects', async () => {
    const { status, stdout, stderr } = await analyze([], { objects: `${MESH}---\n${route('wbe')}` });
    expect(stdout).toBe(
      'VirtualService shop/web: error IST0101 nobody offers the host "wbe"\n    Did you mean "web.shop.svc.cluster.local"?\n',
    );
    expect(stderr).toBe('analyzing the cluster of the context "test"\n1 error in 5 objects\n');
    expect(status).toBe(79);
  });

  it('has pods of its own, and nothing that is not in it', async () => {
    // Where only files are read, an installation's gateway is taken to be there.
    const rules = `${MESH}---\n${route('istio-ingressgateway.istio-system.svc.cluster.local')}`;
    const { stdout } = await analyze(['-o', 'json'], { objects: rules });
    const { findings } = JSON.parse(stdout) as { findings: readonly JsonMap[] };
    expect(findings).toMatchObject([
      {
        code: 'IST0101',
        level: 'error',
        origin: { cluster: 'test', resource: { kind: 'VirtualService', name: 'web' } },
      },
    ]);
    expect(findings[0]).not.toHaveProperty('range');
    expect((await analyze([])).status).toBe(0);
  });

  it('is read for every kind, whatever version it is served in', async () => {
    const { asked } = await analyze([], {
      answer: ({ path }) =>
        path.startsWith('/apis/networking.istio.io/v1/')
          ? { status: 404, body: { kind: 'Status', reason: 'NotFound', code: 404 } }
          : undefined,
    });
    const plurals = new Set(asked.map(({ path }) => path.split('/').at(-1)));
    expect(LIVE_KINDS.filter(({ plural }) => !plurals.has(plural))).toEqual([]);
    expect(asked.map(({ path }) => path)).toContain('/apis/networking.istio.io/v1beta1/virtualservices');
    expect(plurals).toContain('networkpolicies');
    expect(plurals).toContain('gateways');
  });

  it('may hide kinds: what needs them is left out, and told', async () => {
    const forbidden: KubeApiOptions['answer'] = ({ path }) =>
      /\/(?:services|secrets)$/.test(path) && !path.includes('/namespaces/')
        ? { status: 403, body: { kind: 'Status', reason: 'Forbidden', code: 403, message: 'no' } }
        : undefined;
    const objects = `${MESH}---\n${route('wbe')}`;
    const all = await analyze([], { objects, answer: forbidden });
    expect(all.stderr).toContain('warning: no permission to list Secret, Service: what needs them is left out');
    expect(all.status).toBe(0);
    const own = await analyze(['-n', 'shop'], { objects, answer: forbidden });
    expect(own.stdout).toContain('IST0101');
    expect(own.stderr).not.toContain('Service');
  });

  it('takes files in place of its objects with -k', async () => {
    const objects = `${MESH}---\n${route('wbe')}`;
    const files = { 'route.yaml': route('web') };
    expect((await analyze(['-k', 'route.yaml'], { objects, files })).status).toBe(0);
    const worse = await analyze(['-k', 'route.yaml'], { objects: MESH, files: { 'route.yaml': route('wbe') } });
    expect(worse.stdout).toContain('route.yaml:4:');
    expect(worse.status).toBe(79);
  });

  it('is not asked where files are named, or with --use-kube=false', async () => {
    const files = { 'route.yaml': route('web') };
    expect((await analyze(['route.yaml'], { files })).asked).toEqual([]);
    const folder = await analyze(['--use-kube=false'], { files });
    expect([folder.asked, folder.stderr.split('\n')[0]]).toEqual([[], 'analyzing the files of this folder']);
    expect((await analyze(['--fix'], { files })).asked).toEqual([]);
    expect((await analyze(['--exclude', 'x'], { files })).asked).toEqual([]);
  });

  it.each(['yaml', 'sarif', 'github', 'junit', 'codeclimate'])('has findings without a place in %s', async (format) => {
    const { stdout } = await analyze(['-o', format], { objects: `${MESH}---\n${route('wbe')}` });
    expect(stdout).toContain('IST0101');
    expect(stdout).toContain('nobody offers the host');
    if (format !== 'codeclimate') expect(stdout).toMatch(/VirtualService shop\/web|name: web/);
  });

  it('heeds annotations and -n', async () => {
    const objects = `${MESH}---\n${route('wbe').replace('{name: web,', '{name: web, annotations: {meshctl.dev/suppress: IST0101},')}`;
    expect((await analyze([], { objects })).stdout).toBe('');
    expect((await analyze(['-n', 'other'], { objects: `${MESH}---\n${route('wbe')}` })).stdout).toBe('');
  });

  it.each([
    [['-k', '--watch'], '--watch is for files, and --use-kube for clusters'],
    [['-k', '--fix'], '--fix is for files'],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await analyze(args);
    expect([status, stderr]).toEqual([64, expect.stringContaining(message)]);
  });
});
