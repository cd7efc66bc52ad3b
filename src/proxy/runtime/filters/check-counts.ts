import type { PolicyCount } from '../../policy-count.ts';

const NAMES = ['ok', 'denied', 'error', 'failure_mode_allowed'] as const;

/** How often those who are asked about requests have said what. */
export class CheckCounts {
  readonly #prefix: string;
  readonly #counts = { ok: 0, denied: 0, error: 0, failure_mode_allowed: 0 };

  /** `prefix` is that of the connection manager's statistics. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  add(name: (typeof NAMES)[number]): void {
    this.#counts[name] += 1;
  }

  /** @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/ext_authz_filter#statistics */
  *list(): Generator<PolicyCount> {
    for (const name of NAMES) yield { prefix: this.#prefix, name: `ext_authz.${name}`, count: this.#counts[name] };
  }
}
