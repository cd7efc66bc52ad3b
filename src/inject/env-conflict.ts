/** Environment variables of a user's own proxy that meet one of the template of the other form. Pure. */

import type { Path } from '../model/diagnostic.ts';
import { asList, asMap, type JsonMap } from '../model/json.ts';
import { CONTAINER_LISTS, containersOf, nameOf, type Pod } from './pod.ts';
import type { Problem } from './problem.ts';

/** Whether a variable has both a text and a source, which Kubernetes refuses. */
function isTwofold(variable: unknown): boolean {
  const { value, valueFrom } = asMap(variable);
  return value !== undefined && value !== '' && valueFrom !== undefined && valueFrom !== null;
}

interface Place {
  readonly container: JsonMap;
  readonly path: Path;
}

function placesOf(pod: Pod): readonly Place[] {
  return CONTAINER_LISTS.flatMap((list) =>
    containersOf(pod, list).map((container, index) => ({ container, path: ['spec', list, index] })),
  );
}

/**
 * A warning for every variable the user wrote in one form (`value` or `valueFrom`) and a template in the other: the merge keeps
 * both, by strategic merge's rules for lists, and the API server refuses such a pod. What the user wrote
 * twofold themselves is not injection's doing.
 */
export function envConflicts(before: Pod, after: Pod): readonly Problem[] {
  const own = placesOf(before).filter(({ container }) => asList(container['env']).length > 0);
  if (own.length === 0) return [];
  const injected = new Map(placesOf(after).map(({ container }) => [nameOf(container), container]));
  return own.flatMap(({ container, path }) => {
    const twofold = asList(injected.get(nameOf(container))?.['env'])
      .filter(isTwofold)
      .map(nameOf);
    return asList(container['env']).flatMap((variable, index) => {
      const name = nameOf(variable);
      if (isTwofold(variable) || !twofold.includes(name)) return [];
      const message = `the variable ${name} of the container ${nameOf(container)} has a value here and a source in the template, or the other way round; Kubernetes refuses a pod with both`;
      return [{ code: 'MSH1115', message, path: [...path, 'env', index] }];
    });
  });
}
