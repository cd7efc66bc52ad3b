/** Which of a workload's pods is asked. */
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';

/** A pod's own facts, as far as they matter here. */
export interface PodFacts {
  readonly name: string;
  readonly namespace: string;
  readonly node: string;
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`. */
  readonly phase: string;
  readonly labels: JsonMap;
  readonly annotations: JsonMap;
}

/** The facts of a pod object. */
export function podFacts(pod: JsonMap): PodFacts {
  const metadata = asMap(pod['metadata']);
  return {
    name: asString(metadata['name']) ?? '',
    namespace: asString(metadata['namespace']) ?? '',
    node: asString(asMap(pod['spec'])['nodeName']) ?? '',
    phase: asString(asMap(pod['status'])['phase']) ?? '',
    labels: asMap(metadata['labels']),
    annotations: asMap(metadata['annotations']),
  };
}

/** Phases, the least useful first. */
const PHASES = ['Pending', 'Unknown', 'Running'];

/**
 * The most useful of some pods for somebody who wants to ask one, as `kubectl logs deploy/x` chooses: with a node, then by
 * phase, ready, ready for longer, fewer restarts, older; `undefined` for none.
 *
 * @see https://pkg.go.dev/k8s.io/kubectl/pkg/util/podutils#ActivePods
 */
export function bestPod(pods: readonly JsonMap[]): JsonMap | undefined {
  return [...pods].sort((a, b) => -compareActivity(activityOf(a), activityOf(b)))[0];
}

type Activity = readonly number[];

/** Greater is better, the first number that differs decides. */
function activityOf(pod: JsonMap): Activity {
  const { node, phase } = podFacts(pod);
  const readySince = readyTime(pod);
  return [
    Number(node !== ''),
    // A phase that is not in the list (Succeeded, Failed) is Go's zero: as Pending.
    Math.max(PHASES.indexOf(phase), 0),
    Number(readySince !== undefined),
    -(readySince ?? 0),
    -restarts(pod),
    -(Date.parse(asString(asMap(pod['metadata'])['creationTimestamp']) ?? '') || 0),
  ];
}

function compareActivity(a: Activity, b: Activity): number {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

function readyTime(pod: JsonMap): number | undefined {
  const ready = asList(asMap(pod['status'])['conditions']).find((item) => asMap(item)['type'] === 'Ready');
  if (asMap(ready)['status'] !== 'True') return undefined;
  return Date.parse(asString(asMap(ready)['lastTransitionTime']) ?? '') || 0;
}

function restarts(pod: JsonMap): number {
  const counts = asList(asMap(pod['status'])['containerStatuses']).map((item) =>
    Number(asMap(item)['restartCount'] ?? 0),
  );
  return Math.max(0, ...counts);
}

/** Whether every container of a pod that runs is ready. */
export function isReady(pod: JsonMap): boolean {
  return podFacts(pod).phase === 'Running' && readyTime(pod) !== undefined;
}
