import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp.ts';
import { type Answer, deployment, meshctl } from './support.ts';

/** Runs injection of one Deployment with these configuration files. */
async function run(files: Readonly<Record<string, string>>, ...flags: string[]): Promise<Answer> {
  return meshctl(['inject', '-f', '-', ...flags], { cwd: tempFolder(files), stdin: deployment('web') });
}

const configMap = (data: Readonly<Record<string, string>>): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data });

const TEMPLATES =
  'policy: enabled\ndefaultTemplates: [mine]\ntemplates:\n  mine: |\n    metadata: {labels: {made: "by-{{ .Values.who }}"}}\n    spec: {containers: [{name: agent}]}\n';

describe('configuration files', () => {
  it('an IstioOperator has values, mesh config and short forms for both', async () => {
    const operator =
      'spec:\n  hub: h.io\n  tag: 9.9\n  components: {cni: {enabled: true}}\n  meshConfig: {trustDomain: td}\n  values: {global: {network: n1}}\n';
    const { status, stdout } = await run({ 'op.yaml': operator }, '--operatorFileName', 'op.yaml');
    expect(status).toBe(0);
    for (const part of ['image: h.io/proxyv2:9.9', 'name: istio-validation', 'value: td', 'value: n1'])
      expect(stdout).toContain(part);
  });

  it('the injector configuration may be the ConfigMap that holds it, and brings its values', async () => {
    const file = configMap({ config: TEMPLATES, values: '{"who": "cluster"}' });
    const { stdout } = await run({ 'i.json': file }, '--injectConfigFile', 'i.json', '--as-webhook');
    expect(stdout).toContain('made: by-cluster');
  });

  it('values and mesh config may be ConfigMaps too', async () => {
    const files = {
      'v.json': configMap({ values: '{"global": {"tag": "from-map"}}' }),
      'm.json': configMap({ mesh: 'trustDomain: td' }),
    };
    const { stdout } = await run(files, '--valuesFile', 'v.json', '--meshConfigFile', 'm.json');
    expect(stdout).toContain('proxyv2:from-map');
    expect(stdout).toContain('value: td');
  });

  it('a file without templates is the text of one', async () => {
    const { stdout } = await run(
      {
        't.yaml': 'metadata: {labels: {a: {{ .DeploymentMeta.Name | quote }}}}\nspec: {initContainers: [{name: i}]}\n',
      },
      '--injectConfigFile',
      't.yaml',
    );
    expect(stdout).toContain('a: web');
  });

  it.each([
    ['valuesFile', configMap({ other: '' }), 'f: the ConfigMap has no key "values" or "merged-values"'],
    ['meshConfigFile', configMap({}), 'f: the ConfigMap has no key "mesh"'],
    ['injectConfigFile', configMap({}), 'f: the ConfigMap has no key "config"'],
    ['valuesFile', 'a: [\n', 'f:1:6: '],
    ['valuesFile', '- a\n', 'f: values must be a map, not a list'],
    ['meshConfigFile', 'text\n', 'f: the mesh config must be a map, not a string'],
    ['operatorFileName', '7\n', 'f: an IstioOperator must be a map, not a number'],
    ['injectConfigFile', '{{ nope }}\n', 'f: the template "sidecar" is wrong at line 1: '],
    ['injectConfigFile', 'templates:\n  sidecar: "{{ if }}"\n', 'f: the template "sidecar" is wrong at line 1: '],
  ])('--%s %j is refused', async (flag, text, message) => {
    const { status, stderr } = await run({ f: text }, `--${flag}`, 'f');
    expect({ status, stderr }).toEqual({ status: 78, stderr: expect.stringContaining(message) });
  });

  it.each([
    ['a failure', '{{ fail "no" }}', 'MSH1004', 'failed at line 1'],
    ['text that is no YAML', 'a: [', 'MSH1005', 'rendered text that is not YAML'],
    ['a list', '[a]', 'MSH1005', 'rendered a list where a pod was expected'],
    ['something that fits no pod', 'spec: {containers: {}}', 'MSH1006', 'does not fit'],
    ['a wrong directive', 'spec: {$patch: twice}', 'MSH1006', 'does not fit the pod'],
  ])('a template that writes %s is named', async (_, text, code, message) => {
    const file = JSON.stringify({ templates: { sidecar: text } });
    const { status, stderr } = await run({ f: file }, '--injectConfigFile', 'f');
    expect(status).toBe(code === 'MSH1006' ? 65 : 78);
    expect(stderr).toContain(code);
    expect(stderr).toContain(message);
  });

  it.each([
    ['', 'f is empty: it should hold '],
    ['---\n# nothing\n', 'f is empty: it should hold '],
    [deployment('web'), 'f holds a Deployment, not '],
    ['apiVersion: v1\nkind: List\nitems: []\n', 'f holds a List, not '],
    ['foo: bar\n', ': it lacks '],
  ])('every file that is %j is refused, with the next step', async (text, message) => {
    for (const flag of ['injectConfigFile', 'meshConfigFile', 'valuesFile', 'operatorFileName']) {
      const { status, stdout, stderr } = await run({ f: text }, `--${flag}`, 'f');
      expect({ flag, status, stdout, stderr }).toEqual({
        flag,
        status: 78,
        stdout: '',
        stderr: expect.stringContaining(message),
      });
      expect(stderr).toContain('\nhint: ');
    }
  });

  it.each([
    ['meshConfigFile', '{}\n'],
    ['meshConfigFile', 'access_log_file: /dev/stdout\n'],
    ['valuesFile', '{}\n'],
    ['valuesFile', 'ztunnel: {image: z}\n'],
    ['operatorFileName', 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {}\n'],
  ])('--%s %j says little, and that is what it is for', async (flag, text) => {
    expect(await run({ f: text }, `--${flag}`, 'f')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('istio-proxy'),
    });
  });

  it.each([[''], ['metadata: {labels: {a: b}}'], ['spec: {containers: []}'], ['foo: "{{ .Values.x }}"']])(
    'a configuration whose only template writes %j is refused',
    async (text) => {
      const { status, stdout, stderr } = await run(
        { f: JSON.stringify({ templates: { sidecar: text } }) },
        '--injectConfigFile',
        'f',
      );
      expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
      expect(stderr).toContain('f: none of the templates it makes pods go by has a container');
    },
  );

  it('a template without a container may be asked for by name', async () => {
    const file = JSON.stringify({ templates: { mine: 'metadata: {labels: {a: b}}' } });
    const { status, stdout } = await run({ f: file }, '--injectConfigFile', 'f', '--template', 'mine');
    expect(status).toBe(0);
    expect(stdout).toContain('a: b');
    expect(stdout).not.toContain('istio-proxy');
  });

  it('the reference takes them all', async () => {
    const { status } = await run(
      { f: 'foo: bar\n' },
      '--valuesFile',
      'f',
      '--meshConfigFile',
      'f',
      '--compat',
      'istioctl',
    );
    expect(status).toBe(0);
    const empty = JSON.stringify({ templates: { sidecar: '' } });
    const { stdout } = await run({ f: empty }, '--injectConfigFile', 'f', '--compat', 'istioctl');
    expect(stdout).toContain('"containers":null');
  });

  it.each([
    [['--template', 'nobody'], 'there is no template "nobody"'],
    [['--print-template', 'nobody'], 'there is no template "nobody"'],
    [['--kube-version', 'new'], '"new" is not a version such as 1.34'],
    [['--kind', 'Runner'], '"Runner" is not group/version/Kind=path'],
    [['--set', 'novalue'], 'there is no "="'],
  ])('%j is a mistake in the command line', async (flags, message) => {
    const { status, stderr } = await run({}, ...flags);
    expect({ status, stderr }).toEqual({ status: 64, stderr: expect.stringContaining(message) });
  });
});

