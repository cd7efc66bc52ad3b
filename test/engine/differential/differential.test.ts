/** The same route tables and requests on the built-in proxy and on the real Envoy: nobody can tell which of them answered. */
import process from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimeEngine } from '../../proxy/runtime/engine.ts';
import { callPlan } from '../../proxy/scenarios/client.ts';
import type { RunningEngine } from '../../proxy/scenarios/engine.ts';
import { envoyEngine } from '../../proxy/scenarios/envoy-engine.ts';
import { freePorts } from '../../proxy/scenarios/run.ts';
import type { RequestPlan } from '../../proxy/scenarios/scenario.ts';
import { startUpstream, type Upstream } from '../../proxy/scenarios/upstreams.ts';
import { fetchEnvoy } from '../../support/envoy.ts';
import { meshOf } from './mesh.ts';
import { differencesOf, outcomeOf } from './outcome.ts';
import { requestFor } from './requests.ts';
import { TABLE, type Table } from './tables.ts';

/** Pairs of a table and a request; `npm run test:differential` asks for more. */
const PAIRS = Number(process.env['MESHCTL_DIFFERENTIAL_PAIRS'] ?? 200);
/** The same in every run of the suite; another one finds other things. */
const SEED = Number(process.env['MESHCTL_DIFFERENTIAL_SEED'] ?? 9);
/** Requests to each table. */
const REQUESTS = 5;
/** Tables that are run at once, each for a host of its own: an Envoy starts in the time of a hundred requests. */
const BATCH = 40;

const envoy = await fetchEnvoy();
const why = 'reason' in envoy ? ` (skipped: ${envoy.reason})` : '';

/** A table, and what is asked of it. */
interface Case {
  readonly host: string;
  readonly table: Table;
  readonly plans: readonly RequestPlan[];
}

const HOSTS = Array.from({ length: Math.ceil(PAIRS / REQUESTS) }, (_, index) => `t${index}.test`);

/** Every other one over HTTP/2 as well. */
const bothVersions = (plan: RequestPlan, index: number): readonly RequestPlan[] =>
  index % 2 === 0 ? [plan] : [plan, { ...plan, proto: 'h2' }];

function cases(): readonly Case[] {
  const tables = fc.sample(TABLE, { seed: SEED, numRuns: HOSTS.length });
  return HOSTS.map((host, index) => ({
    host,
    table: tables[index] ?? [],
    plans: fc.sample(requestFor(host), { seed: SEED + index, numRuns: REQUESTS }).flatMap(bothVersions),
  }));
}

/** What both made of a case, where that differs. */
async function differences({ table, plans }: Case, ports: readonly [number, number]): Promise<readonly object[]> {
  const found: object[] = [];
  for (const plan of plans) {
    const [envoySays, weSay] = await Promise.all(
      ports.map(async (port) => {
        const [result] = await callPlan(plan, port);
        // No answer from either of them would be the same, too.
        if (result?.status === 0) found.push({ unanswered: plan, port });
        return result && outcomeOf(result);
      }),
    );
    const differ = differencesOf(envoySays, weSay);
    if (differ.length > 0) found.push({ 'envoy | builtin': differ, plan, table: JSON.stringify(table) });
  }
  return found;
}

describe.skipIf('reason' in envoy)(`${PAIRS} route tables and requests, seed ${SEED}${why}`, () => {
  let upstreams: readonly Upstream[] = [];

  beforeAll(async () => {
    upstreams = await Promise.all(['u1', 'u2'].map((name) => startUpstream(name, {})));
  });
  afterAll(() => Promise.all(upstreams.map((upstream) => upstream.stop())));

  it('are the same on the built-in proxy and on Envoy', async () => {
    const all = cases();
    const found: object[] = [];
    for (let at = 0; at < all.length; at += BATCH) {
      const batch = all.slice(at, at + BATCH);
      const [first = 0, second = 0] = await freePorts(2);
      const running: RunningEngine[] = [];
      try {
        running.push(await envoyEngine('path' in envoy ? envoy.path : '').start(meshOf(batch, first, upstreams)));
        running.push(await runtimeEngine().start(meshOf(batch, second, upstreams)));
        for (const each of batch) found.push(...(await differences(each, [first, second])));
      } finally {
        await Promise.all(running.map((engine) => engine.stop()));
      }
    }
    expect(found).toEqual([]);
  });
});
