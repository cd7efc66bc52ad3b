/** What is said of an object besides what happens to it. Pure. */
import type { ResourceRef } from '../model/diagnostic.ts';
import { asMap, asString, entry, getIn, type JsonMap } from '../model/json.ts';
import type { InjectConfig } from './config.ts';
import { IGNORED_NAMESPACES, INJECT } from './constants.ts';
import { findPodTemplate, type PodPlace } from './kinds.ts';
import type { Decision } from './policy.ts';
import type { Problem } from './problem.ts';

/** Objects of unknown kinds that seem to carry a pod. */
export function strangers(object: JsonMap, resource: ResourceRef, config: InjectConfig): readonly Problem[] {
  if (config.compat) return [];
  const found = findPodTemplate(object);
  if (!found) return [];
  const message = `the ${resource.kind} "${resource.name}" (${resource.apiVersion}) contains a pod template at ${found.join('.')}, but is not a kind that is injected`;
  const remediation = `If its pods should have a sidecar, add --kind ${resource.apiVersion}/${resource.kind}=${found.join('.')}.`;
  return [{ code: 'MSH1106', message, path: found, remediation }];
}

/** Numbers and truth values where Kubernetes wants text; they are taken as text here, but the API server refuses them. */
function unquotedNotes(object: JsonMap, place: PodPlace): readonly Problem[] {
  const maps = place.metadata.flatMap((path) => [
    [...path, 'labels'],
    [...path, 'annotations'],
  ]);
  return maps.flatMap((path) =>
    Object.entries(asMap(getIn(object, path)))
      .filter(([, value]) => typeof value === 'number' || typeof value === 'boolean')
      .map(([name, value]) => ({
        code: 'MSH1111' as const,
        message: `the value ${String(value)} of ${name} is not quoted, so it is a ${typeof value}, not text`,
        path: [...path, name],
      })),
  );
}

/** What people expect to work and does not: settings on the workload instead of the pod, system namespaces, a CronJob's two places. */
export function workloadNotes(
  object: JsonMap,
  place: PodPlace,
  config: InjectConfig,
  decision: Decision,
): readonly Problem[] {
  if (config.compat) return [];
  const notes: Problem[] = [...unquotedNotes(object, place)];
  if (place.metadata.some((path) => path.length === 1)) return notes;
  for (const key of ['labels', 'annotations'] as const) {
    const value = entry(getIn(object, ['metadata', key]), INJECT);
    if (value === undefined) continue;
    const message = `the ${key.slice(0, -1)} ${INJECT} on the ${String(object['kind'])} itself has no effect; only the pod template's counts`;
    notes.push({ code: 'MSH1104', message, path: ['metadata', key, INJECT] });
  }
  const namespace = asString(getIn(object, ['metadata', 'namespace'])) ?? '';
  if (decision.inject && !config.webhook && IGNORED_NAMESPACES.includes(namespace)) {
    const message = `the namespace "${namespace}" is one whose pods the cluster never injects`;
    notes.push({ code: 'MSH1110', message, path: ['metadata', 'namespace'] });
  }
  if (decision.inject && place.metadata.length > 1) {
    const message =
      "a CronJob's labels and annotations are read from and written to both the job template and the pod template";
    notes.push({ code: 'MSH1108', message, path: place.metadata[0] ?? [] });
  }
  return notes;
}
