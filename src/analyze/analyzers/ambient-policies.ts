import type { AuthorizationPolicy, Rule, Source } from '../../mesh/types/security.ts';
import type { Path } from '../../model/diagnostic.ts';
import { analyzer, found, type ShownAnalyzer } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { authorizationPolicy, docs, namespace } from '../example.ts';
import { isAmbientSpace, isGatewayPod, type Reach } from '../facts/ambient.ts';
import { podIndex } from '../facts/labels.ts';
import { httpFieldOf, policyScope } from '../facts/policies.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** What only requests of HTTP have; the proxies of nodes see connections. */
const SOURCES = [
  'requestPrincipals',
  'notRequestPrincipals',
  'remoteIpBlocks',
  'notRemoteIpBlocks',
] as const satisfies readonly (keyof Source)[];
const CONDITION = /^(?:request\.|experimental\.)/;

/** The first field of a rule that asks for what only HTTP has. */
function httpField({ from = [], to = [], when = [] }: Rule): Path | undefined {
  for (const [index, { source = {} }] of from.entries()) {
    const field = SOURCES.find((name) => (source[name] ?? []).length > 0);
    if (field !== undefined) return ['from', index, 'source', field];
  }
  for (const [index, { operation = {} }] of to.entries()) {
    const field = httpFieldOf(operation);
    if (field !== undefined) return ['to', index, 'operation', field];
  }
  const index = when.findIndex(({ key = '' }) => CONDITION.test(key));
  return index < 0 ? undefined : ['when', index, 'key'];
}

/** Whether a policy is for gateways only, which see requests. */
function isForGateways(policy: AnalyzedResource<AuthorizationPolicy>, context: Context): boolean {
  const pods = context.derive(podIndex).matching(policy.spec.selector?.matchLabels, policyScope(policy, context));
  return pods.length > 0 && pods.every(isGatewayPod);
}

const SHOP = namespace('shop', '{istio.io/dataplane-mode: ambient}');
const allowing = (target: string): string =>
  authorizationPolicy('shop/web', `{${target}, rules: [{to: [{operation: {methods: [GET]}}]}]}`);

/** Rules about requests are for who sees requests. */
export const ambientPolicies = (reach: Reach): ShownAnalyzer =>
  analyzer({
    name: 'ambient-policies',
    codes: ['MSH3060'],
    subjects: ['AuthorizationPolicy'],
    inputs: ['AuthorizationPolicy', 'Namespace', 'Pod'],
    description: 'Without sidecars, rules about HTTP are given to a waypoint by targetRefs.',
    examples: {
      bad: docs(SHOP, allowing('selector: {matchLabels: {app: web}}')),
      good: docs(SHOP, allowing('targetRefs: [{group: "", kind: Service, name: web}]')),
    },
    view: 'own',
    *analyze(resource, context) {
      const { rules = [], targetRef, targetRefs = [] } = resource.spec;
      if (targetRef || targetRefs.length > 0 || !isAmbientSpace(resource.namespace, reach, context)) return;
      for (const [index, rule] of rules.entries()) {
        const field = httpField(rule);
        if (!field || isForGateways(resource, context)) continue;
        yield found('MSH3060', ['spec', 'rules', index, ...field], {
          message: `without a sidecar nobody sees ${quoted(String(field.at(-1) === 'key' ? 'when' : field.at(-1)))} for a policy by selector, so the rule never matches`,
          of: 'key',
        });
      }
    },
  });
