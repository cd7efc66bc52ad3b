/** Annotations that every kind of Istio's is checked for. */
import { goBoolean } from '../../model/go-boolean.ts';
import { type Problems, problem, quoted } from './problem.ts';
import type { Resource } from './resource.ts';

const DRY_RUN = 'istio.io/dry-run';
const ALWAYS_REJECT = 'internal.istio.io/webhook-always-reject';
const INTERNAL: readonly string[] = ['internal.istio.io/parents', 'internal.istio.io/parent-namespace'];

/** Actions a proxy can try out. */
const TRIED_ACTIONS: readonly string[] = ['', 'ALLOW', 'DENY'];

function* dryRun(resource: Resource): Problems {
  const value = resource.annotations[DRY_RUN];
  if (value === undefined) return;
  const at = resource.metadata.at('annotations').at(DRY_RUN);
  if (resource.kind !== 'AuthorizationPolicy') {
    yield problem('MSH2070', at, `${DRY_RUN} has no meaning for the kind ${resource.kind}`, { of: 'key' });
    return;
  }
  const action = resource.spec.at('action').text;
  if (!TRIED_ACTIONS.includes(action)) yield problem('MSH2071', at, `${DRY_RUN} stands beside the action ${action}`);
  if (goBoolean(value) === undefined)
    yield problem('MSH2072', at, `${DRY_RUN} ${quoted(value)} is neither true nor false`);
}

/** The rules for the metadata of Istio's kinds. */
export function* metadata(resource: Resource): Problems {
  const annotations = resource.metadata.at('annotations');
  yield* dryRun(resource);
  if (resource.annotations[ALWAYS_REJECT] !== undefined)
    yield problem('MSH2073', annotations.at(ALWAYS_REJECT), `${ALWAYS_REJECT} has the object refused`, { of: 'key' });
  for (const key of INTERNAL)
    if (resource.annotations[key] !== undefined)
      yield problem('MSH2074', annotations.at(key), `${key} is set by the control plane only`, { of: 'key' });
}
