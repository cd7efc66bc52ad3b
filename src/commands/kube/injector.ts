import { getObject, type KubeClient } from '../../kube/client.ts';
import { isForbidden, isNotFound } from '../../kube/problems.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { asMap, asString, getIn } from '../../model/json.ts';

const INJECTOR = 'istio-sidecar-injector';

/**
 * The level sidecars are injected with, as the control plane's configuration says; `undefined` when it does not say, or is
 * not there or not to be read: it is a courtesy.
 */
export async function injectedLogLevel(client: KubeClient, system: string): Promise<string | undefined> {
  try {
    const map = await getObject(client, RESOURCES.configMaps, { namespace: system, name: INJECTOR });
    const values: unknown = JSON.parse(asString(asMap(map['data'])['values']) ?? 'null');
    const level =
      asString(getIn(values, ['sidecarInjectorWebhook', 'global', 'proxy', 'logLevel'])) ??
      asString(getIn(values, ['global', 'proxy', 'logLevel']));
    return level || undefined;
  } catch (error) {
    if (isNotFound(error) || isForbidden(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
