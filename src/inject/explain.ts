/** Where every field that injection added comes from: template and line, and the data behind it. Pure. */
import type { Path } from '../model/diagnostic.ts';
import { asList, asMap, deepEqual, getIn, isMap, type JsonMap, stringMap } from '../model/json.ts';
import { readManifests } from '../yaml/parse.ts';
import { proxyConfigAnnotation } from './annotations.ts';
import type { InjectConfig } from './config.ts';
import { itemIdentity } from './identity-of.ts';
import type { ObjectReport } from './inject.ts';
import type { PodPlace } from './kinds.ts';
import { readPod } from './place.ts';
import type { Rendered } from './render.ts';

/** One field that was added or changed. */
export interface FieldOrigin {
  /** The path in the object, list items by what they are called: `spec.containers[istio-proxy].image`. */
  readonly field: string;
  readonly value: unknown;
  /** The template's name and line; absent for what the injector does after the templates. */
  readonly template?: string;
  readonly line?: number;
  /** What it was made from: `values global.hub`, `annotation …`, `mesh config …`; for steps after the templates what they follow. */
  readonly sources: readonly string[];
}

/** A step of a path: a key, an index, or an item called by its identity. */
type Step = string | number | { readonly identity: string };

interface Leaf {
  readonly steps: readonly Step[];
  readonly value: unknown;
}

/** The scalars of `after` that `before` does not have, or has otherwise. */
function* leaves(before: unknown, after: unknown, steps: readonly Step[], path: Path): Generator<Leaf> {
  if (deepEqual(before, after)) return;
  if (isMap(after) && Object.keys(after).length > 0) {
    for (const [key, value] of Object.entries(after))
      yield* leaves(asMap(before)[key], value, [...steps, key], [...path, key]);
  } else if (Array.isArray(after) && after.length > 0) {
    const known = new Map(asList(before).map((item) => [itemIdentity(path, item), item]));
    for (const [index, item] of after.entries()) {
      const identity = itemIdentity(path, item);
      const own = identity === undefined ? asList(before)[index] : known.get(identity);
      yield* leaves(own, item, [...steps, identity === undefined ? index : { identity }], [...path, index]);
    }
  } else yield { steps, value: after };
}

/** The path in another tree that the steps lead to; `undefined` when it has no such thing. */
function resolve(tree: unknown, steps: readonly Step[]): Path | undefined {
  const path: (string | number)[] = [];
  let at = tree;
  for (const step of steps) {
    const next =
      typeof step === 'object' ? asList(at).findIndex((item) => itemIdentity(path, item) === step.identity) : step;
    path.push(next);
    at = getIn(tree, path);
    if (at === undefined) return undefined;
  }
  return path;
}

const plainKey = /^[A-Za-z_][A-Za-z0-9_]*$/;

