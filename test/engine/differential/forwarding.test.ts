/** What becomes of requests whose upstreams fail, of copies, and of shares: the same on the built-in proxy and on Envoy. */
import process from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimeEngine } from '../../proxy/runtime/engine.ts';
import { callPlan } from '../../proxy/scenarios/client.ts';
import type { RunningEngine } from '../../proxy/scenarios/engine.ts';
import { envoyEngine } from '../../proxy/scenarios/envoy-engine.ts';
import { freePorts } from '../../proxy/scenarios/run.ts';
import { fetchEnvoy } from '../../support/envoy.ts';
import { ASKED, type Asked, FORWARD, WEIGHTS } from './forwards.ts';
import { type HostTable, meshOf } from './mesh.ts';
import { differencesOf } from './outcome.ts';
import { CASE, SCRIPT, type Scripted, startScripted } from './scripted.ts';

/** Pairs of a route and a request; `npm run test:differential` asks for more. */
const PAIRS = Number(process.env['MESHCTL_DIFFERENTIAL_PAIRS'] ?? 200);
const SEED = Number(process.env['MESHCTL_DIFFERENTIAL_SEED'] ?? 9);
/** Requests to each route. */
const REQUESTS = 4;
/** Routes that are run at once. */
const BATCH = 50;
/** Tables of weights, and requests to each: enough that a share that is wrong by a tenth is seen. */
const SHARES = Math.max(10, Math.ceil(PAIRS / 50));
const SHARE_REQUESTS = 300;
/** Standard deviations that chance is allowed: once in 150,000 shares it takes more. */
const TOLERANCE = 4.5;
/** How long copies may take that nobody waits for. */
const SETTLE_MS = 15_000;

const NAMES = ['u1', 'u2', 'm1', 'm2'] as const;

const envoy = await fetchEnvoy();
const why = 'reason' in envoy ? ` (skipped: ${envoy.reason})` : '';

/** An engine on a mesh, with the servers behind it. */
interface Side {
  readonly port: number;
  readonly servers: readonly Scripted[];
  readonly running: RunningEngine;
}

/** Starts both engines. Connections that were closed a moment ago may take a port that was free: it is tried again then. */
async function startSides(
  batch: readonly HostTable[],
  servers: readonly (readonly Scripted[])[],
  tries = 3,
): Promise<readonly Side[]> {
  const ports = await freePorts(2);
  const engines = [runtimeEngine(), envoyEngine('path' in envoy ? envoy.path : '')];
  const sides: Side[] = [];
  try {
    for (const [index, engine] of engines.entries()) {
      const [own = [], port = 0] = [servers[index], ports[index]];
      sides.push({ port, servers: own, running: await engine.start(meshOf(batch, port, own)) });
    }
    return sides;
  } catch (error) {
    await Promise.all(sides.map(({ running }) => running.stop()));
    if (tries === 1) throw error;
    return startSides(batch, servers, tries - 1);
  }
}

interface Case extends Asked {
  readonly id: string;
  readonly host: string;
}

/** What came of a request: for the client, and at the servers. */
async function outcome({ id, host, method, body, script }: Case, { port, servers }: Side): Promise<object> {
  const headers = { [CASE]: id, [SCRIPT]: script, 'x-b': '1' };
  const [result] = await callPlan({ method, path: '/', host, headers, ...(body === undefined ? {} : { body }) }, port);
  const { 'x-try': last, 'x-by': by } = result?.headers ?? {};
  return { status: result?.status, last, by, tries: servers.slice(0, 2).flatMap(({ tries }) => tries(id)) };
}

const copies = ({ servers }: Side, id: string) => servers.slice(2).flatMap(({ tries }) => tries(id));

async function compare(batch: readonly (HostTable & { readonly cases: readonly Case[] })[], sides: readonly Side[]) {
  const found: object[] = [];
  const all = batch.flatMap(({ table, cases }) => cases.map((each) => ({ table, each })));
  await Promise.all(
    all.map(async ({ table, each }) => {
      const [ours, ofEnvoy] = await Promise.all(sides.map((side) => outcome(each, side)));
      const differ = differencesOf(ours, ofEnvoy);
      if (differ.length > 0) found.push({ 'builtin | envoy': differ, each, table: JSON.stringify(table) });
    }),
  );
  const [first, second] = sides;
  for (const { table, each } of first && second ? all : []) {
    const both = (): readonly string[] =>
      [first, second].flatMap((side) => (side ? JSON.stringify(copies(side, each.id)) : []));
    const same = async () => {
      const deadline = performance.now() + SETTLE_MS;
      while (new Set(both()).size > 1 && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20));
      return new Set(both()).size === 1;
    };
    if (!(await same())) found.push({ copies: both(), each, table: JSON.stringify(table) });
  }
  return found;
}

describe.skipIf('reason' in envoy)(`forwarding by chance, seed ${SEED}${why}`, () => {
  let servers: readonly (readonly Scripted[])[] = [];
  let lasting: readonly Scripted[] = [];

  beforeAll(async () => {
    const start = (habit: 'close' | 'keep-alive') => Promise.all(NAMES.map((name) => startScripted(name, habit)));
    servers = await Promise.all([start('close'), start('close')]);
    lasting = await start('keep-alive');
  });
  afterAll(() => Promise.all([...servers.flat(), ...lasting].map((server) => server.stop())));

  it(`${PAIRS} requests are tried again, copied and rewritten alike`, async () => {
    const count = Math.ceil(PAIRS / REQUESTS);
    const all = fc.sample(FORWARD, { seed: SEED, numRuns: count }).map((table, index) => {
      const host = `f${index}.test`;
      const asked = fc.sample(ASKED, { seed: SEED + index, numRuns: REQUESTS });
      return { host, table, cases: asked.map((each, at) => ({ ...each, host, id: `${index}-${at}` })) };
    });
    const found: object[] = [];
    for (let at = 0; at < all.length; at += BATCH) {
      const batch = all.slice(at, at + BATCH);
      const sides = await startSides(batch, servers);
      try {
        found.push(...(await compare(batch, sides)));
      } finally {
        await Promise.all(sides.map(({ running }) => running.stop()));
      }
    }
    expect(found).toEqual([]);
  });

  it(`${SHARES} sets of weights give every destination its share`, async () => {
    const all = fc.sample(WEIGHTS, { seed: SEED, numRuns: SHARES }).map((weights, index) => ({
      host: `w${index}.test`,
      weights,
      table: [{ route: weights.map((weight, at) => ({ destination: { host: NAMES[at] ?? '' }, weight })) }],
    }));
    const sides = await startSides(all, [lasting, lasting]);
    const wrong: object[] = [];
    try {
      for (const { host, weights } of all) {
        const sum = weights.reduce((a, b) => a + b, 0);
        for (const [index, { port }] of sides.entries()) {
          const headers = { [CASE]: host, [SCRIPT]: '200' };
          const plan = { host, headers, repeat: SHARE_REQUESTS, concurrency: 10, keepAlive: true };
          const results = await callPlan(plan, port);
          weights.forEach((weight, at) => {
            const got = results.filter(({ headers }) => headers['x-by'] === NAMES[at]).length;
            const share = weight / sum;
            const off = Math.abs(got - SHARE_REQUESTS * share);
            const allowed = TOLERANCE * Math.sqrt(SHARE_REQUESTS * share * (1 - share));
            if (off > allowed) wrong.push({ engine: ['builtin', 'envoy'][index], weights, at, got });
          });
        }
      }
    } finally {
      await Promise.all(sides.map(({ running }) => running.stop()));
    }
    expect(wrong).toEqual([]);
  });
});
