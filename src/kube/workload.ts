/** Workloads as people name them: `POD[.NS]`, `deploy/NAME[.NS]`. */
import { NoInputError, UnavailableError } from '../model/errors.ts';
import { asMap, asString, type JsonMap, stringMap } from '../model/json.ts';
import { getObject, type KubeClient, listObjects } from './client.ts';
import { resolveKind } from './discovery.ts';
import { bestPod, podFacts } from './pods.ts';
import { isNotFound } from './problems.ts';
import { RESOURCES, type Resource } from './resources.ts';

/** A workload's name, taken apart. */
export interface WorkloadName {
  /** `deploy` in `deploy/x`; empty for a pod. */
  readonly type: string;
  readonly name: string;
  readonly namespace: string;
}

/** A pod by its name. */
export interface PodName {
  readonly pod: string;
  readonly namespace: string;
}

/** Takes `[TYPE/]NAME[.NAMESPACE]` apart; of several dots the last one counts. */
export function parseWorkload(text: string, defaultNamespace: string): WorkloadName {
  const slash = text.indexOf('/');
  const type = slash < 0 ? '' : text.slice(0, slash);
  const rest = text.slice(slash + 1);
  const dot = rest.lastIndexOf('.');
  const namespace = dot < 0 ? '' : rest.slice(dot + 1);
  return { type, name: dot < 0 ? rest : rest.slice(0, dot), namespace: namespace || defaultNamespace };
}

/** A workload cannot be found, or has no pods; `detail` is what the API server or kubectl says of it. */
function notFound(detail: string): NoInputError {
  return new NoInputError('NO_INPUT_WORKLOAD', detail, {
    hint: 'workloads are named POD[.NAMESPACE] or TYPE/NAME[.NAMESPACE]; without a namespace that of -n or of the context counts',
  });
}

/**
 * The pod a name means. A bare name is a pod's, nothing is asked; of a workload the pod `kubectl logs` would choose. Throws
 * NoInputError when the type, the workload or its pods do not exist.
 */
export async function resolvePod(client: KubeClient, text: string): Promise<PodName> {
  const { type, name, namespace } = parseWorkload(text, client.namespace);
  if (type === '') return { pod: name, namespace };
  const selector = await selectorOf(client, { type, name, namespace });
  if (selector === undefined) return { pod: name, namespace };
  const pods = await listObjects(client, RESOURCES.pods, { namespace, labelSelector: selector });
  const best = bestPod(pods);
  if (!best) throw notFound(`no pods match "${text}"`);
  return { pod: podFacts(best).name, namespace };
}

/** The selector of a workload's pods; `undefined` for a pod itself. */
async function selectorOf(client: KubeClient, workload: WorkloadName): Promise<string | undefined> {
  const { type, name, namespace } = workload;
  const resource = await resolveKind(client, type);
  if (!resource) {
    throw notFound(`the server doesn't have a resource type "${type}" in the "${namespace}" namespace`);
  }
  if (resource.kind === 'Pod') return undefined;
  const object = await getObject(client, resource, { namespace, name }).catch((error: unknown) => {
    if (isNotFound(error) && error instanceof Error) throw notFound(error.message);
    throw error;
  });
  const selector = selectorIn(object, resource);
  if (selector === '') throw notFound(`cannot tell the pods of "${type}/${name}": it selects none`);
  return selector;
}

/** Label of the pods that were made for a Gateway. */
const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';

function selectorIn(object: JsonMap, { group }: Resource): string {
  if (group === RESOURCES.gateways.group) return `${GATEWAY_LABEL}=${asString(asMap(object['metadata'])['name'])}`;
  const selector = asMap(asMap(object['spec'])['selector']);
  return labelSelector(selector);
}

/** A selector of an object in the words of a query: a map of labels, or `matchLabels` with `matchExpressions`. */
export function labelSelector(selector: JsonMap): string {
  const isPlain = !('matchLabels' in selector) && !('matchExpressions' in selector);
  const labels = stringMap(isPlain ? selector : selector['matchLabels']);
  const equal = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const expressions = Array.isArray(selector['matchExpressions']) ? selector['matchExpressions'] : [];
  return [...equal, ...expressions.map((item: unknown) => expression(asMap(item)))].join(',');
}

function expression({ key, operator, values }: JsonMap): string {
  const list = Array.isArray(values) ? values.join(',') : '';
  switch (operator) {
    case 'In':
      return `${String(key)} in (${list})`;
    case 'NotIn':
      return `${String(key)} notin (${list})`;
    case 'DoesNotExist':
      return `!${String(key)}`;
    default:
      return String(key);
  }
}

/** The pod itself, which has to run. Throws NoInputError when it does not exist, UnavailableError when it does not run. */
export async function runningPod(client: KubeClient, { pod, namespace }: PodName): Promise<JsonMap> {
  const object = await getObject(client, RESOURCES.pods, { namespace, name: pod }).catch((error: unknown) => {
    if (isNotFound(error)) throw notFound(`pods "${pod}" not found in the "${namespace}" namespace`);
    throw error;
  });
  const { phase } = podFacts(object);
  if (phase === 'Running') return object;
  throw new UnavailableError(
    'UNAVAILABLE_POD',
    `the pod ${pod}.${namespace} is not running: it is ${phase || 'Unknown'}`,
    {
      hint: `kubectl describe pod ${pod} -n ${namespace} tells why`,
    },
  );
}
