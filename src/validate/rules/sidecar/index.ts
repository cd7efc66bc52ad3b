/** The rules for Sidecar. @see https://istio.io/latest/docs/reference/config/networking/sidecar/ */
import type { Cursor } from '../cursor.ts';
import { echoes, failing, type Problems, problem } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { connectionPool } from '../shared/connection-pool.ts';
import { destination } from '../shared/destinations.ts';
import { domain } from '../shared/domains.ts';
import { workloadSelector } from '../shared/labels.ts';
import { egress } from './egress.ts';
import { ingress } from './ingress.ts';

/** All problems of a destination but those of its host, which istioctl counts again. */
function* beyondHost(at: Cursor): Problems {
  for (const found of destination(at)) {
    if (found.path.at(-1) === 'host' && found.code !== 'MSH2038') yield* echoes([found]);
    else yield found;
  }
}

/** A mode that only the mesh configuration has. */
const MESH_MODE = 'ALLOW_ANY_DYNAMIC_DNS';

function* outboundTrafficPolicy(policy: Cursor): Problems {
  const mode = policy.at('mode');
  if (mode.text === MESH_MODE) {
    yield problem('MSH2520', mode, `the mode ${MESH_MODE} cannot be set for some workloads`);
    return;
  }
  const proxy = policy.at('egressProxy');
  if (!proxy.exists) return;
  if (mode.text !== 'ALLOW_ANY') {
    yield problem('MSH2521', proxy, 'egressProxy has no effect unless the mode is ALLOW_ANY');
    return;
  }
  yield* domain(proxy.at('host'));
  if (proxy.has('port')) yield* beyondHost(proxy);
  else yield problem('MSH2522', proxy, 'egressProxy has no port');
}

/** The rules for Sidecar. */
export function* sidecar(resource: Resource): Problems {
  const { spec } = resource;
  if (yield* failing(workloadSelector(spec.at('workloadSelector'), 'labels'))) return;
  const configured =
    spec.says('egress', 'ingress') || spec.has('outboundTrafficPolicy') || spec.has('inboundConnectionPool');
  if (!configured) {
    yield problem('MSH2500', spec, 'the Sidecar configures nothing');
    return;
  }
  yield* ingress(spec);
  yield* connectionPool(spec.at('inboundConnectionPool'));
  yield* egress(resource);
  yield* outboundTrafficPolicy(spec.at('outboundTrafficPolicy'));
}
