/** What a real Envoy did with the same YAML, asked of the runtime on sockets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conformanceDir } from '../../support/conformance.ts';
import { runScenario } from '../scenarios/run.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { runtimeEngine } from './engine.ts';

const folder = conformanceDir('proxy');
const read = (path: string): readonly Scenario[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as { readonly scenarios: readonly Scenario[] }).scenarios;
const scenarios = folder === undefined ? [] : read(join(folder, 'scenarios.json'));
const measured = scenarios.filter(({ oracle, actionInTitle }) => oracle === 'envoy' && !actionInTitle);
const why = folder === undefined ? ' (skipped: there is no comparison data)' : '';

describe.skipIf(folder === undefined)(`scenarios on the runtime${why}`, () => {
  it.each(measured.map((scenario) => [scenario.id, scenario] as const))('%s', async (_, scenario) => {
    expect(await runScenario(runtimeEngine(), scenario)).toEqual([]);
  });
});
