/** Which HTTP goes upstream, and within which limits. */
import { isHttp, isHttp2, type Protocol } from '../../../mesh/protocol.ts';
import type { MeshSettings } from '../../../mesh/settings.ts';
import type { ConnectionPool } from '../../../mesh/types/destination-rule.ts';
import type { Cluster } from '../../resources/cluster.ts';
import { envoyDuration, isPositive } from '../durations.ts';
import { TYPES } from '../type-urls.ts';

const OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** What decides on the version. */
export interface HttpVersion {
  readonly protocol: Protocol;
  /** Whether requests were seen by this proxy, so that they can go on in the version they came in. */
  readonly sidecar: boolean;
}

type Pool = ConnectionPool['http'];

function commonOptions(pool: ConnectionPool | undefined): Readonly<Record<string, unknown>> {
  const { maxRequestsPerConnection: most = 0, idleTimeout } = pool?.http ?? {};
  const longest = pool?.tcp?.maxConnectionDuration;
  return {
    ...(most > 0 ? { max_requests_per_connection: most } : {}),
    ...(isPositive(idleTimeout) ? { idle_timeout: envoyDuration(idleTimeout) } : {}),
    ...(isPositive(longest) ? { max_connection_duration: envoyDuration(longest) } : {}),
  };
}

function http2Options(pool: Pool): Readonly<Record<string, unknown>> {
  const { interval, timeout } = pool?.http2KeepAlive ?? {};
  const streams = pool?.maxConcurrentStreams ?? 0;
  return {
    ...(streams > 0 ? { max_concurrent_streams: streams } : {}),
    ...(isPositive(interval) && isPositive(timeout)
      ? { connection_keepalive: { interval: envoyDuration(interval), timeout: envoyDuration(timeout) } }
      : {}),
  };
}

function upgraded({ protocol }: HttpVersion, pool: Pool, settings: MeshSettings): boolean {
  if (isHttp2(protocol)) return true;
  if (protocol !== 'HTTP') return false;
  const policy = pool?.h2UpgradePolicy ?? 'DEFAULT';
  return policy === 'UPGRADE' || (policy === 'DEFAULT' && settings.upgradeToHttp2);
}

/** The options of a cluster; nothing where HTTP/1.1 without limits is meant, Envoy's default. */
export function httpOptions(
  version: HttpVersion,
  pool: ConnectionPool | undefined,
  settings: MeshSettings,
): Pick<Cluster, 'typed_extension_protocol_options'> {
  const common = commonOptions(pool);
  const limits = Object.keys(common).length === 0 ? {} : { common_http_protocol_options: common };
  const http2 = http2Options(pool?.http);
  const as = (how: Readonly<Record<string, unknown>>) => ({
    typed_extension_protocol_options: { [OPTIONS]: { '@type': TYPES.httpProtocolOptions, ...limits, ...how } },
  });
  const followsClient = pool?.http?.useClientProtocol === true && isHttp(version.protocol);
  if (followsClient || (version.protocol === 'AUTO' && version.sidecar)) {
    return as({ use_downstream_protocol_config: { http_protocol_options: {}, http2_protocol_options: http2 } });
  }
  if (upgraded(version, pool?.http, settings)) return as({ explicit_http_config: { http2_protocol_options: http2 } });
  if (Object.keys(limits).length === 0) return {};
  return as({ explicit_http_config: { http_protocol_options: {} } });
}
