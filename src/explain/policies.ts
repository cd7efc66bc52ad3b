/** Tokens and authorization policies, each asked by the proxy's own code. */

import { NEXT } from '../proxy/contract.ts';
import type { RequestState } from '../proxy/runtime/exchange/request-state.ts';
import { JwtFilter } from '../proxy/runtime/filters/jwt.ts';
import { RbacRules } from '../proxy/runtime/filters/rbac.ts';
import { permissionTest, principalTest } from '../proxy/runtime/filters/rbac-conditions.ts';
import { RemoteKeySets } from '../proxy/runtime/jwt/remote-keys.ts';
import type { RequestView } from '../proxy/runtime/match/request-view.ts';
import type { RuntimeOptions } from '../proxy/runtime/options.ts';
import type {
  JwtAuthentication,
  Permission,
  Principal,
  Rbac,
  RbacFilter,
  RbacPolicy,
} from '../xds/resources/filter.ts';
import { permissionText, principalText } from './conditions.ts';
import { type Places, policyWords } from './places.ts';
import type { Step } from './steps.ts';

const placed = (place: Step['place']): Pick<Step, 'place'> => (place === undefined ? {} : { place });

/** Checks tokens as the proxy does; what they claim is known to the state from then on. */
export async function tokenStep(
  config: JwtAuthentication,
  state: RequestState,
  context: { readonly options: RuntimeOptions; readonly places: Places },
): Promise<Step> {
  const { options, places } = context;
  const keys = { secrets: new Map(), readFile: options.readFile };
  const filter = new JwtFilter(config, { keys, remote: new RemoteKeySets(false, undefined) }, options.wallClock);
  let next = filter.request(state);
  while (next === NEXT.wait) {
    await state.waiting;
    next = filter.request(state);
  }
  const providers = Object.values(config.providers ?? {});
  const issuers = providers.flatMap(({ issuer = '' }) => (issuer === '' ? [] : [issuer]));
  const from = state.claims?.['iss'];
  const place = placed(places.issuer(typeof from === 'string' ? from : (issuers[0] ?? '')));
  if (next !== undefined) {
    const remote = providers.some((each) => each.remote_jwks) ? '; keys of a URI are not fetched here' : '';
    return { kind: 'token', result: 'refused', text: `${state.reply.body}${remote}`, ...place };
  }
  const text =
    state.claims === undefined
      ? 'the request has no token, which is no reason to refuse it'
      : `a good token of ${String(from)}`;
  return { kind: 'token', result: 'allowed', text, ...place };
}

/** Whether the policy says something about the request, by the proxy's own rules. */
function speaks(policy: RbacPolicy, request: RequestView): boolean {
  const rules = { '@type': '', rules: { policies: { policy } } } as const;
  return new RbacRules(rules).refusal(request) === undefined;
}

/** Of a permission that asks for several things those that are not so. */
function failingPermission(permission: Permission, request: RequestView): readonly string[] {
  const all = permission.and_rules?.rules;
  if (all === undefined) return [permissionText(permission)];
  return all.filter((each) => !permissionTest(each)(request)).flatMap((each) => failingPermission(each, request));
}

function failingPrincipal(principal: Principal, request: RequestView): readonly string[] {
  const all = principal.and_ids?.ids;
  if (all === undefined) return [principalText(principal)];
  return all.filter((each) => !principalTest(each)(request)).flatMap((each) => failingPrincipal(each, request));
}

const alternatives = (each: readonly string[]): readonly string[] =>
  each.length === 0 ? [] : [[...new Set(each)].join(', or ')];

/** A policy as dumps have it, in which lists may be left out. */
type DumpedPolicy = Partial<Pick<RbacPolicy, 'permissions' | 'principals'>>;

