/** Balancers by which the same hash finds the same host. */
import type { Host } from '../cluster/host.ts';
import { xxHash64 } from '../hash/xxhash64.ts';
import { type Balancer, type Draw, drawIndex } from './balancer.ts';

const TWO_TO_32 = 0x1_0000_0000;

/** A request without a hash goes anywhere. */
function hashOf({ hash, random }: Draw): bigint {
  if (hash !== undefined) return hash;
  return BigInt(drawIndex(TWO_TO_32, random)) * BigInt(TWO_TO_32) + BigInt(drawIndex(TWO_TO_32, random));
}

/** Bounds of a ring's size. @see envoy.config.cluster.v3.Cluster.RingHashLbConfig */
export interface RingSize {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * How many points each host has: in the ratio of weights, so many that the lightest host has a whole number of them and the ring
 * its smallest size; fewer when that would be more than the largest.
 */
function pointCounts(hosts: readonly Host[], { minimum, maximum }: RingSize): readonly number[] {
  const total = hosts.reduce((sum, { weight }) => sum + weight, 0);
  const lightest = Math.min(...hosts.map(({ weight }) => weight)) / total;
  const scale = Math.min(Math.ceil(lightest * minimum) / lightest, maximum);
  let target = 0;
  let placed = 0;
  return hosts.map(({ weight }) => {
    target += (scale * weight) / total;
    const count = Math.max(0, Math.ceil(target - 1e-9) - placed);
    placed += count;
    return count;
  });
}

/** Points of hosts on a ring; a hash goes to the next point. Built when it is first needed: it is the dearest of all. */
export class RingHash implements Balancer {
  readonly hosts: readonly Host[];
  readonly #size: RingSize;
  #points: BigUint64Array | undefined;
  #owners: Uint32Array = new Uint32Array(0);

  constructor(hosts: readonly Host[], size: RingSize) {
    this.hosts = hosts;
    this.#size = size;
  }

  pick(draw: Draw): Host | undefined {
    if (this.hosts.length === 0) return undefined;
    this.#points ??= this.#build();
    const points = this.#points;
    const hash = hashOf(draw);
    let low = 0;
    let high = points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((points[middle] ?? 0n) < hash) low = middle + 1;
      else high = middle;
    }
    return this.hosts[this.#owners[low === points.length ? 0 : low] ?? 0];
  }

  #build(): BigUint64Array {
    const counts = pointCounts(this.hosts, this.#size);
    const all = this.hosts.flatMap(({ label }, owner) =>
      Array.from({ length: counts[owner] ?? 0 }, (_, index) => ({ point: xxHash64(`${label}_${index}`), owner })),
    );
    all.sort((a, b) => (a.point < b.point ? -1 : a.point > b.point ? 1 : a.owner - b.owner));
    this.#owners = Uint32Array.from(all, ({ owner }) => owner);
    return BigUint64Array.from(all, ({ point }) => point);
  }
}

const EMPTY = 0xffff_ffff;
/** The second hash of a host is one with another seed, as Envoy's. */
const SKIP_SEED = 1n;

/** A table every host fills in an order of its own: even, and little moves when hosts come and go. @see Maglev, NSDI 2016 */
export class Maglev implements Balancer {
  readonly hosts: readonly Host[];
  readonly #size: number;
  #table: Uint32Array | undefined;

  /** `size` is a prime. */
  constructor(hosts: readonly Host[], size: number) {
    this.hosts = hosts;
    this.#size = size;
  }

  pick(draw: Draw): Host | undefined {
    if (this.hosts.length === 0) return undefined;
    this.#table ??= this.#build();
    return this.hosts[this.#table[Number(hashOf(draw) % BigInt(this.#size))] ?? 0];
  }

  #build(): Uint32Array {
    const size = this.#size;
    const table = new Uint32Array(size).fill(EMPTY);
    const heaviest = Math.max(...this.hosts.map(({ weight }) => weight));
    const rows = this.hosts.map(({ label, weight }, owner) => ({
      owner,
      at: Number(xxHash64(label) % BigInt(size)),
      skip: Number(xxHash64(label, SKIP_SEED) % BigInt(size - 1)) + 1,
      share: weight / heaviest,
      due: 0,
    }));
    for (let filled = 0, turn = 1; filled < size; turn++) {
      for (const row of rows) {
        // Lighter hosts sit turns out.
        if (filled === size || row.due > turn * row.share) continue;
        row.due += 1;
        while (table[row.at] !== EMPTY) row.at = (row.at + row.skip) % size;
        table[row.at] = row.owner;
        filled += 1;
      }
    }
    return table;
  }
}
