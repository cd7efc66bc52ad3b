/** Sends probes and judges them. */
import process from 'node:process';
import { hasNetAdmin } from '../../io/system.ts';
import type { Family, Program } from '../../iptables/model/rule.ts';
import { assess, type Finding } from '../../iptables/probe/assess.ts';
import { type Probe, probesFor } from '../../iptables/probe/classes.ts';
import type { InterceptionFacts, InterfaceAddress } from '../../iptables/profiles/profile.ts';
import type { Host } from '../../model/host.ts';
import { shellIn } from '../shell.ts';
import type { Namespace } from '../target.ts';
import { tproxyPackets } from './counters.ts';
import type { AgentAnswer, Listening, Sending } from './job.ts';
import { makeNeighbour, type Neighbour } from './neighbour.ts';
import { type ProbeAnswers, runProbes } from './run.ts';

/** What is to be tried. */
export interface Trial {
  readonly namespace: Namespace;
  readonly program: Program;
  readonly facts: InterceptionFacts;
  readonly addresses: readonly InterfaceAddress[];
  readonly timeoutMs: number;
}

/** A probe, and what became of it. */
export interface Tried {
  readonly probe: Probe;
  readonly finding: Finding;
}

/** Everything that was tried. */
export interface Validation {
  readonly tried: readonly Tried[];
  /** Whether packets were sent as anybody and from elsewhere, too; without root some classes cannot be tried. */
  readonly complete: boolean;
}

/** What is not to arrive anywhere is given up on sooner: an arrival on this machine takes a millisecond. */
const ABSENCE_MS = 400;

/** Below the ports the kernel gives to clients, and nobody's by IANA's list. */
const FREE_PORT = 29_467;

const SOURCE_PORT = 40_000;

const ANYWHERE: Readonly<Record<Family, string>> = { ipv4: '0.0.0.0', ipv6: '::' };

/**
 * Tries a packet of each class of traffic. Root sends as the application and as the proxy, and from a neighbour it makes for the
 * time; anybody else only as himself.
 */
export async function validate(trial: Trial, host: Host): Promise<Validation> {
  const pod = shellIn(trial.namespace, host);
  const isRoot = process.geteuid?.() === 0 && (await hasNetAdmin()) === true;
  const neighbour = isRoot ? await makeNeighbour(pod, `meshctl-probe-${process.pid}`, host) : undefined;
  try {
    const probes = probesOf(trial, neighbour, isRoot);
    const before = await tproxyPackets(pod);
    const answers = await send(probes, { trial, neighbour }, host);
    const counted = (await tproxyPackets(pod)) - before;
    const seen = { ...answers, counted };
    const tried = probes.map((probe, index) => ({ probe, finding: judge(probe, nameOf(index), seen) }));
    return { tried, complete: isRoot };
  } finally {
    await neighbour?.remove();
  }
}

function probesOf(trial: Trial, neighbour: Neighbour | undefined, isRoot: boolean): readonly Probe[] {
  const { program, facts } = trial;
  const there = neighbour
    ? program.families.map((family) => ({ iface: neighbour.iface, address: neighbour.ends[family].dst }))
    : [];
  const self = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  return probesFor({
    program,
    facts,
    addresses: [...trial.addresses, ...there],
    identity: isRoot ? 'any' : self,
    sourcePort: SOURCE_PORT,
    freePort: FREE_PORT,
    arrival: neighbour && { iface: neighbour.iface, ends: neighbour.ends },
  });
}

const nameOf = (index: number): string => `probe-${index}`;

interface Where {
  readonly trial: Trial;
  readonly neighbour: Neighbour | undefined;
}

async function send(probes: readonly Probe[], { trial, neighbour }: Where, host: Host): Promise<ProbeAnswers> {
  const sendings = probes.map((probe, index) => ({
    dir: probe.packet.dir,
    sending: sendingOf(probe, nameOf(index), trial),
  }));
  const of = (dir: 'in' | 'out') => sendings.filter((one) => one.dir === dir).map(({ sending }) => sending);
  return runProbes(
    {
      pod: trial.namespace,
      job: { listen: listeningFor(probes, trial), send: of('out') },
      elsewhere: neighbour && { namespace: neighbour.namespace, send: of('in') },
    },
    host,
  );
}

