import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp.ts';
import { deployment, meshctl } from './support.ts';

const inject = async (stdin: string, ...flags: string[]) => meshctl(['inject', '-f', '-', ...flags], { stdin });
const withProxy = (fields: string): string =>
  deployment('web').replace('- name: app', `- name: istio-proxy\n        ${fields}\n      - name: app`);

describe('a proxy that runs as somebody else', () => {
  it.each([
    ['its traffic is not captured', 'securityContext: {runAsUser: 55}', [], /- -u\n\s+- "55"/],
    ['root takes nothing away', 'securityContext: {runAsUser: 0}', [], /- -u\n\s+- "1337"/],
    ['a group alone changes no argument', 'securityContext: {runAsGroup: 55}', [], /- -u\n\s+- "1337"/],
    [
      'the validation runs as it',
      'securityContext: {runAsUser: 55}',
      ['--set', 'pilot.cni.enabled=true'],
      /name: istio-validation[\s\S]*runAsUser: 55\n/,
    ],
    [
      'and with its group',
      'securityContext: {runAsGroup: 56}',
      ['--set', 'pilot.cni.enabled=true'],
      /name: istio-validation[\s\S]*runAsGroup: 56\n/,
    ],
    [
      'under TPROXY it is root',
      'securityContext: {runAsUser: 55}',
      ['--set', 'meshConfig.defaultConfig.interceptionMode=TPROXY'],
      /name: istio-proxy[\s\S]*runAsUser: 0\b/,
    ],
  ])('%s', async (_, fields, flags, expected) => {
    const { status, stdout } = await inject(withProxy(fields), ...flags);
    expect(status).toBe(0);
    expect(stdout).toMatch(expected);
    expect((await inject(stdout, ...flags)).stdout).toBe(stdout);
  });

  it('is not meant when the platform gave every container the same uid', async () => {
    const text = withProxy('securityContext: {runAsUser: 1000}').replace(
      '- name: app',
      '- name: app\n        securityContext: {runAsUser: 1000}',
    );
    // The user's proxy keeps the flow style it was written in, the app its own.
    const proxy = /name: istio-proxy\n[\s\S]*runAsUser: 1000\b(?!\})/;
    expect((await inject(text, '--as-webhook', '--platform', 'openshift')).stdout).not.toMatch(proxy);
    expect((await inject(text)).stdout).toMatch(proxy);
  });
});

