/** Where a request goes, from the proxy of who asks to the proxy of who answers. */
import { resolveHost } from '../mesh/hosts.ts';
import type { ProxyNode } from '../mesh/proxy-node.ts';
import type { MeshResource } from '../mesh/resource.ts';
import type { PodSpec } from '../mesh/types/kubernetes.ts';
import type { ConnectionInfo } from '../proxy/contract.ts';
import type { RuntimeOptions } from '../proxy/runtime/options.ts';
import type { EndpointOverride } from '../xds/compile/options.ts';
import type { Snapshot } from '../xds/snapshot.ts';
import type { AtProxy } from './at-proxy.ts';
import { gatewayPort, identityOf, nodeOf } from './callers.ts';
import type { Walked } from './http.ts';
import {
  addressesOfPort,
  type Destination,
  inboundListenerOf,
  knownAddresses,
  listenedPorts,
  outboundListener,
  proxyListener,
} from './listeners.ts';
import { Places } from './places.ts';
import { headOf, type Question } from './question.ts';
import { snapshotFor } from './snapshots.ts';
import { hasSidecar, type RunningMesh, refusesSidecar } from './stand-ins.ts';
import { type Explanation, type Hop, NO_OUTCOME, type Step, type StepKind, type Target } from './steps.ts';
import { clusterNamed, endpointsOf } from './targets.ts';
import { CLOSED, walkListener } from './walk.ts';
import { walkStraight } from './without-sidecar.ts';

/** Everything an explanation depends on. */
export interface Inquiry extends RunningMesh {
  readonly question: Question;
  /** Who asks; of a gateway, whom somebody outside asks. */
  readonly caller: ProxyNode;
  /** Address the client has; empty where it is not known: it is in no range then. */
  readonly sourceAddress: string;
  readonly overrides: readonly EndpointOverride[];
  readonly options: RuntimeOptions;
}

/** Where a connection goes whose destination has no address in the files. @see RFC 1112 4 */
const UNKNOWN_ADDRESS = '240.255.255.254';

/** The connection of a client that asks by itself. */
export function clientConnection(
  { scheme, host, port }: Question,
  { addresses }: Destination,
  source: string,
): ConnectionInfo {
  const secured = scheme === 'https';
  return {
    localAddress: addresses[0] ?? UNKNOWN_ADDRESS,
    localPort: port,
    remoteAddress: source,
    remotePort: 0,
    transport: secured ? 'tls' : 'raw_buffer',
    serverName: secured ? host : '',
    applicationProtocols: secured ? ['h2', 'http/1.1'] : ['http/1.1'],
  };
}

/** What nobody listens for. */
function nowhere(snapshot: Snapshot, { port }: Question): Walked {
  const ports = listenedPorts(snapshot);
  const elsewhere = addressesOfPort(snapshot, port);
  const text =
    elsewhere.length > 0
      ? `port ${port} is listened on at ${elsewhere.join(', ')} alone`
      : `nobody listens on port ${port}; ports: ${ports.length === 0 ? 'none' : ports.join(', ')}`;
  return {
    steps: [{ kind: 'listener', result: 'failed', text }],
    outcome: { ...NO_OUTCOME, answer: { ...CLOSED, details: 'listener_not_found' } },
    onward: new Map(),
  };
}

/** The way out of the caller's proxy, or through a gateway. */
export async function walkOut(
  question: Question,
  rest: Omit<AtProxy, 'listener' | 'connection' | 'head'> & {
    readonly addresses: readonly string[];
    readonly sourceAddress: string;
    /** Where a gateway listens for the port of its service. */
    readonly port?: number;
  },
): Promise<Walked> {
  const destination = { addresses: rest.addresses, port: question.port };
  const behind = { addresses: rest.addresses, port: rest.port ?? question.port };
  const listener =
    outboundListener(rest.snapshot, behind) ??
    outboundListener(rest.snapshot, destination) ??
    (question.scheme === 'http' ? proxyListener(rest.snapshot) : undefined);
  if (listener === undefined) return nowhere(rest.snapshot, question);
  const connection = clientConnection(question, behind, rest.sourceAddress);
  return walkListener({ ...rest, listener, connection, head: headOf(question) });
}

function addressesOf(inquiry: Inquiry, snapshot: Snapshot): readonly string[] {
  const { mesh, question, caller } = inquiry;
  const host = resolveHost(question.host, caller.namespace, mesh.settings.clusterDomain);
  const services = mesh.servicesByHost.get(host) ?? [];
  return [...knownAddresses(snapshot, question.host), ...services.flatMap(({ addresses }) => addresses)];
}

/** A workload nobody has described has the name of its kind. */
function proxyText({ kind, name, namespace, labels }: ProxyNode): string {
  if (kind === 'gateway') return `gateway ${name} in ${namespace}`;
  if (refusesSidecar({ kind, labels })) return `workload ${name} in ${namespace}`;
  return name === kind ? `a sidecar in ${namespace}` : `sidecar of ${name} in ${namespace}`;
}

type Pod = MeshResource<PodSpec>;

interface Arrival {
  readonly target: Target;
  readonly pod: Pod;
  readonly port: number;
}

/** Workloads that a destination's requests come to, each once. */
function arrivals({ mesh }: Inquiry, snapshot: Snapshot, target: Target): readonly Arrival[] {
  const found = new Map<string, Arrival>();
  for (const { endpoint } of endpointsOf(clusterNamed(snapshot, target.cluster))) {
    const { address = '', port_value: port = 0 } = endpoint.address.socket_address ?? {};
    const pod = mesh.workloads.podByAddress.get(address);
    if (pod && hasSidecar(pod)) found.set(`${pod.namespace}/${nodeOf(pod).name} ${port}`, { target, pod, port });
  }
  return [...found.values()];
}

