import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp.ts';
import { deployment, meshctl } from './support.ts';

const inject = async (stdin: string, ...flags: string[]) => meshctl(['inject', '-f', '-', ...flags], { stdin });

/** A pod with this metadata, in flow style. */
const pod = (metadata: object, spec: object = {}): string =>
  `${JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...metadata }, spec: { containers: [{ name: 'app' }], ...spec } })}\n`;

const INJECT = 'sidecar.istio.io/inject';

describe('the label and the annotation that decide', () => {
  it.each([
    [
      'the label wins over the opposite annotation',
      { labels: { [INJECT]: 'false' }, annotations: { [INJECT]: 'true' } },
      false,
      'MSH1102',
    ],
    ['the other way round', { labels: { [INJECT]: 'true' }, annotations: { [INJECT]: 'false' } }, true, 'MSH1102'],
    ['two that agree', { labels: { [INJECT]: 'true' }, annotations: { [INJECT]: 'true' } }, true, undefined],
    [
      'an empty annotation contradicts nothing',
      { labels: { [INJECT]: 'true' }, annotations: { [INJECT]: '' } },
      true,
      undefined,
    ],
    ['a label that is neither', { labels: { [INJECT]: 'no' }, annotations: { [INJECT]: 'false' } }, true, 'MSH1101'],
    ['an annotation that is neither', { annotations: { [INJECT]: 'False' } }, true, 'MSH1101'],
    [
      'an empty label is the default, whatever the annotation says',
      { labels: { [INJECT]: '' }, annotations: { [INJECT]: 'false' } },
      true,
      undefined,
    ],
    ['a truth value without quotes', { labels: { [INJECT]: false } }, false, 'MSH1111'],
    ['a label without a value', { labels: { [INJECT]: null } }, true, undefined],
  ] as const)('%s', async (_, metadata, injected, code) => {
    const { status, stdout, stderr } = await inject(pod(metadata));
    expect(status).toBe(0);
    expect(stdout.includes('istio-proxy')).toBe(injected);
    expect([...stderr.matchAll(/MSH\d{4}/g)].map(String)).toEqual(code === undefined ? [] : [code]);
  });

  it('on the workload itself they only get a warning', async () => {
    const text = deployment('web').replace(
      'metadata: {name: web}',
      `metadata: {name: web, labels: {${INJECT}: "false"}}`,
    );
    const { stdout, stderr } = await inject(text);
    expect(stdout).toContain('istio-proxy');
    expect(stderr).toMatch(/^-:3:\d+: warning MSH1104 /m);
  });

  it('a skipped workload is called by the name of its pods under compat', async () => {
    const text = deployment('web').replace('labels: {app: web}', `name: pods\n      labels: {${INJECT}: "false"}`);
    const { stderr } = await inject(text, '--compat', 'istioctl');
    expect(stderr).toBe('\n===> Skipping injection because Deployment "pods" has sidecar injection disabled\n');
  });
});

describe('configuration that is wrong', () => {
  it('a consulted file that cannot be read is named with its place', async () => {
    const cwd = tempFolder({ 'ns.yaml': 'kind: Namespace\nmetadata: {name: [\n' });
    const args = ['inject', '-f', '-', '--namespace-file', 'ns.yaml'];
    const { status, stderr } = await meshctl(args, { cwd, stdin: deployment('web') });
    expect(status).toBe(78);
    expect(stderr).toMatch(/^meshctl: ns\.yaml:\d+:\d+: /);
  });

  it.each([
    ['trustDomain: ""', 'trustDomain "" must be'],
    [
      'inboundTrafficPolicy: {mode: SOMEWHERE}',
      'inboundTrafficPolicy "{"mode":"SOMEWHERE"}" must have the mode PASSTHROUGH or LOCALHOST',
    ],
    ['defaultConfig: {drainDuration: soon}', 'defaultConfig: drainDuration "soon" must be'],
    ['extensionProviders: {}', 'extensionProviders "{}" must be a list'],
  ])('a mesh config with %s', async (yaml, message) => {
    const cwd = tempFolder({ 'mesh.yaml': `${yaml}\n` });
    const args = ['inject', '-f', '-', '--meshConfigFile', 'mesh.yaml'];
    const { status, stderr } = await meshctl(args, { cwd, stdin: deployment('web') });
    expect({ status, stderr }).toEqual({ status: 78, stderr: expect.stringContaining(`mesh.yaml: ${message}`) });
  });

  it('--set that makes the mesh config wrong is a mistake in the command line', async () => {
    expect(await inject(deployment('web'), '--set', 'meshConfig.defaultConfig.statusPort=many')).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('--set meshConfig: defaultConfig: statusPort "many" must be a port'),
    });
  });

  it('--in-place prints no other format', async () => {
    const cwd = tempFolder({ 'a.yaml': deployment('web') });
    const { status, stderr } = await meshctl(['inject', '-f', 'a.yaml', '--in-place', '-o', 'json'], { cwd });
    expect(status).toBe(64);
    expect(stderr).toContain('leave out --in-place to see the json');
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(deployment('web'));
  });
});

