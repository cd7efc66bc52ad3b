/**
 * What a real Envoy does with our translation, beside what it did with the control plane's: the translation is right when
 * nobody can tell the difference from outside.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conformanceDir } from '../../support/conformance.ts';
import { fetchEnvoy } from '../../support/envoy.ts';
import { envoyEngine } from './envoy-engine.ts';
import { runScenario } from './run.ts';
import type { Scenario } from './scenario.ts';

const folder = conformanceDir('proxy');
const read = (path: string): readonly Scenario[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as { readonly scenarios: readonly Scenario[] }).scenarios;
const scenarios = folder === undefined ? [] : read(join(folder, 'scenarios.json'));
const measured = scenarios.filter(({ oracle, actionInTitle }) => oracle === 'envoy' && !actionInTitle);
const envoy = folder === undefined ? { reason: 'there is no comparison data' } : await fetchEnvoy();
const why = 'reason' in envoy ? ` (skipped: ${envoy.reason})` : '';

describe.skipIf('reason' in envoy)(`scenarios on Envoy with our translation${why}`, () => {
  it.each(measured.map((scenario) => [scenario.id, scenario] as const))('%s', async (_, scenario) => {
    const engine = envoyEngine('path' in envoy ? envoy.path : '');
    expect(await runScenario(engine, scenario)).toEqual([]);
  });
});
