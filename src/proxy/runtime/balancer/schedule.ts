import type { Host } from '../cluster/host.ts';

interface Slot {
  readonly host: Host;
  deadline: number;
  /** Breaks ties: who was served longest ago. */
  order: number;
}

const before = (a: Slot, b: Slot): boolean =>
  a.deadline < b.deadline || (a.deadline === b.deadline && a.order < b.order);

/**
 * Earliest deadline first: who is served gets its next turn one share of its weight later, so that turns are spread evenly. A
 * binary heap, kept in an array.
 */
export class Schedule {
  readonly #heap: Slot[] = [];
  #clock = 0;
  #order = 0;

  constructor(hosts: readonly Host[], weight: (host: Host) => number) {
    for (const host of hosts) {
      this.#heap.push({ host, deadline: 1 / weight(host), order: this.#order++ });
      this.#up(this.#heap.length - 1);
    }
  }

  /** The host whose turn it is; its weight is asked for the turn after. */
  next(weight: (host: Host) => number): Host | undefined {
    const top = this.#heap[0];
    if (top === undefined) return undefined;
    this.#clock = top.deadline;
    top.deadline = this.#clock + 1 / weight(top.host);
    top.order = this.#order++;
    this.#down(0);
    return top.host;
  }

  #up(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#swapped(at, parent)) return;
      at = parent;
    }
  }

  #down(from: number): void {
    for (let at = from; ; ) {
      const left = 2 * at + 1;
      const [a, b] = [this.#heap[left], this.#heap[left + 1]];
      if (a === undefined) return;
      const child = b !== undefined && before(b, a) ? left + 1 : left;
      if (!this.#swapped(child, at)) return;
      at = child;
    }
  }

  /** Exchanges the two when the first comes before the second. */
  #swapped(index: number, other: number): boolean {
    const [a, b] = [this.#heap[index], this.#heap[other]];
    if (a === undefined || b === undefined || !before(a, b)) return false;
    this.#heap[index] = b;
    this.#heap[other] = a;
    return true;
  }
}
