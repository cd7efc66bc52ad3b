import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getIn } from '../../../src/model/json.ts';
import { ROOT } from '../../support/paths.ts';
import { deployment, meshctl } from './support.ts';

const FOLDER = join(ROOT, 'fixtures/inject/explain');
const input = readFileSync(join(FOLDER, 'workloads.yaml'), 'utf8');

interface Explanation {
  readonly objects: readonly {
    readonly outcome: string;
    readonly fields: readonly { field: string; value: unknown; template?: string; line?: number; sources: string[] }[];
  }[];
}

const explained = async (stdin: string, ...flags: string[]): Promise<Explanation['objects']> => {
  const { stdout } = await meshctl(['inject', '-f', '-', '--explain', '-o', 'json', ...flags], { stdin });
  // The border of JSON.parse: the test is about this shape.
  return (JSON.parse(stdout) as Explanation).objects;
};

describe('--explain', () => {
  it('tells who is injected and where every field comes from', async () => {
    const { stdout } = await meshctl(['inject', '-f', '-', '--explain'], { stdin: input });
    await expect(stdout).toMatchFileSnapshot(join(FOLDER, 'workloads.txt'));
  });

  it('says something of every field, and each once', async () => {
    const [web] = await explained(input);
    const fields = web?.fields ?? [];
    expect(new Set(fields.map(({ field }) => field)).size).toBe(fields.length);
    expect(fields.filter(({ template, sources }) => template === undefined && sources.length === 0)).toEqual([]);
  });

  it('names lines of the template as --print-template prints it', async () => {
    const { stdout } = await meshctl(['inject', '--print-template', 'sidecar']);
    const lines = stdout.split('\n');
    const [web] = await explained(input);
    const port = web?.fields.find(({ field }) => /\[istio-proxy\]\.ports\[.*\]\.containerPort$/.test(field));
    expect(lines[(port?.line ?? 0) - 1]?.trim()).toBe('containerPort: 15090');
  });

  it('says who follows the templates under --as-webhook, and whose field one of the pod is', async () => {
    const objects = await explained(
      deployment('web').replace('- name: app', '- name: istio-proxy\n        image: mine\n      - name: app'),
      '--as-webhook',
      '--set',
      'sidecarInjectorWebhook.injectedAnnotations.a=b,global.network=n',
    );
    const fields = new Map(objects[0]?.fields.map((item) => [item.field, item]));
    const sources = (field: string): unknown => getIn(fields.get(`spec.template.${field}`), ['sources', 0]);
    expect(sources('metadata.annotations.a')).toBe('the injector configuration (injectedAnnotations)');
    expect(sources('metadata.labels["topology.istio.io/network"]')).toBe('values global.network');
    expect(sources('spec.initContainers[istio-proxy].env[ISTIO_META_NETWORK].value')).toContain(
      'values global.network',
    );
  });

  it('knows nothing to explain of what is not injected', async () => {
    expect(await explained('apiVersion: v1\nkind: Service\nmetadata: {name: s}\n')).toEqual([]);
  });
});
