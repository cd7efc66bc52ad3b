/** One object, Lists included: who in it is injected, and what the object looks like then. Pure. */
import { typeProblems } from '../k8s/decode.ts';
import { rootType } from '../k8s/types.ts';
import type { Path, ResourceRef } from '../model/diagnostic.ts';
import { asList, asMap, asString, deepEqual, getIn, isMap, type JsonMap } from '../model/json.ts';
import type { InjectConfig } from './config.ts';
import { injectPod, type PodRun } from './inject-pod.ts';
import { type ExtraKind, isList, type PodPlace, podPlace } from './kinds.ts';
import { misspeltNames } from './known-names.ts';
import { strangers, workloadNotes } from './notes.ts';
import { workloadOfPod } from './owner.ts';
import { readPod, writePod } from './place.ts';
import type { Pod } from './pod.ts';
import { type Decision, decide, webhookEntry } from './policy.ts';
import { type Problem, Refusal } from './problem.ts';
import type { UndoEntry } from './record.ts';
import type { Rendered } from './render.ts';
import { TEMPLATE_2018 } from './templates/index.ts';

/** How the objects of one document are injected. */
export interface InjectRun extends PodRun {
  readonly extraKinds: readonly ExtraKind[];
  /** What an earlier injection of this document carried over, by the path of the object. */
  readonly carried?: readonly UndoEntry[];
}

/** What became of one object. */
export interface ObjectReport {
  readonly resource: ResourceRef;
  /** Where the object stands in its document: empty, or the path of a List's item. */
  readonly path: Path;
  readonly outcome: 'injected' | 'skipped' | 'refused' | 'untouched';
  /** Why it was or was not injected; absent for kinds that carry no pod. */
  readonly decision?: Decision;
  /** The name the pod template gives its pods, where it does. */
  readonly podName?: string;
  /** What the cluster's own webhook would do with it, where its namespace is known. */
  readonly webhook?: { readonly entry?: string; readonly reason: string };
  readonly templates: readonly string[];
  readonly rendered: readonly Rendered[];
  /** Where the object keeps its pod, for the explanation. */
  readonly place?: PodPlace;
  /** See `InjectedPod.carried`. */
  readonly carried?: readonly JsonMap[];
  /** Paths count from the object. */
  readonly problems: readonly Problem[];
}

/** An object after injection, with a report for it or for each item of a List. */
export interface ObjectResult {
  readonly value: unknown;
  readonly reports: readonly ObjectReport[];
}

/** The name of an object as Kubernetes tools write it. */
export function resourceRef(object: JsonMap): ResourceRef {
  const metadata = asMap(object['metadata']);
  const namespace = asString(metadata['namespace']);
  return {
    apiVersion: asString(object['apiVersion']) ?? '',
    kind: asString(object['kind']) ?? '',
    ...(namespace ? { namespace } : {}),
    name: asString(metadata['name']) ?? asString(metadata['generateName']) ?? '',
  };
}

/** Injects an object, or every item of a List. Problems are in the reports; an object that is refused keeps its value. */
export function injectObject(value: unknown, config: InjectConfig, run: InjectRun, path: Path = []): ObjectResult {
  if (!isMap(value)) return { value, reports: [] };
  if (isList(value) && Array.isArray(value['items'])) return injectList(value, config, run, path);
  const resource = resourceRef(value);
  const legacy = config.defaultTemplates.includes(TEMPLATE_2018);
  const place = podPlace(resource.apiVersion, resource.kind, { compat: config.compat, extra: run.extraKinds, legacy });
  const base = { resource, path, templates: [], rendered: [] };
  if (!place)
    return { value, reports: [{ ...base, outcome: 'untouched', problems: strangers(value, resource, config) }] };
  try {
    return injectWorkload(value, place, config, run, base);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      value,
      reports: [
        { ...base, place, outcome: 'refused', problems: error.problems.map((problem) => inObject(problem, place)) },
      ],
    };
  }
}

function injectList(list: JsonMap, config: InjectConfig, run: InjectRun, path: Path): ObjectResult {
  const reports: ObjectReport[] = [];
  const items = asList(list['items']).map((item, index) => {
    const result = injectObject(item, config, run, [...path, 'items', index]);
    reports.push(...result.reports);
    return result.value;
  });
  return {
    value: items.every((item, index) => item === asList(list['items'])[index]) ? list : { ...list, items },
    reports,
  };
}

type Base = Pick<ObjectReport, 'resource' | 'path' | 'templates' | 'rendered'>;

