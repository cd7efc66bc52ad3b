import { compareBytes } from '../../gotext/compare.ts';
import { InputError } from '../../model/errors.ts';
import { isMap } from '../../model/json.ts';
import { enumName, field, flag, list, text } from '../fields.ts';
import { type Shape, WHOLE } from '../json/project.ts';
import { goJsonText, readAnswer } from '../unreadable.ts';
import { endpointAddress } from './address.ts';
import { HEALTH_STATUSES } from './health.ts';
import type { Table } from './table.ts';

/** Which endpoints; text is compared in any case. */
export interface EndpointFilter {
  readonly address?: string;
  /** 0 or absent for any. */
  readonly port?: number;
  readonly cluster?: string;
  readonly status?: string;
}

/** An answer of `/clusters?format=json`, and what messages call it. */
export interface ClustersAnswer {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** How the health of endpoints is told. */
export interface HealthView {
  /** Only what the control plane said, as the reference does; else also what the proxy's own health checks found. */
  readonly asSent?: boolean;
}

interface HostRow {
  readonly host: string;
  readonly port: number;
  readonly status: string;
  readonly outlier: string;
  readonly cluster: string;
}

const ROW_SHAPE: Shape = {
  name: WHOLE,
  host_statuses: {
    address: WHOLE,
    health_status: { eds_health_status: WHOLE, failed_outlier_check: WHOLE, failed_active_health_check: WHOLE },
  },
};

/** The clusters in an answer. Throws EnvoyError when it is no JSON. */
export function readClusterStatuses({ bytes, name }: ClustersAnswer, shape: Shape = WHOLE): readonly unknown[] {
  const answer = readAnswer({ bytes, name, goText: goJsonText, from: 'Envoy' }, { cluster_statuses: shape });
  return list(answer, 'cluster_statuses');
}

/** Throws InputError for JSON that is no answer of the page. A proxy without clusters answers with an empty object. */
export function mustBeStatuses({ bytes, name }: ClustersAnswer): void {
  const answer = readAnswer({ bytes, name, goText: goJsonText, from: 'Envoy' }, WHOLE);
  if (field(answer, 'cluster_statuses') !== undefined) return;
  if (isMap(answer) && Object.keys(answer).length === 0) return;
  throw new InputError(
    'INPUT_CLUSTERS',
    `"${name}" is JSON, but no answer of /clusters: it has no "cluster_statuses"`,
    {
      hint: 'save localhost:15000/clusters?format=json',
    },
  );
}

/** The table of endpoints in an answer: by address, port, cluster. */
export function endpointTable(answer: ClustersAnswer, filter: EndpointFilter, view: HealthView = {}): Table {
  const clusters = readClusterStatuses(answer, ROW_SHAPE);
  const hosts = clusters.flatMap((cluster) => hostRows(cluster, view)).filter((row) => passes(row, filter));
  hosts.sort((a, b) => compareBytes(a.host, b.host) || a.port - b.port || compareBytes(a.cluster, b.cluster));
  const rows = hosts.map(({ host, port, status, outlier, cluster }) => [
    hostPort(host, port),
    status,
    outlier,
    cluster,
  ]);
  return { header: ['ENDPOINT', 'STATUS', 'OUTLIER CHECK', 'CLUSTER'], rows, padding: 5 };
}

/** The clusters of an answer that have an endpoint the filter lets pass, whole and in their order. */
export function endpointClusters(
  answer: ClustersAnswer,
  filter: EndpointFilter,
  view: HealthView = {},
): readonly unknown[] {
  return readClusterStatuses(answer).filter((cluster) => hostRows(cluster, view).some((row) => passes(row, filter)));
}

/** An address with its port, without one when it is 0. IPv6 addresses have no brackets here. */
export function hostPort(host: string, port: number): string {
  return port === 0 ? host : `${host}:${port}`;
}

function hostRows(cluster: unknown, { asSent = false }: HealthView): readonly HostRow[] {
  return list(cluster, 'host_statuses').map((host) => {
    const health = field(host, 'health_status');
    return {
      ...endpointAddress(field(host, 'address')),
      status:
        !asSent && flag(health, 'failed_active_health_check')
          ? 'UNHEALTHY'
          : enumName(health, 'eds_health_status', HEALTH_STATUSES),
      outlier: flag(health, 'failed_outlier_check') ? 'FAILED' : 'OK',
      cluster: text(cluster, 'name'),
    };
  });
}

function passes(row: HostRow, { address = '', port = 0, cluster = '', status = '' }: EndpointFilter): boolean {
  const wanted = [
    [address, row.host],
    [cluster, row.cluster],
    [status, row.status],
  ] as const;
  if (port !== 0 && row.port !== port) return false;
  return wanted.every(([part, actual]) => part === '' || part.toLowerCase() === actual.toLowerCase());
}
