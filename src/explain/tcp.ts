/** One connection at a chain that passes bytes on. */
import { ConnectionView } from '../proxy/runtime/connection-view.ts';
import type { RequestView } from '../proxy/runtime/match/request-view.ts';
import { typedConfig } from '../proxy/runtime/typed.ts';
import { RequestHead } from '../proxy/wire/request-head.ts';
import { TYPES } from '../xds/compile/type-urls.ts';
import type { RbacFilter } from '../xds/resources/filter.ts';
import type { FilterChain, TcpProxy } from '../xds/resources/listener.ts';
import type { AtProxy } from './at-proxy.ts';
import type { Walked } from './http.ts';
import { policySteps } from './policies.ts';
import { NO_OUTCOME, type Step, type Target } from './steps.ts';
import { clusterParts, endpointViews, targetSteps } from './targets.ts';

/** A connection has no head; what conditions ask of one is not there. */
function viewOf({ connection }: AtProxy): RequestView {
  const view = new ConnectionView(connection);
  return { head: new RequestHead(), path: '', query: '', connection: view, claims: undefined, client: view.remote };
}

const CLOSED = { status: 0, flags: '-' } as const;
const UNHEALTHY = { ...CLOSED, details: 'no_healthy_upstream', flags: 'UH' } as const;
const UNKNOWN = { ...CLOSED, details: 'cluster_not_found', flags: 'NC' } as const;

function targetsOf(at: AtProxy, { cluster, weighted_clusters: weighted }: TcpProxy): readonly Target[] {
  const all = weighted?.clusters ?? [{ name: cluster ?? '', weight: 1 }];
  const sum = all.reduce((total, { weight }) => total + weight, 0);
  return all
    .filter(({ weight }) => weight > 0)
    .map(({ name, weight }) => {
      const endpoints = endpointViews(at, name);
      const known = at.snapshot.clusters.find((each) => each.name === name);
      const alive = known?.type === 'ORIGINAL_DST' || endpoints.some(({ healthy }) => healthy);
      const failure = known === undefined ? UNKNOWN : UNHEALTHY;
      return {
        cluster: name,
        ...clusterParts(name),
        share: weight / sum,
        endpoints,
        tls: known?.transport_socket !== undefined || known?.transport_socket_matches !== undefined,
        ...(alive ? {} : { failure }),
      };
    });
}

/** Walks a connection whose bytes nobody looks at: no route, and of policies what they say about connections. */
export function walkTcp(at: AtProxy, chain: FilterChain, proxy: TcpProxy): Walked {
  const view = viewOf(at);
  const steps: Step[] = (chain.filters ?? []).flatMap((filter) => {
    const config = typedConfig<RbacFilter>(filter, TYPES.networkRbac);
    return config === undefined ? [] : policySteps(config, view, at.places);
  });
  const refused = steps.find(({ result }) => result === 'refused');
  if (refused) {
    const until = steps.slice(0, steps.indexOf(refused) + 1);
    return {
      steps: until,
      outcome: { ...NO_OUTCOME, answer: { ...CLOSED, details: 'rbac_access_denied' } },
      onward: new Map(),
    };
  }
  const targets = targetsOf(at, proxy);
  const told = targets.flatMap((target) => targetSteps(at, target));
  return {
    steps: [...steps, ...told],
    outcome: { ...NO_OUTCOME, targets },
    onward: new Map(targets.map(({ cluster }) => [cluster, at.head])),
  };
}
