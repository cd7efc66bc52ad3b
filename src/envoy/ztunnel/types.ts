/** The parts of a ztunnel's dump, as JSON the reference prints again: known fields in a fixed order, absent ones at their zero value. */
import { asList, asMap, isMap, type JsonMap } from '../../model/json.ts';

/** What a field holds. A struct in a list brackets is a list of it; `any` is printed as it stands. */
type FieldKind = 'text' | 'number' | 'any' | 'list' | Struct | readonly [Struct];

interface FieldRule {
  readonly name: string;
  readonly kind: FieldKind;
  /** Left out when it is at its zero value. */
  readonly optional?: true;
}

/** The fields of an object. */
export type Struct = { readonly fields: readonly FieldRule[] };

const text = (name: string): FieldRule => ({ name, kind: 'text' });
const optional = (name: string, kind: FieldKind): FieldRule => ({ name, kind, optional: true });

const DESTINATION: Struct = { fields: [text('destination')] };

const LOCALITY: Struct = { fields: ['region', 'zone', 'subzone'].map((name) => optional(name, 'text')) };

const APPLICATION_TUNNEL: Struct = { fields: [text('protocol'), optional('port', 'number')] };

/** A workload the ztunnel knows. */
export const WORKLOAD: Struct = {
  fields: [
    text('uid'),
    { name: 'workloadIps', kind: 'list' },
    optional('waypoint', DESTINATION),
    optional('networkGateway', DESTINATION),
    ...['protocol', 'name', 'namespace', 'serviceAccount', 'workloadName', 'workloadType'].map(text),
    ...['canonicalName', 'canonicalRevision', 'clusterId', 'trustDomain'].map(text),
    { name: 'locality', kind: LOCALITY },
    text('node'),
    optional('network', 'text'),
    text('status'),
    text('hostname'),
    { name: 'capacity', kind: 'number' },
    { name: 'applicationTunnel', kind: APPLICATION_TUNNEL },
    optional('authorizationPolicies', 'list'),
  ],
};

/** A service the ztunnel knows. */
export const SERVICE: Struct = {
  fields: [
    ...['name', 'namespace', 'hostname'].map(text),
    { name: 'vips', kind: 'list' },
    optional('cidrVips', 'list'),
    { name: 'ports', kind: 'any' },
    optional('loadBalancer', 'any'),
    optional('waypoint', DESTINATION),
    { name: 'endpoints', kind: 'any' },
    optional('ipFamilies', 'text'),
  ],
};

const STRING_MATCH: Struct = { fields: ['Exact', 'Prefix', 'Suffix'].map((name) => optional(name, 'text')) };

const MATCHES = ['namespaces', 'notNamespaces', 'serviceAccounts', 'notServiceAccounts', 'principals', 'notPrincipals'];
const ADDRESSES = ['sourceIps', 'notSourceIps', 'destinationIps', 'notDestinationIps'];
const PORTS = ['destinationPorts', 'notDestinationPorts'];

const RULE_MATCH: Struct = {
  fields: [
    ...MATCHES.map((name) => optional(name, [STRING_MATCH])),
    ...[...ADDRESSES, ...PORTS].map((name) => optional(name, 'list')),
  ],
};

/** A policy the ztunnel enforces; its rules are lists of lists of lists of matches. */
export const POLICY: Struct = {
  fields: [...['name', 'namespace', 'scope', 'action'].map(text), { name: 'rules', kind: [RULE_MATCH] }],
};

const CERTIFICATE: Struct = { fields: ['pem', 'serialNumber', 'validFrom', 'expirationTime'].map(text) };

/** A workload's identity and its certificates. */
export const CERTIFICATE_DUMP: Struct = {
  fields: [
    text('identity'),
    text('state'),
    { name: 'certChain', kind: [CERTIFICATE] },
    { name: 'rootCerts', kind: [CERTIFICATE] },
  ],
};

const CONNECTION: Struct = { fields: ['src', 'originalDst', 'actualDst', 'protocol'].map(text) };

/** A workload of the ztunnel's own node and its open connections. */
export const WORKLOAD_STATE: Struct = {
  fields: [
    text('state'),
    {
      name: 'connections',
      kind: {
        fields: [
          { name: 'inbound', kind: [CONNECTION] },
          { name: 'outbound', kind: [CONNECTION] },
        ],
      },
    },
    { name: 'info', kind: { fields: ['name', 'namespace', 'trustDomain', 'serviceAccount'].map(text) } },
  ],
};

/** A value as its struct has it. */
export function encode(struct: Struct, value: unknown): JsonMap {
  const map = asMap(value);
  const out: Record<string, unknown> = {};
  for (const { name, kind, optional: mayGo } of struct.fields) {
    const given = map[name];
    if (mayGo && isZero(given)) continue;
    out[name] = encodeField(kind, given);
  }
  return out;
}

function isZero(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === 0 || asListOrNull(value)?.length === 0;
}

function asListOrNull(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? asList(value) : undefined;
}

function encodeField(kind: FieldKind, value: unknown): unknown {
  if (kind === 'text') return typeof value === 'string' ? value : '';
  if (kind === 'number') return typeof value === 'number' ? value : 0;
  if (kind === 'list' || kind === 'any') return value ?? null;
  if ('fields' in kind) return encode(kind, value);
  return encodeItems(kind[0], value);
}

/** Lists may stand in lists; a struct is at the bottom. */
function encodeItems(struct: Struct, value: unknown): unknown {
  const items = asListOrNull(value);
  return items ? items.map((item) => (isMap(item) ? encode(struct, item) : encodeItems(struct, item))) : null;
}
