import type { Call } from '../../cli/declare.ts';
import { tabTable } from '../../gotext/tabwriter.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { withObjects } from '../kube/reader.ts';
import { formatOf } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';
import type { WaypointFlags } from './flags.ts';
import { isWaypoint, waypointFacts } from './manifest.ts';

const PADDING = 5;

/** `meshctl waypoint list`: the waypoints of a namespace, or of all. */
export async function runList(call: Call<WaypointFlags>): Promise<ExitStatus> {
  const { flags, host } = call;
  if (flags.compat !== undefined && flags.output !== undefined) {
    // The reference has no such flag, and its own status for that.
    host.stderr.write("Error: unknown shorthand flag: 'o' in -o\n");
    return EXIT.usage;
  }
  return asPeer(call, async () => {
    const format = formatOf(flags);
    const { allNamespaces: everywhere = false } = flags;
    const gateways = await withObjects(flags, host, (reader) =>
      reader.list(RESOURCES.gateways, everywhere ? {} : { namespace: reader.namespace }),
    );
    const facts = gateways.filter(isWaypoint).map(waypointFacts);
    if (format !== 'table') {
      host.stdout.write(await documentText(format, envelope('WaypointList', { items: facts })));
      return EXIT.ok;
    }
    const columns = ['NAME', 'REVISION', 'TRAFFIC TYPE', 'PROGRAMMED'];
    const rows = facts.map(({ namespace, name, revision, traffic, programmed }) => [
      ...(everywhere ? [namespace] : []),
      name,
      revision,
      traffic,
      programmed,
    ]);
    const header = everywhere ? ['NAMESPACE', ...columns] : columns;
    host.stdout.write(rows.length === 0 ? 'No waypoints found.\n' : tabTable([header, ...rows], { padding: PADDING }));
    return EXIT.ok;
  });
}
