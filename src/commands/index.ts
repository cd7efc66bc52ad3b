import type { Command } from 'commander';
import type { Host } from '../model/host.ts';
import { register as adminLog } from './admin-log.ts';
import { register as analyze } from './analyze.ts';
import { register as authz } from './authz.ts';
import { register as bench } from './bench.ts';
import { register as bugReport } from './bug-report.ts';
import { register as cert } from './cert.ts';
import { register as checkInject } from './check-inject.ts';
import { register as completion } from './completion.ts';
import { register as config } from './config.ts';
import { register as createRemoteSecret } from './create-remote-secret.ts';
import { register as dashboard } from './dashboard.ts';
import { register as demo } from './demo.ts';
import { register as describe } from './describe.ts';
import { register as doctor } from './doctor.ts';
import { register as envoyStats } from './envoy-stats.ts';
import { register as explain } from './explain.ts';
import { register as fn } from './fn.ts';
import { register as inject } from './inject.ts';
import { register as internalDebug } from './internal-debug.ts';
import { register as iptables } from './iptables.ts';
import { register as load } from './load.ts';
import { register as metrics } from './metrics.ts';
import { register as precheck } from './precheck.ts';
import { register as proxy } from './proxy.ts';
import { register as proxyConfig } from './proxy-config.ts';
import { register as proxyStatus } from './proxy-status.ts';
import { register as remoteClusters } from './remote-clusters.ts';
import { register as snapshot } from './snapshot.ts';
import { register as stats } from './stats.ts';
import { register as tag } from './tag.ts';
import { register as test } from './test.ts';
import { register as translate } from './translate.ts';
import { register as tui } from './tui.ts';
import { register as uninject } from './uninject.ts';
import { register as validate } from './validate.ts';
import { register as version } from './version.ts';
import { register as wait } from './wait.ts';
import { register as waypoint } from './waypoint.ts';
import { register as ztunnelConfig } from './ztunnel-config.ts';

/** The headings of `meshctl --help`, in their order there. */
export type Group = 'Manifests' | 'Traffic' | 'Proxies' | 'Cluster' | 'This program';

/** A command: where help lists it, and what declares it. */
export interface CommandEntry {
  readonly group: Group;
  /**
   * Adds the command to the program and returns it. It only declares: what the command needs is imported when it runs, so
   * that no command pays for another one.
   */
  readonly register: (program: Command, host: Host) => Command;
}

/** Every command; help lists the groups and the commands in this order. */
export const COMMANDS: readonly CommandEntry[] = [
  { group: 'Manifests', register: inject },
  { group: 'Manifests', register: uninject },
  { group: 'Manifests', register: validate },
  { group: 'Manifests', register: analyze },
  { group: 'Manifests', register: explain },
  { group: 'Manifests', register: fn },
  { group: 'Traffic', register: iptables },
  { group: 'Traffic', register: proxy },
  { group: 'Traffic', register: translate },
  { group: 'Traffic', register: load },
  { group: 'Traffic', register: bench },
  { group: 'Traffic', register: demo },
  { group: 'Traffic', register: test },
  { group: 'Traffic', register: cert },
  { group: 'Proxies', register: proxyConfig },
  { group: 'Proxies', register: proxyStatus },
  { group: 'Proxies', register: ztunnelConfig },
  { group: 'Proxies', register: authz },
  { group: 'Proxies', register: stats },
  { group: 'Proxies', register: tui },
  { group: 'Proxies', register: envoyStats },
  { group: 'Proxies', register: metrics },
  { group: 'Proxies', register: snapshot },
  { group: 'Cluster', register: describe },
  { group: 'Cluster', register: checkInject },
  { group: 'Cluster', register: tag },
  { group: 'Cluster', register: waypoint },
  { group: 'Cluster', register: wait },
  { group: 'Cluster', register: createRemoteSecret },
  { group: 'Cluster', register: remoteClusters },
  { group: 'Cluster', register: precheck },
  { group: 'Cluster', register: adminLog },
  { group: 'Cluster', register: internalDebug },
  { group: 'Cluster', register: dashboard },
  { group: 'This program', register: bugReport },
  { group: 'This program', register: completion },
  { group: 'This program', register: config },
  { group: 'This program', register: doctor },
  { group: 'This program', register: version },
];
