/** What makes a tag: a webhook configuration and a Service, made from those of the revision. */
import { asList, asMap, asString, getIn, type JsonMap, stringMap } from '../../model/json.ts';

/** What a tag is made from. */
export interface TagSource {
  readonly tag: string;
  readonly revision: string;
  /** The namespace of the control plane. */
  readonly system: string;
  /** The revision's own injector. */
  readonly webhook: JsonMap;
}

/** Labels as the charts of Istio put them on what they make. */
function labelsOf({ tag, revision }: TagSource, app: JsonMap): JsonMap {
  return {
    ...app,
    'app.kubernetes.io/instance': 'istio',
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/name': 'istiod',
    'app.kubernetes.io/part-of': 'istio',
    'app.kubernetes.io/version': '1.0.0',
    'helm.sh/chart': 'istiod-1.0.0',
    'istio.io/rev': revision,
    'istio.io/tag': tag,
    release: 'istio',
  };
}

/** Name of the webhook configuration of a tag. */
export function webhookName(tag: string): string {
  return `istio-revision-tag-${tag}`;
}

/** Name of the Service of a tag. */
export function serviceName(tag: string): string {
  return `istiod-revision-tag-${tag}`;
}

const INJECT = 'sidecar.istio.io/inject';
const REVISION = 'istio.io/rev';
const INJECTION = 'istio-injection';

type Expression = JsonMap;

const absent = (key: string): Expression => ({ key, operator: 'DoesNotExist' });
const isIn = (key: string, value: string): Expression => ({ key, operator: 'In', values: [value] });
const NOT_REFUSED: Expression = { key: INJECT, operator: 'NotIn', values: ['false'] };

interface Hook {
  readonly name: string;
  readonly namespace: readonly Expression[];
  readonly object: readonly Expression[];
}

/** The hooks of a tag; the tag `default` also takes pods whose namespaces or themselves only ask for injection. */
function hooksOf(tag: string): readonly Hook[] {
  const own: readonly Hook[] = [
    { name: 'rev.namespace', namespace: [isIn(REVISION, tag), absent(INJECTION)], object: [NOT_REFUSED] },
    {
      name: 'rev.object',
      namespace: [absent(REVISION), absent(INJECTION)],
      object: [NOT_REFUSED, isIn(REVISION, tag)],
    },
  ];
  if (tag !== 'default') return own;
  return [
    ...own,
    { name: 'namespace', namespace: [isIn(INJECTION, 'enabled')], object: [NOT_REFUSED] },
    {
      name: 'object',
      namespace: [absent(INJECTION), absent(REVISION)],
      object: [isIn(INJECT, 'true'), absent(REVISION)],
    },
  ];
}

/** The injector that takes the pods of a tag and gives them to its revision. */
export function tagWebhook(source: TagSource): JsonMap {
  const client = clientConfigOf(source);
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { labels: labelsOf(source, { app: 'sidecar-injector' }), name: webhookName(source.tag) },
    webhooks: hooksOf(source.tag).map(({ name, namespace, object }) => ({
      admissionReviewVersions: ['v1'],
      clientConfig: client,
      failurePolicy: 'Fail',
      name: `${name}.sidecar-injector.istio.io`,
      namespaceSelector: { matchExpressions: namespace },
      objectSelector: { matchExpressions: object },
      reinvocationPolicy: 'Never',
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      sideEffects: 'None',
    })),
  };
}

/** Where the revision's own injector is: its hooks all have the same place. */
function clientConfigOf({ webhook, system }: TagSource): JsonMap {
  const [first] = asList(webhook['webhooks']);
  const { caBundle, service, url } = asMap(asMap(first)['clientConfig']);
  const place =
    url === undefined
      ? { service: { name: 'istiod', namespace: system, path: '/inject', port: 443, ...asMap(service) } }
      : { url };
  return { ...(caBundle !== undefined && { caBundle }), ...place };
}

const PORTS: readonly (readonly [name: string, port: number, target?: number])[] = [
  ['grpc-xds', 15_010],
  ['https-dns', 15_012],
  ['https-webhook', 443, 15_017],
  ['http-monitoring', 15_014],
];

/**
 * The Service by which what is tagged reaches its control plane. With `peer` there are the empty values the reference's
 * encoder leaves in it.
 */
export function tagService(source: TagSource, { peer }: { readonly peer: boolean }): JsonMap {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      labels: labelsOf(source, { app: 'istiod', istio: 'pilot' }),
      name: serviceName(source.tag),
      namespace: source.system,
    },
    spec: {
      ports: PORTS.map(([name, port, target]) => ({
        name,
        port,
        protocol: 'TCP',
        ...((target !== undefined || peer) && { targetPort: target ?? 0 }),
      })),
      selector: { app: 'istiod', 'istio.io/rev': source.revision },
    },
    ...(peer && { status: { loadBalancer: {} } }),
  };
}

/** A tag that is there: a webhook configuration with its label. */
export interface Tag {
  /** Empty for the revision's own injector. */
  readonly tag: string;
  readonly revision: string;
}

/** The tag a webhook configuration or Service stands for; `undefined` for what belongs to no revision. */
export function tagOf(object: JsonMap): Tag | undefined {
  const labels = stringMap(getIn(object, ['metadata', 'labels']));
  const revision = labels[REVISION];
  return revision === undefined ? undefined : { tag: labels['istio.io/tag'] ?? '', revision };
}

/** Whether an object is a tag's of this name. */
export function isTag(object: JsonMap, tag: string): boolean {
  return tagOf(object)?.tag === tag && asString(getIn(object, ['metadata', 'labels', 'istio.io/tag'])) !== undefined;
}
