/** Workloads of the mesh that no pod of the input stands for: machines, and the proxies that are made for Gateways. */
import type { Labels } from '../../mesh/types/common.ts';
import { asMap, asString, getIn, stringMap } from '../../model/json.ts';
import type { Context } from '../context.ts';
import type { AnalyzedKind } from '../kinds.ts';
import type { AnalyzedResource } from '../resource.ts';
import { WAYPOINT_CLASS } from './ambient.ts';
import { LabelIndex } from './labels.ts';

/** The kinds they are read from, for the inputs of analyzers. */
export const OTHER_WORKLOADS = [
  'KubernetesGateway',
  'WorkloadEntry',
  'WorkloadGroup',
] as const satisfies readonly AnalyzedKind[];

/** The label by which the pods of a Gateway of the Gateway API name it. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

function proxyLabels(gateway: AnalyzedResource): Labels {
  const more = stringMap(getIn(gateway.object, ['spec', 'infrastructure', 'labels']));
  return { ...gateway.labels, ...more, [GATEWAY_NAME]: gateway.name };
}

/** The Gateways of the Gateway API with the labels of their proxies. */
export function gatewayProxies(context: Context): LabelIndex {
  return new LabelIndex(context.all('KubernetesGateway').map((each) => ({ ...each, labels: proxyLabels(each) })));
}

/** WorkloadEntries and WorkloadGroups with the labels of their machines. */
function machines(context: Context): LabelIndex {
  const entries = context
    .all('WorkloadEntry')
    .map((each) => ({ ...each, labels: { ...each.labels, ...each.spec.labels } }));
  const groups = context
    .all('WorkloadGroup')
    .map((each) => ({ ...each, labels: stringMap(getIn(each.object, ['spec', 'metadata', 'labels'])) }));
  return new LabelIndex([...entries, ...groups]);
}

/** Whether a selector takes one of them, in one namespace or in any; never in the view of the reference, which knows pods only. */
export function takesOtherWorkload(selector: Labels, namespace: string | undefined, context: Context): boolean {
  if (context.settings.view === 'reference') return false;
  return [machines, gatewayProxies].some((make) => context.derive(make).matching(selector, namespace).length > 0);
}

/** The account a WorkloadGroup gives its machines. */
const GROUP_ACCOUNT = ['spec', 'template', 'serviceAccount'] as const;

/** The accounts that come with Gateways, as the control plane names them, and those that WorkloadGroups give their machines. */
export function* otherAccounts(context: Context): Generator<Pick<AnalyzedResource, 'namespace' | 'name'>> {
  for (const gateway of context.all('KubernetesGateway')) {
    const { name, namespace, annotations } = gateway;
    const named = annotations['gateway.istio.io/service-account'];
    const className = asString(asMap(gateway.object['spec'])['gatewayClassName']) ?? '';
    yield { namespace, name: named ?? (className === WAYPOINT_CLASS ? name : `${name}-${className}`) };
  }
  for (const { namespace, object } of context.all('WorkloadGroup')) {
    const name = asString(getIn(object, GROUP_ACCOUNT));
    if (name) yield { namespace, name };
  }
}
