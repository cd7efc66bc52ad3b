import type { AuthorizationPolicy, PeerAuthentication, PolicyTarget } from '../../mesh/types/security.ts';
import type { Path } from '../../model/diagnostic.ts';
import { analyzer, type Found, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { authorizationPolicy, docs, pod, service } from '../example.ts';
import { policyScope } from '../facts/policies.ts';
import { servicePortOnly } from '../facts/ports.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** A port a policy names, and where. */
interface PortAt {
  readonly port: string;
  readonly path: Path;
  readonly of: 'key' | 'value';
}

function* portsOfRules({ rules = [] }: AuthorizationPolicy): Generator<PortAt> {
  for (const [i, { to = [] }] of rules.entries()) {
    for (const [j, { operation = {} }] of to.entries()) {
      for (const field of ['ports', 'notPorts'] as const) {
        for (const [k, port] of (operation[field] ?? []).entries())
          yield { port, path: ['spec', 'rules', i, 'to', j, 'operation', field, k], of: 'value' };
      }
    }
  }
}

function* portsOfModes({ portLevelMtls = {} }: PeerAuthentication): Generator<PortAt> {
  for (const port of Object.keys(portLevelMtls)) yield { port, path: ['spec', 'portLevelMtls', port], of: 'key' };
}

function* check(ports: Iterable<PortAt>, resource: AnalyzedResource<PolicyTarget>, context: Context): Generator<Found> {
  for (const { port, path, of } of ports) {
    const renamed = servicePortOnly(
      Number(port),
      { labels: resource.spec.selector?.matchLabels ?? {}, namespace: policyScope(resource, context) },
      context,
    );
    if (!renamed) continue;
    yield found('MSH3026', path, {
      message: `port ${quoted(port)} is one of the Service ${quoted(renamed.service.name)}; its workloads have port ${renamed.target} there`,
      of,
      remediation: `Name port ${renamed.target}.`,
    });
  }
}

const SHOP = docs(
  pod('shop/web', '{app: web}'),
  service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}'),
);
const allowing = (port: number): string =>
  authorizationPolicy(
    'shop/web',
    `{selector: {matchLabels: {app: web}}, rules: [{to: [{operation: {ports: ["${port}"]}}]}]}`,
  );

/** Policies name ports of workloads. */
export const policyPorts = analyzer({
  name: 'policy-ports',
  codes: ['MSH3026'],
  subjects: ['AuthorizationPolicy', 'PeerAuthentication'],
  inputs: ['AuthorizationPolicy', 'PeerAuthentication', 'Pod', 'Service'],
  description: 'The ports policies name are those of workloads, not those of their Services.',
  examples: { bad: docs(SHOP, allowing(80)), good: docs(SHOP, allowing(8080)) },
  view: 'own',
  *analyze(resource, context) {
    if (resource.of === 'PeerAuthentication') {
      const policy = resource as AnalyzedResource<PeerAuthentication>;
      yield* check(portsOfModes(policy.spec), policy, context);
      return;
    }
    const policy = resource as AnalyzedResource<AuthorizationPolicy>;
    // Waypoints see the ports of Services.
    if (policy.spec.targetRef || (policy.spec.targetRefs ?? []).length > 0) return;
    yield* check(portsOfRules(policy.spec), policy, context);
  },
});
