import { loadResources } from '../../../src/mesh/load.ts';
import { buildMesh } from '../../../src/mesh/model.ts';
import { without } from '../../../src/model/json.ts';
import { loggersAt } from '../../../src/proxy/admin/loggers.ts';
import type { AdminSources, ClusterReport, ServerState } from '../../../src/proxy/admin/sources.ts';
import type { Sample } from '../../../src/proxy/telemetry/metrics.ts';
import { staticBootstrap } from '../../../src/xds/bootstrap.ts';
import { compileSnapshot } from '../../../src/xds/compile/compile.ts';
import type { Snapshot } from '../../../src/xds/snapshot.ts';
import { readManifests } from '../../../src/yaml/parse.ts';

const NODE = { kind: 'gateway', name: 'gw', namespace: 'default', labels: { istio: 'ingressgateway' } } as const;

/** What a gateway is told by this YAML. */
export function gatewaySnapshot(yaml: string): Snapshot {
  const manifests = [...readManifests(yaml, 'mesh.yaml')].flatMap(({ manifest }) => manifest ?? []);
  const { resources } = loadResources(manifests, { namespace: 'default' });
  const options = { node: NODE, capture: 'none', overrides: [], listeners: [], anyAddress: false } as const;
  return compileSnapshot(buildMesh({ resources, meshConfig: {} }), options);
}

/** What happened to the sources. */
export interface Calls {
  readonly names: string[];
}

/** The endpoints of a snapshot, idle. */
function idleReports({ clusters }: Snapshot): readonly ClusterReport[] {
  return clusters.map(({ name, load_assignment: assignment }) => ({
    name,
    endpoints: (assignment?.endpoints ?? [])
      .flatMap(({ lb_endpoints: list }) => list ?? [])
      .map(({ endpoint: { address }, load_balancing_weight: weight = 1 }) => {
        const { address: host = '', port_value: port = 0 } = address.socket_address ?? {};
        const counts = {
          cxActive: 0,
          cxConnectFail: 0,
          cxTotal: 0,
          rqActive: 0,
          rqError: 0,
          rqSuccess: 0,
          rqTimeout: 0,
          rqTotal: 0,
        };
        return { ...counts, label: `${host}:${port}`, host, port, path: '', weight, available: true, ejected: false };
      }),
  }));
}

/** Sources for the pages, without sockets. */
export function adminSources(snapshot: Snapshot, samples: () => readonly Sample[], calls: Calls): AdminSources {
  let state: ServerState = 'LIVE';
  const note = (name: string): void => {
    calls.names.push(name);
  };
  return {
    engine: {
      samples: async () => samples(),
      clusters: async () => idleReports(snapshot),
      resetCounters: () => note('reset'),
      reopenLogs: () => note('reopen'),
      drain: (inboundOnly) => note(`drain ${inboundOnly}`),
    },
    loggers: loggersAt('info'),
    snapshot: () => ({ snapshot, since: new Date(0) }),
    bootstrap: () => without(staticBootstrap(snapshot, { node: NODE, domain: 'cluster.local' }), ['static_resources']),
    state: () => state,
    setHealthy: (healthy) => {
      state = healthy ? 'LIVE' : 'DRAINING';
    },
    quit: () => note('quit'),
    profile: async (on) => note(`profile ${on}`),
    uptimeSeconds: () => 12.5,
    memory: () => ({ allocated: 1, heap: 2, resident: 3 }),
    readFile: () => undefined,
    now: () => new Date('2026-01-01T00:00:00Z'),
    redact: () => '[redacted]',
    version: '0.1.0',
    commit: 'abc',
    concurrency: 1,
    drainSeconds: 5,
    configPath: 'mesh.yaml',
  };
}
