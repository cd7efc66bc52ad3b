import { describe, expect, it } from 'vitest';
import { meshctl } from './support.ts';

const POD = {
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name: 'web', annotations: { note: '1.50' } },
  spec: { containers: [{ name: 'app', image: 'x', readinessProbe: { httpGet: { path: '/r', port: 80 } } }] },
};

const LAYOUTS: readonly (readonly [string, string])[] = [
  ['two spaces', `${JSON.stringify(POD, null, 2)}\n`],
  ['three spaces', `${JSON.stringify(POD, null, 3)}\n`],
  ['tabs', `${JSON.stringify(POD, null, '\t')}\n`],
  ['one line', JSON.stringify(POD)],
  ['one line with spaces', JSON.stringify(POD, null, 1).replace(/\n */g, ' ')],
];

describe('manifests in JSON', () => {
  it.each(LAYOUTS)('keep their layout: %s', async (_name, text) => {
    const { status, stdout } = await meshctl(['inject', '-f', '-', '--report', 'none'], { stdin: text });
    expect(status).toBe(0);
    const value: unknown = JSON.parse(stdout);
    expect(Object.keys(value as object)).toEqual(['kind', 'apiVersion', 'metadata', 'spec']);
    const indents = (json: string): ReadonlySet<number> =>
      new Set(json.split('\n').map((line) => /^\s*/.exec(line)?.[0].length ?? 0));
    const unit = [...indents(text)].find((width) => width > 0) ?? 1;
    expect([...indents(stdout)].filter((width) => width % unit !== 0)).toEqual([]);
    expect(stdout.includes('\n  ') || stdout.includes('\n\t')).toBe(text.includes('\n  ') || text.includes('\n\t'));
    expect((await meshctl(['uninject', '-f', '-'], { stdin: stdout })).stdout).toBe(text);
  });

  it('keep numbers as they are written', async () => {
    const text =
      '{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": {"replicas": 1.0, "template": {"spec": {"containers": [{"name": "a"}]}}}}';
    const { stdout } = await meshctl(['inject', '-f', '-', '--report', 'none'], { stdin: text });
    expect(stdout).toContain('"replicas": 1.0,');
  });
});
