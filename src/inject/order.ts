/** Where the injected containers stand among the user's. */
import type { JsonMap } from '../model/json.ts';
import { CORE_DUMP_CONTAINER, INIT_CONTAINER, PROXY_CONTAINER, VALIDATION_CONTAINER } from './constants.ts';
import { containersOf, nameOf, type Pod, withContainers } from './pod.ts';

/** The containers with those called `names` first, in that order. */
function toFront(containers: readonly JsonMap[], names: readonly string[]): readonly JsonMap[] {
  const front = names.flatMap((name) => containers.filter((item) => nameOf(item) === name));
  return [...front, ...containers.filter((item) => !front.includes(item))];
}

function toBack(containers: readonly JsonMap[], names: readonly string[]): readonly JsonMap[] {
  const back = names.flatMap((name) => containers.filter((item) => nameOf(item) === name));
  return [...containers.filter((item) => !back.includes(item)), ...back];
}

/** The pod with its containers in the order they have to start in. `hold`: the application waits for the proxy. */
export function orderContainers(pod: Pod, native: boolean, hold: boolean): Pod {
  const containers = containersOf(pod, 'containers');
  const placed = (hold ? toFront : toBack)(containers, [PROXY_CONTAINER]);
  const init = containersOf(pod, 'initContainers');
  const started = native
    ? toFront(init, [INIT_CONTAINER, VALIDATION_CONTAINER, PROXY_CONTAINER, CORE_DUMP_CONTAINER])
    : toBack(toFront(init, [VALIDATION_CONTAINER]), [INIT_CONTAINER, CORE_DUMP_CONTAINER]);
  return withContainers(withContainers(pod, 'containers', placed), 'initContainers', started);
}
