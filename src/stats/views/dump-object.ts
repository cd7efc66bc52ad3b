/** The object in a configuration dump behind a row, and what it was made from. */
import type { ConfigDump } from '../../envoy/dump.ts';
import { entryName } from '../../envoy/entry-name.ts';
import { field, list, text } from '../../envoy/fields.ts';
import { asMap, asString, isMap } from '../../model/json.ts';
import type { DumpTarget, ViewRow } from '../cells.ts';
import { dumpParts } from './config.ts';

/** The parts of a dump objects of a kind are in. */
const PARTS: Readonly<Record<DumpTarget['kind'], string>> = {
  cluster: 'ClustersConfigDump',
  listener: 'ListenersConfigDump',
  route: 'RoutesConfigDump',
  endpoint: 'EndpointsConfigDump',
  secret: 'SecretsConfigDump',
};

/** The objects a row stands for, without private keys; none when the dump does not have it. */
export function dumpObjects(dump: ConfigDump, { kind, name }: DumpTarget): readonly unknown[] {
  const parts = dumpParts(dump).filter((part) => (asString(asMap(part)['@type']) ?? '').endsWith(PARTS[kind]));
  const entries = parts.flatMap((part) =>
    Object.values(asMap(part)).flatMap((list) => (Array.isArray(list) ? list : [])),
  );
  const exact = entries.filter((entry) => entryName(entry) === name);
  return exact.length > 0 || kind !== 'listener' ? exact : entries.filter((entry) => countsAs(entry, name));
}

/** The part of an object that a row is about, where it is not about all of it: the route of a route configuration. */
export function partOf(objects: readonly unknown[], { place }: DumpTarget): object | undefined {
  if (place === undefined) return undefined;
  const routes = objects.flatMap((each) =>
    list(field(each, 'route_config'), 'virtual_hosts').flatMap((host) => list(host, 'routes')),
  );
  const route = routes[place];
  return isMap(route) ? route : undefined;
}

/** Listeners are counted under the prefix of their connection manager, or under their address. */
function countsAs(entry: unknown, name: string): boolean {
  let found = false;
  visit(entry, (map) => {
    const socket = field(map, 'socket_address');
    const address = `${text(socket, 'address')}_${String(field(socket, 'port_value') ?? '')}`;
    found ||= text(map, 'stat_prefix').replace(/;$/, '') === name || (socket !== undefined && address === name);
  });
  return found;
}

function visit(value: unknown, see: (map: unknown) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, see);
  } else if (isMap(value)) {
    see(value);
    for (const item of Object.values(value)) visit(item, see);
  }
}

/**
 * The objects of the mesh that some configuration was made from, as its metadata names them: paths of resources, and services
 * as `Service/namespace/name`. What the row says itself comes first.
 */
export function istioPaths(row: ViewRow, objects: readonly unknown[]): readonly string[] {
  const paths = new Set<string>(row.source === undefined ? [] : [row.source]);
  visit(objects, (map) => {
    const istio = field(field(map, 'filter_metadata'), 'istio');
    const config = asString(field(istio, 'config'));
    if (config !== undefined) paths.add(config);
    const services = field(istio, 'services');
    for (const service of Array.isArray(services) ? services : []) {
      paths.add(`Service/${text(service, 'namespace')}/${text(service, 'name')}`);
    }
  });
  return [...paths];
}
