/** The example mesh as its workloads see it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { loadResources } from '../../src/mesh/load.ts';
import { buildMesh } from '../../src/mesh/model.ts';
import type { ProxyNode } from '../../src/mesh/proxy-node.ts';
import { yaml } from '../../src/output/yaml.ts';
import { staticBootstrap } from '../../src/xds/bootstrap.ts';
import { compileSnapshot } from '../../src/xds/compile/compile.ts';
import type { CompileOptions } from '../../src/xds/compile/options.ts';
import { readManifests } from '../../src/yaml/parse.ts';
import { fetchEnvoy } from '../support/envoy.ts';
import { ROOT } from '../support/paths.ts';
import { tempFolder } from '../support/temp.ts';
import { compile } from './support/compile.ts';
import { validate } from './support/envoy.ts';

const FOLDER = join(ROOT, 'fixtures', 'bookinfo');
const manifests = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .flatMap((name) =>
    [...readManifests(readFileSync(join(FOLDER, name), 'utf8'), name)].flatMap(({ manifest }) => manifest ?? []),
  );
const mesh = buildMesh({ resources: loadResources(manifests, { namespace: 'default' }).resources, meshConfig: {} });

const pod = (app: string): ProxyNode => ({ kind: 'sidecar', name: app, namespace: 'bookinfo', labels: { app } });
const REVIEWS = { host: 'reviews', endpoints: [{ address: '127.0.0.1', port: 3000 }] };

const VIEWS: Readonly<Record<string, Partial<CompileOptions> & Pick<CompileOptions, 'node'>>> = {
  gateway: { node: { kind: 'gateway', name: 'gw', namespace: 'istio-ingress', labels: { istio: 'ingressgateway' } } },
  productpage: { node: pod('productpage'), overrides: [REVIEWS] },
  'reviews-in-a-pod': { node: pod('reviews'), capture: 'redirect' },
};

const snapshotFor = (name: string) =>
  compileSnapshot(mesh, {
    capture: 'none',
    overrides: [],
    listeners: [],
    anyAddress: false,
    node: pod('productpage'),
    ...VIEWS[name],
  });

describe('bookinfo', () => {
  it.each(Object.keys(VIEWS))('%s', async (name) => {
    const { listeners, routes, clusters } = snapshotFor(name);
    await expect(yaml({ listeners, routes, clusters })).toMatchFileSnapshot(`../../fixtures/xds/bookinfo-${name}.yaml`);
  });
});

const envoy = await fetchEnvoy();
const why = 'reason' in envoy ? ` (skipped: ${envoy.reason})` : '';

describe.skipIf('reason' in envoy)(`Envoy accepts every field${why}`, () => {
  const text = readFileSync(join(ROOT, 'fixtures', 'xds', 'features.yaml'), 'utf8');
  const labels = { istio: 'ingressgateway', 'gateway.networking.k8s.io/gateway-name': 'kg' };
  const gateway: ProxyNode = { kind: 'gateway', name: 'gw', namespace: 'default', labels };

  it.each([
    ['at a gateway', { node: gateway }],
    ['at a sidecar that is addressed', { node: { ...gateway, kind: 'sidecar' } }],
    ['at a sidecar that intercepts', { node: { ...gateway, kind: 'sidecar' }, capture: 'redirect' }],
  ] as const)('%s', async (_, options) => {
    // Whoever reads the file only wants it to be one of certificates.
    const folder = tempFolder();
    const systemRoots = join(folder, 'roots.pem');
    writeFileSync(systemRoots, rootCertificates.slice(0, 1).join(''));
    const snapshot = compile(text, { ...options, systemRoots });
    expect(snapshot.diagnostics.filter(({ level }) => level === 'error')).toEqual([]);
    const bootstrap = staticBootstrap(snapshot, { node: options.node, domain: 'cluster.local' });
    expect(await validate('path' in envoy ? envoy.path : '', bootstrap, folder)).toBe('OK');
  });
});

describe.skipIf('reason' in envoy)(`Envoy accepts bookinfo${why}`, () => {
  it.each(Object.keys(VIEWS))('%s', async (name) => {
    const { node = pod(name) } = VIEWS[name] ?? {};
    const bootstrap = staticBootstrap(snapshotFor(name), { node, domain: 'cluster.local' });
    expect(await validate('path' in envoy ? envoy.path : '', bootstrap, tempFolder())).toBe('OK');
  });
});
