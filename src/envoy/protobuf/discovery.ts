/** The messages of an xDS debug stream. */
import { asMap, type JsonMap } from '../../model/json.ts';
import { bytesField, type Message, readMessage, textField } from './wire.ts';

/** Value of a Struct: one of its fields is there. */
const VALUE: Message = {
  fields: {
    1: { name: 'null', type: 'number' },
    2: { name: 'number', type: 'double' },
    3: { name: 'text', type: 'text' },
    4: { name: 'bool', type: 'bool' },
  },
  finish: ({ number, text, bool, struct, list }) => struct ?? list ?? text ?? number ?? bool ?? null,
};

/** An entry of a map is a message of a key and a value. */
const ENTRY: Message = {
  fields: { 1: { name: 'key', type: 'text' }, 2: { name: 'value', type: VALUE } },
  finish: ({ key = '', value = null }) => [key, value],
};

const STRUCT: Message = {
  fields: { 1: { name: 'fields', type: ENTRY, list: true } },
  finish: ({ fields = [] }) => Object.fromEntries(fields as readonly (readonly [string, unknown])[]),
};

const LIST: Message = {
  fields: { 1: { name: 'values', type: VALUE, list: true } },
  finish: ({ values = [] }) => values,
};

// The two hold each other.
Object.assign(VALUE.fields, { 5: { name: 'struct', type: STRUCT }, 6: { name: 'list', type: LIST } });

const NANOS_DIGITS = 9;

const TIMESTAMP: Message = {
  fields: { 1: { name: 'seconds', type: 'long' }, 2: { name: 'nanos', type: 'number' } },
  finish({ seconds = 0n, nanos = 0 }) {
    const [whole = ''] = new Date(Number(seconds) * 1000).toISOString().split('.');
    // As protobuf writes it: none, three, six or nine digits.
    const digits = String(nanos)
      .padStart(NANOS_DIGITS, '0')
      .replace(/(?:000)+$/, '');
    return `${whole}${digits === '' ? '' : `.${digits}`}Z`;
  },
};

const LOCALITY: Message = {
  fields: {
    1: { name: 'region', type: 'text' },
    2: { name: 'zone', type: 'text' },
    3: { name: 'sub_zone', type: 'text' },
  },
};

/** @see envoy/config/core/v3/base.proto */
const NODE: Message = {
  fields: {
    1: { name: 'id', type: 'text' },
    2: { name: 'cluster', type: 'text' },
    3: { name: 'metadata', type: STRUCT },
    4: { name: 'locality', type: LOCALITY },
    6: { name: 'user_agent_name', type: 'text' },
    7: { name: 'user_agent_version', type: 'text' },
    10: { name: 'client_features', type: 'text', list: true },
  },
};

/** @see envoy/service/status/v3/csds.proto */
const GENERIC_XDS_CONFIG: Message = {
  fields: {
    1: { name: 'type_url', type: 'text' },
    2: { name: 'name', type: 'text' },
    3: { name: 'version_info', type: 'text' },
    5: { name: 'last_updated', type: TIMESTAMP },
    6: { name: 'config_status', type: 'number' },
    7: { name: 'client_status', type: 'number' },
    9: { name: 'is_static_resource', type: 'bool' },
  },
};

const emptyMessage = (name: string): { readonly name: string; readonly type: Message } => ({
  name,
  type: { fields: {} },
});

/** The form older control planes use: which field is there says the type. */
const PER_XDS_CONFIG: Message = {
  fields: {
    1: { name: 'status', type: 'number' },
    2: emptyMessage('listener_config'),
    3: emptyMessage('cluster_config'),
    4: emptyMessage('route_config'),
    5: emptyMessage('scoped_route_config'),
    6: emptyMessage('endpoint_config'),
  },
};

const CLIENT_CONFIG: Message = {
  fields: {
    1: { name: 'node', type: NODE },
    2: { name: 'xds_config', type: PER_XDS_CONFIG, list: true },
    3: { name: 'generic_xds_configs', type: GENERIC_XDS_CONFIG, list: true },
    4: { name: 'client_scope', type: 'text' },
  },
};

const CLIENT_CONFIG_URL = 'type.googleapis.com/envoy.service.status.v3.ClientConfig';

const ANY: Message = {
  fields: { 1: { name: 'url', type: 'text' }, 2: { name: 'value', type: 'bytes' } },
  finish: ({ url = '', value = new Uint8Array() }) => ({ url, value }),
};

/** @see envoy/service/discovery/v3/discovery.proto */
const RESPONSE: Message = {
  fields: {
    1: { name: 'version_info', type: 'text' },
    2: { name: 'resources', type: ANY, list: true },
    4: { name: 'type_url', type: 'text' },
    5: { name: 'nonce', type: 'text' },
    6: { name: 'control_plane', type: { fields: { 1: { name: 'identifier', type: 'text' } } } },
  },
};

/** A typed value of an answer. */
export interface AnyValue {
  readonly url: string;
  readonly value: Uint8Array;
}

/** What a control plane answered. */
export interface DebugAnswer {
  /** The answer without its resources. */
  readonly head: JsonMap;
  readonly resources: readonly AnyValue[];
}

/** What is asked. */
export interface DebugQuestion {
  /** `istio.io/debug/syncz`. */
  readonly type: string;
  readonly names?: readonly string[];
  readonly nodeId: string;
}

/** The bytes of a DiscoveryRequest that a control plane answers once, and sends nothing more. */
export function requestBytes({ type, names = [], nodeId }: DebugQuestion): Buffer {
  const generator = bytesField(1, Buffer.concat([textField(1, 'GENERATOR'), bytesField(2, textField(3, 'event'))]));
  const node = Buffer.concat([textField(1, nodeId), bytesField(3, generator)]);
  return Buffer.concat([bytesField(2, node), ...names.map((name) => textField(3, name)), textField(4, type)]);
}

/** Reads a DiscoveryResponse. Throws WireProblem for other bytes. */
export function readResponse(bytes: Uint8Array): DebugAnswer {
  const { resources = [], ...head } = asMap(readMessage(RESPONSE, bytes));
  // `ANY` above gives these.
  return { head, resources: resources as readonly AnyValue[] };
}

/** An answer as its JSON would be: proxies' states are read, other values stay as bytes in base64. */
export function answerJson({ head, resources }: DebugAnswer): JsonMap {
  const values = resources.map(({ url, value }) =>
    url === CLIENT_CONFIG_URL
      ? { '@type': url, ...asMap(readMessage(CLIENT_CONFIG, value)) }
      : { '@type': url, value: Buffer.from(value).toString('base64') },
  );
  return { ...head, resources: values };
}
