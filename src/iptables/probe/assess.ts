/** What probes have shown, beside what was wanted. */
import type { Probe } from './classes.ts';

/** What was seen of one probe. */
export interface Sight {
  /** The port of ours it arrived at; absent when it did not. */
  readonly arrivedAt?: number | undefined;
  /** `connected`: somebody answered; `unreachable`: it could not even be sent. */
  readonly outcome: 'connected' | 'sent' | 'refused' | 'timeout' | 'unreachable';
  /** Ports others listen at already: what arrives there is not seen. */
  readonly busy: ReadonlySet<number>;
  /** Whether a rule with TPROXY counted packets meanwhile; such a packet only reaches transparent sockets. */
  readonly tproxied: boolean;
}

/** The judgement of one probe. */
export interface Finding {
  readonly status: 'ok' | 'wrong' | 'unknown';
  /** What happened, in a phrase. */
  readonly observed: string;
}

/** Judges a probe by what was seen of it. */
export function assess(probe: Probe, sight: Sight): Finding {
  if (sight.outcome === 'unreachable' && sight.arrivedAt === undefined) {
    return { status: 'unknown', observed: 'could not be sent: no route, or no such address' };
  }
  const { verdict, port } = probe.expected;
  const observed = describe(probe, sight);
  if (verdict === 'REDIRECT' && port !== null) return { status: redirected(port, probe, sight), observed };
  if (verdict === 'TPROXY') return { status: tproxied(port, probe, sight), observed };
  const arrived = sight.arrivedAt;
  if (verdict === 'DROP') return { status: arrived === undefined ? 'ok' : 'wrong', observed };
  const direct = probe.needsListener ? arrived === probe.packet.dport : arrived === undefined;
  const hidden = probe.needsListener && sight.busy.has(probe.packet.dport ?? 0) && sight.outcome === 'connected';
  return { status: direct ? 'ok' : hidden ? 'unknown' : 'wrong', observed };
}

function redirected(port: number, { packet }: Probe, { arrivedAt, busy, outcome }: Sight): Finding['status'] {
  if (arrivedAt === port) return 'ok';
  if (arrivedAt !== undefined || !busy.has(port)) return 'wrong';
  if (packet.proto === 'udp') return 'unknown';
  return outcome === 'connected' ? 'ok' : 'wrong';
}

function tproxied(port: number | null, _: Probe, sight: Sight): Finding['status'] {
  if (sight.arrivedAt !== undefined && sight.arrivedAt !== port) return 'wrong';
  if (sight.arrivedAt === port || sight.tproxied) return 'ok';
  return port !== null && sight.busy.has(port) && sight.outcome === 'connected' ? 'ok' : 'wrong';
}

function describe({ needsListener, packet }: Probe, { arrivedAt, outcome, tproxied: counted }: Sight): string {
  if (arrivedAt !== undefined) {
    return arrivedAt === packet.dport && needsListener ? 'arrived directly' : `arrived at port ${arrivedAt}`;
  }
  if (counted) return 'taken by a TPROXY rule';
  if (outcome === 'connected') return 'answered by somebody else';
  if (outcome === 'refused') return 'refused: nobody listens where it went';
  return needsListener ? 'did not arrive' : 'left the pod';
}
