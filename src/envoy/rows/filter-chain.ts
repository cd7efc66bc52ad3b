/** What a listener's filter chain takes and where it sends it. */
import { field, list, number, text } from '../fields.ts';
import { BLACK_HOLE, HTTP_MANAGER, TCP_PROXY } from './filter-names.ts';
import { clusterText, inlineRouteText } from './route-match.ts';

/** Lists of application protocols that have a name of their own in tables. */
const PROTOCOL_NAMES: ReadonlyMap<string, string> = new Map([
  ['http/1.0,http/1.1,h2c,istio-http/1.0,istio-http/1.1,istio-h2', 'HTTP TLS'],
  ['istio,istio-http/1.0,istio-http/1.1,istio-h2', 'Istio HTTP Plain'],
  ['istio-peer-exchange,istio', 'TCP TLS'],
  ['http/1.0,http/1.1,h2c', 'HTTP'],
]);

/** The chains of a listener, the default one last. */
export function chainsOf(listener: unknown): readonly unknown[] {
  const fallback = field(listener, 'default_filter_chain');
  const chains = list(listener, 'filter_chains');
  return fallback === undefined ? chains : [...chains, fallback];
}

/** The conditions of a chain joined by `; `, or `ALL`. */
export function chainMatchText(chain: unknown): string {
  const match = field(chain, 'filter_chain_match');
  const names = list(match, 'server_names').join(',');
  const transport = text(match, 'transport_protocol');
  const protocols = list(match, 'application_protocols').join(',');
  const address = addressText(match);
  const parts = [
    names && `SNI: ${names}`,
    transport && `Trans: ${transport}`,
    protocols && `App: ${PROTOCOL_NAMES.get(protocols) ?? protocols}`,
    address && `Addr: ${address}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'ALL' : parts.join('; ');
}

function addressText(match: unknown): string {
  const port = number(match, 'destination_port');
  const ranges = list(match, 'prefix_ranges').map(
    (range) => `${text(range, 'address_prefix')}/${number(range, 'prefix_len')}`,
  );
  const addresses = ranges.length === 0 && port !== 0 ? '*' : ranges.join(',');
  return port === 0 ? addresses : `${addresses}:${port}`;
}

/** Where a chain's first filter that goes anywhere sends traffic. */
export function destinationText(chain: unknown): string {
  for (const filter of list(chain, 'filters')) {
    const name = text(filter, 'name');
    const config = field(filter, 'typed_config');
    if (name === HTTP_MANAGER) return httpDestination(config);
    if (name === TCP_PROXY && !mentionsBlackHole(config)) return clusterText(text(config, 'cluster'));
  }
  return 'Non-HTTP/Non-TCP';
}

function httpDestination(manager: unknown): string {
  const inline = field(manager, 'route_config');
  if (inline !== undefined) return inlineRouteText(inline);
  const rds = field(manager, 'rds');
  return rds === undefined ? 'HTTP' : `Route: ${text(rds, 'route_config_name')}`;
}

/** Whether a TCP proxy leads nowhere: the reference looks for the name anywhere in its configuration. */
export function mentionsBlackHole(config: unknown): boolean {
  return (JSON.stringify(config) ?? '').includes(BLACK_HOLE);
}
