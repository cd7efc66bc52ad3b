import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchPodPage } from '../../src/kube/admin.ts';
import { connectCluster, listObjects } from '../../src/kube/client.ts';
import { connectionTo } from '../../src/kube/connection.ts';
import { mergeConfigs } from '../../src/kube/kubeconfig.ts';
import type { ClusterFlags } from '../../src/kube/locate.ts';
import { RESOURCES } from '../../src/kube/resources.ts';
import type { Host } from '../../src/model/host.ts';
import type { JsonMap } from '../../src/model/json.ts';
import { startKubeApi } from '../support/kube-api.ts';
import { hostWith } from '../support/kube-api-client.ts';

interface Where {
  readonly flags?: ClusterFlags;
  readonly cluster?: JsonMap;
}

describe('credentials', () => {
  const at = async (host: Host, user: JsonMap, { flags = {}, cluster = {} }: Where = {}) => {
    const content = {
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1/', ...cluster } }],
      users: [{ name: 'u', user }],
    };
    const context = mergeConfigs([{ name: 'x', folder: host.cwd, content }]).context('c');
    if (!context) throw new Error('there is one');
    const { carried, close } = await connectionTo(context, flags, host);
    close();
    return carried;
  };

  const of = (user: JsonMap, flags = {}, files = {}, cluster: JsonMap = {}) =>
    at(hostWith(files), user, { flags, cluster });

  it.each([
    [{ token: 't', username: 'u', tokenFile: 'f', exec: { command: './nothing' } }, 'Bearer t'],
    [{ tokenFile: 'f', username: 'u' }, 'Bearer from-a-file'],
    [{}, undefined],
  ])('%j', async (user, authorization) => {
    const { headers } = await of(user, {}, { f: 'from-a-file\n' });
    expect(headers['Authorization']).toBe(authorization);
  });

  it.each([
    [{ username: 'jane', password: 'pass' }, 'jane:pass'],
    [{ username: 'jane' }, 'jane:'],
  ])('%j is a password', async (user, auth) => {
    expect(await of(user)).toMatchObject({ auth });
  });

  it('are certificates, in the kubeconfig or beside it', async () => {
    const inline = await of({
      'client-certificate-data': 'Y2VydA==',
      'client-certificate': 'missing',
      'client-key-data': 'a2V5',
    });
    expect([String(inline.cert), String(inline.key)]).toEqual(['cert', 'key']);
    const files = await of({ 'client-certificate': 'c', 'client-key': 'k' }, {}, { c: 'cert', k: 'key' });
    expect([String(files.cert), String(files.key)]).toEqual(['cert', 'key']);
    await expect(of({ 'client-certificate': 'missing' })).rejects.toMatchObject({
      exitCode: 66,
      message: expect.stringMatching(/no such file or folder: ".*missing"/),
    });
  });

  it("come with the authority's certificate, whoever asks", async () => {
    const { ca } = await of({}, {}, {}, { 'certificate-authority-data': 'Y2E=', 'certificate-authority': 'missing' });
    expect(String(ca)).toBe('ca');
    const config = JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1', 'certificate-authority': 'ca.pem' } }],
    });
    const nobody = await connectCluster({ kubeconfig: 'config' }, hostWith({ config, 'ca.pem': 'ca' }));
    nobody.close();
    expect(String(nobody.connection.carried.ca)).toBe('ca');
  });

  it('say as whom somebody asks', async () => {
    const own = { as: 'jane', 'as-groups': ['devs'], 'as-uid': '7', 'as-user-extra': { 'a/b': ['c', 'd'] } };
    expect((await of(own)).headers).toMatchObject({
      'Impersonate-User': 'jane',
      'Impersonate-Group': ['devs'],
      'Impersonate-Uid': '7',
      'Impersonate-Extra-a%2Fb': ['c', 'd'],
    });
    expect((await of(own, { as: 'joe', asGroup: ['ops'] })).headers).toMatchObject({
      'Impersonate-User': 'joe',
      'Impersonate-Group': ['ops'],
    });
    await expect(of({}, { asGroup: ['ops'] })).rejects.toMatchObject({ exitCode: 78 });
  });

  it('are tokens of an OpenID provider that are still good', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'none' })}.${part({ exp: 4_000_000_000 })}.x`;
    const provider = (config: JsonMap) => ({ 'auth-provider': { name: 'oidc', config } });
    expect((await of(provider({ 'id-token': token }))).headers['Authorization']).toBe(`Bearer ${token}`);
    expect((await of(provider({}))).headers['Authorization']).toBeUndefined();
    await expect(of(provider({ 'id-token': '!.!.!' }))).rejects.toMatchObject({ exitCode: 77 });
  });

  it('of a provider Kubernetes has given up are refused', async () => {
    await expect(of({ 'auth-provider': { name: 'gcp' } })).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('"gcp"'),
    });
  });

  it('come from a program, which is told of the cluster', async () => {
    const answer = JSON.stringify({ status: { clientCertificateData: 'cert', clientKeyData: 'key', token: 't' } });
    const script = `printf %s "$KUBERNETES_EXEC_INFO" > told; echo '${answer}'`;
    const exec = { command: 'sh', args: ['-c', script], env: [{ name: 'A', value: 'b' }], provideClusterInfo: true };
    const cluster = { 'certificate-authority': 'ca.pem', 'tls-server-name': 'name' };
    const host = hostWith({ 'ca.pem': 'ca' }, { PATH: process.env['PATH'] ?? '' });
    const carried = await at(host, { exec }, { cluster });
    expect(carried).toMatchObject({ cert: 'cert', key: 'key', headers: { Authorization: 'Bearer t' } });
    expect(JSON.parse(readFileSync(join(host.cwd, 'told'), 'utf8'))).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: {
        cluster: {
          server: 'https://127.0.0.1:1',
          'tls-server-name': 'name',
          'certificate-authority-data': Buffer.from('ca').toString('base64'),
        },
        interactive: false,
      },
    });
  });

  it('are asked for once a run', async () => {
    const api = await startKubeApi();
    onTestFinished(() => api.close());
    const answer = JSON.stringify({ status: { token: 't' } });
    const exec = { command: 'sh', args: ['-c', `echo asked >> log; echo '${answer}'`] };
    const host = hostWith({ config: api.kubeconfig({ exec }) }, { PATH: process.env['PATH'] ?? '' });
    const client = await connectCluster({ kubeconfig: 'config' }, host);
    onTestFinished(() => client.close());
    await listObjects(client, RESOURCES.pods);
    const page = fetchPodPage(client, { namespace: 'shop', pod: 'a', port: 80 }, { path: 'x' });
    await expect(page).rejects.toMatchObject({ exitCode: 69 });
    expect(api.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer t', 'Bearer t']);
    expect(readFileSync(join(host.cwd, 'log'), 'utf8')).toBe('asked\n');
  });

  it('are not told to a server that has no address', async () => {
    await expect(of({}, {}, {}, { server: 'ftp://x' })).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('"ftp://x"'),
    });
  });
});
