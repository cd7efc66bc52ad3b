/** Containers of one name among the containers and the init containers of an injected pod. Pure. */

import { containersOf, nameOf, type Pod } from './pod.ts';
import type { Problem } from './problem.ts';

/**
 * A warning for every init container of the user's that has the name of a container of the template's, such as an `istio-proxy`
 * written for native sidecars where these are off: only containers of one list are merged, and the API
 * server refuses a pod with a name twice. What the user wrote twofold themselves is not injection's doing. `given` is the pod
 * as it stands in the file, `user` without what an earlier injection added.
 */
export function nameConflicts({ given, user }: Record<'given' | 'user', Pod>, after: Pod): readonly Problem[] {
  const own = containersOf(user, 'containers').map(nameOf);
  const added = new Set(
    containersOf(after, 'containers')
      .map(nameOf)
      .filter((name) => !own.includes(name)),
  );
  return containersOf(given, 'initContainers').flatMap((container, index) => {
    const name = nameOf(container);
    if (!added.has(name)) return [];
    const message = `the pod has an init container "${name}", and the template adds a container of that name; Kubernetes refuses a pod with both`;
    return [{ code: 'MSH1116', message, path: ['spec', 'initContainers', index, 'name'] }];
  });
}
