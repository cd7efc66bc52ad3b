import type { Random } from '../chance.ts';
import type { Host } from '../cluster/host.ts';

/** One choice among hosts. */
export interface Draw {
  readonly now: number;
  /** What the request is hashed by; `undefined` for none. */
  readonly hash: bigint | undefined;
  readonly random: Random;
}

/** Chooses among hosts that never change; another set gets another balancer. */
export interface Balancer {
  readonly hosts: readonly Host[];
  /** `undefined` only without hosts. */
  pick(draw: Draw): Host | undefined;
}

/** The weight of a host at a moment, for those that warm up. */
export type WeightOf = (host: Host, now: number) => number;

/** Makes a balancer of one kind over hosts. */
export type MakeBalancer = (hosts: readonly Host[]) => Balancer;

/** An index below `count`, which is above 0. */
export function drawIndex(count: number, random: Random): number {
  return Math.min(count - 1, Math.floor(random() * count));
}