/** The connection between two proxies. */
function meshConnection(inquiry: Inquiry, { target, pod, port }: Arrival, http: boolean): ConnectionInfo {
  const { caller, mesh, question, sourceAddress } = inquiry;
  const common = { localAddress: pod.spec.ip ?? '', localPort: port, remoteAddress: sourceAddress, remotePort: 0 };
  if (!target.tls) {
    const opaque = !http && question.scheme === 'https';
    const protocols = http ? ['http/1.1'] : [];
    return {
      ...common,
      transport: opaque ? 'tls' : 'raw_buffer',
      serverName: opaque ? question.host : '',
      applicationProtocols: protocols,
    };
  }
  const peer = {
    subject: '',
    uriSans: [identityOf(caller, mesh.settings.trustDomain)],
    dnsSans: [],
    issuer: '',
    serial: '',
    fingerprint: '',
  };
  const { host, subset } = target;
  const serverName = `outbound_.${target.port}_.${subset === '' ? '_' : `${subset}_`}.${host}`;
  return { ...common, transport: 'tls', serverName, applicationProtocols: [http ? 'istio-http/1.1' : 'istio'], peer };
}

/** At the proxy of a workload nobody wrote these: they matter where they go wrong. */
const GENERATED: ReadonlySet<StepKind> = new Set(['virtual-host', 'route', 'timeout', 'retries', 'endpoint']);

function essential(steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => (GENERATED.has(step.kind) && step.result !== 'failed' ? { ...step, minor: true } : step));
}

/** Whether the request is seen as one on its way; without a sidecar it is what the caller says. */
function speaksHttp({ caller, question }: Inquiry, { outcome }: Walked): boolean {
  return refusesSidecar(caller) ? question.scheme === 'http' : outcome.virtualHost !== '';
}

async function arrive(inquiry: Inquiry, out: Walked, arrival: Arrival): Promise<Hop | undefined> {
  const { mesh, overrides, options, nameOf, question } = inquiry;
  const node = nodeOf(arrival.pod);
  const snapshot = snapshotFor(mesh, node, overrides);
  const listener = inboundListenerOf(snapshot);
  if (listener === undefined) return undefined;
  const places = new Places({ sources: snapshot.sources, resources: mesh.resources });
  const connection = meshConnection(inquiry, arrival, speaksHttp(inquiry, out));
  const head = out.onward.get(arrival.target.cluster) ?? headOf(question);
  const { steps, outcome } = await walkListener({ snapshot, places, listener, connection, head, options, nameOf });
  const clusters = [arrival.target.cluster];
  return { proxy: proxyText(node), side: 'server', clusters, steps: essential(steps), outcome };
}

/** Hops of which no two say the same: replicas and versions under one set of rules. */
function merged(hops: readonly Hop[]): readonly Hop[] {
  const out = new Map<string, Hop>();
  for (const hop of hops) {
    const key = JSON.stringify([
      hop.steps.map(({ kind, result, text }) => (kind === 'endpoint' ? '' : [kind, result, text])),
    ]);
    const known = out.get(key);
    const proxies = known === undefined || known.proxy === hop.proxy ? hop.proxy : `${known.proxy}; ${hop.proxy}`;
    out.set(key, {
      ...(known ?? hop),
      proxy: proxies,
      clusters: [...new Set([...(known?.clusters ?? []), ...hop.clusters])],
    });
  }
  return [...out.values()];
}

/**
 * Explains where a request goes: out of the caller's sidecar or through a gateway, and into the sidecars of those it can end
 * at.
 * @throws {BadValue} and {BadSnapshot} for configuration that no proxy could run.
 */
export async function explainRequest(inquiry: Inquiry): Promise<Explanation> {
  const { mesh, caller, question, overrides, options, nameOf, sourceAddress } = inquiry;
  const snapshot = snapshotFor(mesh, caller, overrides);
  const places = new Places({ sources: snapshot.sources, resources: mesh.resources });
  const addresses = addressesOf(inquiry, snapshot);
  const port = caller.kind === 'gateway' ? gatewayPort(mesh, caller, question.port) : question.port;
  const at = { snapshot, places, addresses, sourceAddress, port, options, nameOf };
  const out = refusesSidecar(caller)
    ? walkStraight(question, mesh, { ...at, namespace: caller.namespace })
    : await walkOut(question, at);
  const first: Hop = { proxy: proxyText(caller), side: 'client', clusters: [], steps: out.steps, outcome: out.outcome };
  const reached = out.outcome.targets.filter(({ failure }) => failure === undefined);
  const ways = reached.flatMap((target) => arrivals(inquiry, snapshot, target));
  const hops: Hop[] = [];
  for (const each of ways) {
    const hop = await arrive(inquiry, out, each);
    if (hop) hops.push(hop);
  }
  return { request: requestText(question, callerText(caller)), hops: [first, ...merged(hops)] };
}

/** Who asks, in a word. */
function callerText({ kind, name, namespace }: ProxyNode): string {
  if (kind === 'gateway') return 'outside';
  return name === kind ? `namespace ${namespace}` : `${namespace}/${name}`;
}

/** The question as it was understood. */
export function requestText({ method, scheme, authority, target }: Question, from: string): Explanation['request'] {
  return { method, url: `${scheme}://${authority}${target}`, from };
}
