/** Who may do what. @see envoy.extensions.filters.http.rbac.v3.RBAC */
import type { Rbac, RbacFilter as RbacConfig, RbacPolicy } from '../../../xds/resources/filter.ts';
import type { Next } from '../../contract.ts';
import type { Condition } from '../match/conditions.ts';
import type { RequestView } from '../match/request-view.ts';
import type { FilterStream, HttpFilter } from './filter.ts';
import type { PolicyCounts } from './policy-counts.ts';
import { permissionTest, principalTest } from './rbac-conditions.ts';

interface Policy {
  readonly name: string;
  readonly permissions: readonly Condition[];
  readonly principals: readonly Condition[];
}

/** What rules say of a request: whether it may pass, and the policy that decides; empty where none matches. */
interface Judgement {
  readonly denied: boolean;
  readonly policy: string;
}

class Rules {
  readonly action: Rbac['action'];
  readonly #policies: readonly Policy[];

  constructor({ action, policies = {} }: Rbac) {
    this.action = action;
    this.#policies = Object.entries(policies)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      // A dump may leave empty lists out.
      .map(([name, { permissions = [], principals = [] }]: readonly [string, Partial<RbacPolicy>]) => ({
        name,
        permissions: permissions.map(permissionTest),
        principals: principals.map(principalTest),
      }));
  }

  judge(request: RequestView): Judgement {
    const match = this.#policies.find(
      ({ permissions, principals }) =>
        permissions.some((test) => test(request)) && principals.some((test) => test(request)),
    );
    return { denied: (this.action === 'DENY') === (match !== undefined), policy: match?.name ?? '' };
  }
}

/** The rules of one filter; without any it lets everything pass. Those of a dry run only count what they would do. */
export class RbacRules {
  readonly #rules: Rules | undefined;
  readonly #shadow: Rules | undefined;
  readonly #counts: PolicyCounts | undefined;
  readonly #mark: string;

  /** @throws {BadValue} for a wrong expression or address. */
  constructor(
    { rules, shadow_rules: shadow, shadow_rules_stat_prefix: prefix = '' }: RbacConfig,
    counts?: PolicyCounts,
  ) {
    this.#mark = `${prefix}shadow_effective_policy_id`;
    this.#rules = rules && new Rules(rules);
    this.#shadow = shadow && new Rules(shadow);
    this.#counts = counts;
  }

  /**
   * Why a request is refused, as logs have it; `undefined` when it may pass. Rules that only log refuse nothing. What a dry run
   * would decide by is left in `marks`, for filters that want to know.
   */
  refusal(request: RequestView, marks?: Map<string, string>): string | undefined {
    if (this.#shadow) {
      const { denied, policy } = this.#shadow.judge(request);
      this.#counts?.judged('shadow', denied);
      if (policy !== '') marks?.set(this.#mark, policy);
    }
    if (this.#rules === undefined || this.#rules.action === 'LOG') return undefined;
    const { denied, policy } = this.#rules.judge(request);
    this.#counts?.judged('live', denied);
    // Details have no blanks, so that they are one word of a log line.
    return denied ? `rbac_access_denied_matched_policy[${(policy || 'none').replace(/\s/g, '_')}]` : undefined;
  }
}

/** Requests that the rules refuse are answered with 403. */
export class RbacFilter implements HttpFilter {
  readonly #rules: RbacRules;

  constructor(rules: RbacRules) {
    this.#rules = rules;
  }

  request(stream: FilterStream): Next | undefined {
    const details = this.#rules.refusal(stream, stream.marks);
    return details === undefined
      ? undefined
      : stream.answer({ status: 403, body: 'RBAC: access denied', flags: 0, details });
  }
}