/** What of a policy does not fit the request. */
function mismatch({ permissions = [], principals = [] }: DumpedPolicy, request: RequestView): string {
  const known = principals.some((each) => principalTest(each)(request));
  const wanted = permissions.some((each) => permissionTest(each)(request));
  const who = known ? [] : principals.map((each) => failingPrincipal(each, request).join(' and '));
  const what = wanted ? [] : permissions.map((each) => failingPermission(each, request).join(' and '));
  return [...alternatives(who), ...alternatives(what)].join('; ');
}

/** A policy without rules, which no request fits. */
const isEmpty = ({ permissions = [], principals = [] }: DumpedPolicy): boolean =>
  [permissions, principals].every(([only, ...more]) => more.length === 0 && only !== undefined && refusesAll(only));

function refusesAll(one: Permission | Principal): boolean {
  const inverse = 'not_rule' in one ? one.not_rule : 'not_id' in one ? one.not_id : undefined;
  return inverse?.any === true;
}

const VERBS = {
  DENY: { does: 'denies', would: 'deny' },
  LOG: { does: 'logs', would: 'log' },
  ALLOW: { does: 'allows', would: 'allow' },
} as const;

interface RulesAsked {
  readonly rules: Rbac;
  readonly request: RequestView;
  readonly places: Places;
  /** Of a dry run, which refuses nobody. */
  readonly dry: boolean;
}

function ruleSteps({ rules, request, places, dry }: RulesAsked): readonly Step[] {
  const action = rules.action ?? 'ALLOW';
  const policies = Object.entries(rules.policies ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const matching = policies.find(([, policy]) => speaks(policy, request));
  const how = dry ? ' (dry run)' : '';
  const steps = policies.flatMap(([name, policy]): readonly Step[] => {
    const common = { kind: 'policy', ...placed(places.policy(name)) } as const;
    const label = policyWords(name);
    if (name === matching?.[0]) {
      const refuses = action === 'DENY' && !dry;
      return [{ ...common, result: refuses ? 'refused' : 'allowed', text: `${label} ${VERBS[action].does} it${how}` }];
    }
    if (matching !== undefined && name > matching[0]) return [];
    const why = isEmpty(policy) ? 'no request fits it' : `not so: ${mismatch(policy, request)}`;
    const text = `${label} does not ${VERBS[action].would} it${how}: ${why}`;
    // Why somebody is refused has to be seen at once; the rest is for who asks.
    const minor = action !== 'ALLOW' || matching !== undefined;
    return [{ ...common, result: 'passed-over', text, ...(minor ? { minor } : {}) }];
  });
  if (action !== 'ALLOW' || matching !== undefined || dry) return steps;
  return [...steps, { kind: 'policy', result: 'refused', text: 'there are policies that allow, and none allows this' }];
}

/** Statistics of rules that only say which requests somebody else is asked about begin like this. */
const ASKING_PREFIX = 'istio_ext_authz_';

/** Policies whose provider decides: it is not asked here, and taken to agree. */
function askingSteps(rules: Rbac, request: RequestView, places: Places): readonly Step[] {
  return Object.entries(rules.policies ?? {}).map(([name, policy]): Step => {
    const common = { kind: 'policy', ...placed(places.policy(name)) } as const;
    const label = policyWords(name);
    if (!speaks(policy, request)) {
      const text = `${label} does not ask its provider: not so: ${mismatch(policy, request)}`;
      return { ...common, result: 'passed-over', text, minor: true };
    }
    const text = `${label} asks its provider, who is taken to agree: nobody is asked here`;
    return { ...common, result: 'allowed', text };
  });
}

/** What the policies of a filter say, one after the other until one decides. @throws {BadValue} for a wrong expression or address. */
export function policySteps(
  { rules, shadow_rules: shadow, shadow_rules_stat_prefix: prefix = '' }: RbacFilter,
  request: RequestView,
  places: Places,
): readonly Step[] {
  if (shadow && prefix.startsWith(ASKING_PREFIX)) return askingSteps(shadow, request, places);
  return [
    ...(shadow ? ruleSteps({ rules: shadow, request, places, dry: true }) : []),
    ...(rules ? ruleSteps({ rules, request, places, dry: false }) : []),
  ];
}
