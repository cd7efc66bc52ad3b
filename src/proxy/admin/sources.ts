/** What the admin port shows and moves. */
import type { JsonMap } from '../../model/json.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import type { EndpointCount, EndpointCounts } from '../telemetry/endpoint-counts.ts';
import type { Sample } from '../telemetry/metrics.ts';
import type { ClusterState } from '../upstream.ts';

/** One endpoint of a cluster, as plain data that another process can be sent. */
export interface EndpointReport extends EndpointCount {
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly weight: number;
  readonly rqActive: number;
  /** As configured. */
  readonly available: boolean;
  readonly ejected: boolean;
}

/** One cluster, likewise. */
export interface ClusterReport {
  readonly name: string;
  readonly endpoints: readonly EndpointReport[];
}

/** What is running: one process, or several that do the same. */
export interface AdminEngine {
  samples(): Promise<readonly Sample[]>;
  clusters(): Promise<readonly ClusterReport[]>;
  resetCounters(): void;
  reopenLogs(): void;
  /** Stops listening; requests under way end. */
  drain(inboundOnly: boolean): void;
}

/** `draining`: readiness is refused, everything goes on. */
export type ServerState = 'INITIALIZING' | 'LIVE' | 'DRAINING';

/** Everything admin pages are made of. */
export interface AdminSources {
  readonly engine: AdminEngine;
  readonly loggers: Loggers;
  /** What runs now, and since when. */
  snapshot(): { readonly snapshot: Snapshot; readonly since: Date };
  /** As `translate` prints it for this workload; without its resources. */
  bootstrap(): JsonMap;
  state(): ServerState;
  /** Whether checks of readiness are answered as if the server were about to go. */
  setHealthy(healthy: boolean): void;
  quit(): void;
  profile(on: boolean): Promise<void>;
  uptimeSeconds(): number;
  memory(): { readonly allocated: number; readonly heap: number; readonly resident: number };
  /** Text of a file that a secret names; `undefined` when it cannot be read. */
  readonly readFile: (path: string) => string | undefined;
  readonly now: () => Date;
  /** A secret's place, with the secret taken out. */
  redact(value: unknown): unknown;
  readonly version: string;
  readonly commit: string;
  readonly concurrency: number;
  readonly drainSeconds: number;
  readonly configPath: string;
}

/** The loggers of the proxy and their levels, in the order they are shown. */
export interface Loggers {
  readonly levels: ReadonlyMap<string, string>;
  set(logger: string, level: string): void;
}

/** The clusters of a runtime with what was counted of their endpoints. */
export function clusterReports(states: readonly ClusterState[], counts: EndpointCounts): readonly ClusterReport[] {
  return states.map(({ plan, hosts }) => ({
    name: plan.name,
    endpoints: hosts.map((endpoint) => ({
      ...counts.of(endpoint),
      label: endpoint.label,
      host: endpoint.host,
      port: endpoint.port,
      path: endpoint.path,
      weight: endpoint.weight,
      rqActive: endpoint.active,
      available: endpoint.available,
      ejected: endpoint.health.ejected,
    })),
  }));
}

function mergedEndpoint(a: EndpointReport, b: EndpointReport): EndpointReport {
  return {
    ...a,
    cxActive: a.cxActive + b.cxActive,
    cxConnectFail: a.cxConnectFail + b.cxConnectFail,
    cxTotal: a.cxTotal + b.cxTotal,
    rqActive: a.rqActive + b.rqActive,
    rqError: a.rqError + b.rqError,
    rqSuccess: a.rqSuccess + b.rqSuccess,
    rqTimeout: a.rqTimeout + b.rqTimeout,
    rqTotal: a.rqTotal + b.rqTotal,
    ejected: a.ejected || b.ejected,
  };
}

/** What several processes say of the same clusters, as one. */
export function mergeReports(lists: readonly (readonly ClusterReport[])[]): readonly ClusterReport[] {
  const out = new Map<string, Map<string, EndpointReport>>();
  for (const { name, endpoints } of lists.flat()) {
    const known = out.get(name) ?? new Map<string, EndpointReport>();
    out.set(name, known);
    for (const each of endpoints) {
      const earlier = known.get(each.label);
      known.set(each.label, earlier === undefined ? each : mergedEndpoint(earlier, each));
    }
  }
  return [...out].map(([name, endpoints]) => ({ name, endpoints: [...endpoints.values()] }));
}
