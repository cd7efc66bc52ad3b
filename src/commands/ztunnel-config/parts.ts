import { type ConnectionView, connectionTable } from '../../envoy/ztunnel/connections.ts';
import { policiesOf, servicesOf, statesOf, workloadsOf, type ZtunnelDump } from '../../envoy/ztunnel/dump.ts';
import { certificateTable, policyTable, serviceTable, workloadTable } from '../../envoy/ztunnel/rows.ts';
import {
  CERTIFICATE_DUMP,
  encode,
  POLICY,
  SERVICE,
  type Struct,
  WORKLOAD,
  WORKLOAD_STATE,
} from '../../envoy/ztunnel/types.ts';
import { tableText } from '../proxy-config/print.ts';
import type { ZtunnelFlags, ZtunnelPart } from './run.ts';

/** A dump that was read, and how it is to be shown. */
export interface PartInput {
  readonly dump: ZtunnelDump;
  readonly flags: ZtunnelFlags;
  readonly now: Date;
}

interface Part {
  /** Name of the envelope in JSON. */
  readonly kind: string;
  readonly table: (input: PartInput) => string;
  readonly value: (input: PartInput) => unknown;
}

const all = (struct: Struct, values: readonly unknown[]): unknown => values.map((value) => encode(struct, value));

function connectionView({ direction, raw, compat }: ZtunnelFlags): ConnectionView {
  const wanted = compat === undefined ? direction?.toLowerCase() : direction;
  return { ...(wanted === undefined ? {} : { direction: wanted }), raw: raw ?? false, onlyV4: compat !== undefined };
}

/** Every part of a ztunnel's dump. */
export const PARTS: Readonly<Record<ZtunnelPart, Part>> = {
  workload: {
    kind: 'ZtunnelWorkloadList',
    table: ({ dump, flags }) => tableText(workloadTable(dump, flags)),
    value: ({ dump, flags }) => all(WORKLOAD, workloadsOf(dump, flags)),
  },
  service: {
    kind: 'ZtunnelServiceList',
    table: ({ dump, flags }) => tableText(serviceTable(dump, flags)),
    value: ({ dump, flags }) => all(SERVICE, servicesOf(dump, flags)),
  },
  policy: {
    kind: 'ZtunnelPolicyList',
    table: ({ dump, flags }) => tableText(policyTable(dump, flags)),
    value: ({ dump, flags }) => all(POLICY, policiesOf(dump, flags)),
  },
  certificate: {
    kind: 'ZtunnelCertificateList',
    table: ({ dump, now }) => tableText(certificateTable(dump, now)),
    value: ({ dump }) => all(CERTIFICATE_DUMP, dump.certificates),
  },
  connections: {
    kind: 'ZtunnelConnectionList',
    table: ({ dump, flags }) => tableText(connectionTable(dump, flags, connectionView(flags))),
    value: ({ dump, flags }) => all(WORKLOAD_STATE, statesOf(dump, flags)),
  },
};
