import { asList, asMap } from '../../model/json.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { deployment, docs, networkPolicy, service, virtualService } from '../example.ts';
import { namedPort, targetPorts } from '../facts/backends.ts';
import { callsOf } from '../facts/calls.ts';
import { destinationsOf } from '../facts/destinations.ts';
import { knownHosts, servicePorts } from '../facts/hosts.ts';
import { podIndex } from '../facts/labels.ts';
import { letsPort, limits, policiesFor } from '../facts/network-policies.ts';
import { quoted } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

const portKey = (by: AnalyzedResource, port: number): string => `${fullName(by)}:${port}`;

/** The ports of Services that routes lead to or that settings name; all of a Service where no port is named. */
function usedPorts(context: Context): ReadonlySet<string> {
  const out = new Set<string>();
  const use = (by: AnalyzedResource, port: number | undefined): void => {
    for (const { number } of servicePorts(by)) if (port === undefined || port === number) out.add(portKey(by, number));
  };
  for (const { spec, namespace } of context.all('VirtualService')) {
    for (const { destination } of destinationsOf(spec)) {
      const by = context.derive(knownHosts).find(destination.host, namespace, spec.exportTo)?.declaredBy;
      if (by?.of === 'Service') use(by, destination.port?.number);
    }
  }
  for (const pod of context.all('Pod'))
    for (const { known, port } of callsOf(pod, context))
      if (known.declaredBy.of === 'Service') use(known.declaredBy, port);
  return out;
}

/** A port of a Service that nothing gets to. */
interface Closed {
  readonly by: AnalyzedResource;
  readonly port: number;
  readonly target: number;
  /** Whether anybody is known to go there. */
  readonly used: boolean;
}

/** The TCP ports of a pod's Services that none of the policies for it lets anybody through to. */
function closedAt(pod: AnalyzedResource, policies: readonly AnalyzedResource[], context: Context): readonly Closed[] {
  const rules = policies.flatMap(({ object }) => asList(asMap(object['spec'])['ingress']).map(asMap));
  const named = (name: string): number | undefined => namedPort(pod, name);
  return targetPorts(pod, context).flatMap(({ service: by, index, number: target }) => {
    const { number: port = 0, transport = 'TCP' } = servicePorts(by)[index] ?? {};
    if (target === undefined || transport !== 'TCP' || rules.some((rule) => letsPort(rule, target, named))) return [];
    return [{ by, port, target, used: context.derive(usedPorts).has(portKey(by, port)) }];
  });
}

/** The policy that answers for all that are for a pod: the first that lets anything through, since one was to let this through. */
function answering(policies: readonly AnalyzedResource[]): AnalyzedResource | undefined {
  return policies.find(({ object }) => asList(asMap(object['spec'])['ingress']).length > 0) ?? policies[0];
}

const SHOP = docs(
  deployment('shop/web', '{app: web}'),
  service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}'),
  virtualService('shop/web', '{hosts: [web], http: [{route: [{destination: {host: web}}]}]}'),
);
const letting = (port: number): string =>
  networkPolicy('shop/web', `{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: ${port}}]}]}`);

/** Requests get to the ports that Services have. */
export const closedPorts = analyzer({
  name: 'closed-ports',
  codes: ['MSH3018'],
  subjects: ['NetworkPolicy'],
  inputs: ['NetworkPolicy', 'Pod', 'Service', 'ServiceEntry', 'VirtualService'],
  description: 'NetworkPolicies that limit ingress let through what Services lead to.',
  examples: { bad: docs(SHOP, letting(80)), good: docs(SHOP, letting(8080)) },
  view: 'own',
  *analyze(resource, context) {
    if (!limits(resource, 'Ingress')) return;
    const told = new Set<string>();
    for (const pod of context.derive(podIndex).matching(undefined, resource.namespace)) {
      const policies = policiesFor(pod, 'Ingress', context);
      if (answering(policies) !== resource) continue;
      for (const { by, port, target, used } of closedAt(pod, policies, context)) {
        if (told.has(portKey(by, port))) continue;
        told.add(portKey(by, port));
        const finding = found('MSH3018', ['spec', 'ingress'], {
          message: `nothing gets to port ${target} of ${quoted(pod.name)}, which is port ${port} of the Service ${quoted(fullName(by))}`,
          of: 'key',
        });
        // Policies add up, and a port that is not known to be used may be closed on purpose.
        yield used ? finding : uncertain(finding);
      }
    }
  },
});
