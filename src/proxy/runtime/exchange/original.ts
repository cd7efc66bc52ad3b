import { parseAddress } from '../../../model/ip.ts';
import { withoutPort } from '../route/host-table.ts';
import type { RequestState } from './request-state.ts';
import type { ServicePlan } from './service.ts';
import type { OriginalDestination } from './tries.ts';

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/**
 * Where a request was meant to go: where its connection was, unless the client speaks to the proxy itself; then the authority,
 * if it is an address. Never the proxy's own listener: the request would come back for ever.
 */
export function originalDestination(
  { listenAddress, listenPort }: Pick<ServicePlan, 'listenAddress' | 'listenPort'>,
  { connection: { info }, head }: Pick<RequestState, 'connection' | 'head'>,
): OriginalDestination | undefined {
  if (info.captured || info.localPort !== listenPort) return { host: info.localAddress, port: info.localPort };
  const name = withoutPort(head.authority);
  const host = name.replace(/^\[|\]$/g, '');
  const port = Number(head.authority.slice(name.length + 1)) || DEFAULT_PORTS[head.scheme];
  const own = port === listenPort && (host === listenAddress || host === info.localAddress);
  return parseAddress(host) === undefined || own ? undefined : { host, port };
}