function display(steps: readonly Step[]): string {
  return steps.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (typeof step === 'object') return `${text}[${step.identity}]`;
    if (!plainKey.test(step)) return `${text}["${step}"]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** Where in a rendered template a value stands and what wrote it. */
function origin(
  rendered: Rendered,
  steps: readonly Step[],
): { readonly line: number; readonly sources: readonly string[]; readonly value: unknown } | undefined {
  const path = resolve(rendered.overlay, steps);
  if (!path) return undefined;
  const [reading] = readManifests(rendered.text, rendered.template.name);
  if (!reading?.manifest) return undefined;
  const { start, end } = reading.manifest.locate(path);
  const pieces = rendered.segments.filter(
    (segment) => segment.start < Math.max(end.offset, start.offset + 1) && segment.end > start.offset,
  );
  const first = pieces[0];
  if (!first) return undefined;
  return {
    line: first.line,
    sources: [...new Set(pieces.flatMap((piece) => piece.sources))],
    value: getIn(rendered.overlay, path),
  };
}

const IMAGE_SOURCES = ['values global.hub', 'values global.tag', 'values global.variant'];
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  '.ProxyImage': ['values global.proxy.image', ...IMAGE_SOURCES],
  '.ProxyInitImage': ['values global.proxy_init.image', ...IMAGE_SOURCES],
  '.NativeSidecars': ['--native-sidecars'],
  '.Revision': ['--revision'],
  '.CompliancePolicy': ['environment COMPLIANCE_POLICY'],
  '.InboundTrafficPolicyMode': ['mesh config inboundTrafficPolicy.mode'],
};

/** What a template's data path is called where people set it. */
function nameSource(source: string, proxyConfig: JsonMap): readonly string[] {
  const path = source.startsWith('$') ? source.slice(1) : source;
  if (Object.hasOwn(COMPUTED, path)) return COMPUTED[path] ?? [];
  const rest = (prefix: string): string | undefined =>
    path.startsWith(`${prefix}.`) ? path.slice(prefix.length + 1) : undefined;
  const value = rest('.Values');
  if (value !== undefined) return [`values ${value}`];
  const mesh = rest('.MeshConfig');
  if (mesh !== undefined) return [`mesh config ${lowerFirst(mesh)}`];
  const proxy = rest('.ProxyConfig');
  if (proxy !== undefined) {
    const field = lowerFirst(proxy.replace(/^Get/, ''));
    return [
      `${Object.hasOwn(proxyConfig, field.split('.')[0] ?? '') ? 'annotation proxy.istio.io/config' : 'mesh config defaultConfig'} ${field}`,
    ];
  }
  if (path === '.ProxyConfig') {
    const own = Object.keys(proxyConfig).length > 0 ? ['annotation proxy.istio.io/config'] : [];
    return [...own, 'mesh config defaultConfig'];
  }
  return [path.startsWith('.') ? `pod ${path.slice(1)}` : path];
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What happens after the templates, by the field it writes. */
const STEPS: readonly (readonly [field: RegExp, why: string])[] = [
  [/annotations\["sidecar\.istio\.io\/status"\]$/, 'the record of what was injected'],
  [
    /annotations\["proxy\.istio\.io\/overrides"\]$/,
    "the pod's own settings for injected containers, kept for the next injection",
  ],
  [
    /annotations\["prometheus\.io\//,
    'metrics merging: mesh config enablePrometheusMerge, annotation prometheus.istio.io/merge-metrics',
  ],
  [/env\[ISTIO_PROMETHEUS_ANNOTATIONS\]/, "metrics merging: the pod's own prometheus.io annotations"],
  [/env\[ISTIO_KUBE_APP_PROBERS\]/, "probe rewriting: the pod's own probes"],
  [
    /(?:Probe|lifecycle)\b/,
    'probe rewriting: values sidecarInjectorWebhook.rewriteAppHTTPProbe, annotation sidecar.istio.io/rewriteAppHTTPProbers',
  ],
  [/env\[ISTIO_META_CLUSTER_ID\]/, 'values global.multiCluster.clusterName'],
  [/env\[ISTIO_META_NETWORK\]/, 'values global.network, label topology.istio.io/network'],
  [/labels\["topology\.istio\.io\/network"\]$/, 'values global.network'],
  [/annotations\["prometheus\.istio\.io\/secure-port"\]$/, 'the proxy variable ENVOY_SECURE_MERGED_METRICS_PORT'],
];

/** The steps of a field counted from the pod that holds it; `undefined` when it lies outside. */
function inPod(steps: readonly Step[], place: PodPlace): readonly Step[] | undefined {
  const under = (path: Path): boolean => path.every((step, index) => steps[index] === step);
  if (under(place.spec)) return ['spec', ...steps.slice(place.spec.length)];
  const metadata = place.metadata.find(under);
  return metadata ? ['metadata', ...steps.slice(metadata.length)] : undefined;
}

/** Every field that injection added to an object, in the order of the object. `before` and `after` are the object itself. */
export function explainFields(
  report: ObjectReport,
  before: unknown,
  after: unknown,
  config: InjectConfig,
): readonly FieldOrigin[] {
  const { place } = report;
  if (!place) return [];
  const pod = readPod(asMap(before), place);
  const proxyConfig = proxyConfigAnnotation(stringMap(pod.metadata['annotations'])).config;
  return [...leaves(before, after, [], [])].map(({ steps, value }) => {
    const field = display(steps);
    const inside = inPod(steps, place);
    const found =
      inside &&
      [...report.rendered]
        .reverse()
        .map((rendered) => ({ rendered, at: origin(rendered, inside) }))
        .find(({ at }) => at !== undefined);
    if (found?.at && sameScalar(found.at.value, value)) {
      const sources = [...new Set(found.at.sources.flatMap((source) => nameSource(source, proxyConfig)))];
      return { field, value, template: found.rendered.template.name, line: found.at.line, sources };
    }
    const step = STEPS.find(([pattern]) => pattern.test(field));
    const webhook = config.webhook ? 'the injector configuration (injectedAnnotations)' : 'the injector';
    return {
      field,
      value,
      sources: [step?.[1] ?? (inside && isOwn(pod.spec, inside) ? "the pod's own container of that name" : webhook)],
    };
  });
}

/** Quantities are written canonically after the template, so they are compared loosely. */
const sameScalar = (rendered: unknown, value: unknown): boolean =>
  deepEqual(rendered, value) || (typeof rendered !== 'object' && typeof value === 'string');

function isOwn(spec: JsonMap, [, list, item]: readonly Step[]): boolean {
  if (typeof list !== 'string' || typeof item !== 'object') return false;
  return ['containers', 'initContainers'].some((name) =>
    asList(spec[name]).some((container) => itemIdentity([name], container) === item.identity),
  );
}
