import type { Call } from '../../cli/declare.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { type KubeClient, listObjects, withCluster } from '../../kube/client.ts';
import { pathOf, RESOURCES } from '../../kube/resources.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { asPeer } from '../proxy-config/peer.ts';
import type { WaypointFlags } from './flags.ts';
import { isWaypoint, type WaypointFacts, waypointFacts } from './manifest.ts';

/** `meshctl waypoint delete`: removes the waypoints that are named, or all of a namespace or revision. */
export async function runDelete(call: Call<WaypointFlags>): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  return asPeer(call, async () => {
    if (positionals.length === 0 && !flags.all && flags.revision === undefined) throw unclear();
    const missing = await withCluster(flags, host, async (client) => remove(client, call));
    // The reference is content when nothing was there.
    return missing > 0 && flags.compat === undefined ? EXIT.noInput : EXIT.ok;
  });
}

async function remove(client: KubeClient, { flags, positionals, host }: Call<WaypointFlags>): Promise<number> {
  const { namespace } = client;
  const gateways = await listObjects(client, RESOURCES.gateways, { namespace });
  const present = gateways.filter(isWaypoint).map(waypointFacts);
  const missing = positionals.filter((name) => !present.some((item) => item.name === name));
  for (const name of missing) host.stdout.write(`waypoint ${namespace}/${name} not found\n`);
  const isMeant = ({ name, revision }: WaypointFacts): boolean => {
    if (positionals.length > 0) return positionals.includes(name);
    return flags.revision === undefined || flags.revision === revision;
  };
  for (const { name } of present.filter(isMeant)) {
    await client.request(pathOf(RESOURCES.gateways, { namespace, name }), { method: 'DELETE' });
    host.stdout.write(`waypoint ${namespace}/${name} deleted\n`);
  }
  return missing.length;
}

function unclear(): EnvoyError {
  return new EnvoyError('USAGE_SOURCE', 'no waypoint is named', {
    peer: 'must specify a waypoint name or delete all using --all or delete specific revision using --revision',
    exitCode: EXIT.usage,
    hint: 'name some, or give --all or --revision',
  });
}
