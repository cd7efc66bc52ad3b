import type { Call } from '../../cli/declare.ts';
import { type KubeClient, withCluster } from '../../kube/client.ts';
import { pathOf, RESOURCES } from '../../kube/resources.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { asMap, getIn, setIn, stringMap } from '../../model/json.ts';
import { applyObject } from '../kube/apply.ts';
import { asPeer } from '../proxy-config/peer.ts';
import type { WaypointFlags } from './flags.ts';
import { LABELS, waypointGateway } from './manifest.ts';
import { waitUntilReady } from './wait.ts';

/** `meshctl waypoint apply`: makes a waypoint, and lets its namespace use it where that is asked for. */
export async function runApply(call: Call<WaypointFlags>): Promise<ExitStatus> {
  const { flags, host } = call;
  return asPeer(call, () => withCluster(flags, host, (client) => apply(client, call)));
}

async function apply(client: KubeClient, { flags, host }: Call<WaypointFlags>): Promise<ExitStatus> {
  const { name, for: traffic, revision, enrollNamespace = false, overwrite = false } = flags;
  const { namespace } = client;
  const say = (text: string): unknown => host.stdout.write(`${text}\n`);
  const path = pathOf(RESOURCES.namespaces, { name: namespace });
  const object = await client.request(path);
  const labels = stringMap(getIn(object, ['metadata', 'labels']));
  const mode = labels[LABELS.dataPlane];
  if (enrollNamespace && labels[LABELS.use] !== undefined && !overwrite) {
    say(
      `⚠️ Warning: namespace (${namespace}) already has an enrolled Waypoint. Consider adding the \`--overwrite\` flag to your apply command.`,
    );
    return EXIT.ok;
  }
  if (enrollNamespace && mode !== 'ambient') {
    say(
      `⚠️ Warning: namespace is not enrolled in ambient. Consider running\t\`kubectl label namespace ${namespace} ${LABELS.dataPlane}=ambient\``,
    );
  }
  const spec = {
    name,
    namespace,
    ...(traffic !== undefined && { traffic }),
    ...(revision !== undefined && { revision }),
  };
  await applyObject(client, RESOURCES.gateways, { object: waypointGateway(spec) });
  if (flags.wait) await waitUntilReady(client, name, flags.waypointTimeout);
  say(`✅ waypoint ${namespace}/${name} applied`);
  if (enrollNamespace) {
    // With its resourceVersion, so that nothing is lost that somebody else writes at the same time.
    const next = setIn(object, ['metadata', 'labels'], { ...labels, [LABELS.use]: name });
    await client.request(path, { method: 'PUT', body: asMap(next) });
    say(`✅ namespace ${namespace} labeled with "${LABELS.use}: ${name}"`);
  }
  return EXIT.ok;
}
