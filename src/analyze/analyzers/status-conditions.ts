import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import { doc } from '../example.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedKind } from '../kinds.ts';
import type { AnalyzedResource } from '../resource.ts';

const WAYPOINT_BOUND: readonly string[] = ['istio.io/WaypointBound'];
const GATEWAY_API: readonly string[] = ['Accepted', 'Programmed', 'ResolvedRefs'];

/** The conditions that matter of each kind. */
const CONDITIONS: Partial<Record<AnalyzedKind, readonly string[]>> = {
  Service: WAYPOINT_BOUND,
  ServiceEntry: WAYPOINT_BOUND,
  WorkloadEntry: WAYPOINT_BOUND,
  AuthorizationPolicy: ['ZtunnelAccepted', 'WaypointAccepted'],
  KubernetesGateway: GATEWAY_API,
  HTTPRoute: GATEWAY_API,
  GRPCRoute: GATEWAY_API,
};

/** Where conditions stand: in the status, and in routes in that of each parent. */
function conditionsOf({ object }: AnalyzedResource): readonly { readonly path: Path; readonly condition: JsonMap }[] {
  const parents = asList(getIn(object, ['status', 'parents'])).map((_, index): Path => ['status', 'parents', index]);
  return [['status'] as Path, ...parents].flatMap((at) =>
    asList(getIn(object, [...at, 'conditions'])).map((item, index) => ({
      path: [...at, 'conditions', index],
      condition: asMap(item),
    })),
  );
}

function isNegative(condition: JsonMap): boolean {
  if (condition['status'] === 'False') return true;
  // Part of such a policy is ignored although the whole is accepted.
  return condition['type'] === 'WaypointAccepted' && condition['reason'] === 'PartiallyInvalid';
}

const entry = (status: string): string =>
  doc(
    'networking.istio.io/v1',
    'ServiceEntry',
    'shop/api',
    'spec: {hosts: [api.example.com], ports: [{number: 443, name: tls, protocol: TLS}], resolution: DNS}\n' +
      `status: {conditions: [{type: istio.io/WaypointBound, status: "${status}", reason: Missing, message: none}]}`,
  );

/** What the control plane says of objects that were applied. */
export const statusConditions = analyzer({
  name: 'status-conditions',
  codes: ['IST0171'],
  subjects: [
    'Service',
    'ServiceEntry',
    'WorkloadEntry',
    'AuthorizationPolicy',
    'KubernetesGateway',
    'HTTPRoute',
    'GRPCRoute',
  ],
  inputs: [
    'Service',
    'ServiceEntry',
    'WorkloadEntry',
    'AuthorizationPolicy',
    'KubernetesGateway',
    'HTTPRoute',
    'GRPCRoute',
  ],
  description: 'The status of an object has no condition that says it is not in effect.',
  examples: { bad: entry('False'), good: entry('True') },
  reference: 'conditions.ConditionAnalyzer',
  *analyze(resource, { settings }) {
    // What the reference decodes a WorkloadEntry to has no status.
    if (resource.of === 'WorkloadEntry' && settings.view === 'reference') return;
    for (const { path, condition } of conditionsOf(resource)) {
      const type = asString(condition['type']) ?? '';
      if (CONDITIONS[resource.of]?.includes(type) !== true || !isNegative(condition)) continue;
      const reason = asString(condition['reason']) ?? '';
      const message = asString(condition['message']) ?? '';
      yield found('IST0171', path, {
        message: `the condition ${quoted(type)} is not met: ${quoted(reason)}, ${quoted(message)}`,
      });
    }
  },
});
