import { contextNames } from '../../kube/locate.ts';
import type { Host } from '../../model/host.ts';

/** The contexts a shell completes, of the kubeconfig in force without flags. Throws as {@link contextNames} does. */
export function knownContexts(host: Host): Promise<readonly string[]> {
  return contextNames({}, host);
}
