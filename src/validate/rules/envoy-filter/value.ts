/** The value of a patch, decoded as the message of the Envoy API it is put into. */
import type { Cursor } from '../cursor.ts';
import type { Problem, Problems } from '../problem.ts';
import { decodeMessage } from './decode.ts';
import type { EnvoyTypes } from './envoy-types.ts';

/** What each part of a configuration is in the Envoy API. */
const MESSAGES: Readonly<Record<string, string>> = {
  LISTENER: 'envoy.config.listener.v3.Listener',
  FILTER_CHAIN: 'envoy.config.listener.v3.FilterChain',
  LISTENER_FILTER: 'envoy.config.listener.v3.ListenerFilter',
  NETWORK_FILTER: 'envoy.config.listener.v3.Filter',
  HTTP_FILTER: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter',
  ROUTE_CONFIGURATION: 'envoy.config.route.v3.RouteConfiguration',
  VIRTUAL_HOST: 'envoy.config.route.v3.VirtualHost',
  HTTP_ROUTE: 'envoy.config.route.v3.Route',
  CLUSTER: 'envoy.config.cluster.v3.Cluster',
  EXTENSION_CONFIG: 'envoy.config.core.v3.TypedExtensionConfig',
  BOOTSTRAP: 'envoy.config.bootstrap.v3.Bootstrap',
};

/** istioctl tells the first error, else the first of each kind of warning. */
function* asCounted(found: readonly Problem[]): Problems {
  const failed = found.some((item) => item.level === 'error');
  const counted = new Set<string>();
  for (const item of found) {
    const kind = item.level === 'error' ? 'error' : item.code;
    const silent = counted.has(kind) || (failed && kind !== 'error');
    counted.add(kind);
    yield silent ? { ...item, reference: 'silent' } : item;
  }
}

/** What is wrong with the value of a patch. */
export function* patchValue(patch: Cursor, envoy: EnvoyTypes): Problems {
  const applyTo = patch.at('applyTo').text;
  const message = Object.hasOwn(MESSAGES, applyTo) ? envoy.messageOf(MESSAGES[applyTo] ?? '') : undefined;
  const value = patch.at('patch').at('value');
  if (message === undefined || !value.exists) return;
  yield* asCounted([...decodeMessage(value, message, envoy)]);
}
