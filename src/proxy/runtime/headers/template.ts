/** Values with `%OPERATORS%` in them. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#command-operators */
import { flagsText } from '../../flags.ts';
import { isWord } from '../../telemetry/access-log/operators.ts';
import { formatTime } from '../../telemetry/access-log/time.ts';
import type { Fields } from '../../wire/fields.ts';
import type { RequestView } from '../match/request-view.ts';
import { BadValue } from '../problems.ts';
import { latin1 } from '../text.ts';

/** What values are made from besides the request. */
export interface ValueContext extends RequestView {
  readonly routeName: string;
  readonly clusterName: string;
  /** What the cluster is called in statistics. */
  readonly clusterStatName: string;
  readonly upstreamHost: string;
  /** Of the response; 0 while there is none. */
  readonly status: number;
  readonly flags: number;
  readonly details: string;
  /** `undefined` before the upstream's response, and of answers of the proxy's own. */
  readonly responseFields: Fields | undefined;
  /** When the request came, in milliseconds since 1970. */
  readonly wallTime: number;
}

/** The value of a field: a text, or what makes one for each request. */
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
  DOWNSTREAM_PEER_URI_SAN: ({ connection: { info } }) => info.peer?.uriSans.join(',') ?? '',
  DOWNSTREAM_PEER_DNS_SAN: ({ connection: { info } }) => info.peer?.dnsSans.join(',') ?? '',
  DOWNSTREAM_PEER_SUBJECT: ({ connection: { info } }) => info.peer?.subject ?? '',
  DOWNSTREAM_TLS_VERSION: ({ connection: { info } }) => info.tls?.version ?? '',
  DOWNSTREAM_TLS_CIPHER: ({ connection: { info } }) => info.tls?.cipher ?? '',
  REQUESTED_SERVER_NAME: ({ connection: { info } }) => info.serverName,
  PROTOCOL: ({ head }) => (head.http2 ? 'HTTP/2' : head.http10 ? 'HTTP/1.0' : 'HTTP/1.1'),
  RESPONSE_CODE: ({ status }) => String(status),
  RESPONSE_CODE_DETAILS: ({ details }) => details,
  RESPONSE_FLAGS: ({ flags }) => flagsText(flags),
  ROUTE_NAME: ({ routeName }) => routeName,
  START_TIME: ({ wallTime }) => new Date(wallTime).toISOString(),
  UPSTREAM_CLUSTER: ({ clusterStatName }) => clusterStatName,
  UPSTREAM_CLUSTER_RAW: ({ clusterName }) => clusterName,
  UPSTREAM_HOST: ({ upstreamHost }) => upstreamHost,
  UPSTREAM_REMOTE_ADDRESS: ({ upstreamHost }) => upstreamHost,
};

const REQUEST_PARTS: Readonly<Record<string, Reader>> = {
  ':METHOD': ({ head }) => head.method,
  ':PATH': ({ head }) => head.target,
  ':AUTHORITY': ({ head }) => head.authority,
  HOST: ({ head }) => head.authority,
  ':SCHEME': ({ head }) => head.scheme,
};

function requestField(name: string): Reader {
  const part = REQUEST_PARTS[name.toUpperCase()];
  if (part) return part;
  const lower = name.toLowerCase();
  return ({ head }) => head.fields.get(lower) ?? '';
}

function responseField(name: string): Reader {
  const lower = name.toLowerCase();
  return ({ responseFields }) => responseFields?.get(lower) ?? '';
}

/** `NAME`, or `NAME?OTHER`: the other one where the first is absent. */
function ofFields(fieldOf: (name: string) => Reader): (argument: string) => Reader {
  return (argument) => {
    const [name = '', other] = argument.split('?');
    const first = fieldOf(name);
    if (other === undefined) return first;
    const second = fieldOf(other);
    return (context) => first(context) || second(context);
  };
}

/** Those that want to be told what. */
const MAKERS: Readonly<Record<string, (argument: string) => Reader>> = {
  REQ: ofFields(requestField),
  RESP: ofFields(responseField),
  START_TIME:
    (format) =>
    ({ wallTime }) =>
      formatTime(format, wallTime),
};

const absent: Reader = () => '';

function readerOf(name: string, argument: string | undefined, text: string): Reader {
  const reader = argument === undefined ? READERS[name] : MAKERS[name]?.(argument);
  if (reader) return reader;
  // What can be known only later, or by an Envoy alone, is empty.
  if (isWord(name)) return absent;
  throw new BadValue(`"${text}" is no operator for header values`);
}

const OPERATOR = /%(?:%|([A-Z][A-Z0-9_]*)(?:\(([^)]*)\))?(?::(\d+))?%)/g;

/** Text between operators. */
function literal(text: string, whole: string): string {
  if (text.includes('%')) throw new BadValue(`"${whole}" has a percent sign alone; %% stands for one`);
  return latin1(text);
}

/**
 * A value as text, or as a function where it depends on the request. `%%` is a percent sign; what there is not is empty.
 * @throws {BadValue} for an operator that is not known, and for a percent sign that is part of none.
 */
export function valueTemplate(text: string): Value {
  if (!text.includes('%')) return latin1(text);
  const pieces: Value[] = [];
  let from = 0;
  for (const { index, 0: all, 1: name, 2: argument, 3: most } of text.matchAll(OPERATOR)) {
    pieces.push(literal(text.slice(from, index), text));
    from = index + all.length;
    const read = name === undefined ? '%' : readerOf(name, argument, all);
    const limit = most === undefined ? undefined : Number(most);
    pieces.push(typeof read === 'string' || limit === undefined ? read : (context) => read(context).slice(0, limit));
  }
  pieces.push(literal(text.slice(from), text));
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  return (context) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece(context))).join('');
}
