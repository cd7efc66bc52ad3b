/** Callers without a proxy: nothing routes their requests, and nothing secures them. */
import { resolveHost } from '../mesh/hosts.ts';
import type { MeshModel } from '../mesh/model.ts';
import type { Snapshot } from '../xds/snapshot.ts';
import type { AtProxy } from './at-proxy.ts';
import type { Walked } from './http.ts';
import { headOf, type Question } from './question.ts';
import { type EndpointView, NO_OUTCOME, type Step, type Target } from './steps.ts';
import { clusterNamed, endpointViews } from './targets.ts';

/** What is known of the mesh around the caller. */
interface Around extends Pick<AtProxy, 'places' | 'nameOf'> {
  readonly snapshot: Snapshot;
  /** Of the caller. */
  readonly namespace: string;
}

/** The cluster of the service that a host names, short or whole; empty where none does. */
function clusterOf({ host, port }: Question, { services, settings }: MeshModel, namespace: string): string {
  const whole = resolveHost(host, namespace, settings.clusterDomain);
  const service =
    services.find((each) => each.host === whole) ?? services.find((each) => each.host.startsWith(`${whole}.`));
  return service?.ports.some(({ number }) => number === port) ? `outbound|${port}||${service.host}` : '';
}

/** The way of a request that goes straight to the workloads of the service it names: VirtualServices have no say. */
export function walkStraight(
  question: Question,
  mesh: MeshModel,
  { snapshot, places, nameOf, namespace }: Around,
): Walked {
  const name = clusterOf(question, mesh, namespace);
  const cluster = clusterNamed(snapshot, name);
  const alone: Step = {
    kind: 'listener',
    result: 'passed-over',
    text: 'the caller has no sidecar: no route and no mesh TLS, its connections go straight to the service',
  };
  const head = headOf(question);
  if (cluster === undefined) {
    const unknown: Step = {
      kind: 'cluster',
      result: 'failed',
      text: `no service of the files is ${question.host}:${question.port}`,
    };
    return {
      steps: [alone, unknown],
      outcome: { ...NO_OUTCOME, answer: { status: 0, details: 'no_such_service', flags: '-' } },
      onward: new Map(),
    };
  }
  const endpoints: readonly EndpointView[] = endpointViews({ snapshot, nameOf }, name);
  const [, , , host = ''] = name.split('|');
  const target: Target = { cluster: name, host, port: question.port, subset: '', share: 1, endpoints, tls: false };
  const place = places.of(cluster);
  const to: Step = {
    kind: 'cluster',
    result: 'taken',
    text: `${host}:${question.port}, in plain text`,
    ...(place ? { place } : {}),
  };
  const ends: Step = { kind: 'endpoint', result: 'taken', text: endpoints.map(({ address }) => address).join(', ') };
  return { steps: [alone, to, ends], outcome: { ...NO_OUTCOME, targets: [target] }, onward: new Map([[name, head]]) };
}
