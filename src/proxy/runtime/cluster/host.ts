import type { TlsClientPlan } from '../../tls-plan.ts';
import type { ClusterPlan, Endpoint } from '../../upstream.ts';
import { PeakEwma } from './peak-ewma.ts';

/** Where a host is, and how it is spoken to: what makes it this one and no other. */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
  /** Of a unix socket; empty for TCP. */
  readonly path: string;
  readonly tls?: TlsClientPlan;
  readonly proxyProtocol?: 1 | 2;
}

/** `address:port`, or the path of a unix socket. */
export function addressLabel({ host, port, path }: HostAddress): string {
  if (path !== '') return path;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** How a host has fared; outlier detection writes it. */
export interface HostHealth {
  consecutive5xx: number;
  consecutiveGateway: number;
  consecutiveLocal: number;
  ejected: boolean;
  ejectedAt: number;
  /** What the base time is multiplied by at the next ejection, less one. */
  ejections: number;
  /** Probing, with an extension: when the next one is due, how long after the one before, and how the last one went. */
  probeAt: number;
  probeEveryMs: number;
  probing: boolean;
  probed: boolean;
}

/** One address of a cluster with all that is known of it. It lives on when a reload leaves it where it was. */
export class Host implements Endpoint {
  cluster: ClusterPlan;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly label: string;
  readonly tls?: TlsClientPlan;
  readonly proxyProtocol?: 1 | 2;
  retired = false;
  /** As configured; 1 at least. */
  weight = 1;
  /** As the configuration says, whatever outlier detection thinks. */
  available = true;
  /** Requests under way. */
  active = 0;
  /** Since when it is there, for those that warm up slowly. */
  readonly since: number;
  readonly ewma = new PeakEwma();
  readonly health: HostHealth = {
    consecutive5xx: 0,
    consecutiveGateway: 0,
    consecutiveLocal: 0,
    ejected: false,
    ejectedAt: 0,
    ejections: 0,
    probeAt: 0,
    probeEveryMs: 0,
    probing: false,
    probed: false,
  };

  constructor(cluster: ClusterPlan, address: HostAddress, since: number) {
    this.cluster = cluster;
    this.host = address.host;
    this.port = address.port;
    this.path = address.path;
    if (address.tls) this.tls = address.tls;
    if (address.proxyProtocol) this.proxyProtocol = address.proxyProtocol;
    this.label = addressLabel(address);
    this.since = since;
  }

  /** Whether it is to get requests. */
  get healthy(): boolean {
    return this.available && !this.health.ejected;
  }
}
