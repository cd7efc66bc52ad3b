import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quantityReason } from '../../src/inject/annotation-checks.ts';
import { validateAnnotations } from '../../src/inject/annotations.ts';
import { proxyImage } from '../../src/inject/image.ts';
import { detectNativeSidecars } from '../../src/inject/native.ts';
import { envValue, withEnv } from '../../src/inject/pod.ts';
import { decide, policyOf } from '../../src/inject/policy.ts';
import { mergeProbers } from '../../src/inject/probes.ts';
import { mergesMetrics } from '../../src/inject/prometheus.ts';
import { parseInjectPath } from '../../src/inject/webhook-path.ts';
import { isQuantity } from '../../src/k8s/quantity.ts';
import { asMap, asString, type JsonMap, stringMap } from '../../src/model/json.ts';
import { conformanceDir } from '../support/conformance.ts';

const dir = conformanceDir('inject');
const units: Readonly<Record<string, readonly JsonMap[]>> =
  dir === undefined ? {} : JSON.parse(readFileSync(join(dir, 'units.json'), 'utf8'));

/** A table's rows with a name for each. */
const rows = (table: string): [string, JsonMap][] =>
  (units[table] ?? []).map((row, index) => [
    asString(row['name']) ?? asString(asMap(row['meta'])['name']) ?? `${table} ${index}`,
    row,
  ]);

if (dir === undefined) it.skip('conformance/inject: there is no comparison data here, see MESHCTL_CONFORMANCE');

describe.skipIf(dir === undefined)('conformance/inject: units', () => {
  it.each(rows('injectRequired'))('injectRequired: %s', (_, row) => {
    const metadata = asMap(row['meta']);
    const spec = { hostNetwork: row['hostNetwork'] };
    const namespace = asString(metadata['namespace']) ?? '';
    expect(decide({ metadata, spec, namespace, policy: policyOf(row['config']) }).inject).toBe(row['want']);
  });

  it.each(rows('proxyImage'))('proxyImage: %s', (_, row) => {
    const values = { global: { hub: row['hub'], tag: row['tag'], proxy: {} } };
    expect(proxyImage(values, { image: { imageType: row['imageType'] } }, stringMap(row['annotations']))).toBe(
      row['want'],
    );
  });

  it.each(rows('detectNativeSidecar'))('detectNativeSidecar: %s', (_, row) => {
    expect(detectNativeSidecars(String(row['mode']), row['kubeletVersions'] as string[])).toBe(row['want']);
  });

  it.each(rows('parseInjectEnvs'))('parseInjectEnvs: %s', (_, row) => {
    expect(parseInjectPath(String(row['in']))).toEqual(row['want']);
  });

  it.each(rows('validateAnnotations'))('validateAnnotations: %s', (_, row) => {
    expect(validateAnnotations({ annotations: row['annotations'] }).length > 0).toBe(row['wantErr']);
  });

  it.each(rows('validateResourceQuantity'))('validateResourceQuantity: %s', (_, row) => {
    expect(quantityReason(String(row['value']), isQuantity) !== undefined).toBe(row['wantErr']);
  });

  it.each(rows('mergeOrAppendProbers'))('mergeOrAppendProbers: %s', (_, row) => {
    const container = { env: row['env'] };
    const known = envValue(container, 'ISTIO_KUBE_APP_PROBERS');
    const merged = mergeProbers(known, JSON.parse(String(row['probers'])) as JsonMap);
    expect(withEnv(container, 'ISTIO_KUBE_APP_PROBERS', merged)['env']).toEqual(row['want']);
  });

  it.each(rows('enablePrometheusMerge'))('enablePrometheusMerge: %s', (_, row) => {
    const mesh = row['mesh'] === null ? {} : { enablePrometheusMerge: row['mesh'] };
    expect(mergesMetrics(stringMap(row['annotations']), mesh)).toBe(row['want']);
  });
});
