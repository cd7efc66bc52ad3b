import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import type { JsonMap } from '../../../src/model/json.ts';
import { FIXTURES } from '../../envoy/support/shop.ts';
import { testHost } from '../../support/host.ts';
import { startKubeApi } from '../../support/kube-api.ts';
import { tempFolder } from '../../support/temp.ts';

const page = (file: string): Buffer => readFileSync(join(FIXTURES, file));
const PAGES: Readonly<Record<string, Buffer>> = {
  '/config_dump': page('shop.config_dump.json'),
  '/clusters': page('shop.clusters.json'),
};

const pod = (name: string, namespace = 'shop', container = 'istio-proxy'): JsonMap => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { app: name.replace(/-\d$/, '') } },
  spec: { containers: [{ name: container }] },
  status: { phase: 'Running' },
});

/** A cluster of three proxies that answer and one that does not, and a folder with its kubeconfig. */
async function cluster(): Promise<string> {
  const server = createServer((request, response) => {
    const found = PAGES[(request.url ?? '').split('?')[0] ?? ''];
    response.writeHead(found ? 200 : 404).end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const ports = new Map(['shop/cart-1', 'shop/cart-2', 'bank/teller-1'].map((name) => [`${name}:15000`, port]));
  const objects = [pod('cart-1'), pod('cart-2'), pod('mute-1'), pod('plain-1', 'shop', 'app'), pod('teller-1', 'bank')];
  const api = await startKubeApi({ objects, ports });
  onTestFinished(() => api.close());
  const cwd = tempFolder();
  writeFileSync(join(cwd, 'config'), api.kubeconfig());
  return cwd;
}

async function meshctl(cwd: string, ...words: readonly string[]) {
  const host = testHost({ cwd, env: { KUBECONFIG: 'config' } });
  return { status: await run(words, host), stdout: host.written(), stderr: host.complained() };
}

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('config_dump.json'))
    .sort();

describe('snapshot of workloads', () => {
  it('is the folder itself for one', async () => {
    const cwd = await cluster();
    const result = await meshctl(cwd, 'snapshot', 'cart-1.shop', '--out', 'now');
    expect(result.status).toBe(0);
    expect(readdirSync(join(cwd, 'now')).sort()).toEqual(['clusters.json', 'config_dump.json']);
  });

  it('has a folder for each of several, from which one is read by its name', async () => {
    const cwd = await cluster();
    const result = await meshctl(cwd, 'snapshot', 'cart-1.shop', 'cart-2.shop', 'cart-1.shop', '--out', 'now');
    expect(result.status).toBe(0);
    expect(foldersIn(join(cwd, 'now'))).toEqual(['shop/cart-1/config_dump.json', 'shop/cart-2/config_dump.json']);
    const table = await meshctl(FIXTURES, 'pc', 'c', '--file', 'shop.config_dump.json');
    expect(await meshctl(cwd, 'pc', 'c', '--file', 'now', 'cart-2.shop')).toEqual(table);
  });

  it('takes all proxies of a namespace that have labels, and tells which do not answer', async () => {
    const cwd = await cluster();
    const result = await meshctl(cwd, 'snapshot', '-n', 'shop', '-l', 'app in (cart,mute,plain)');
    expect(result.status).toBe(0);
    expect(foldersIn(join(cwd, 'snapshot'))).toEqual(['shop/cart-1/config_dump.json', 'shop/cart-2/config_dump.json']);
    expect(result.stderr).toContain('without mute-1.shop: ');
    expect(result.stderr).not.toContain('plain-1');
  });

  it.each(['mesh.tar.gz', 'mesh.tgz', 'mesh.tar'])(
    'packs the whole mesh into %s, which is read as a bug report is',
    async (out) => {
      const cwd = await cluster();
      const result = await meshctl(cwd, 'snapshot', '-A', '--out', out);
      expect(result.status).toBe(0);
      expect(result.stderr).toContain(`wrote ${out}: 3 proxies\n`);
      const table = await meshctl(FIXTURES, 'pc', 'c', '--file', 'shop.config_dump.json');
      expect(await meshctl(cwd, 'pc', 'c', '--file', out, 'teller-1.bank')).toEqual(table);
      const shown = await meshctl(cwd, 'tui', out, '--once', '--view', 'overview', '-o', 'json');
      expect(shown.stdout).toContain('cart-2.shop');
      expect(readFileSync(join(cwd, out)).includes('this stands where')).toBe(false);
    },
  );

  it.each([
    [['mute-1.shop'], 69, 'nothing listens there'],
    [['nope.shop'], 66, 'pods "nope" not found'],
    [[], 64, 'no proxy is named'],
    [['-l', 'app=nope', '-n', 'shop'], 66, 'no pod that is meant runs a proxy'],
    [['-n', 'shop', '-l', 'app=mute'], 69, 'nothing listens there'],
  ])('%j ends with %i and writes nothing', async (words, status, message) => {
    const cwd = await cluster();
    const result = await meshctl(cwd, 'snapshot', ...words);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(message);
    expect(foldersIn(cwd)).toEqual([]);
  });
});
