/** Who may do what. @see envoy.extensions.filters.http.rbac.v3.RBAC */
import type { Rbac, RbacFilter as RbacConfig } from '../../../xds/resources/filter.ts';
import type { Next } from '../../contract.ts';
import type { Condition } from '../match/conditions.ts';
import type { RequestView } from '../match/request-view.ts';
import type { FilterStream, HttpFilter } from './filter.ts';
import { permissionTest, principalTest } from './rbac-conditions.ts';

interface Policy {
  readonly name: string;
  readonly permissions: readonly Condition[];
  readonly principals: readonly Condition[];
}

/** The rules of one filter; without any it lets everything pass. */
export class RbacRules {
  readonly #policies: readonly Policy[] | undefined;
  readonly #action: Rbac['action'];

  /** @throws {BadValue} for a wrong expression or address. */
  constructor({ rules }: RbacConfig) {
    this.#action = rules?.action;
    this.#policies =
      rules &&
      Object.entries(rules.policies ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { permissions, principals }]) => ({
          name,
          permissions: permissions.map(permissionTest),
          principals: principals.map(principalTest),
        }));
  }

  /** Why a request is refused, as logs have it; `undefined` when it may pass. Rules that only log refuse nothing. */
  refusal(request: RequestView): string | undefined {
    if (this.#policies === undefined || this.#action === 'LOG') return undefined;
    const match = this.#policies.find(
      ({ permissions, principals }) =>
        permissions.some((test) => test(request)) && principals.some((test) => test(request)),
    );
    const denied = this.#action === 'DENY' ? match !== undefined : match === undefined;
    // Details have no blanks, so that they are one word of a log line.
    return denied ? `rbac_access_denied_matched_policy[${(match?.name ?? 'none').replace(/\s/g, '_')}]` : undefined;
  }
}

export class RbacFilter implements HttpFilter {
  readonly #rules: RbacRules;

  constructor(rules: RbacRules) {
    this.#rules = rules;
  }

  request(stream: FilterStream): Next | undefined {
    const details = this.#rules.refusal(stream);
    return details === undefined
      ? undefined
      : stream.answer({ status: 403, body: 'RBAC: access denied', flags: 0, details });
  }
}