function sendingOf({ packet, expected, needsListener }: Probe, name: string, { timeoutMs }: Trial): Sending {
  const arrives = expected.verdict === 'REDIRECT' || (expected.verdict === 'ACCEPT' && needsListener);
  return {
    name,
    proto: packet.proto === 'udp' ? 'udp' : 'tcp',
    // A source that is given would be bound, which the kernel does on its own but for the loopback.
    src: packet.dir === 'out' && packet.iface === 'lo' ? packet.src : undefined,
    dst: packet.dst,
    dport: packet.dport ?? 0,
    uid: packet.uid,
    gid: packet.gid,
    timeoutMs: arrives ? timeoutMs : Math.min(timeoutMs, ABSENCE_MS),
    once: !arrives || packet.dir === 'in',
  };
}

/** The proxy's ports, and those that packets for the pod itself ask for. */
function listeningFor(probes: readonly Probe[], { facts, program }: Trial): readonly Listening[] {
  const { outboundPort, inboundPort, dnsPort } = facts;
  const direct = probes.filter(({ needsListener }) => needsListener).map(({ packet }) => packet.dport ?? 0);
  const known = [outboundPort, inboundPort].flatMap((port) => port ?? []);
  const tcp = [...new Set([...known, ...direct])];
  return program.families.flatMap((family) => [
    ...tcp.map((port): Listening => ({ proto: 'tcp', address: ANYWHERE[family], port })),
    ...(dnsPort === undefined ? [] : [{ proto: 'udp', address: ANYWHERE[family], port: dnsPort } as const]),
  ]);
}

interface Seen extends ProbeAnswers {
  /** What TPROXY rules counted meanwhile. */
  readonly counted: number;
}

function judge(probe: Probe, name: string, { pod, elsewhere, counted }: Seen): Finding {
  const sender: AgentAnswer | undefined = probe.packet.dir === 'in' ? elsewhere : pod;
  const busy = pod.busy.filter(({ proto }) => proto === (probe.packet.proto === 'udp' ? 'udp' : 'tcp'));
  return assess(probe, {
    arrivedAt: pod.arrivals.find((arrival) => arrival.name === name)?.port,
    outcome: sender?.attempts.find((attempt) => attempt.name === name)?.outcome ?? 'unreachable',
    busy: new Set(busy.map(({ port }) => port)),
    // Only what arrives is given to TPROXY rules.
    tproxied: probe.packet.dir === 'in' && counted > 0,
  });
}

/** The peer's probe: who it sends as, and to which port. */
export interface QuickTrial extends Trial {
  readonly probePort: number;
}

const QUICK: Readonly<Record<Family, { readonly self: string; readonly passThrough: string }>> = {
  ipv4: { self: '127.0.0.1', passThrough: '127.0.0.6' },
  ipv6: { self: '::1', passThrough: '::6' },
};

/**
 * The peer's probe: a connection the proxy makes to its own pass-through address has to come back to its inbound listener. Root
 * sends as the proxy; anybody else as himself. Answers for each family whether it came back.
 * @see istio tools/istio-iptables/pkg/validation
 */
export async function validateQuickly(trial: QuickTrial, host: Host): Promise<ReadonlyMap<Family, boolean>> {
  const { program, facts, timeoutMs, probePort } = trial;
  const [uid, gid] = [facts.uids[0], facts.gids[0] ?? facts.uids[0]];
  const ports = [facts.outboundPort, facts.inboundPort].flatMap((port) => port ?? []);
  const sendings = program.families.map(
    (family): Sending => ({
      name: family,
      proto: 'tcp',
      src: QUICK[family].self,
      dst: QUICK[family].passThrough,
      dport: probePort,
      uid,
      gid,
      timeoutMs,
      once: false,
    }),
  );
  const listen = program.families.flatMap((family) =>
    ports.map((port): Listening => ({ proto: 'tcp', address: QUICK[family].self, port })),
  );
  const { pod } = await runProbes({ pod: trial.namespace, job: { listen, send: sendings } }, host);
  const arrived = (family: Family): boolean => pod.arrivals.some(({ name }) => name === family);
  const answered = (family: Family): boolean =>
    pod.busy.length > 0 && pod.attempts.some(({ name, outcome }) => name === family && outcome === 'connected');
  return new Map(program.families.map((family) => [family, arrived(family) || answered(family)]));
}
