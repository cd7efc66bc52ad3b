import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeCompat } from '../../src/k8s/compat.ts';
import { decodeTyped } from '../../src/k8s/decode.ts';
import { rootType } from '../../src/k8s/types.ts';
import { asMap, asString } from '../../src/model/json.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { conformanceDir } from '../support/conformance.ts';

const folder = conformanceDir('inject');

interface Sample {
  readonly name: string;
  readonly text: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly value: unknown;
}

/** The documents of a folder that carry pods. Others may hold syntax of their own and are not read. */
function samples(group: string): readonly Sample[] {
  if (!folder) return [];
  return readdirSync(join(folder, group)).flatMap((file) => {
    const text = readFileSync(join(folder, group, file), 'utf8').replaceAll('\r\n', '\n');
    return text.split(/^---.*$/m).flatMap((part, index) => sample(`${file} #${index}`, part));
  });
}

function sample(name: string, text: string): readonly Sample[] {
  let value: unknown;
  try {
    value = loadYaml(text);
  } catch {
    return [];
  }
  const apiVersion = asString(asMap(value)['apiVersion']) ?? '';
  const kind = asString(asMap(value)['kind']) ?? '';
  return rootType(apiVersion, kind) ? [{ name, text, apiVersion, kind, value }] : [];
}

/** Goldens of the webhook are compared as objects; their text was written by an older Kubernetes, which printed null times. */
const printed = (one: Sample) => !one.text.includes('creationTimestamp: null');

describe('the text of an object', () => {
  it('goes through its struct', () => {
    const pod = { kind: 'Pod', apiVersion: 'v1', spec: { containers: [{ name: 'a', future: 1 }] } };
    expect(encodeCompat('v1', 'Pod', pod)).toBe(
      'apiVersion: v1\nkind: Pod\nmetadata: {}\nspec:\n  containers:\n  - name: a\n    resources: {}\nstatus: {}\n',
    );
  });

  it('goes through the structs of the items of a List, nested ones too, and keeps the others', () => {
    const job = { apiVersion: 'batch/v1', kind: 'CronJob', spec: { schedule: '@daily' } };
    const inner = { apiVersion: 'v1', kind: 'List', items: [job] };
    const items = [{ kind: 'Custom', b: 1, a: null }, inner, 'text'];
    expect(encodeCompat('v1', 'List', { apiVersion: 'v1', kind: 'List', items })).toBe(
      `apiVersion: v1
items:
- a: null
  b: 1
  kind: Custom
- apiVersion: v1
  items:
  - apiVersion: batch/v1
    kind: CronJob
    metadata: {}
    spec:
      jobTemplate:
        metadata: {}
        spec:
          template:
            metadata: {}
            spec:
              containers: null
      schedule: '@daily'
    status: {}
  kind: List
  metadata: {}
- text
kind: List
metadata: {}
`,
    );
    expect(encodeCompat('v1', 'List', {})).toBe('items: null\nmetadata: {}\n');
  });

  it('keeps all of an object of another kind', () => {
    expect(encodeCompat('v1', 'Service', { kind: 'Service', x: [] })).toBe('kind: Service\nx: []\n');
  });
});

describe.skipIf(!folder)('the text of recorded outputs (needs the conformance data)', () => {
  it.each(samples('expected').filter(printed))(
    'gives back $name byte for byte',
    ({ apiVersion, kind, value, text }) => {
      expect(encodeCompat(apiVersion, kind, value)).toBe(`${text.trim()}\n`);
    },
  );

  it.each(samples('inputs'))('decodes input $name', ({ kind, value, apiVersion }) => {
    const { value: decoded } = decodeTyped(rootType(apiVersion, kind) ?? '', value);
    expect(decodeTyped(kind, decoded)).toEqual({ value: decoded, unknown: [], problems: [] });
  });
});
