import { once } from 'node:events';
import { chmodSync, chownSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { BIN } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

/** The user without rights, by convention. */
const NOBODY = 65_534;

/** A certificate for this machine, for this test. */
const SELF_SIGNED =
  'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem'.split(
    ' ',
  );

const deployment = (
  name: string,
  annotations: Readonly<Record<string, string>> = {},
): string => `# ${name}, as its team keeps it
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata:
      labels: {app: ${name}}   # the Service selects these
${Object.keys(annotations).length === 0 ? '' : `      annotations: ${JSON.stringify(annotations)}\n`}    spec:
      containers:
      - name: app
        image: "example.com/${name}:1"
`;

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n';

describe('inject', () => {
  it('keeps the text of the user and adds the sidecar', async () => {
    const { status, stdout, stderr } = await runCli(['inject', '-f', '-'], { stdin: deployment('web') });
    expect(status).toBe(0);
    const own = deployment('web')
      .split('\n')
      .filter((line) => !line.includes('labels: {app'));
    for (const line of own) expect(stdout).toContain(line);
    expect(stdout).toContain('name: istio-proxy');
    expect(stdout).toContain('# the Service selects these');
    expect(stderr).toContain('injected');
  });

  it('copies what is not injected byte for byte', async () => {
    const { stdout } = await runCli(['inject', '-f', '-'], { stdin: SERVICE });
    expect(stdout).toBe(SERVICE);
  });

  it('writes nothing when a later document is broken, and names the place', async () => {
    const broken = [deployment('a'), deployment('b'), 'kind: X\n  bad: [\n', deployment('d'), deployment('e')].join(
      '---\n',
    );
    const folder = tempFolder({ 'app.yaml': broken });
    const { status, stdout, stderr } = await runCli(['inject', '-f', 'app.yaml', '-o', 'out.yaml'], { cwd: folder });
    expect(status).toBe(65);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^app\.yaml:\d+:\d+: error MSH0001 /m);
    expect(readdirSync(folder)).toEqual(['app.yaml']);
  });

  it('answers 66 for a file that does not exist, and 64 without one', async () => {
    expect((await runCli(['inject', '-f', 'nothing.yaml'])).status).toBe(66);
    const { status, stderr } = await runCli(['inject']);
    expect(status).toBe(64);
    expect(stderr).toContain('no manifests are named');
  });

  it.each([
    ['sidecar.istio.io/proxyCPU', '100m"\n  - name: evil'],
    ['traffic.sidecar.istio.io/includeOutboundPorts', '80"\n    - "--evil'],
    ['sidecar.istio.io/logLevel', 'debug" {{ .Values }}'],
    ['sidecar.istio.io/userVolume', '{{ nothing'],
  ])('refuses %s with text that could become structure', async (name, value) => {
    const { status, stdout, stderr } = await runCli(['inject', '-f', '-'], {
      stdin: deployment('web', { [name]: value }),
    });
    expect(status).toBe(65);
    expect(stdout).toBe('');
    expect(stderr).toContain(name);
  });

  it('leaves strange text in other annotations alone', async () => {
    const strange = 'a: "b"\n- {{ .Values }}\n# ünïcode';
    const { status, stdout } = await runCli(['inject', '-f', '-', '-o', 'json'], {
      stdin: deployment('web', { 'example.com/note': strange }),
    });
    expect(status).toBe(0);
    const pod = JSON.parse(stdout).spec.template;
    expect(pod.metadata.annotations['example.com/note']).toBe(strange);
    expect(pod.spec.containers.map(({ name }: { name: string }) => name)).toEqual(['app']);
    expect(pod.spec.initContainers.map(({ name }: { name: string }) => name)).toEqual(['istio-init', 'istio-proxy']);
  });

  it('names the template and the line of a template that fails', async () => {
    const folder = tempFolder({
      'config.yaml': 'templates:\n  sidecar: |\n    spec:\n      {{ index .Spec.Containers 5 }}\n',
    });
    const { status, stderr } = await runCli(['inject', '-f', '-', '--injectConfigFile', 'config.yaml'], {
      cwd: folder,
      stdin: deployment('web'),
    });
    expect(status).toBe(78);
    expect(stderr).toContain('"sidecar" (config.yaml) failed at line 2');
  });

  it('names the function a template does not have', async () => {
    const folder = tempFolder({ 'config.yaml': 'templates:\n  sidecar: "{{ nosuchfunc }}"\n' });
    const { status, stderr } = await runCli(['inject', '-f', '-', '--injectConfigFile', 'config.yaml'], {
      cwd: folder,
      stdin: deployment('web'),
    });
    expect(status).toBe(78);
    expect(stderr).toContain('nosuchfunc');
  });

  it('refuses a binary file', async () => {
    const folder = tempFolder({ 'app.yaml': Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0xff, 0xfe]) });
    const { status, stderr } = await runCli(['inject', '-f', 'app.yaml'], { cwd: folder });
    expect(status).toBe(65);
    expect(stderr).toContain('app.yaml');
  });

  it('is not caught by links that go in circles', async () => {
    const folder = tempFolder({ 'app/web.yaml': deployment('web') });
    symlinkSync('..', join(folder, 'app', 'loop'));
    const { status, stdout } = await runCli(['inject', '-f', 'app'], { cwd: folder });
    expect(status).toBe(0);
    expect(stdout.match(/kind: Deployment/g)).toHaveLength(1);
  });

  it('reads no kubeconfig and asks no server', async () => {
    const folder = tempFolder({
      config: 'apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: "https://192.0.2.1"}}]\n',
    });
    chmodSync(join(folder, 'config'), 0o000);
    const start = process.hrtime.bigint();
    const { status } = await runCli(['inject', '-f', '-'], {
      stdin: deployment('web'),
      env: { KUBECONFIG: join(folder, 'config') },
    });
    expect(status).toBe(0);
    expect(Number(process.hrtime.bigint() - start) / 1e9).toBeLessThan(10);
  });

  it('writes in place, only what changed, and a second time nothing', async () => {
    const folder = tempFolder({ 'a.yaml': deployment('a'), 'b.yaml': SERVICE });
    chmodSync(join(folder, 'a.yaml'), 0o640);
    const before = statSync(join(folder, 'b.yaml')).mtimeMs;
    expect((await runCli(['inject', '-f', '.', '--check'], { cwd: folder })).status).toBe(79);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(deployment('a'));
    expect((await runCli(['inject', '-f', '.', '--in-place'], { cwd: folder })).status).toBe(0);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toContain('istio-proxy');
    expect(statSync(join(folder, 'a.yaml')).mode & 0o777).toBe(0o640);
    expect(statSync(join(folder, 'b.yaml')).mtimeMs).toBe(before);
    expect((await runCli(['inject', '-f', '.', '--check'], { cwd: folder })).status).toBe(0);
    expect((await runCli(['uninject', '-f', '.', '--in-place'], { cwd: folder })).status).toBe(0);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(deployment('a'));
  });

  it('keeps JSON JSON, and makes YAML of it under compat', async () => {
    const json = `${JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image: 'b' }] } }, undefined, 2)}\n`;
    const { stdout } = await runCli(['inject', '-f', '-'], { stdin: json });
    expect(JSON.parse(stdout).spec.initContainers).toHaveLength(2);
    const compat = await runCli(['inject', '-f', '-', '--compat', 'istioctl'], { stdin: json });
    expect(compat.stdout).toMatch(/^apiVersion: v1\nkind: Pod\n/);
    expect(compat.stdout.endsWith('---\n')).toBe(true);
  });

  it('prints a diff that git can apply', async () => {
    const { stdout } = await runCli(['inject', '-f', '-', '-o', 'diff'], { stdin: deployment('web') });
    expect(stdout).toMatch(/^--- a\/stdin\n\+\+\+ b\/stdin\n@@ -/);
    expect(stdout).not.toContain('\u001B[');
  });

  it('prints patches for kustomize', async () => {
    const { stdout } = await runCli(['inject', '-f', '-', '-o', 'patch'], { stdin: deployment('web') });
    expect(stdout).toMatch(/^patches:\n- target:\n/);
    expect(stdout).toContain('op: add');
    const strategic = await runCli(['inject', '-f', '-', '-o', 'patch', '--patch-type', 'strategic'], {
      stdin: deployment('web'),
    });
    expect(strategic.stdout).toMatch(/^---\napiVersion: apps\/v1\nkind: Deployment\nmetadata:\n {2}name: web\n/);
  });

  it('explains who is injected and where fields come from', async () => {
    const { status, stdout } = await runCli(['inject', '-f', '-', '--explain'], {
      stdin: deployment('web', { 'sidecar.istio.io/proxyCPU': '50m' }),
    });
    expect(status).toBe(0);
    expect(stdout).toContain('Deployment web (-:2)');
    expect(stdout).toMatch(
      /Containers\[istio-proxy\]\.resources\.requests\.cpu = "50m"\n\s+template sidecar:\d+; annotation sidecar\.istio\.io\/proxyCPU/,
    );
    expect(stdout).toMatch(/Containers\[istio-proxy\]\.image = .*\n\s+template sidecar:\d+; .*values global\.hub/);
  });

  it('reports for programs on standard error', async () => {
    const { stderr } = await runCli(['inject', '-f', '-', '--report', 'json'], { stdin: deployment('web') });
    expect(JSON.parse(stderr)).toMatchObject({
      apiVersion: 'meshctl.dev/v1',
      kind: 'InjectionReport',
      summary: { injected: 1, skipped: 0, refused: 0 },
    });
  });

  it('injects further kinds, and warns of those it does not know', async () => {
    const runner = `apiVersion: example.com/v1\nkind: Runner\nmetadata: {name: r}\nspec:\n  pod:\n    spec: {containers: [{name: a, image: b}]}\n`;
    const plain = await runCli(['inject', '-f', '-'], { stdin: runner });
    expect(plain.stdout).toBe(runner);
    expect(plain.stderr).toContain('--kind example.com/v1/Runner=spec.pod');
    const told = await runCli(['inject', '-f', '-', '--kind', 'example.com/v1/Runner=spec.pod'], { stdin: runner });
    expect(told.stdout).toContain('istio-proxy');
  });

  it('does not write to a target that is read-only', async () => {
    const folder = tempFolder({ 'app.yaml': deployment('web'), 'out.yaml': 'old' });
    chmodSync(join(folder, 'out.yaml'), 0o444);
    // Root may write anything, so root's tests are somebody else for once.
    const nobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    if ('uid' in nobody) for (const path of [folder, join(folder, 'out.yaml')]) chownSync(path, NOBODY, NOBODY);
    const line = [BIN, 'inject', '-f', 'app.yaml', '-o', 'out.yaml'];
    const { exitCode, stderr } = await execa(process.execPath, line, { cwd: folder, reject: false, ...nobody });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 77, stderr: expect.stringContaining('out.yaml') });
    expect(readFileSync(join(folder, 'out.yaml'), 'utf8')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(['app.yaml', 'out.yaml']);
  });

  it('reads manifests over https, and says what is wrong with a certificate', async ({ skip }) => {
    const folder = tempFolder();
    const made = await execa('openssl', SELF_SIGNED, { cwd: folder, reject: false });
    if (made.exitCode === undefined) skip('openssl is not installed');
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(folder, name)));
    const server = createServer({ key, cert }, (_, response) => response.end(deployment('far'))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    // The border of Node's types: a TCP server has an address with a port.
    const url = `https://localhost:${(server.address() as AddressInfo).port}/far.yaml`;
    const trusting = await runCli(['inject', '-f', url], { env: { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') } });
    expect(trusting).toMatchObject({ status: 0, stdout: expect.stringContaining('name: istio-proxy') });
    expect(trusting.stderr).toContain(`(${url}:2)`);
    const strict = await runCli(['inject', '-f', url]);
    expect(strict).toMatchObject({
      status: 69,
      stdout: '',
      stderr: expect.stringContaining('self-signed certificate'),
    });
  });

  it('does not write into a folder that is a file', async () => {
    const folder = tempFolder({ 'app.yaml': deployment('web'), taken: 'x' });
    const { status, stdout } = await runCli(['inject', '-f', 'app.yaml', '-o', 'taken/out.yaml'], { cwd: folder });
    expect(status).not.toBe(0);
    expect(stdout).toBe('');
    expect(readdirSync(folder)).toEqual(['app.yaml', 'taken']);
  });
});
