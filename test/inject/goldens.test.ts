import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { injectText } from './support/run.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

const yaml = (folder: string): string[] =>
  readdirSync(join(FIXTURES, folder)).filter((name) => /\.(yaml|json)$/.test(name));

describe('goldens', () => {
  it.each(yaml('bookinfo'))('bookinfo/%s', async (name) => {
    const text = injectText(readFileSync(join(FIXTURES, 'bookinfo', name), 'utf8'), {});
    await expect(text).toMatchFileSnapshot(join(FIXTURES, 'inject/bookinfo', name));
  });

  it.each(yaml('inject/cases'))('cases/%s', async (name) => {
    const text = injectText(readFileSync(join(FIXTURES, 'inject/cases', name), 'utf8'), {});
    await expect(text).toMatchFileSnapshot(join(FIXTURES, 'inject/cases.injected', name));
  });

  it('leaves the DaemonSet with host networking alone', () => {
    const text = readFileSync(join(FIXTURES, 'bookinfo/80-workload-shapes.yaml'), 'utf8');
    const daemon = /kind: DaemonSet[\s\S]*?\n---/.exec(text)?.[0] ?? 'no DaemonSet';
    expect(injectText(text, {})).toContain(daemon);
  });
});
