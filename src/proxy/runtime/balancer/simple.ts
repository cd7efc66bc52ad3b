/** Balancers that know no hash. @see https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/load_balancers */
import type { Host } from '../cluster/host.ts';
import { type Balancer, type Draw, drawIndex, type WeightOf } from './balancer.ts';
import { Schedule } from './schedule.ts';

/** Two different hosts by chance; the same twice only when there is one. */
function drawTwo(hosts: readonly Host[], { random }: Draw): readonly [Host | undefined, Host | undefined] {
  const first = drawIndex(hosts.length, random);
  if (hosts.length === 1) return [hosts[first], hosts[first]];
  const other = drawIndex(hosts.length - 1, random);
  return [hosts[first], hosts[other < first ? other : other + 1]];
}

/** Any host by chance, by weight. */
export class RandomBalancer implements Balancer {
  readonly hosts: readonly Host[];
  readonly #ends: Float64Array;

  constructor(hosts: readonly Host[]) {
    this.hosts = hosts;
    this.#ends = runningSums(hosts.map(({ weight }) => weight));
  }

  pick({ random }: Draw): Host | undefined {
    const total = this.#ends.at(-1) ?? 0;
    return this.hosts[endIndex(this.#ends, random() * total)];
  }
}

/** What all up to and including each add up to. */
export function runningSums(values: readonly number[]): Float64Array {
  const sums = Float64Array.from(values);
  for (let index = 1; index < sums.length; index++) sums[index] = (sums[index] ?? 0) + (sums[index - 1] ?? 0);
  return sums;
}

/** The first index whose running sum is above the value: a draw by weight, by halving. */
export function endIndex(ends: Float64Array, value: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

const sameWeights = (hosts: readonly Host[]): boolean => hosts.every(({ weight }) => weight === hosts[0]?.weight);

/** Weighted when weights differ or change with time. */
export class RoundRobin implements Balancer {
  readonly hosts: readonly Host[];
  readonly #weight: WeightOf | undefined;
  readonly #schedule: Schedule | undefined;
  #next: number;
  #now = 0;

  constructor(hosts: readonly Host[], weight: WeightOf | undefined, start: number) {
    this.hosts = hosts;
    this.#weight = weight;
    if (weight || !sameWeights(hosts)) this.#schedule = new Schedule(hosts, this.#weigh);
    this.#next = start;
  }

  pick({ now }: Draw): Host | undefined {
    if (this.#schedule) {
      this.#now = now;
      return this.#schedule.next(this.#weigh);
    }
    if (this.#next >= this.hosts.length) this.#next = 0;
    return this.hosts[this.#next++];
  }

  readonly #weigh = (host: Host): number => this.#weight?.(host, this.#now) ?? host.weight;
}

/** The one of two with fewer requests under way; with unequal weights turns by weight, fewer to those that are busy. */
export class LeastRequest implements Balancer {
  readonly hosts: readonly Host[];
  readonly #weight: WeightOf | undefined;
  readonly #schedule: Schedule | undefined;
  #now = 0;

  constructor(hosts: readonly Host[], weight: WeightOf | undefined) {
    this.hosts = hosts;
    this.#weight = weight;
    if (weight || !sameWeights(hosts)) this.#schedule = new Schedule(hosts, this.#weigh);
  }

  pick(draw: Draw): Host | undefined {
    if (this.#schedule) {
      this.#now = draw.now;
      return this.#schedule.next(this.#weigh);
    }
    const [one, other] = drawTwo(this.hosts, draw);
    return one && other && other.active < one.active ? other : one;
  }

  readonly #weigh = (host: Host): number => {
    const weight = this.#weight?.(host, this.#now) ?? host.weight;
    return weight / (host.active + 1);
  };
}

/** The one of two with the smaller load: latency times requests, by weight. */
export class PeakEwmaBalancer implements Balancer {
  readonly hosts: readonly Host[];

  constructor(hosts: readonly Host[]) {
    this.hosts = hosts;
  }

  pick(draw: Draw): Host | undefined {
    const [one, other] = drawTwo(this.hosts, draw);
    return one && other && loadOf(other, draw.now) < loadOf(one, draw.now) ? other : one;
  }
}

function loadOf(host: Host, now: number): number {
  return (host.ewma.cost(now) * (host.active + 1)) / host.weight;
}
