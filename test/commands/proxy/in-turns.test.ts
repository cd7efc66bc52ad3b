import { expect, it } from 'vitest';
import { inTurns } from '../../../src/commands/proxy/in-turns.ts';

function* busy(steps: number, stepMs: number) {
  for (let step = 0; step < steps; step++) {
    const end = performance.now() + stepMs;
    while (performance.now() < end);
    yield;
  }
  return 'done';
}

it('lets others have their turn while it works', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  expect(await inTurns(busy(50, 1))).toBe('done');
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
});

it('throws what the work throws', async () => {
  const failing = function* () {
    yield;
    throw new Error('no');
  };
  await expect(inTurns(failing())).rejects.toThrow('no');
});