describe('ProxyConfig resources', () => {
  const resource = (name: string, namespace: string | undefined, spec: object): string =>
    `${JSON.stringify({ apiVersion: 'networking.istio.io/v1beta1', kind: 'ProxyConfig', metadata: { name, namespace }, spec })}\n---\n`;
  const concurrency = async (...resources: string[]): Promise<unknown> => {
    const files = { 'pc.yaml': resources.join('') };
    const { stdout } = await run(files, '--as-webhook', '--namespace-file', 'pc.yaml');
    return /"concurrency":(\d+)/.exec(stdout)?.[1];
  };

  const mesh = resource('m', 'istio-system', { concurrency: 1 });
  const namespace = resource('n', undefined, { concurrency: 2 });
  const workload = resource('w', 'default', { concurrency: 3, selector: { matchLabels: { app: 'web' } } });
  const other = resource('o', 'default', { concurrency: 4, selector: { matchLabels: { app: 'other' } } });
  const elsewhere = resource('e', 'elsewhere', { concurrency: 5 });

  it.each([
    ['the whole mesh', [elsewhere, mesh, other], '1'],
    ['the namespace before the mesh', [namespace, mesh], '2'],
    ['the workload before both', [workload, namespace, mesh, other], '3'],
    ['none that is for others', [other, elsewhere], undefined],
  ])('%s', async (_, resources, expected) => {
    expect(await concurrency(...resources)).toBe(expected);
  });

  it('set the environment and the image as well', async () => {
    const spec = { environmentVariables: { A: 'b' }, image: { imageType: 'distroless' } };
    const { stdout } = await run({ f: resource('m', 'istio-system', spec) }, '--as-webhook', '--namespace-file', 'f');
    expect(stdout).toMatch(/- name: A\n\s+value: b\n/);
    expect(stdout).toMatch(/image: docker\.io\/istio\/proxyv2:[\d.]+-distroless\n/);
  });
});
