import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString } from '../../model/json.ts';
import { analyzer, type Found, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { deployment, docs, namespace, service } from '../example.ts';
import { servicesOf } from '../facts/backends.ts';
import { inMesh, templateParts } from '../facts/membership.ts';
import { listed, quoted, sortedSet } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

/** A port of a Service that reaches a Deployment. */
interface Reaching {
  readonly service: AnalyzedResource;
  readonly index: number;
  readonly port: number;
  readonly protocol: string;
  /** Number or name. */
  readonly target: string;
}

/** A conflict, and the ports of Services that are part of it. */
interface Conflict {
  readonly code: 'IST0116' | 'IST0137';
  readonly deployment: AnalyzedResource;
  readonly message: string;
  readonly ports: readonly Reaching[];
}

const MANAGED = 'gateway.istio.io/managed';

function reachingPorts(service: AnalyzedResource): readonly Reaching[] {
  return asList(asMap(service.object['spec'])['ports']).map((item, index) => {
    const port = asMap(item);
    const number = Number(port['port'] ?? 0);
    const target = port['targetPort'];
    const protocol = asString(port['protocol']) ?? 'TCP';
    const text = target === undefined || target === null || target === 0 || target === '' ? number : target;
    return { service, index, port: number, protocol, target: String(text) };
  });
}

const grouped = <Key>(
  ports: readonly Reaching[],
  key: (port: Reaching) => Key,
): ReadonlyMap<Key, readonly Reaching[]> => {
  const out = new Map<Key, Reaching[]>();
  for (const port of ports) out.set(key(port), [...(out.get(key(port)) ?? []), port]);
  return out;
};

const namesOf = (ports: readonly Reaching[]): readonly string[] => ports.map(({ service }) => fullName(service)).sort();

function* conflictsOf(workload: AnalyzedResource, ports: readonly Reaching[]): Generator<Conflict> {
  const name = quoted(workload.name);
  for (const [port, those] of grouped(ports, (reaching) => reaching.port)) {
    if (new Set(those.map(({ protocol }) => protocol)).size < 2) continue;
    const message = `Services reach port ${port} of the Deployment ${name} by different protocols: ${listed(namesOf(those))}`;
    yield { code: 'IST0116', deployment: workload, message, ports: those };
  }
  for (const [target, those] of grouped(ports, (reaching) => reaching.target)) {
    const numbers = [...new Set(those.map(({ port }) => port))].sort((a, b) => a - b);
    if (numbers.length < 2) continue;
    const names = listed(sortedSet(namesOf(those)));
    const message = `Services (${names}) reach the target port ${quoted(target)} of the Deployment ${name} by different ports: ${listed(numbers)}`;
    yield { code: 'IST0137', deployment: workload, message, ports: those };
  }
}

/** The conflicts of every Deployment in the mesh; waypoints take what they get. */
function conflicts(context: Context): readonly Conflict[] {
  return context.all('Deployment').flatMap((workload) => {
    if (workload.labels[MANAGED] === 'istio.io-mesh-controller') return [];
    const parts = templateParts(workload);
    if (!inMesh(parts, workload.namespace, context)) return [];
    const reaching = servicesOf({ labels: parts.labels, namespace: workload.namespace }, context);
    return [...conflictsOf(workload, reaching.flatMap(reachingPorts))];
  });
}

/** A conflict is found on the Deployment, and for a person also where it can be mended: in the Services. */
function* aboutService(resource: AnalyzedResource, context: Context): Generator<Found> {
  if (context.settings.view === 'reference') return;
  for (const { code, message, ports } of context.derive(conflicts)) {
    for (const { service: at, index } of ports) {
      if (at !== resource) continue;
      const path: Path = ['spec', 'ports', index, ...(code === 'IST0116' ? ['protocol'] : [])];
      yield found(code, path, { message });
    }
  }
}

const NAMESPACE = namespace('shop', '{istio-injection: enabled}');
const WEB = deployment('shop/web', '{app: web}');
const two = (protocol: string): string =>
  docs(
    NAMESPACE,
    WEB,
    service('shop/one', '{selector: {app: web}, ports: [{name: http, port: 80, protocol: TCP}]}'),
    service('shop/two', `{selector: {app: web}, ports: [{name: http, port: 80, protocol: ${protocol}}]}`),
  );

/** The Services of a Deployment agree about its ports. */
export const deploymentServices = analyzer({
  name: 'deployment-services',
  codes: ['IST0116', 'IST0137'],
  subjects: ['Deployment', 'Service'],
  inputs: ['Deployment', 'Service', 'Namespace'],
  description: 'Services that reach one Deployment agree about the protocol and number of its ports.',
  examples: { bad: two('UDP'), good: two('TCP') },
  reference: 'deployment.MultiServiceAnalyzer',
  *analyze(resource, context) {
    if (resource.of === 'Service') yield* aboutService(resource, context);
    for (const { code, deployment: at, message } of context.derive(conflicts))
      if (at === resource) yield found(code, ['metadata', 'name'], { message, pinned: true });
  },
});
