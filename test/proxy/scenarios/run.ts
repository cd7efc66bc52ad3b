/** One scenario on one engine. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Observation, problemsOf } from './check.ts';
import { callPlan } from './client.ts';
import type { Engine } from './engine.ts';
import type { Result, Scenario } from './scenario.ts';
import { startUpstream, type Upstream } from './upstreams.ts';

/** Ports nobody listens on, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  // A server on a TCP port has an address of this form.
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  return ports;
}

/** Runs the requests of a scenario and tells what of its expectations is not met. */
export async function runScenario(engine: Engine, scenario: Scenario): Promise<readonly string[]> {
  const upstreams: readonly Upstream[] = await Promise.all(
    Object.entries(scenario.upstreams).map(([name, behaviour]) => startUpstream(name, behaviour)),
  );
  try {
    const [gw = 0, gwt = 0, closed = 0, ...spare] = await freePorts(6);
    const places: Record<string, number> = { GW: gw, GWT: gwt, CLOSED: closed };
    for (const [index, name] of ['u1', 'u2', 'u3'].entries()) {
      places[name.toUpperCase()] = upstreams.find((upstream) => upstream.name === name)?.port ?? spare[index] ?? 0;
    }
    const config = scenario.config.replace(/__([A-Z0-9]+)__/g, (_, name: string) => String(places[name]));
    const running = await engine.start(config);
    try {
      const results: Result[] = [];
      for (const plan of scenario.requests)
        results.push(...(await callPlan(plan, places[plan.listener ?? 'GW'] ?? gw)));
      await sleep(scenario.settleMs ?? 0);
      const observation: Observation = { results, upstreams, log: await running.accessLog() };
      return problemsOf(scenario.expect, observation);
    } finally {
      await running.stop();
    }
  } finally {
    await Promise.all(upstreams.map((upstream) => upstream.stop()));
  }
}
