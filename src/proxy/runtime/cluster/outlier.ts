/** Takes hosts that fail out of the rotation. @see https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier */
import type { OutlierDetection } from '../../../xds/resources/cluster.ts';
import type { ClusterExtension } from '../../../xds/snapshot.ts';
import type { Probe } from '../../contract.ts';
import { milliseconds } from '../durations.ts';
import type { Host } from './host.ts';

const DEFAULT_CONSECUTIVE = 5;
const DEFAULT_INTERVAL_MS = 10_000;
const DEFAULT_BASE_EJECTION_MS = 30_000;
const MAX_EJECTION_MS = 300_000;
const DEFAULT_MAX_PERCENT = 10;
const MAX_PROBE_EVERY_MS = 60_000;
const DEFAULT_STATUSES: readonly [number, number] = [200, 299];

interface Limits {
  /** 0 switches a count off. */
  readonly consecutive5xx: number;
  readonly consecutiveGateway: number;
  readonly consecutiveLocal: number;
  readonly splits: boolean;
  readonly intervalMs: number;
  readonly baseMs: number;
  readonly maxPercent: number;
}

function limitsOf(settings: OutlierDetection): Limits {
  const enforced = (count: number, share = 100): number => (share > 0 ? count : 0);
  const split = settings.split_external_local_origin_errors === true;
  return {
    consecutive5xx: enforced(settings.consecutive_5xx ?? DEFAULT_CONSECUTIVE, settings.enforcing_consecutive_5xx),
    consecutiveGateway: enforced(
      settings.consecutive_gateway_failure ?? DEFAULT_CONSECUTIVE,
      settings.enforcing_consecutive_gateway_failure ?? 0,
    ),
    consecutiveLocal: split
      ? enforced(
          settings.consecutive_local_origin_failure ?? DEFAULT_CONSECUTIVE,
          settings.enforcing_consecutive_local_origin_failure,
        )
      : 0,
    splits: split,
    intervalMs: milliseconds(settings.interval, DEFAULT_INTERVAL_MS),
    baseMs: milliseconds(settings.base_ejection_time, DEFAULT_BASE_EJECTION_MS),
    maxPercent: settings.max_ejection_percent ?? DEFAULT_MAX_PERCENT,
  };
}

const isGatewayError = (status: number): boolean => status >= 502 && status <= 504;

/** What outlier detection needs of its cluster. */
export interface OutlierOwner {
  readonly hosts: readonly Host[];
  /** The set of healthy hosts is another one now. */
  healthChanged(): void;
  /** So it is, because one was taken out. */
  ejected(): void;
}

/** The outlier detection of one cluster. What it knows of hosts is written on them, so that a reload keeps it. */
export class Outliers {
  readonly #limits: Limits;
  readonly #probe: ClusterExtension['outlierProbe'];
  readonly #owner: OutlierOwner;
  #sweepAt = 0;

  constructor(owner: OutlierOwner, settings: OutlierDetection, probe: ClusterExtension['outlierProbe']) {
    this.#owner = owner;
    this.#limits = limitsOf(settings);
    this.#probe = probe;
  }

  /** A host has answered with this status. */
  answered(host: Host, status: number, now: number): void {
    const { health } = host;
    health.consecutiveLocal = 0;
    if (status < 500) {
      health.consecutive5xx = 0;
      health.consecutiveGateway = 0;
      return;
    }
    this.#failed(host, isGatewayError(status), now);
  }

  /** A host could not be reached, or broke off. */
  broke(host: Host, now: number): void {
    if (!this.#limits.splits) {
      this.#failed(host, true, now);
      return;
    }
    host.health.consecutiveLocal += 1;
    if (reached(host.health.consecutiveLocal, this.#limits.consecutiveLocal)) this.#eject(host, now);
  }

  #failed(host: Host, gateway: boolean, now: number): void {
    const { health } = host;
    health.consecutive5xx += 1;
    health.consecutiveGateway = gateway ? health.consecutiveGateway + 1 : 0;
    if (reached(health.consecutive5xx, this.#limits.consecutive5xx)) this.#eject(host, now);
    else if (reached(health.consecutiveGateway, this.#limits.consecutiveGateway)) this.#eject(host, now);
  }

  #eject(host: Host, now: number): void {
    const { health } = host;
    if (health.ejected || !this.#mayEject()) return;
    health.ejected = true;
    health.ejectedAt = now;
    health.ejections += 1;
    health.probeEveryMs = this.#limits.intervalMs;
    health.probeAt = now + health.probeEveryMs;
    health.probing = false;
    health.probed = false;
    this.#owner.ejected();
  }

  /** One host may always go; of several no more than the share. */
  #mayEject(): boolean {
    const { hosts } = this.#owner;
    const ejected = hosts.reduce((count, { health }) => count + (health.ejected ? 1 : 0), 0);
    return ejected === 0 || (100 * (ejected + 1)) / hosts.length <= this.#limits.maxPercent;
  }

  /** Brings back hosts whose time is over, and lets the others' past fade; once each interval. */
  sweep(now: number): void {
    if (now < this.#sweepAt) return;
    const first = this.#sweepAt === 0;
    this.#sweepAt = now + this.#limits.intervalMs;
    if (first) return;
    for (const host of this.#owner.hosts) {
      const { health } = host;
      if (!health.ejected) health.ejections = Math.max(0, health.ejections - 1);
      else if (this.#isOver(host, now) && (this.#probe === undefined || health.probed)) this.#return(host);
    }
  }

  #isOver({ health }: Host, now: number): boolean {
    const { baseMs } = this.#limits;
    return now >= health.ejectedAt + Math.min(baseMs * health.ejections, Math.max(baseMs, MAX_EJECTION_MS));
  }

  #return(host: Host): void {
    const { health } = host;
    health.ejected = false;
    health.consecutive5xx = 0;
    health.consecutiveGateway = 0;
    health.consecutiveLocal = 0;
    this.#owner.healthChanged();
  }

  /** The probes that are due, with the extension. */
  *probes(now: number): Generator<Probe> {
    const settings = this.#probe;
    if (settings === undefined) return;
    for (const host of this.#owner.hosts) {
      const { health } = host;
      if (!health.ejected || health.probing || now < health.probeAt) continue;
      health.probing = true;
      const { method = 'GET', path = '', statuses = DEFAULT_STATUSES, timeoutMs } = settings;
      yield { endpoint: host, method, path, statuses, timeoutMs };
    }
  }

  /** How a probe went: a good one lets the host back once its time is over, a bad one makes the next come later. */
  probed(host: Host, succeeded: boolean, now: number): void {
    const { health } = host;
    health.probing = false;
    health.probed = succeeded;
    if (!health.ejected) return;
    if (succeeded && this.#isOver(host, now)) this.#return(host);
    health.probeEveryMs = succeeded
      ? this.#limits.intervalMs
      : Math.min(MAX_PROBE_EVERY_MS, Math.max(1, 2 * health.probeEveryMs));
    health.probeAt = now + health.probeEveryMs;
  }
}

const reached = (count: number, limit: number): boolean => limit > 0 && count >= limit;
