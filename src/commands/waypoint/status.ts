import type { Call } from '../../cli/declare.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { tabTable } from '../../gotext/tabwriter.ts';
import { listObjects, withCluster } from '../../kube/client.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { asPeer } from '../proxy-config/peer.ts';
import type { WaypointFlags } from './flags.ts';
import { isWaypoint, type WaypointFacts, waypointFacts } from './manifest.ts';
import { waitUntilReady } from './wait.ts';

const PADDING = 5;

/** `meshctl waypoint status`: waits until the waypoints of a namespace are ready. */
export async function runWaypointStatus(call: Call<WaypointFlags>): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  return asPeer(call, async () => {
    const [wanted] = positionals;
    if (wanted !== undefined && flags.compat !== undefined) {
      const peer = `unknown subcommand "${wanted}"`;
      throw new EnvoyError('USAGE_ARGUMENT', peer, { peer, exitCode: EXIT.usage });
    }
    const facts = await withCluster(flags, host, async (client) => {
      const gateways = await listObjects(client, RESOURCES.gateways, { namespace: client.namespace });
      const names = gateways.filter(isWaypoint).map((gateway) => waypointFacts(gateway).name);
      const ready: WaypointFacts[] = [];
      for (const name of wanted === undefined ? names : [wanted]) {
        ready.push(await waitUntilReady(client, name, flags.waypointTimeout));
      }
      return ready;
    });
    const rows = facts.map(({ name, programmed, reason, message }) => [
      name,
      programmed,
      'Programmed',
      reason,
      message,
    ]);
    const header = ['NAME', 'STATUS', 'TYPE', 'REASON', 'MESSAGE'];
    host.stdout.write(rows.length === 0 ? 'No waypoints found.\n' : tabTable([header, ...rows], { padding: PADDING }));
    return EXIT.ok;
  });
}
