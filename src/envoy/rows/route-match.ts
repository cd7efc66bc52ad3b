/** What a route matches and where it goes, as tables say it. */
import { field, fieldAt, list, text } from '../fields.ts';

/** The path a route match wants: `/api*`, `PathPrefix:/api`, `/exact`, `regex /r.*`; empty for anything else. Further conditions are not shown. */
export function routeMatchText(match: unknown): string {
  const prefix = text(match, 'prefix');
  const separated = text(match, 'path_separated_prefix');
  const path = text(match, 'path');
  const regex = text(field(match, 'safe_regex'), 'regex');
  return [prefix && `${prefix}*`, separated && `PathPrefix:${separated}`, path, regex && `regex ${regex}`]
    .filter((part) => part !== '')
    .join(' ');
}

/** A cluster as a destination: clusters the proxy makes for itself have telling names. */
export function clusterText(name: string): string {
  return name.includes('Cluster') ? name : `Cluster: ${name}`;
}

/** What a route configuration inside a listener does: the one cluster everything goes to, or a summary of its matches. */
export function inlineRouteText(config: unknown): string {
  const hosts = list(config, 'virtual_hosts');
  const only = onlyCluster(hosts);
  return only === undefined ? `Inline Route: ${hosts.map(hostText).join('; ')}` : clusterText(only);
}

function onlyCluster(hosts: readonly unknown[]): string | undefined {
  const [host, ...others] = hosts;
  const [route, ...otherRoutes] = list(host, 'routes');
  if (others.length > 0 || otherRoutes.length > 0 || !isCatchAll(host)) return undefined;
  if (fieldAt(route, 'match', 'prefix') !== '/') return undefined;
  return text(field(route, 'route'), 'cluster') || undefined;
}

function isCatchAll(host: unknown): boolean {
  const domains = list(host, 'domains');
  return domains.length === 1 && domains[0] === '*';
}

function hostText(host: unknown): string {
  const routes = list(host, 'routes').map((route) => routeMatchText(field(route, 'match')));
  const domains = isCatchAll(host) ? '' : `${list(host, 'domains').join('/')} `;
  return domains + routes.join(', ');
}
