import { asString } from '../../model/json.ts';
import { field, fieldAt, list, text } from '../fields.ts';
import type { Table } from '../rows/table.ts';
import { statesOf, type ZtunnelDump, type ZtunnelFilter } from './dump.ts';

/** How connections are shown. */
export interface ConnectionView {
  /** `inbound` or `outbound` in lower case; anything else shows both. */
  readonly direction?: string;
  /** Addresses instead of names. */
  readonly raw?: boolean;
  /** Leave IPv6 addresses without names, as the reference does. */
  readonly onlyV4?: boolean;
}

/** Names of addresses. */
interface Names {
  /** Of workloads, and of services where no workload has the address. */
  readonly any: (address: string) => string;
  /** Of services, and of workloads where no service has the address. */
  readonly service: (address: string) => string;
}

/** The table of open connections of the workloads on the ztunnel's node. */
export function connectionTable(dump: ZtunnelDump, filter: ZtunnelFilter, view: ConnectionView): Table {
  const names = view.raw ? RAW : namesOf(dump, view.onlyV4 ?? false);
  const rows = statesOf(dump, filter).flatMap((state) => {
    const info = field(state, 'info');
    const name = `${text(info, 'name')}.${text(info, 'namespace')}`;
    const inbound = list(fieldAt(state, 'connections'), 'inbound').map((item) => inboundRow(name, item, names));
    const outbound = list(fieldAt(state, 'connections'), 'outbound').map((item) => outboundRow(name, item, names));
    if (view.direction === 'inbound') return inbound;
    return view.direction === 'outbound' ? outbound : [...inbound, ...outbound];
  });
  const header = ['WORKLOAD', 'DIRECTION', 'LOCAL', 'REMOTE', 'REMOTE TARGET', 'PROTOCOL'];
  return { header, rows, padding: 1 };
}

const RAW: Names = { any: (address) => address, service: (address) => address };

/** What the caller aimed at stays an address: it is the caller's idea of this workload. */
function inboundRow(name: string, connection: unknown, { any }: Names): readonly string[] {
  const [local, remote] = [text(connection, 'actualDst'), text(connection, 'src')];
  return [name, 'Inbound', any(local), any(remote), text(connection, 'originalDst'), text(connection, 'protocol')];
}

function outboundRow(name: string, connection: unknown, { any, service }: Names): readonly string[] {
  const [local, remote] = [text(connection, 'src'), text(connection, 'actualDst')];
  const target = service(text(connection, 'originalDst'));
  return [name, 'Outbound', any(local), any(remote), target, text(connection, 'protocol')];
}

function namesOf({ workloads, services }: ZtunnelDump, onlyV4: boolean): Names {
  const workloadNames = new Map<string, string>();
  for (const workload of workloads) {
    const name = `${text(workload, 'name')}.${text(workload, 'namespace')}`;
    for (const address of list(workload, 'workloadIps')) workloadNames.set(String(address), name);
  }
  const serviceNames = new Map<string, string>();
  for (const service of services) {
    for (const vip of list(service, 'vips')) {
      const written = asString(vip) ?? '';
      serviceNames.set(written.slice(written.indexOf('/') + 1), text(service, 'hostname'));
    }
  }
  const named = (first: ReadonlyMap<string, string>, second: ReadonlyMap<string, string>) => (address: string) => {
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
    const key = onlyV4 ? host : host.replace(/^\[(.*)\]$/, '$1');
    const name = first.get(key) ?? second.get(key);
    return name === undefined ? address : `${name}:${port}`;
  };
  return { any: named(workloadNames, serviceNames), service: named(serviceNames, workloadNames) };
}
