/** Memory that was needed once: V8 does not give it back while nothing happens. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A collection of everything keeps the event loop for tens of milliseconds, so it waits until hardly anything happens. */
const IDLE_UTILIZATION = 0.02;
const LOOK_MS = 2000;
/** Who is busy for so long allocates, and collects by itself. */
const MAX_LOOKS = 30;

function collect(): void {
  setFlagsFromString('--expose-gc');
  // The border of V8: under that flag new contexts have the function.
  const gc = runInNewContext('gc') as () => void;
  // Memory for new objects shrinks with the first collection in a quiet time, and what it held is gone with the second.
  gc();
  gc();
}

/** Gives memory back to the system when the event loop is next idle. */
export function releaseWhenIdle(looks = MAX_LOOKS): void {
  const before = performance.eventLoopUtilization();
  setTimeout(() => {
    const { utilization } = performance.eventLoopUtilization(before);
    if (utilization < IDLE_UTILIZATION) collect();
    else if (looks > 1) releaseWhenIdle(looks - 1);
  }, LOOK_MS).unref();
}
