import { expect, it, onTestFinished } from 'vitest';
import { meshOf } from '../../engine/differential/mesh.ts';
import { CASE, SCRIPT, startScripted } from '../../engine/differential/scripted.ts';
import { runtimeEngine } from '../runtime/engine.ts';
import { callPlan } from '../scenarios/client.ts';
import { freePorts } from '../scenarios/run.ts';

it('sends a request that met a closed connection again once, also while others give theirs back', async () => {
  const server = await startScripted('u1', 'keep-alive');
  const [port = 0] = await freePorts(1);
  const table = [{ route: [{ destination: { host: 'u1' } }], retries: { attempts: 0 } }];
  const running = await runtimeEngine().start(meshOf([{ host: 'a.test', table }], port, [server]));
  onTestFinished(async () => {
    await running.stop();
    await server.stop();
  });
  const ids = Array.from({ length: 200 }, (_, index) => `${index}`);
  const clients = Array.from({ length: 10 }, async (_, first) => {
    for (let index = first; index < ids.length; index += 10) {
      const headers = { [CASE]: `${index}`, [SCRIPT]: index % 3 === 0 ? 'reset' : '200' };
      await callPlan({ host: 'a.test', headers }, port);
    }
  });
  await Promise.all(clients);
  const resets = ids.filter((_, index) => index % 3 === 0).map((id) => server.tries(id).length);
  expect(Math.min(...resets)).toBe(1);
  expect(Math.max(...resets)).toBe(2);
});
