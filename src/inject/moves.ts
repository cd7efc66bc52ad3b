/** Where injection puts the user's own proxy container into the other list, as native sidecars have it. Pure. */
import type { Path } from '../model/diagnostic.ts';
import type { Move } from '../yaml/edit-move.ts';
import { PROXY_CONTAINER } from './constants.ts';
import { podsOf } from './inject.ts';
import { CONTAINER_LISTS, containersOf, nameOf } from './pod.ts';

type PodOptions = Parameters<typeof podsOf>[1];

/** The way to the proxy of every pod of a document that has one, by the way to the pod's spec. */
function proxiesIn(root: unknown, options: PodOptions): ReadonlyMap<string, Path> {
  const found = new Map<string, Path>();
  for (const { path, place, pod } of podsOf(root, options)) {
    const spec = [...path, ...place.spec];
    const list = CONTAINER_LISTS.find((name) =>
      containersOf(pod, name).some((item) => nameOf(item) === PROXY_CONTAINER),
    );
    if (list === undefined) continue;
    const index = containersOf(pod, list).findIndex((item) => nameOf(item) === PROXY_CONTAINER);
    found.set(JSON.stringify(spec), [...spec, list, index]);
  }
  return found;
}

/**
 * The proxies that are in one container list of their pod before and in the other after, for the editor: their text, comments
 * included, goes with them. Pods are told apart by their place in the document.
 */
export function proxyMoves(before: unknown, after: unknown, options: PodOptions): readonly Move[] {
  const olds = proxiesIn(before, options);
  if (olds.size === 0) return [];
  return [...proxiesIn(after, options)].flatMap(([pod, to]) => {
    const from = olds.get(pod);
    return from === undefined || from.at(-2) === to.at(-2) ? [] : [{ from, to }];
  });
}
