import { applyPatch } from 'rfc6902';
import { describe, expect, it } from 'vitest';
import { strategicMerge } from '../../../src/k8s/merge.ts';
import { K8S } from '../../../src/k8s/types.ts';
import { asList, asMap, getIn } from '../../../src/model/json.ts';
import { loadYaml } from '../../../src/yaml/load.ts';
import { parseManifests } from '../../../src/yaml/parse.ts';
import { deployment, meshctl } from './support.ts';

const INPUTS: readonly (readonly [string, string])[] = [
  ['a plain Deployment', deployment('web')],
  [
    'a probe, an own proxy, metrics',
    deployment('web', { 'prometheus.io/port': '9090' }).replace(
      '- name: app',
      '- name: istio-proxy\n        image: auto\n      - name: app\n        livenessProbe: {tcpSocket: {port: 80}}',
    ),
  ],
  ['an object in a namespace', deployment('web').replace('{name: web}', '{name: web, namespace: shop}')],
];

const patches = async (stdin: string, type: string): Promise<string> =>
  (await meshctl(['inject', '-f', '-', '-o', 'patch', '--patch-type', type], { stdin })).stdout;

const injected = async (stdin: string): Promise<unknown> =>
  loadYaml((await meshctl(['inject', '-f', '-'], { stdin })).stdout);

describe('patches', () => {
  it.each(INPUTS)('the JSON patch of %s makes what injection makes', async (_, text) => {
    const [entry, ...more] = asList(getIn(loadYaml(await patches(text, 'json')), ['patches']));
    expect(more).toEqual([]);
    const object: unknown = loadYaml(text);
    const { name, namespace } = asMap(getIn(object, ['metadata']));
    const target = { group: 'apps', version: 'v1', kind: 'Deployment', name, ...(namespace ? { namespace } : {}) };
    expect(getIn(entry, ['target'])).toEqual(target);
    // The border of the patch library, which changes what it is given.
    const operations = loadYaml(String(getIn(entry, ['patch']))) as Parameters<typeof applyPatch>[1];
    const patched = structuredClone(object);
    expect(applyPatch(patched, operations).filter((error) => error !== null)).toEqual([]);
    expect(patched).toEqual(await injected(text));
  });

  it.each(INPUTS)('the strategic patch of %s makes the same but for the order of lists', async (_, text) => {
    const [manifest] = parseManifests(await patches(text, 'strategic'), 'patch').manifests;
    const merged = strategicMerge(K8S.struct('Deployment'), asMap(loadYaml(text)), asMap(manifest?.value));
    expect(unordered(merged)).toEqual(unordered(await injected(text)));
  });
});

/** What tells an item of a merged list from the others; `undefined` for lists that have an order. */
function keyOf(item: unknown): string | undefined {
  const name = getIn(item, ['name']);
  return name === undefined ? undefined : `${String(name)} ${String(getIn(item, ['mountPath']))}`;
}

/** Lists that are merged by name, by name. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value.map(unordered);
    if (items.some((item) => keyOf(item) === undefined)) return items;
    return items.sort((a, b) => ((keyOf(a) ?? '') < (keyOf(b) ?? '') ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unordered(item)]));
}