function injectWorkload(
  object: JsonMap,
  place: PodPlace,
  config: InjectConfig,
  run: InjectRun,
  base: Base,
): ObjectResult {
  checkShape(object, base.resource, place);
  const pod = readPod(object, place);
  const objectNamespace = base.resource.namespace ?? '';
  const podNamespace = asString(pod.metadata['namespace']) ?? '';
  const namespace = podNamespace || objectNamespace;
  const decision = decide({
    metadata: pod.metadata,
    spec: pod.spec,
    namespace: config.webhook ? namespace : podNamespace,
    ...(config.webhook ? { policy: config.webhook.policy } : {}),
  });
  const said = [...decision.warnings, ...(config.compat ? [] : misspeltNames(pod.metadata))];
  const notes = [...said.map((problem) => inObject(problem, place)), ...workloadNotes(object, place, config, decision)];
  const webhook = webhookCall(pod, namespace, config);
  const podName = asString(pod.metadata['name']);
  const report = { ...base, ...(webhook ? { webhook } : {}), decision, place, ...(podName ? { podName } : {}) };
  if (!decision.inject) return { value: object, reports: [{ ...report, outcome: 'skipped', problems: notes }] };
  const isPod = base.resource.kind === 'Pod';
  const workload = isPod ? workloadOfPod(pod.metadata, namespace) : { ...base.resource, namespace: objectNamespace };
  const carried = carriedBefore(base.path, run);
  const result = injectPod({ pod, workload, namespace, ...(carried ? { carried } : {}) }, config, run);
  const problems = [...notes, ...result.warnings.map((problem) => inObject(problem, place))];
  const templates = result.rendered.map(({ template }) => template.name);
  return {
    value: writePod(object, place, pod, result.pod),
    reports: [
      { ...report, outcome: 'injected', templates, rendered: result.rendered, problems, carried: result.carried },
    ],
  };
}

/** What an earlier injection of the object carried over; `undefined` when nothing is remembered. */
function carriedBefore(path: Path, { carried }: InjectRun): readonly JsonMap[] | undefined {
  const earlier = carried?.find((item) => deepEqual(item.path, path));
  return earlier && asList(earlier.value).map(asMap);
}

/** What the cluster's webhook would do with a pod; `undefined` where nothing is known of its namespace. */
function webhookCall(pod: Pod, namespace: string, config: InjectConfig): ReturnType<typeof webhookEntry> | undefined {
  const known = config.namespaces.get(namespace || 'default');
  if (!known) return undefined;
  const everywhere = getIn(config.values, ['sidecarInjectorWebhook', 'enableNamespacesByDefault']) === true;
  const { revision } = config;
  return webhookEntry(getIn(known, ['metadata', 'labels']), pod.metadata['labels'], { revision, everywhere });
}

/** A pod's problem with its path counted from the object. */
function inObject(problem: Problem, place: PodPlace): Problem {
  const [head, ...rest] = problem.path;
  if (head === 'spec') return { ...problem, path: [...place.spec, ...rest] };
  if (head === 'metadata') return { ...problem, path: [...(place.metadata.at(-1) ?? []), ...rest] };
  return problem;
}

/** Throws `Refusal` when the object cannot be what its kind says. */
function checkShape(object: JsonMap, resource: ResourceRef, place: PodPlace): void {
  if (place.required && !isMap(getIn(object, place.required))) {
    const message = `${resource.kind} "${resource.name}" has no ${place.required.join('.')}, which is required`;
    throw new Refusal([{ code: 'MSH1008', message, path: place.required.slice(0, -1) }]);
  }
  const type = rootType(resource.apiVersion, resource.kind);
  const checked: readonly [string, unknown, Path] = type
    ? [type, object, []]
    : ['PodTemplateSpec', getIn(object, place.spec.slice(0, -1)) ?? {}, place.spec.slice(0, -1)];
  const problems = typeProblems(checked[0], checked[1]);
  if (problems.length === 0) return;
  throw new Refusal(
    problems.map(({ path, message }) => ({
      code: 'MSH1007',
      message: `${path.join('.')}: ${message}`,
      path: [...checked[2], ...path],
    })),
  );
}

/** The pods of an object with their places, Lists entered; for what reads injected objects. */
export function* podsOf(
  value: unknown,
  options: Parameters<typeof podPlace>[2],
  path: Path = [],
): Generator<{ readonly path: Path; readonly place: PodPlace; readonly pod: Pod; readonly object: JsonMap }> {
  if (!isMap(value)) return;
  if (isList(value)) {
    for (const [index, item] of asList(value['items']).entries())
      yield* podsOf(item, options, [...path, 'items', index]);
    return;
  }
  const place = podPlace(asString(value['apiVersion']) ?? '', asString(value['kind']) ?? '', options);
  if (place) yield { path, place, pod: readPod(value, place), object: value };
}