describe('values', () => {
  it.each([
    ['a tag that is a number', 'global.tag=1.28', 'image: docker.io/istio/proxyv2:1.28\n'],
    ['a number no integer holds', 'global.network=12345678901234567890', 'value: "12345678901234567890"\n'],
    [
      'text in the metadata of the proxy',
      'meshConfig.defaultConfig.proxyMetadata.A=1',
      '- name: A\n          value: "1"\n',
    ],
    ['a key that is taken away', 'global.proxy.startupProbe.enabled=null', 'readinessProbe:'],
  ])('%s', async (_, text, expected) => {
    const { status, stdout } = await inject(deployment('web'), '--set', text);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(expected) });
    if (text.includes('null')) expect(stdout).not.toContain('startupProbe');
  });

  it('an empty image in the annotation is none', async () => {
    const { stdout } = await inject(deployment('web', { 'sidecar.istio.io/proxyImage': '' }));
    expect(stdout.match(/image: docker\.io\/istio\/proxyv2:/g)).toHaveLength(2);
  });

  it('an annotation that is no truth value is refused', async () => {
    const { status, stderr } = await inject(deployment('web', { 'sidecar.istio.io/rewriteAppHTTPProbers': 'maybe' }));
    expect(status).toBe(65);
    expect(stderr).toContain('sidecar.istio.io/rewriteAppHTTPProbers');
  });
});

describe('metrics', () => {
  it('are not merged when any spelling of the annotation says that nothing is scraped', async () => {
    const { stdout } = await inject(
      deployment('web', { 'prometheus.io/scrape': 'true', 'prometheus-io/scrape': 'false' }),
    );
    expect(stdout).not.toContain('/stats/prometheus');
  });
});

describe('under --as-webhook', () => {
  const NAMESPACE = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'default', annotations: { 'openshift.io/sa.scc.uid-range': '1000/100' } },
  };
  const PROXY_CONFIG = {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'ProxyConfig',
    metadata: { name: 'c', namespace: 'istio-system' },
    spec: { concurrency: 7 },
  };

  it('ProxyConfig resources are read from --namespace-file too, and a pod without a namespace is in "default"', async () => {
    const cwd = tempFolder({
      'around.yaml': [NAMESPACE, PROXY_CONFIG].map((item) => JSON.stringify(item)).join('\n---\n'),
    });
    const flags = ['--as-webhook', '--platform', 'openshift', '--namespace-file', 'around.yaml'];
    const { stdout } = await meshctl(['inject', '-f', '-', ...flags], { cwd, stdin: deployment('web') });
    expect(stdout).toContain('"concurrency":7');
    expect(stdout).toContain('runAsUser: 1099\n');
  });
});

describe('output', () => {
  it('a patch is only for what changes', async () => {
    const once = (await inject(deployment('web'))).stdout;
    expect((await inject(`${once}---\n${deployment('new')}`, '-o', 'patch')).stdout.match(/- target:/g)).toHaveLength(
      1,
    );
  });

  it.each(['spec: {}\n', 'spec: {replicas: 2}\n', 'spec:\n  template: {}\n', ''])(
    'a workload without a pod template is given back as it was: %j',
    async (spec) => {
      const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n${spec}`;
      const once = (await inject(text)).stdout;
      expect((await inject(once)).stdout).toBe(once);
      expect((await meshctl(['uninject', '-f', '-'], { stdin: once })).stdout).toBe(text);
    },
  );

  it('a comment that looks like a record takes nothing away that is not empty', async () => {
    const once = (await inject(deployment('web'))).stdout;
    const forged = `${once}# meshctl:undo [["spec","template"]]\n# meshctl:undo [["spec"]]\n`;
    expect((await meshctl(['uninject', '-f', '-'], { stdin: forged })).stdout).toBe(deployment('web'));
  });

  it('a comment that looks like a record cannot reach beyond the pod', async () => {
    const once = (await inject(deployment('web'))).stdout;
    const forged = `${once}# meshctl:undo [["metadata","name"],"other"]\n`;
    expect((await meshctl(['uninject', '-f', '-'], { stdin: forged })).stdout).toBe(deployment('web'));
  });
});

describe("a variable of the user's own proxy", () => {
  const withEnv = (...env: object[]): string =>
    pod({}, { containers: [{ name: 'app' }, { name: 'istio-proxy', image: 'auto', env }] });
  const source = { fieldRef: { fieldPath: 'metadata.name' } };

  it.each([
    ['a value where the template has a source', { name: 'POD_NAME', value: 'x' }, true],
    ['a source where the template has a value', { name: 'PILOT_CERT_PROVIDER', valueFrom: source }, true],
    ['a source for a source', { name: 'POD_NAME', valueFrom: source }, false],
    ['a value for a value', { name: 'PILOT_CERT_PROVIDER', value: 'x' }, false],
    ['an empty value', { name: 'POD_NAME', value: '' }, false],
    ['one the template has not', { name: 'MINE', value: 'x' }, false],
    [
      'both forms at once, which is not the template’s doing',
      { name: 'POD_NAME', value: 'x', valueFrom: source },
      false,
    ],
  ])('%s', async (_, variable, warned) => {
    const { status, stderr } = await inject(withEnv({ name: 'FIRST', value: '1' }, variable));
    expect(status).toBe(0);
    expect(stderr.includes('MSH1115')).toBe(warned);
  });

  it('is pointed at', async () => {
    const text = withEnv({ name: 'POD_NAME', value: 'x' }).replace('{"name":"POD_NAME"', '\n{"name":"POD_NAME"');
    expect((await inject(text)).stderr).toContain('-:2:1: warning MSH1115 the variable POD_NAME');
  });
});

describe("a proxy of the user's own among the init containers", () => {
  const own = pod({}, { initContainers: [{ name: 'istio-proxy', image: 'auto' }], containers: [{ name: 'app' }] });
  const WARNED = 'warning MSH1116 the pod has an init container "istio-proxy"';

  it('is told of where the template puts its own among the containers, each time', async () => {
    const once = await inject(own, '--native-sidecars', 'off');
    expect(once.stderr).toContain(WARNED);
    expect((await inject(once.stdout, '--native-sidecars', 'off')).stderr).toContain(WARNED);
  });

  it('is merged with it where both are among the init containers', async () => {
    expect((await inject(own)).stderr).not.toContain('MSH1116');
  });
});
