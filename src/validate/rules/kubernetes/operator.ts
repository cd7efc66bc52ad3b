/** Files of `istioctl install`. @see https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/ */
import { isMap } from '../../../model/json.ts';
import type { Cursor } from '../cursor.ts';
import { firstCounts, type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';

/** What a field holds: text, a truth value, anything, a mapping of any kind, or (by name) a message or a list of them. */
type Shape =
  | 'text'
  | 'scalar'
  | 'flag'
  | 'any'
  | 'map'
  | 'list'
  | 'Components'
  | 'Component'
  | 'Kubernetes'
  | 'Gateways';

type Fields = Readonly<Record<string, Shape>>;

const SPEC: Fields = {
  profile: 'text',
  installPackagePath: 'text',
  hub: 'text',
  tag: 'scalar',
  namespace: 'text',
  revision: 'text',
  compatibilityVersion: 'text',
  meshConfig: 'map',
  components: 'Components',
  values: 'map',
  unvalidatedValues: 'map',
};

const COMPONENT: Fields = {
  enabled: 'flag',
  namespace: 'text',
  hub: 'text',
  tag: 'scalar',
  spec: 'any',
  k8s: 'Kubernetes',
};

/** The messages by name. */
const MESSAGES: Readonly<Record<string, Fields>> = {
  Components: {
    base: 'Component',
    pilot: 'Component',
    cni: 'Component',
    ztunnel: 'Component',
    istiodRemote: 'Component',
    ingressGateways: 'Gateways',
    egressGateways: 'Gateways',
  },
  Component: COMPONENT,
  Gateways: { ...COMPONENT, name: 'text', label: 'map' },
  Kubernetes: {
    affinity: 'map',
    env: 'list',
    hpaSpec: 'map',
    imagePullPolicy: 'text',
    nodeSelector: 'map',
    podDisruptionBudget: 'map',
    podAnnotations: 'map',
    priorityClassName: 'text',
    readinessProbe: 'map',
    replicaCount: 'scalar',
    resources: 'map',
    service: 'map',
    serviceAnnotations: 'map',
    securityContext: 'map',
    strategy: 'map',
    tolerations: 'list',
    volumes: 'list',
    volumeMounts: 'list',
    overlays: 'list',
  },
};

/** What values of the other shapes are, and what a message calls them. */
const VALUES: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>> = {
  text: [(value) => typeof value === 'string', 'text'],
  scalar: [(value) => typeof value !== 'object', 'a text or a number'],
  flag: [(value) => typeof value === 'boolean', 'true or false'],
  any: [() => true, ''],
  map: [isMap, 'a mapping'],
  list: [Array.isArray, 'a list'],
};

function* message(at: Cursor, fields: Fields): Problems {
  if (!isMap(at.value)) {
    yield problem('MSH2081', at, `${at.name} is not a mapping`);
    return;
  }
  for (const key of Object.keys(at.value)) {
    const shape = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (shape !== undefined) yield* value(at.at(key), shape);
    else
      yield problem('MSH2080', at.at(key), `${at.name} of an IstioOperator has no field ${quoted(key)}`, { of: 'key' });
  }
}

function* value(at: Cursor, shape: Shape): Problems {
  if (!at.exists) return;
  const [accepts, what] = VALUES[shape] ?? [];
  if (accepts && !accepts(at.value)) yield problem('MSH2081', at, `${at.name} is not ${what}`);
  const fields = MESSAGES[shape];
  if (!fields) return;
  if (shape !== 'Gateways') yield* message(at, fields);
  else if (!Array.isArray(at.value)) yield problem('MSH2081', at, `${at.name} is not a list`);
  else for (const item of at.all()) yield* message(item, fields);
}

/** The rules for IstioOperator. */
export function* istioOperator({ spec }: Resource): Problems {
  if (spec.exists) yield* firstCounts(message(spec, SPEC));
}
