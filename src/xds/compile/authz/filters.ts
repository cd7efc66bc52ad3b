/** AuthorizationPolicies as filters. */
import type { MeshResource } from '../../../mesh/resource.ts';
import { policiesFor } from '../../../mesh/selection.ts';
import type { AuthorizationPolicy } from '../../../mesh/types/security.ts';
import type { TypedExtension } from '../../resources/common.ts';
import type { Rbac, RbacFilter, RbacPolicy } from '../../resources/filter.ts';
import type { CompileContext } from '../context.ts';
import { TYPES } from '../type-urls.ts';
import { NEVER, type RuleTarget, rulePolicy, UnmatchableValue } from './rules.ts';

type Action = 'AUDIT' | 'DENY' | 'ALLOW';
type Transport = RuleTarget['transport'];
type Policy = MeshResource<AuthorizationPolicy>;
type Policies = Record<string, RbacPolicy>;

/** In this order: what is logged, then what denies, then what allows. */
const ORDER: readonly Action[] = ['AUDIT', 'DENY', 'ALLOW'];
const RBAC_ACTION: Readonly<Record<Action, Rbac['action']>> = { AUDIT: 'LOG', DENY: 'DENY', ALLOW: undefined };
const DRY_RUN = 'istio.io/dry-run';
const ALLOW_PREFIX = 'istio_dry_run_allow_';
const DENY_PREFIX = 'istio_dry_run_deny_';

function ruleNames({ namespace, name }: Policy, index: number): string {
  return `ns[${namespace}]-policy[${name}]-rule[${index}]`;
}

/** The rules of one policy by name. One that allows and has none allows nothing, which is not the same as not being there. */
function policyRules(context: CompileContext, policy: Policy, transport: Transport): Policies {
  const { trustDomain, trustDomainAliases } = context.mesh.settings;
  const target: RuleTarget = {
    transport,
    denies: policy.spec.action === 'DENY',
    namespace: policy.namespace,
    trustDomains: [trustDomain, ...trustDomainAliases],
  };
  const rules = policy.spec.rules ?? [];
  if (rules.length === 0) return { [ruleNames(policy, 0)]: NEVER };
  const out: Policies = {};
  for (const [index, rule] of rules.entries()) {
    try {
      const made = rulePolicy(rule, target);
      if (made) out[ruleNames(policy, index)] = made;
    } catch (error) {
      if (!(error instanceof UnmatchableValue)) throw error;
      context.report(policy, 'MSH5009', { message: error.message, path: ['spec', 'rules', index] });
      out[ruleNames(policy, index)] = NEVER;
    }
  }
  return out;
}

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

/** Rules of several policies in one table; `undefined` when there are no policies. */
function together(context: CompileContext, policies: readonly Policy[], transport: Transport): Policies | undefined {
  if (policies.length === 0) return undefined;
  return Object.assign({}, ...policies.map((policy) => policyRules(context, policy, transport)));
}

function reportCustom(context: CompileContext, policy: Policy): void {
  const provider = policy.spec.provider?.name ?? '';
  const message = `the provider "${provider}" of a policy with the action CUSTOM is not asked`;
  context.report(policy, 'MSH5004', { message, path: ['spec', 'action'] });
}

/**
 * The filters of the policies for the workload, in the order in which Envoy has to ask them. A policy that allows closes
 * everything it does not name, even where none of its rules can hold.
 */
export function authorizationFilters(context: CompileContext, transport: Transport): readonly TypedExtension[] {
  const { mesh, options } = context;
  const policies = policiesFor(mesh, options.node, mesh.resources.authorizationPolicies);
  for (const policy of policies) if (policy.spec.action === 'CUSTOM') reportCustom(context, policy);
  return ORDER.flatMap((action) => {
    const own = policies.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
    const isDry = ({ annotations }: Policy): boolean => annotations[DRY_RUN] === 'true';
    const live = together(
      context,
      own.filter((policy) => !isDry(policy)),
      transport,
    );
    const shadow = together(context, own.filter(isDry), transport);
    return live || shadow ? [filterOf(action, live, shadow, transport)] : [];
  });
}
