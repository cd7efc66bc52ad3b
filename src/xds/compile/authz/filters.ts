/** AuthorizationPolicies as filters. */
import { policiesFor } from '../../../mesh/selection.ts';
import type { TypedExtension } from '../../resources/common.ts';
import type { Rbac, RbacFilter } from '../../resources/filter.ts';
import type { CompileContext } from '../context.ts';
import { TYPES } from '../type-urls.ts';
import { externalFilters } from './external.ts';
import { isDryRun, type Policies, policyTable, type Transport } from './policies.ts';

type Action = 'AUDIT' | 'DENY' | 'ALLOW';

/** In this order: what is logged, then what denies, then what allows. */
const ORDER: readonly Action[] = ['AUDIT', 'DENY', 'ALLOW'];
const RBAC_ACTION: Readonly<Record<Action, Rbac['action']>> = { AUDIT: 'LOG', DENY: 'DENY', ALLOW: undefined };
const ALLOW_PREFIX = 'istio_dry_run_allow_';
const DENY_PREFIX = 'istio_dry_run_deny_';

function rbac(action: Action, policies: Policies): Rbac {
  const envoy = RBAC_ACTION[action];
  return { ...(envoy === undefined ? {} : { action: envoy }), policies };
}

function filterOf(action: Action, live: Policies | undefined, shadow: Policies | undefined, transport: Transport) {
  const config: RbacFilter = {
    '@type': transport === 'http' ? TYPES.httpRbac : TYPES.networkRbac,
    ...(live ? { rules: rbac(action, live) } : {}),
    ...(shadow ? { shadow_rules: rbac(action, shadow) } : {}),
    ...(transport === 'tcp' ? { stat_prefix: 'tcp.' } : {}),
    shadow_rules_stat_prefix: shadow && action === 'DENY' ? DENY_PREFIX : ALLOW_PREFIX,
  };
  const name = transport === 'http' ? 'envoy.filters.http.rbac' : 'envoy.filters.network.rbac';
  return { name, typed_config: config };
}

/**
 * The filters of the policies for the workload, in the order in which Envoy has to ask them: others first, then its own rules. A
 * policy that allows closes everything it does not name, even where none of its rules can hold.
 */
export function authorizationFilters(context: CompileContext, transport: Transport): readonly TypedExtension[] {
  const { mesh, options } = context;
  const policies = policiesFor(mesh, options.node, mesh.resources.authorizationPolicies);
  const own = ORDER.flatMap((action) => {
    const ofAction = policies.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
    const live = policyTable(
      context,
      ofAction.filter((policy) => !isDryRun(policy)),
      { transport },
    );
    const shadow = policyTable(context, ofAction.filter(isDryRun), { transport });
    return live || shadow ? [filterOf(action, live, shadow, transport)] : [];
  });
  const custom = policies.filter(({ spec }) => spec.action === 'CUSTOM');
  return [...externalFilters(context, custom, transport), ...own];
}
