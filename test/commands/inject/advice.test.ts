import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp.ts';
import { deployment, meshctl } from './support.ts';

const inject = async (stdin: string, ...flags: string[]) => meshctl(['inject', '-f', '-', ...flags], { stdin });

describe('a file without -f', () => {
  it.each([['inject'], ['uninject']])('is refused by %s with what was meant', async (command) => {
    const cwd = tempFolder({ 'web.yaml': deployment('web') });
    expect(await meshctl([command, 'web.yaml'], { cwd })).toEqual({
      status: 64,
      stdout: '',
      stderr: `meshctl: "web.yaml" belongs to no flag\nhint: files are named with -f: meshctl ${command} -f web.yaml\n`,
    });
  });
});

describe('input that is no object', () => {
  it.each([
    ['a text', 'just words\n', 'a string'],
    ['a list', '- a\n- b\n', 'a list'],
    ['a number', '42\n', 'a number'],
  ])('%s is passed on with a warning', async (_, text, what) => {
    const { status, stdout, stderr } = await inject(text);
    expect({ status, stdout }).toEqual({ status: 0, stdout: text });
    expect(stderr).toContain(`-:1:1: warning MSH0006 the document is ${what}, not an object`);
  });

  it('nothing at all is none', async () => {
    for (const text of ['# only words\n', '---\n---\n', 'null\n']) expect((await inject(text)).stderr).toBe('');
  });
});

describe('names that are almost right', () => {
  it.each([
    ['sidecar.istio.io/proxyCpu', 'sidecar.istio.io/proxyCPU'],
    ['traffic.sidecar.istio.io/includeInboundPort', 'traffic.sidecar.istio.io/includeInboundPorts'],
    ['sidecar.istio.io/excludeOutboundPorts', 'traffic.sidecar.istio.io/excludeOutboundPorts'],
    ['proxy.istio.io/confg', 'proxy.istio.io/config'],
  ])('%s: the right one is named', async (wrong, right) => {
    const { status, stderr } = await inject(deployment('web', { [wrong]: '1' }));
    expect(status).toBe(0);
    expect(stderr).toContain(`MSH1113 the injector has no annotation "${wrong}"; "${right}" may be meant`);
  });

  it.each([
    ['sidecar.istio.io/statsInclusionPrefixes'],
    ['sidecar.istio.io/somethingOfAnotherTool'],
    ['example.com/proxyCpu'],
  ])('%s is nothing to talk about', async (name) => {
    expect((await inject(deployment('web', { [name]: '1' }))).stderr).not.toContain('MSH1113');
  });
});

describe('--set', () => {
  it.each([
    ['global.proxi.image=x', 'the value "global.proxi.image"; "global.proxy.image" may be meant'],
    ['nobody.reads.this=1', 'the value "nobody.reads.this"'],
    ['meshConfig.defaultConfig.concurency=2', 'the mesh config\'s "defaultConfig.concurency"'],
  ])('%s: says that nothing reads it', async (text, message) => {
    const { status, stderr } = await inject(deployment('web'), '--set', text);
    expect(status).toBe(0);
    expect(stderr).toContain(`MSH1112 no template reads ${message}`);
  });

  it.each([
    ['global.proxy.resources.limits.cpu=1'],
    ['global.imagePullSecrets[0]=a'],
    ['global.tag=1.2'],
    ['pilot.env.ENABLE_CLUSTER_TRUST_BUNDLE_API=true'],
    ['meshConfig.defaultConfig.proxyMetadata.A=b'],
    ['meshConfig.extensionProviders[0].name=x'],
  ])('%s is read', async (text) => {
    expect((await inject(deployment('web'), '--set', text)).stderr).not.toContain('MSH1112');
  });

  it('does not know what a template of the user reads', async () => {
    const cwd = tempFolder({ 'i.yaml': 'templates:\n  sidecar: "spec: {}"\n' });
    const args = ['inject', '-f', '-', '--injectConfigFile', 'i.yaml', '--set', 'mine.own=1'];
    expect((await meshctl(args, { cwd, stdin: deployment('web') })).stderr).not.toContain('MSH1112');
  });

  it.each([['global.proxy=null'], ['global=null'], ['global.proxy=x'], ['pilot.cni=null']])(
    '%s is a mistake in the configuration',
    async (text) => {
      const { status, stderr } = await inject(deployment('web'), '--set', text);
      expect({ status, stderr }).toEqual({
        status: 78,
        stderr: `meshctl: the value "${text.split('=')[0]}" must be a map of values: templates look into it\n`,
      });
    },
  );

  it('may take away what templates ask for with care', async () => {
    expect((await inject(deployment('web'), '--set', 'global.proxy.resources=null')).status).toBe(0);
  });
});

describe('ProxyConfig in an annotation', () => {
  const config = async (yaml: string) => inject(deployment('web', { 'proxy.istio.io/config': yaml }));

  it.each([
    ['numbers as text', 'statusPort: "15030"\nconcurrency: "3"', ['"concurrency":3', '"statusPort":15030']],
    [
      'the names of the .proto file',
      'status_port: 15030\nterminationDrainDuration: 9s',
      ['"statusPort":15030', '"9s"'],
    ],
    [
      'both in messages',
      'tracing: {max_path_tag_length: "77"}\nproxy_metadata: {a_b: "1"}',
      ['"maxPathTagLength":77', '"a_b":"1"'],
    ],
  ])('takes %s', async (_, yaml, parts) => {
    const { status, stdout } = await config(yaml);
    expect(status).toBe(0);
    for (const part of parts) expect(stdout).toContain(part);
  });

  it('refuses text that is no number', async () => {
    const { status, stderr } = await config('status_port: "many"');
    expect(status).toBe(65);
    expect(stderr).toContain('statusPort "many" must be a port');
  });
});

describe('a volume with a name of the template', () => {
  const pod = (volume: string) => `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers: [{name: app}]
  volumes:
  - ${volume}
`;

  it('has the source of the template, and a warning says so', async () => {
    const text = pod('{name: istio-data, hostPath: {path: /data}}');
    const { stdout, stderr } = await inject(text);
    expect(stderr).toContain(
      'MSH1114 the template "sidecar" replaces the source of the pod\'s volume "istio-data" with its own',
    );
    expect(stdout).toContain('{name: istio-data, emptyDir: {}}');
    expect((await inject(stdout)).stdout).toBe(stdout);
    expect((await meshctl(['uninject', '-f', '-'], { stdin: stdout })).stdout).toBe(text);
  });

  it('keeps both under compat, as the reference does', async () => {
    const { stdout } = await inject(pod('{name: istio-data, hostPath: {path: /data}}'), '--compat', 'istioctl');
    expect(stdout).toMatch(/- emptyDir: \{\}\n {4}hostPath:\n {6}path: \/data\n {4}name: istio-data\n/);
  });

  it('keeps its own where the template names none', async () => {
    const { stdout, stderr } = await inject(pod('{name: workload-socket, csi: {driver: example.com}}'));
    expect(stderr).not.toContain('MSH1114');
    expect(stdout).toContain('{name: workload-socket, csi: {driver: example.com}}');
  });
});
