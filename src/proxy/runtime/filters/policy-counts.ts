import type { PolicyCount } from '../../policy-count.ts';
import { CheckCounts } from './check-counts.ts';

/** How often the policies of one place have let requests pass or not, for real and in a dry run. */
export class PolicyCounts {
  readonly #prefix: string;
  readonly #shadowPrefix: string;
  readonly #counts = { live: { allowed: 0, denied: 0 }, shadow: { allowed: 0, denied: 0 } };

  /** `prefix` is that of the connection manager's statistics, `shadowPrefix` what the dry run's begin with. */
  constructor(prefix: string, shadowPrefix: string) {
    this.#prefix = prefix;
    this.#shadowPrefix = shadowPrefix;
  }

  /** Rules have said what they think of a request. */
  judged(how: 'live' | 'shadow', denied: boolean): void {
    this.#counts[how][denied ? 'denied' : 'allowed'] += 1;
  }

  /** @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/rbac_filter#statistics */
  *list(): Generator<PolicyCount> {
    for (const result of ['allowed', 'denied'] as const) {
      yield { prefix: this.#prefix, name: `rbac.${result}`, count: this.#counts.live[result] };
      const name = `rbac.${this.#shadowPrefix}shadow_${result}`;
      yield { prefix: this.#prefix, name, count: this.#counts.shadow[result] };
    }
  }
}

/** Counts of one place. */
interface Listed {
  list(): Iterable<PolicyCount>;
}

/** Those of one kind by their places; those of the snapshot before live on where the same place still has policies. */
class Places<Counts extends Listed> {
  readonly counts = new Map<string, Counts>();
  readonly #before: ReadonlyMap<string, Counts>;

  constructor(before: ReadonlyMap<string, Counts> = new Map()) {
    this.#before = before;
  }

  at(key: string, make: () => Counts): Counts {
    const counts = this.counts.get(key) ?? this.#before.get(key) ?? make();
    this.counts.set(key, counts);
    return counts;
  }
}

/** Everybody's counts. */
export class PolicyCountsTable {
  readonly #rules: Places<PolicyCounts>;
  readonly #checks: Places<CheckCounts>;

  constructor(earlier: PolicyCountsTable | undefined) {
    this.#rules = new Places(earlier ? earlier.#rules.counts : undefined);
    this.#checks = new Places(earlier ? earlier.#checks.counts : undefined);
  }

  /** The counts of a place: those of one prefix are added up. */
  at(prefix: string, shadowPrefix: string): PolicyCounts {
    return this.#rules.at(`${prefix} ${shadowPrefix}`, () => new PolicyCounts(prefix, shadowPrefix));
  }

  /** The same of those who are asked. */
  checksAt(prefix: string): CheckCounts {
    return this.#checks.at(prefix, () => new CheckCounts(prefix));
  }

  /** What there is to be told; the parts of one name have to be added up. */
  list(): readonly PolicyCount[] {
    const sums = new Map<string, PolicyCount>();
    for (const counts of [...this.#rules.counts.values(), ...this.#checks.counts.values()]) {
      for (const each of counts.list()) {
        const key = `${each.prefix} ${each.name}`;
        sums.set(key, { ...each, count: (sums.get(key)?.count ?? 0) + each.count });
      }
    }
    return [...sums.values()];
  }
}
