/** Which hosts of a cluster come into question: by priority, health and locality. */
import type { Balancer, Draw, MakeBalancer } from '../balancer/balancer.ts';
import { runningSums } from '../balancer/simple.ts';
import type { Host } from './host.ts';

/** Hosts of one locality at one priority. */
export interface HostGroup {
  readonly priority: number;
  /** Of the locality; 0 where localities are not weighted. */
  readonly weight: number;
  readonly hosts: readonly Host[];
}

/** How much more than its share of healthy hosts a priority takes. @see envoy overprovisioning_factor */
const OVERPROVISIONING = 1.4;

const healthyOf = (hosts: readonly Host[]): readonly Host[] => hosts.filter(({ healthy }) => healthy);

/** How much of its load a set of hosts can take. */
function capacity(hosts: readonly Host[]): number {
  return hosts.length === 0 ? 0 : Math.min(1, (OVERPROVISIONING * healthyOf(hosts).length) / hosts.length);
}

interface Option {
  readonly share: number;
  readonly balancer: Balancer;
}

function choose(options: readonly Option[], draw: Draw): Balancer | undefined {
  if (options.length < 2) return options[0]?.balancer;
  let value = draw.random() * options.reduce((sum, { share }) => sum + share, 0);
  for (const { share, balancer } of options) {
    value -= share;
    if (value < 0) return balancer;
  }
  return options.at(-1)?.balancer;
}

/** How hosts of one priority are chosen among. */
export interface LevelSettings {
  readonly make: MakeBalancer;
  /** Share of healthy hosts under which health is no longer looked at; 0 for never. */
  readonly panicThreshold: number;
  readonly weighsLocalities: boolean;
}

/** The hosts of one priority with a balancer for each locality, or for all of them. */
class Level {
  readonly capacity: number;
  /** All of them, and those that may be used. */
  readonly members: readonly Host[];
  readonly hosts: readonly Host[];
  readonly #options: readonly Option[];

  constructor(groups: readonly HostGroup[], settings: LevelSettings) {
    const all = groups.flatMap(({ hosts }) => hosts);
    const panics = healthyOf(all).length < settings.panicThreshold * all.length;
    const usable = (hosts: readonly Host[]) => (panics ? hosts : healthyOf(hosts));
    this.members = all;
    this.hosts = usable(all);
    this.capacity = panics ? 1 : capacity(all);
    this.#options = settings.weighsLocalities
      ? groups
          .map(({ weight, hosts }) => ({
            share: weight * (panics ? 1 : capacity(hosts)),
            balancer: settings.make(usable(hosts)),
          }))
          .filter(({ share, balancer }) => share > 0 && balancer.hosts.length > 0)
      : [{ share: 1, balancer: settings.make(this.hosts) }];
  }

  pick(draw: Draw): Host | undefined {
    return choose(this.#options, draw)?.pick(draw);
  }
}

/** Chooses a priority: each takes as much as its healthy hosts allow, what it cannot goes to the next one. */
class Ranking {
  readonly levels: readonly Level[];
  /** What share each level takes, as running sums up to 1. */
  readonly #ends: readonly number[];

  constructor(levels: readonly Level[]) {
    this.levels = levels;
    const total = levels.reduce((sum, level) => sum + level.capacity, 0);
    // With less than all capacity there is, it is shared in its ratio.
    const scale = total > 0 && total < 1 ? 1 / total : 1;
    this.#ends = [...runningSums(levels.map((level) => level.capacity * scale))].map((end) => Math.min(1, end));
  }

  /** `undefined` when no host may be used. */
  pick(draw: Draw): Host | undefined {
    const [first] = this.levels;
    if (first === undefined || this.#ends[0] === 1) return first?.pick(draw);
    const value = draw.random();
    return this.levels[this.#ends.findIndex((end) => value < end)]?.pick(draw);
  }

  /** The levels of none of these hosts; all, where that leaves nobody. */
  beyond(passed: readonly Host[]): Ranking {
    if (passed.length === 0) return this;
    const left = this.levels.filter(({ members }) => !passed.some((host) => members.includes(host)));
    return left.some(({ hosts }) => hosts.length > 0) ? new Ranking(left) : this;
  }
}

const REDRAWS = 5;

/** The hosts of a cluster by priority. Immutable: made anew when a host's health changes. */
export class Levels {
  readonly #ranking: Ranking;

  constructor(groups: readonly HostGroup[], settings: LevelSettings) {
    const priorities = [...new Set(groups.map(({ priority }) => priority))].sort((a, b) => a - b);
    this.#ranking = new Ranking(
      priorities.map(
        (priority) =>
          new Level(
            groups.filter((group) => group.priority === priority),
            settings,
          ),
      ),
    );
  }

  /** `undefined` when no host may be used. */
  pick(draw: Draw): Host | undefined {
    return this.#ranking.pick(draw);
  }

  /**
   * As {@link pick}, but none of `tried` and of the priorities of `passed` as long as there is another: a host that is drawn again
   * is drawn anew some times, and then another one is taken by search.
   */
  pickOther(draw: Draw, tried: readonly Host[], passed: readonly Host[]): Host | undefined {
    const ranking = this.#ranking.beyond(passed);
    let drawn: Host | undefined;
    for (let draws = 0; draws < REDRAWS; draws++) {
      drawn = ranking.pick(draw);
      if (drawn === undefined || !tried.includes(drawn)) return drawn;
    }
    for (const { hosts } of ranking.levels) {
      const others = hosts.filter((host) => !tried.includes(host));
      const other = others[Math.floor(draw.random() * others.length)];
      if (other) return other;
    }
    return drawn;
  }
}
