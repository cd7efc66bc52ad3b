import type { CompileContext } from '../context.ts';
import { envoyDuration } from '../durations.ts';
import { clusterName } from '../names.ts';
import { systemRoots } from '../secrets.ts';
import { TYPES } from '../type-urls.ts';

const PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };

/**
 * The cluster that a key set is fetched from: the one of the service its URL names, else one of its own. `undefined` for a text
 * that is no URL of HTTP.
 */
export function keyCluster(context: CompileContext, uri: string): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  const { hostname: host, port: given, protocol } = new URL(uri);
  const port = given === '' ? PORTS[protocol] : Number(given);
  if (port === undefined || PORTS[protocol] === undefined) return undefined;
  const name = clusterName({ direction: 'outbound', port, subset: '', host });
  const known = context.services.get(host)?.ports.some(({ number }) => number === port);
  if (known || context.keyClusters.has(name)) return name;
  const address = { socket_address: { address: host, port_value: port } };
  const tls = {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': TYPES.upstreamTls,
      common_tls_context: { validation_context_sds_secret_config: systemRoots(context) },
      sni: host,
    },
  };
  context.keyClusters.set(name, {
    name,
    alt_stat_name: `${name};`,
    type: 'STRICT_DNS',
    connect_timeout: envoyDuration(context.mesh.settings.connectTimeout),
    dns_lookup_family: 'V4_ONLY',
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
    ...(protocol === 'https:' ? { transport_socket: tls } : {}),
  });
  return name;
}
