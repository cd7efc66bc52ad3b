import { analyzer, type Found, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, namespace, pod, service } from '../example.ts';
import { type TargetPort, targetPorts } from '../facts/backends.ts';
import { inMesh, podParts } from '../facts/membership.ts';
import { listed, sortedSet } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

/** Ports of Services that disagree about a port of a pod. */
function conflicts(context: Context): ReadonlyMap<AnalyzedResource, readonly Found[]> {
  const out = new Map<AnalyzedResource, Found[]>();
  for (const each of context.all('Pod')) {
    if (!inMesh(podParts(each), each.namespace, context)) continue;
    const ports = new Map<number, TargetPort[]>();
    for (const target of targetPorts(each, context)) {
      // What nobody declares is found out, and what is UDP is not the proxy's.
      if (target.number === undefined || target.protocol === 'AUTO' || target.protocol === 'UDP') continue;
      ports.set(target.number, [...(ports.get(target.number) ?? []), target]);
    }
    for (const [number, targets] of ports) report(out, number, targets);
  }
  return out;
}

function report(out: Map<AnalyzedResource, Found[]>, number: number, targets: readonly TargetPort[]): void {
  const protocols = sortedSet(targets.map(({ protocol }) => protocol));
  if (protocols.length < 2) return;
  const names = listed(sortedSet(targets.map(({ service: by }) => fullName(by))));
  const message = `port ${number} of the workload has different protocols (${listed(protocols)}) in the Services ${names}`;
  for (const { service: by, index } of targets) {
    const known = out.get(by) ?? [];
    if (known.some((finding) => finding.message === message)) continue;
    out.set(by, [...known, found('MSH3010', ['spec', 'ports', index], { message })]);
  }
}

const SHOP = docs(namespace('shop', '{istio-injection: enabled}'), pod('shop/web', '{app: web}'));
const named = (name: string, port: string): string =>
  service(`shop/${name}`, `{selector: {app: web}, ports: [{name: ${port}, port: 80}]}`);

/** A port of a workload is understood in one way. */
export const portProtocols = analyzer({
  name: 'port-protocols',
  codes: ['MSH3010'],
  subjects: ['Service'],
  inputs: ['Service', 'Pod', 'Namespace'],
  description: 'Services of one workload agree about what its ports speak.',
  examples: {
    bad: docs(SHOP, named('one', 'http'), named('two', 'grpc')),
    good: docs(SHOP, named('one', 'http'), named('two', 'http')),
  },
  view: 'own',
  *analyze(resource, context) {
    yield* context.derive(conflicts).get(resource) ?? [];
  },
});
