import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { EXIT } from '../../../src/model/exit.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';
import { GATEWAY_YAML, routed, SERVICE_YAML } from '../../xds/support/compile.ts';

const TO = 'route: [{destination: {host: svc.test}}]';
const MESH = GATEWAY_YAML + SERVICE_YAML + routed(`{${TO}}`);

async function meshctl(files: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const host = testHost({ cwd: tempFolder(files) });
  const status = await run(['translate', ...words], host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

describe('translate', () => {
  it('prints a bootstrap of a folder and the folders in it', async () => {
    const { status, stdout, stderr } = await meshctl(
      { 'mesh/gateway.yaml': GATEWAY_YAML, 'mesh/more/rest.yaml': SERVICE_YAML + routed(`{${TO}}`) },
      '-f',
      'mesh',
      '-o',
      'json',
    );
    expect([status, stderr]).toEqual([EXIT.ok, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      static_resources: {
        listeners: [{ name: '127.0.0.1_8080' }],
        clusters: [{ name: 'outbound|80||svc.test' }, { name: 'BlackHoleCluster' }],
      },
    });
  });

  it.each([
    ['listeners', [{ name: '127.0.0.1_8080' }]],
    ['routes', [{ name: 'http.8080' }]],
    ['clusters', [{ name: 'outbound|80||svc.test' }, { name: 'BlackHoleCluster' }]],
    ['endpoints', [{ cluster_name: 'outbound|80||svc.test' }]],
    ['secrets', []],
  ])('prints a part: %s', async (type, expected) => {
    const { stdout } = await meshctl({ 'm.yaml': MESH }, '-f', 'm.yaml', '--type', type, '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject(expected);
  });

  it('writes YAML unless asked for JSON', async () => {
    const { stdout } = await meshctl({ 'm.yaml': MESH }, '-f', 'm.yaml', '--type', 'routes');
    expect(stdout).toMatch(/^- name: http\.8080\n {2}virtual_hosts:\n/);
  });

  it('goes by flags: other endpoints, addresses, log and admin API', async () => {
    const { status, stdout } = await meshctl(
      { 'm.yaml': MESH },
      '-f',
      'm.yaml',
      '-o',
      'json',
      '--map',
      'svc.test=127.0.0.1:3000',
      '--listen',
      '8080=127.0.0.1:80',
      '--access-log',
      '-',
      '--admin',
      '127.0.0.1:15000',
    );
    expect(status).toBe(EXIT.ok);
    expect(JSON.parse(stdout)).toMatchObject({
      admin: { address: { socket_address: { port_value: 15_000 } } },
      static_resources: { listeners: [{ name: '127.0.0.1_80' }] },
    });
    expect(stdout).toContain('"port_value": 3000');
    expect(stdout).toContain('"path": "/dev/stdout"');
  });

  it('goes by a MeshConfig, on its own or in the ConfigMap of Istio', async () => {
    const config = 'accessLogFile: /tmp/log\n';
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio}\ndata:\n  mesh: |\n    ${config}`;
    for (const text of [config, map]) {
      const { stdout } = await meshctl({ 'm.yaml': MESH, 'c.yaml': text }, '-f', 'm.yaml', '--mesh-config', 'c.yaml');
      expect(stdout).toContain('path: /tmp/log');
    }
  });

  it('says what it does not carry over, and prints the rest', async () => {
    const { status, stdout, stderr } = await meshctl(
      { 'm.yaml': MESH.replace('hosts: [svc.test], gateways', 'hosts: [svc.test], gateways') + GATEWAY_YAML },
      '-f',
      'm.yaml',
    );
    expect(status).toBe(EXIT.ok);
    expect(stderr).toMatch(/^m\.yaml:\d+:\d+: warning MSH5002 Gateway "default\/gw" was read before\n/);
    expect(stdout).toContain('static_resources:');
  });

  it.each([
    ['a file', ['-f', 'absent.yaml']],
    ['a folder', ['-f', 'absent']],
    ['a folder, written with a slash', ['-f', 'absent/']],
    ['several', ['-f', 'absent', '-f', 'absent.yaml']],
    ['a glob', ['-f', 'absent/*.yaml']],
    ['an empty file', ['-f', 'empty.yaml']],
    ['empty standard input', ['-f', '-']],
  ])('ends with 66 for what is not there: %s', async (_what, words) => {
    const { status, stdout, stderr } = await meshctl({ 'empty.yaml': '' }, ...words);
    expect({ status, stdout }).toEqual({ status: EXIT.noInput, stdout: '' });
    expect(stderr).toContain('MSH0005');
  });

  it('prints nothing for what is wrong, with file and line', async () => {
    const wrong = MESH.replace('http: [', 'htp: [');
    const { status, stdout, stderr } = await meshctl({ 'm.yaml': wrong }, '-f', 'm.yaml');
    expect([status, stdout]).toEqual([EXIT.input, '']);
    expect(stderr).toMatch(/^m\.yaml:\d+:\d+: error MSH2901 there is no field "htp" in VirtualService\n/);
    expect((await meshctl({ 'm.yaml': wrong }, '-f', 'm.yaml', '--lenient')).status).toBe(EXIT.ok);
  });

  it.each([
    [[], EXIT.usage],
    [['-f', 'm.yaml', '--admin', 'x'], EXIT.usage],
    [['-f', 'm.yaml', '--mesh-config', 'list.yaml'], EXIT.config],
    [['-f', 'none.yaml'], EXIT.noInput],
    [['-f', 'm.yaml', '--mesh-config', 'none.yaml'], EXIT.noInput],
    [['-f', 'm.yaml', '--listen', 'nobody=127.0.0.1:1', '--for', 'sidecar'], EXIT.input],
  ])('refuses %j', async (words, status) => {
    expect(await meshctl({ 'm.yaml': MESH, 'list.yaml': '[]\n' }, ...words)).toMatchObject({ status, stdout: '' });
  });
});
