import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Slices } from '../../proxy/runtime/slices.ts';

/** How long the event loop may be kept from everything else. */
const TURN_MS = 4;

/** Does the work and lets everything else have its turn in between. Throws what the work throws. */
export async function inTurns<T>(work: Slices<T>): Promise<T> {
  let until = performance.now() + TURN_MS;
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() < until) continue;
    await nextTurn();
    until = performance.now() + TURN_MS;
  }
}
