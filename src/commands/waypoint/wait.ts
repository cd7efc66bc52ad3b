import { setTimeout as sleep } from 'node:timers/promises';
import { durationMs } from '../../cli/duration.ts';
import { getObject, type KubeClient } from '../../kube/client.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { UnavailableError } from '../../model/errors.ts';
import { type WaypointFacts, waypointFacts } from './manifest.ts';

const POLL_MS = 1_000;

/** The facts of a waypoint once it is ready. Throws UnavailableError when it is not in time. */
export async function waitUntilReady(client: KubeClient, name: string, timeout: string): Promise<WaypointFacts> {
  const { namespace, host } = client;
  const end = host.now().getTime() + durationMs(timeout, '--waypoint-timeout', 0);
  for (;;) {
    const facts = waypointFacts(await getObject(client, RESOURCES.gateways, { namespace, name }));
    if (facts.programmed === 'True') return facts;
    if (host.now().getTime() + POLL_MS > end) throw notReady(facts, timeout);
    await sleep(POLL_MS, undefined, { signal: client.signal });
  }
}

function notReady({ namespace, name, reason, message }: WaypointFacts, timeout: string): UnavailableError {
  const why = [reason, message].filter(Boolean).join(': ');
  return new UnavailableError(
    'UNAVAILABLE_WAYPOINT',
    `the waypoint ${namespace}/${name} is not ready after ${timeout}${why ? ` (${why})` : ''}`,
    {
      hint: `kubectl describe gateway ${name} -n ${namespace} tells more; is there a control plane of its revision?`,
    },
  );
}
