import { asString } from '../../model/json.ts';
import { rfc3339 } from '../certificate.ts';
import { fieldAt, list, map, text } from '../fields.ts';
import type { Table } from '../rows/table.ts';
import { policiesOf, servicesOf, sortedBy, workloadsOf, type ZtunnelDump, type ZtunnelFilter } from './dump.ts';

/** The address in `network/address`. */
function addressOf(vip: string): string {
  return vip.slice(vip.indexOf('/') + 1);
}

/** The name of the waypoint an object is sent through; `None` without one, `NA` when the dump does not have it. */
function waypointCell(object: unknown, { services }: ZtunnelDump): string {
  const destination = asString(fieldAt(object, 'waypoint', 'destination')) ?? '';
  if (destination === '') return 'None';
  const found = services.find(
    (service) =>
      `${text(service, 'namespace')}/${text(service, 'hostname')}` === destination ||
      list(service, 'vips').includes(destination),
  );
  return found === undefined ? 'NA' : text(found, 'name');
}

/** The table of workloads, by namespace, name and node. */
export function workloadTable(dump: ZtunnelDump, filter: ZtunnelFilter): Table {
  const sorted = sortedBy(workloadsOf(dump, filter), [
    (workload) => `${text(workload, 'namespace')}.${text(workload, 'name')}`,
    (workload) => text(workload, 'node'),
  ]);
  const rows = sorted.map((workload) => [
    text(workload, 'namespace'),
    text(workload, 'name'),
    list(workload, 'workloadIps').join(',') || text(workload, 'hostname'),
    text(workload, 'node'),
    waypointCell(workload, dump),
    text(workload, 'protocol'),
  ]);
  return { header: ['NAMESPACE', 'POD NAME', 'ADDRESS', 'NODE', 'WAYPOINT', 'PROTOCOL'], rows, padding: 1 };
}

/** The table of services and how many of their endpoints are healthy. */
export function serviceTable(dump: ZtunnelDump, filter: ZtunnelFilter): Table {
  const healthy = new Set(
    dump.workloads
      .filter((workload) => text(workload, 'status') === 'Healthy')
      .map((workload) => text(workload, 'uid')),
  );
  const rows = servicesOf(dump, filter).map((service) => {
    const endpoints = Object.values(map(service, 'endpoints'));
    const up = endpoints.filter((endpoint) => healthy.has(text(endpoint, 'workloadUid'))).length;
    const vips = list(service, 'vips').map((vip) => addressOf(String(vip)));
    const name = [text(service, 'namespace'), text(service, 'name')];
    return [...name, vips.join(','), waypointCell(service, dump), `${up}/${endpoints.length}`];
  });
  return { header: ['NAMESPACE', 'SERVICE NAME', 'SERVICE VIP', 'WAYPOINT', 'ENDPOINTS'], rows, padding: 1 };
}

/** The table of policies. */
export function policyTable(dump: ZtunnelDump, filter: ZtunnelFilter): Table {
  const rows = policiesOf(dump, filter).map((policy) =>
    ['namespace', 'name', 'action', 'scope'].map((name) => text(policy, name)),
  );
  return { header: ['NAMESPACE', 'POLICY NAME', 'ACTION', 'SCOPE'], rows, padding: 1 };
}

const CERTIFICATE_HEADER = [
  'CERTIFICATE NAME',
  'TYPE',
  'STATUS',
  'VALID CERT',
  'SERIAL NUMBER',
  'NOT AFTER',
  'NOT BEFORE',
] as const;

const NOT_AVAILABLE = 'NA';

/** The table of certificates: leaf, intermediates and roots of every identity. */
export function certificateTable({ certificates }: ZtunnelDump, now: Date): Table {
  const rows = certificates.flatMap((entry) => {
    const state = text(entry, 'state');
    const start = [text(entry, 'identity')];
    const status = state.includes('Unavailable') ? 'Unavailable' : state;
    const chain = typedChain(entry);
    if (chain.length === 0) {
      const missing = [NOT_AVAILABLE, NOT_AVAILABLE, NOT_AVAILABLE];
      return [[...start, NOT_AVAILABLE, status, 'false', ...missing]];
    }
    return chain.map(([type, certificate]) => [...start, type, status, ...certificateCells(certificate, now)]);
  });
  return { header: CERTIFICATE_HEADER, rows, padding: 5 };
}

type Typed = readonly [type: 'Leaf' | 'Intermediate' | 'Root', certificate: unknown];

/** Older ztunnels have the root at the end of the chain instead of in a list of its own. */
function typedChain(entry: unknown): readonly Typed[] {
  const chain = list(entry, 'certChain');
  const roots = list(entry, 'rootCerts');
  const typed = chain.map((certificate, index): Typed => {
    if (index === 0) return ['Leaf', certificate];
    return [roots.length === 0 && index === chain.length - 1 ? 'Root' : 'Intermediate', certificate];
  });
  return [...typed, ...roots.map((certificate): Typed => ['Root', certificate])];
}

function certificateCells(certificate: unknown, now: Date): readonly string[] {
  const [from, until] = [text(certificate, 'validFrom'), text(certificate, 'expirationTime')];
  const moment = rfc3339(now);
  const valid = Date.parse(from) <= Date.parse(moment) && Date.parse(moment) <= Date.parse(until);
  return [String(valid), hexadecimal(text(certificate, 'serialNumber')), until, from];
}

function hexadecimal(decimal: string): string {
  return /^\d+$/.test(decimal) ? BigInt(decimal).toString(16) : decimal;
}
