/** Values with `%OPERATORS%` in them. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#command-operators */
import type { RequestView } from '../match/request-view.ts';
import { BadValue } from '../problems.ts';
import { latin1 } from '../text.ts';

/** What values are made from besides the request. */
export interface ValueContext extends RequestView {
  readonly routeName: string;
  readonly clusterName: string;
  readonly upstreamHost: string;
}

export type Value = string | ((context: ValueContext) => string);

type Reader = (context: ValueContext) => string;

const READERS: Readonly<Record<string, Reader>> = {
  DOWNSTREAM_REMOTE_ADDRESS: ({ connection }) => `${connection.remoteText}:${connection.info.remotePort}`,
  DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: ({ connection }) => connection.remoteText,
  DOWNSTREAM_REMOTE_PORT: ({ connection }) => String(connection.info.remotePort),
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS: ({ connection }) => `${connection.remoteText}:${connection.info.remotePort}`,
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT: ({ connection }) => connection.remoteText,
  DOWNSTREAM_LOCAL_ADDRESS: ({ connection: { info } }) => `${info.localAddress}:${info.localPort}`,
  DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT: ({ connection: { info } }) => info.localAddress,
  DOWNSTREAM_LOCAL_PORT: ({ connection: { info } }) => String(info.localPort),
  REQUESTED_SERVER_NAME: ({ connection: { info } }) => info.serverName,
  ROUTE_NAME: ({ routeName }) => routeName,
  UPSTREAM_CLUSTER: ({ clusterName }) => clusterName,
  UPSTREAM_CLUSTER_RAW: ({ clusterName }) => clusterName,
  UPSTREAM_HOST: ({ upstreamHost }) => upstreamHost,
};

const REQUEST_PARTS: Readonly<Record<string, Reader>> = {
  ':METHOD': ({ head }) => head.method,
  ':PATH': ({ head }) => head.target,
  ':AUTHORITY': ({ head }) => head.authority,
  ':SCHEME': ({ head }) => head.scheme,
};

function fieldReader(name: string): Reader {
  const part = REQUEST_PARTS[name.toUpperCase()];
  if (part) return part;
  const lower = name.toLowerCase();
  return ({ head }) => head.fields.get(lower) ?? '';
}

const OPERATOR = /^([A-Z_]+)(?:\(([^()?]*)(?:\?([^()]*))?\))?(?::(\d+))?$/;

function readerOf(text: string): Reader {
  const [, operator = '', name, alternative, most] = OPERATOR.exec(text) ?? [];
  const base = operator === 'REQ' && name !== undefined ? fieldReader(name) : READERS[operator];
  if (base === undefined) throw new BadValue(`"%${text}%" is no operator for header values`);
  const other = alternative === undefined ? undefined : fieldReader(alternative);
  const read: Reader = other === undefined ? base : (context) => base(context) || other(context);
  return most === undefined ? read : (context) => read(context).slice(0, Number(most));
}

/**
 * A value as text, or as a function where it depends on the request. `%%` is a percent sign.
 * @throws {BadValue} for an operator that is not known.
 */
export function valueTemplate(text: string): Value {
  if (!text.includes('%')) return latin1(text);
  const parts = text.split('%');
  if (parts.length % 2 === 0) throw new BadValue(`"${text}" has a percent sign alone; %% stands for one`);
  const pieces = parts.map((part, index) => {
    if (index % 2 === 0) return latin1(part);
    return part === '' ? '%' : readerOf(part);
  });
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  return (context) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece(context))).join('');
}
