/** What injection writes into a pod's labels and annotations after the templates. */
import { goJson } from '../k8s/decode.ts';
import { asList, entry } from '../model/json.ts';
import { NETWORK_LABEL, STATUS } from './constants.ts';
import { nameOf, type Pod, withMetadata } from './pod.ts';

/** The names a list holds, as the status writes them: `null` when there are none. */
const namesOrNull = (value: unknown): readonly string[] | null => {
  const names = asList(value).map(nameOf);
  return names.length > 0 ? names : null;
};

/** The text of the status annotation: what the templates contributed, in their order. `version` is the mark of 2018's form. */
export function statusText(produced: Pod, revision: string, version?: string): string {
  const lists = {
    initContainers: namesOrNull(produced.spec['initContainers']),
    containers: namesOrNull(produced.spec['containers']),
    volumes: namesOrNull(produced.spec['volumes']),
    imagePullSecrets: namesOrNull(produced.spec['imagePullSecrets']),
  };
  return goJson(
    version === undefined ? { ...lists, revision: revision === '' ? 'default' : revision } : { version, ...lists },
  );
}

/** The pod with its status, and the label of its network when one is known. */
export function markInjected(pod: Pod, status: string, network: string): Pod {
  const known = entry(pod.metadata['labels'], NETWORK_LABEL) !== undefined;
  const labelled = network !== '' && !known ? withMetadata(pod, 'labels', { [NETWORK_LABEL]: network }) : pod;
  return withMetadata(labelled, 'annotations', { [STATUS]: status });
}
