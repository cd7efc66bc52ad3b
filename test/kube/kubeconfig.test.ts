import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contextNames, contextOf, hasCluster } from '../../src/kube/locate.ts';
import { hostWith } from '../support/kube-api-client.ts';

const FIRST = `
current-context: east
contexts:
  - {name: east, context: {cluster: east, user: jane, namespace: shop}}
  - {name: odd, context: {cluster: nowhere, user: jane}}
clusters:
  - {name: east, cluster: {server: 'https://east.example', certificate-authority: certs/ca.pem}}
users:
  - {name: jane, user: {token: first}}
`;
const SECOND = `
current-context: west
contexts:
  - {name: west, context: {cluster: west, user: jane}}
  - {name: east, context: {cluster: west, user: jane}}
clusters:
  - {name: west, cluster: {server: 'https://west.example', insecure-skip-tls-verify: true, tls-server-name: w}}
users:
  - {name: jane, user: {token: second}}
`;

describe('where it is', () => {
  it('is the one that is named, those of KUBECONFIG, or the one at home', async () => {
    const files = { a: FIRST, b: SECOND, '.kube/config': SECOND };
    expect(await contextOf({ kubeconfig: 'b' }, hostWith(files, { KUBECONFIG: 'a' }))).toMatchObject({ name: 'west' });
    expect(await contextOf({}, hostWith(files, { KUBECONFIG: 'missing:a:b' }))).toMatchObject({ name: 'east' });
    expect(await contextOf({}, hostWith(files))).toMatchObject({ name: 'west' });
    expect(hasCluster({}, hostWith(files))).toBe(true);
    expect(hasCluster({}, hostWith({}))).toBe(false);
  });

  it('takes the first of several entries of one name', async () => {
    const host = hostWith({ a: FIRST, b: SECOND }, { KUBECONFIG: 'a:b' });
    const east = await contextOf({}, host);
    expect(east).toMatchObject({
      namespace: 'shop',
      cluster: { server: 'https://east.example' },
      user: { token: 'first' },
    });
    expect(east.cluster?.caFile).toBe(join(host.cwd, 'certs/ca.pem'));
    expect(await contextOf({ context: 'west' }, host)).toMatchObject({
      namespace: undefined,
      cluster: { skipTLSVerify: true, tlsServerName: 'w' },
      user: { token: 'first' },
    });
  });

  it('has contexts, which are told once', async () => {
    const host = hostWith({ a: FIRST, b: SECOND }, { KUBECONFIG: 'a:b' });
    expect(await contextNames({}, host)).toEqual(['east', 'odd', 'west']);
    expect(await contextNames({ kubeconfig: 'b' }, host)).toEqual(['west', 'east']);
    await expect(contextNames({}, hostWith({}))).rejects.toMatchObject({ exitCode: 66 });
  });

  it.each([
    [{}, {}, 66, 'there is no kubeconfig'],
    [{ KUBECONFIG: 'missing' }, {}, 66, 'no such file or folder: "missing"'],
    [{ KUBECONFIG: 'a' }, { context: 'nope' }, 78, 'there is no context "nope" in a'],
    [{ KUBECONFIG: 'a' }, { context: 'odd' }, 78, 'names a cluster that is not there'],
    [{ KUBECONFIG: 'list' }, {}, 78, '"list" is not a kubeconfig'],
    [{ KUBECONFIG: 'empty' }, {}, 78, 'has no current context'],
    [{ KUBECONFIG: 'broken' }, {}, 78, 'broken:2:'],
  ])('%j %j', async (env, flags, exitCode, message) => {
    const host = hostWith({ a: FIRST, list: '[]', empty: '', broken: 'a: 1\nb: [\n' }, env);
    await expect(contextOf(flags, host)).rejects.toMatchObject({ exitCode, message: expect.stringContaining(message) });
  });

  it('is nothing outside a pod', () => {
    expect(hasCluster({}, hostWith({}, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }))).toBe(false);
  });
});