describe('the workload of a pod', () => {
  const pod = (owner: object, labels: object = {}): string =>
    `${JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'x-', labels, ownerReferences: [{ controller: true, ...owner }] }, spec: { containers: [{ name: 'a' }] } })}\n`;

  it.each([
    [
      'a Deployment',
      pod({ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-abc' }, { 'pod-template-hash': 'abc' }),
      'apps/v1/namespaces/default/deployments/web',
    ],
    [
      'a Rollout',
      pod({ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-abc' }, { 'rollouts-pod-template-hash': 'abc' }),
      'v1alpha1/namespaces/default/rollouts/web',
    ],
    [
      'a CronJob',
      pod({ apiVersion: 'batch/v1', kind: 'Job', name: 'tidy-12345678' }),
      'batch/v1/namespaces/default/cronjobs/tidy',
    ],
    [
      'a Job of its own',
      pod({ apiVersion: 'batch/v1', kind: 'Job', name: 'tidy' }),
      'batch/v1/namespaces/default/jobs/tidy',
    ],
    [
      'the owner itself',
      pod({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db' }),
      'apps/v1/namespaces/default/statefulsets/db',
    ],
  ])('is %s', async (_, text, expected) => {
    expect((await inject(text)).stdout).toContain(`kubernetes://apis/${expected}`);
  });

  it('is nobody when no owner controls the pod', async () => {
    const text = pod({ controller: false, apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db' });
    expect((await inject(text)).stdout).not.toContain('statefulsets');
  });
});

describe('kinds', () => {
  const of = (apiVersion: string, kind: string): string =>
    deployment('web').replace('apiVersion: apps/v1\nkind: Deployment', `apiVersion: ${apiVersion}\nkind: ${kind}`);

  it.each([
    ['argoproj.io/v1alpha1', 'Rollout', [], true],
    ['serving.knative.dev/v1', 'Service', [], true],
    ['apps/v1beta2', 'Deployment', [], false],
    ['apps/v1beta2', 'Deployment', ['--template', 'istio-2018'], true],
    ['example.com/v1', 'Runner', [], false],
    ['example.com/v1', 'Runner', ['--kind', 'example.com/v1/Runner=.spec.template'], true],
    ['example.com/v1', 'Other', ['--kind', 'example.com/v1/Runner=spec.template'], false],
  ])('%s %s with %j: %s', async (apiVersion, kind, flags, injected) => {
    const text = of(apiVersion, kind);
    const { status, stdout } = await inject(text, ...flags);
    expect(status).toBe(0);
    expect(stdout.includes('istio-proxy')).toBe(injected);
    const known = flags[0] === '--kind' ? flags : [];
    if (injected) expect((await meshctl(['uninject', '-f', '-', ...known], { stdin: stdout })).stdout).toBe(text);
  });

  it('a CronJob keeps its metadata in two places, and loses only what was added', async () => {
    const job = `apiVersion: batch/v1
kind: CronJob
metadata: {name: tidy}
spec:
  jobTemplate:
    spec:
      template:
        metadata: {labels: {a: b}}
        spec: {containers: [{name: a}]}
`;
    const { stdout } = await inject(job);
    expect(stdout.match(/sidecar\.istio\.io\/status/g)).toHaveLength(2);
    expect((await meshctl(['uninject', '-f', '-'], { stdin: stdout })).stdout).toBe(job);
  });
});

describe('templates by name', () => {
  it('an alias stands for several under --as-webhook', async () => {
    const config =
      'policy: enabled\ndefaultTemplates: [both]\naliases: {both: [one, two]}\ntemplates:\n  one: "metadata: {labels: {one: x}}"\n  two: "{metadata: {labels: {two: x}}, spec: {containers: [{name: agent}]}}"\n';
    const cwd = tempFolder({ f: config });
    const args = ['inject', '-f', '-', '--injectConfigFile', 'f', '--as-webhook'];
    const { stdout } = await meshctl(args, { cwd, stdin: deployment('web') });
    expect(stdout).toMatch(/one: x[\s\S]*two: x|\bone: x, two: x/);
  });

  it('an unknown one is refused with those there are', async () => {
    const { status, stderr } = await inject(deployment('web', { 'inject.istio.io/templates': 'sidecar, nobody' }));
    expect(status).toBe(65);
    expect(stderr).toContain('the template "nobody" does not exist; there are gateway, grpc-agent, grpc-simple');
  });
});

describe('annotations with addresses', () => {
  const name = 'traffic.sidecar.istio.io/excludeOutboundIPRanges';
  it.each([
    ['::1/128', true],
    ['fd00::/8,10.0.0.0/8', true],
    ['::ffff:10.1.2.3/128', true],
    ['1:2:3:4:5:6:7:8/64', true],
    ['1:2:3:4:5:6:7/64', false],
    ['1::2::3/64', false],
    ['::ffff:10.1.2.300/128', false],
    ['::1/129', false],
    ['10.0.0.0', false],
    ['*', false],
  ])('%s: %s', async (value, fine) => {
    expect((await inject(deployment('web', { [name]: value }))).status).toBe(fine ? 0 : 65);
  });

  it.each([
    ['sidecar.istio.io/userVolume', '[]', 'must be a JSON object'],
    ['sidecar.istio.io/userVolume', '{', 'must be a JSON object'],
    ['sidecar.istio.io/logLevel', 'a b', 'must not contain blanks'],
    ['proxy.istio.io/config', '[]', 'must be a map of ProxyConfig fields'],
    ['proxy.istio.io/config', 'holdApplicationUntilProxyStarts: maybe', 'must be true or false'],
    ['proxy.istio.io/config', 'interceptionMode: 7', 'must be one of REDIRECT, TPROXY, NONE'],
    ['proxy.istio.io/config', 'a: [', 'it is not YAML'],
  ])('%s: %s is refused', async (annotation, value, why) => {
    const { status, stderr } = await inject(deployment('web', { [annotation]: value }));
    expect({ status, stderr }).toEqual({ status: 65, stderr: expect.stringContaining(why) });
  });
});

describe('records that are none', () => {
  it.each(['# meshctl:undo nonsense', '# meshctl:undo {}', '# meshctl:undo [[true], 1]'])(
    '%s stays a comment',
    async (line) => {
      const text = `${deployment('web')}${line}\n`;
      const { stdout } = await inject(text);
      expect(stdout).toContain(line);
      expect((await meshctl(['uninject', '-f', '-'], { stdin: stdout })).stdout).toBe(text);
    },
  );
});
