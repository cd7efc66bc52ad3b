import type { FailureReason } from '../../failure.ts';
import type { Draw } from '../balancer/balancer.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Host } from '../cluster/host.ts';
import type { RetryPlan } from '../retry/policy.ts';

/** Failures that say something about the host: it was full for none of them. */
const HOST_FAILED: Readonly<Record<FailureReason, boolean>> = {
  'connect-failure': true,
  'connect-timeout': true,
  overflow: false,
  'connection-termination': true,
  'remote-reset': true,
  'refused-stream': false,
  'protocol-error': true,
  'try-timeout': true,
  'idle-timeout': false,
};

/** What a pick came to. */
export type Picked = 'host' | 'full' | 'none';

/** Where a request was meant to go, for clusters that send it there. */
export interface OriginalDestination {
  readonly host: string;
  readonly port: number;
}

/** The tries of one request, and what each holds of its cluster. One object serves request after request. */
export class Tries {
  cluster: Cluster | undefined;
  host: Host | undefined;
  attempts = 0;
  readonly #penalises: boolean;
  /** Hosts that are not to be drawn again, and those whose localities are not. */
  readonly #tried: Host[] = [];
  readonly #passed: Host[] = [];
  /** Those of them that count only after some more tries. */
  readonly #passing: Host[] = [];
  #startedAt = 0;
  #holds = false;
  #retrying = false;

  constructor(penalises: boolean) {
    this.#penalises = penalises;
  }

  start(cluster: Cluster | undefined): void {
    this.cluster = cluster;
    this.host = undefined;
    this.attempts = 0;
    if (this.#tried.length > 0) this.#tried.length = 0;
    if (this.#passed.length + this.#passing.length > 0) this.#passed.length = this.#passing.length = 0;
  }

  /** Chooses a host and takes a place in it. */
  pick(draw: Draw, original: OriginalDestination | undefined): Picked {
    const { cluster } = this;
    this.attempts += 1;
    if (cluster === undefined) return 'none';
    const { limits } = cluster.plan;
    if (limits.requests >= limits.maxRequests) return 'full';
    if (this.attempts === 1) cluster.firstTry(draw.now);
    const host = cluster.original
      ? original && cluster.originalHost(original.host, original.port, draw.now)
      : cluster.pick(draw, this.#tried, this.#passed);
    if (host === undefined) return 'none';
    this.host = host;
    this.#startedAt = draw.now;
    this.#holds = true;
    host.active += 1;
    limits.requests += 1;
    return 'host';
  }

  /** The host's answer has begun. */
  answered(status: number, now: number): void {
    const { host } = this;
    if (host === undefined) return;
    this.cluster?.outliers?.answered(host, status, now);
    if (status >= 500 && this.#penalises) host.ewma.punish(now - this.#startedAt, now);
    else host.ewma.observe(now - this.#startedAt, now);
  }

  /** The host gave none, or broke it off. Without a try under way it is not to blame. */
  broke(reason: FailureReason, now: number): void {
    const { host } = this;
    if (host === undefined || !this.#holds || !HOST_FAILED[reason]) return;
    this.cluster?.outliers?.broke(host, now);
    host.ewma.punish(now - this.#startedAt, now);
  }

  /** Asks whether there may be another try, which counts as a retry until it is let go. */
  askRetry(now: number): 'granted' | 'overflow' | 'exhausted' {
    this.#endRetry();
    const permission = this.cluster?.askRetry(now) ?? 'overflow';
    this.#retrying = permission === 'granted';
    return permission;
  }

  /** From now on the current host counts as tried, as far as the plan cares. */
  leaveOut({ otherHosts, elsewhereAfter }: Pick<RetryPlan, 'otherHosts' | 'elsewhereAfter'>): void {
    const { host } = this;
    if (host === undefined) return;
    if (otherHosts) this.#tried.push(host);
    if (elsewhereAfter === 0) return;
    this.#passing.push(host);
    if (this.attempts % elsewhereAfter === 0) this.#passed.push(...this.#passing.splice(0));
  }

  /** Lets go of the place in the host, which is still known. */
  endTry(): void {
    if (!this.#holds || this.host === undefined || this.cluster === undefined) return;
    this.#holds = false;
    this.host.active -= 1;
    this.cluster.plan.limits.requests -= 1;
  }

  /** Lets go of everything. */
  release(): void {
    this.endTry();
    this.#endRetry();
  }

  #endRetry(): void {
    if (!this.#retrying) return;
    this.#retrying = false;
    this.cluster?.retryEnded();
  }
}
