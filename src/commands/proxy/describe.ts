/** What runs, in words. */
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import { asList, asMap, asString, getIn } from '../../model/json.ts';
import type { Listener } from '../../xds/resources/listener.ts';
import type { RouteConfiguration } from '../../xds/resources/route.ts';
import { boundListeners, type Snapshot } from '../../xds/snapshot.ts';

/** One listener, and why it is there. */
export interface ListenerLine {
  readonly name: string;
  readonly address: string;
  readonly serves: string;
  readonly from: string;
}

function routesOf(listener: Listener, snapshot: Snapshot): readonly RouteConfiguration[] {
  const filters = [
    ...(listener.filter_chains ?? []),
    ...(listener.default_filter_chain ? [listener.default_filter_chain] : []),
  ]
    .flatMap((chain) => chain.filters ?? [])
    .map(({ typed_config: config }) => config);
  return filters.flatMap((config) => {
    const name = asString(getIn(config, ['rds', 'route_config_name']));
    const named = snapshot.routes.filter((route) => route.name === name);
    const inline = config?.['route_config'];
    // Only connection managers have the member, and theirs is of this type.
    return inline === undefined ? named : [asMap(inline) as RouteConfiguration];
  });
}

function servesText(listener: Listener, snapshot: Snapshot): string {
  const hosts = routesOf(listener, snapshot)
    .flatMap(({ virtual_hosts: list }) => list ?? [])
    // The first domain is the whole name, the others are shorter ways to say it.
    .flatMap(({ domains }) => asList(domains).slice(0, 1));
  const distinct = [...new Set(hosts.map(String))];
  if (distinct.length === 0) return 'connections';
  const shown = distinct.slice(0, 3).join(', ');
  return distinct.length > 3 ? `${shown} and ${distinct.length - 3} more` : shown;
}

function sourceText(listener: Listener, snapshot: Snapshot): string {
  const source = snapshot.sources.get(listener);
  if (source === undefined) return '';
  const { file = '', resource } = source.origin;
  const line = source.range?.start.line;
  const place = line === undefined ? file : `${file}:${line}`;
  return [resource ? `${resource.kind} ${resource.name}` : '', place].filter((text) => text !== '').join(' ');
}

/** The listeners of a snapshot. */
export function listenerLines(snapshot: Snapshot): readonly ListenerLine[] {
  return boundListeners(snapshot.listeners).map((listener) => {
    const { address = '', port_value: port = 0 } = listener.address.socket_address ?? {};
    const host = address.includes(':') ? `[${address}]` : address;
    return {
      name: listener.name,
      address: `${host}:${port}`,
      serves: servesText(listener, snapshot),
      from: sourceText(listener, snapshot),
    };
  });
}

/** The same with the ports that listeners have got, for those that asked for any. */
export function withPorts(lines: readonly ListenerLine[], ports: readonly number[]): readonly ListenerLine[] {
  return lines.map((line, index) => ({ ...line, address: line.address.replace(/:0$/, `:${ports[index] ?? 0}`) }));
}

/** `gateway istio=ingressgateway in namespace default`. */
export function nodeText({ kind, namespace, labels }: ProxyNode): string {
  const words = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return [kind, ...(words.length === 0 ? [] : [words.join(',')]), 'in namespace', namespace].join(' ');
}
