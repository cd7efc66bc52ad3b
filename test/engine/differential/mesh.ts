/** Tables as a mesh for both engines. */
import type { Table } from './tables.ts';

/** A table, and the host that has it. */
export interface HostTable {
  readonly host: string;
  readonly table: Table;
}

const service = (name: string, port: number) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: { name },
  spec: {
    hosts: [name],
    location: 'MESH_EXTERNAL',
    resolution: 'STATIC',
    ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: port }],
    endpoints: [{ address: '127.0.0.1' }],
  },
});

/** Something that listens on this machine. */
interface Server {
  readonly name: string;
  readonly port: number;
}

/** All tables of a batch, each for its host, at a gateway on a port. */
export function meshOf(batch: readonly HostTable[], port: number, upstreams: readonly Server[]): string {
  const gateway = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gw' },
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: [{ port: { number: port, name: 'http', protocol: 'HTTP' }, bind: '127.0.0.1', hosts: ['*'] }],
    },
  };
  const tables = batch.map(({ host, table }) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: host.replace('.', '-') },
    spec: { hosts: [host, `*.${host}`], gateways: ['gw'], http: table },
  }));
  const all = [gateway, ...upstreams.map(({ name, port: at }) => service(name, at)), ...tables];
  return all.map((each) => JSON.stringify(each)).join('\n---\n');
}
