/** Quotas of a proxy that is several processes: once a second each gets the part that its requests want. */
import { allPortions, type Demands, type Portions } from '../../proxy/runtime/rate-limit/portions.ts';

const EVERY_MS = 1000;

/** A process that has parts of quotas. */
export interface Sharer {
  demands(): Promise<Demands>;
  settle(parts: Portions): Promise<unknown>;
}

async function balance(sharers: readonly Sharer[]): Promise<void> {
  const demands = await Promise.all(sharers.map((each) => each.demands()));
  const isAsked = demands.some((each) => Object.values(each).some(({ asked }) => asked > 0));
  if (!isAsked) return;
  const parts = allPortions(demands);
  await Promise.all(sharers.map((each, index) => each.settle(parts[index] ?? {})));
}

/** Balances until it is told to stop. A process that is gone takes its tokens with it: the next second knows of those that are left. */
export function balanceQuotas(sharers: () => readonly Sharer[]): () => void {
  const timer = setInterval(() => {
    balance(sharers()).catch(() => undefined);
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
