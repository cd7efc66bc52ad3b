import type { JsonMap } from '../../model/json.ts';
import { asMap } from '../../model/json.ts';
import type { ConfigDump } from '../dump.ts';
import { enumName, field, fieldAt, list, text } from '../fields.ts';
import { type Shape, WHOLE } from '../json/project.ts';
import { endpointAddress } from './address.ts';
import { sortByCluster } from './cluster.ts';
import { type EndpointFilter, hostPort } from './endpoint.ts';
import { HEALTH_STATUSES } from './health.ts';
import type { Table } from './table.ts';

const SECTION_LISTS = ['dynamic_endpoint_configs', 'static_endpoint_configs'] as const;

/** The lists of endpoints in a dump, sorted as their clusters are; none when the dump has no endpoints. */
function assignmentsOf(dump: ConfigDump, shape: Shape): readonly unknown[] {
  const inner: Shape = { endpoint_config: shape };
  const section = dump.find('endpoints', { dynamic_endpoint_configs: inner, static_endpoint_configs: inner });
  const all = SECTION_LISTS.flatMap((name) => list(section, name)).map((entry) => field(entry, 'endpoint_config'));
  const present = all.filter((assignment) => assignment !== undefined);
  return sortByCluster(present, (assignment) => text(assignment, 'cluster_name'));
}

/** All addresses of an endpoint: `10.0.0.9:9080,fd00::9:9080`; a pipe is its bare path. */
function endpointName(endpoint: unknown): string {
  const inner = field(endpoint, 'endpoint');
  const further = list(inner, 'additional_addresses').map((entry) => field(entry, 'address'));
  return [field(inner, 'address'), ...further].map(addressName).join(',');
}

function addressName(address: unknown): string {
  const pipe = field(address, 'pipe');
  if (pipe !== undefined) return text(pipe, 'path');
  const { host, port } = endpointAddress(address);
  return hostPort(host, port);
}

/** `region/zone/subzone`, cut after the last part that is not empty. */
function localityCell(locality: unknown): string {
  return ['region', 'zone', 'sub_zone']
    .map((name) => text(locality, name))
    .join('/')
    .replace(/\/+$/, '');
}

const statusOf = (endpoint: unknown): string => enumName(endpoint, 'health_status', HEALTH_STATUSES);

function passes(endpoint: unknown, filter: EndpointFilter): boolean {
  const { address = '', port = 0, status = '' } = filter;
  const main = endpointAddress(fieldAt(endpoint, 'endpoint', 'address'));
  if (address !== '' && hostPort(main.host, main.port).toLowerCase() !== address.toLowerCase()) return false;
  if (port !== 0 && main.port !== port) return false;
  return status === '' || statusOf(endpoint).toLowerCase() === status.toLowerCase();
}

/**
 * The endpoints of a dump that pass a filter, by cluster: each list with only the endpoints that pass (localities without
 * any stay), left out when none does. A dump without endpoints has none.
 */
export function assignments(dump: ConfigDump, filter: EndpointFilter, shape: Shape = WHOLE): readonly JsonMap[] {
  const wanted = (filter.cluster ?? '').toLowerCase();
  return assignmentsOf(dump, shape)
    .map(asMap)
    .filter((assignment) => wanted === '' || text(assignment, 'cluster_name').toLowerCase() === wanted)
    .map((assignment) => narrowed(assignment, filter))
    .filter((assignment) => list(assignment, 'endpoints').some((group) => list(group, 'lb_endpoints').length > 0));
}

function narrowed(assignment: JsonMap, filter: EndpointFilter): JsonMap {
  const endpoints = list(assignment, 'endpoints').map((group) => {
    const key = Object.hasOwn(asMap(group), 'lb_endpoints') ? 'lb_endpoints' : 'lbEndpoints';
    return { ...asMap(group), [key]: list(group, 'lb_endpoints').filter((endpoint) => passes(endpoint, filter)) };
  });
  return { ...assignment, endpoints };
}

const ROW_SHAPE: Shape = {
  cluster_name: WHOLE,
  endpoints: {
    locality: WHOLE,
    lb_endpoints: { health_status: WHOLE, endpoint: { address: WHOLE, additional_addresses: WHOLE } },
  },
};

/** The table of endpoints as the control plane sent them; `named` puts `endpoint/` before each. */
export function edsTable(dump: ConfigDump, filter: EndpointFilter, named = false): Table {
  const rows = assignments(dump, filter, ROW_SHAPE).flatMap((assignment) =>
    list(assignment, 'endpoints').flatMap((group) =>
      list(group, 'lb_endpoints').map((endpoint) => [
        `${named ? 'endpoint/' : ''}${endpointName(endpoint)}`,
        statusOf(endpoint),
        localityCell(field(group, 'locality')),
        text(assignment, 'cluster_name'),
      ]),
    ),
  );
  return { header: ['NAME', 'STATUS', 'LOCALITY', 'CLUSTER'], rows, padding: 5 };
}
