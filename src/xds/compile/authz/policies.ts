/** AuthorizationPolicies as tables of rules by name. */
import type { MeshResource } from '../../../mesh/resource.ts';
import type { AuthorizationPolicy } from '../../../mesh/types/security.ts';
import type { RbacPolicy } from '../../resources/filter.ts';
import type { CompileContext } from '../context.ts';
import { NEVER, type RuleTarget, rulePolicy, UnmatchableValue } from './rules.ts';

/** Whether rules see requests or connections. */
export type Transport = RuleTarget['transport'];
/** An AuthorizationPolicy. */
export type Policy = MeshResource<AuthorizationPolicy>;
/** Rules of a filter, by the names under which they are told. */
export type Policies = Readonly<Record<string, RbacPolicy>>;

/** What every policy of a filter has in common. */
export interface TableOptions {
  readonly transport: Transport;
  /** What the name of a rule becomes. */
  readonly name?: (rule: string) => string;
}

const DRY_RUN = 'istio.io/dry-run';
/** Actions whose rules may leave out what TCP cannot tell. */
const WIDE: ReadonlySet<string | undefined> = new Set(['DENY', 'CUSTOM']);

/** Whether a policy is only to say what it would do. */
export const isDryRun = ({ annotations }: Policy): boolean => annotations[DRY_RUN] === 'true';

/** The rules of one policy by name. One that allows and has none allows nothing, which is not the same as not being there. */
function policyRules(context: CompileContext, policy: Policy, { transport, name = String }: TableOptions): Policies {
  const { trustDomain, trustDomainAliases } = context.mesh.settings;
  const target: RuleTarget = {
    transport,
    denies: WIDE.has(policy.spec.action),
    namespace: policy.namespace,
    trustDomains: [trustDomain, ...trustDomainAliases],
  };
  const nameOf = (index: number): string => name(`ns[${policy.namespace}]-policy[${policy.name}]-rule[${index}]`);
  const rules = policy.spec.rules ?? [];
  if (rules.length === 0) return { [nameOf(0)]: NEVER };
  const out: Record<string, RbacPolicy> = {};
  for (const [index, rule] of rules.entries()) {
    try {
      const made = rulePolicy(rule, target);
      if (made) out[nameOf(index)] = made;
    } catch (error) {
      if (!(error instanceof UnmatchableValue)) throw error;
      context.report(policy, 'MSH5009', { message: error.message, path: ['spec', 'rules', index] });
      out[nameOf(index)] = NEVER;
    }
  }
  return out;
}

/** Rules of several policies in one table; `undefined` when there are no policies. Reports values that cannot be matched. */
export function policyTable(
  context: CompileContext,
  policies: readonly Policy[],
  options: TableOptions,
): Policies | undefined {
  if (policies.length === 0) return undefined;
  return Object.assign({}, ...policies.map((policy) => policyRules(context, policy, options)));
}
