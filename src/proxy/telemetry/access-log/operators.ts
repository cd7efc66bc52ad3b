/** The words of Envoy's formats. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/advanced/substitution_formatter */
import { flagsText } from '../../flags.ts';
import type { LogEntry } from './entry.ts';
import { flagsLongText } from './flag-words.ts';
import { grpcStatusName } from './grpc-status.ts';
import { furtherOperator } from './operators-more.ts';
import { tlsOperator } from './operators-tls.ts';
import { formatTime, isoTimes } from './time.ts';

/** The value of a word for one entry; `undefined` where there is none. Numbers stay numbers in JSON. */
export type Operator = (entry: LogEntry) => string | number | undefined;

/** What words need to know besides the entry. */
export interface OperatorContext {
  /** Wall clock of a time on the monotonic one, in milliseconds. */
  readonly wallTime: (monotonic: number) => number;
  readonly hostname: string;
  /** What a cluster is called in statistics. */
  readonly statName: (cluster: string) => string;
}

type Maker = (argument: string, context: OperatorContext) => Operator;

const filled = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
const whole = (ms: number): number => Math.max(0, Math.floor(ms));

function socketText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const PSEUDO: Readonly<Record<string, Operator>> = {
  ':method': ({ head }) => filled(head?.method),
  ':path': ({ head }) => filled(head?.target),
  ':authority': ({ head }) => filled(head?.authority),
  ':scheme': ({ head }) => head?.scheme,
  host: ({ head }) => filled(head?.authority),
};

function requestField(name: string): Operator {
  return PSEUDO[name] ?? (({ head }) => head?.fields.get(name));
}

/** What responses have that no upstream has sent: the wire adds it on the way to the client. */
const ADDED: Readonly<Record<string, Operator>> = {
  ':status': ({ status }) => status || undefined,
  'x-envoy-upstream-service-time': ({ startedAt, respondedAt }) =>
    respondedAt === 0 ? undefined : String(Math.max(0, Math.round(respondedAt - startedAt))),
};

function responseField(name: string): Operator {
  return ADDED[name] ?? (({ response }) => response?.get(name));
}

/** `NAME` or `NAME?OTHER`: the other one where the first is absent. */
function fieldOperator(argument: string, fieldOf: (name: string) => Operator): Operator {
  const [name = '', other] = argument.toLowerCase().split('?');
  const first = fieldOf(name);
  if (other === undefined) return first;
  const second = fieldOf(other);
  return (entry) => first(entry) ?? second(entry);
}

const withoutQuery = (value: string | number | undefined): string | number | undefined =>
  typeof value === 'string' ? value.replace(/\?.*$/s, '') : value;

function startTime(argument: string, { wallTime }: OperatorContext): Operator {
  if (argument !== '') return ({ startedAt }) => formatTime(argument, wallTime(startedAt));
  const iso = isoTimes();
  return ({ startedAt }) => iso(wallTime(startedAt));
}

const absent: Maker = () => () => undefined;
const downstreamRemote: Maker =
  () =>
  ({ connection: { remoteAddress, remotePort } }) =>
    socketText(remoteAddress, remotePort);
const remoteAddress: Maker =
  () =>
  ({ connection }) =>
    connection.remoteAddress;
const remotePort: Maker =
  () =>
  ({ connection }) =>
    connection.remotePort;
const upstreamHost: Maker =
  () =>
  ({ endpoint }) =>
    endpoint?.label;

const MAKERS: Readonly<Record<string, Maker>> = {
  START_TIME: startTime,
  REQ: (argument) => fieldOperator(argument, requestField),
  REQ_WITHOUT_QUERY: (argument) => {
    const operator = fieldOperator(argument, requestField);
    return (entry) => withoutQuery(operator(entry));
  },
  RESP: (argument) => fieldOperator(argument, responseField),
  TRAILER: (argument) =>
    fieldOperator(
      argument,
      (name) =>
        ({ trailers }) =>
          trailers?.get(name),
    ),
  PROTOCOL:
    () =>
    ({ protocol }) =>
      filled(protocol),
  RESPONSE_CODE:
    () =>
    ({ status }) =>
      status,
  RESPONSE_FLAGS:
    () =>
    ({ flags }) =>
      filled(flags === 0 ? '' : flagsText(flags)),
  RESPONSE_FLAGS_LONG:
    () =>
    ({ flags }) =>
      filled(flagsLongText(flags)),
  RESPONSE_CODE_DETAILS:
    () =>
    ({ details }) =>
      filled(details.replaceAll(/\s/g, '_')),
  CONNECTION_TERMINATION_DETAILS: absent,
  UPSTREAM_TRANSPORT_FAILURE_REASON:
    () =>
    ({ transportFailure }) =>
      filled(transportFailure.replaceAll(/\s/g, '_')),
  BYTES_RECEIVED:
    () =>
    ({ bytesReceived }) =>
      bytesReceived,
  BYTES_SENT:
    () =>
    ({ bytesSent }) =>
      bytesSent,
  DURATION:
    () =>
    ({ startedAt, endedAt }) =>
      whole(endedAt - startedAt),
  RESPONSE_DURATION:
    () =>
    ({ startedAt, respondedAt }) =>
      respondedAt === 0 ? undefined : whole(respondedAt - startedAt),
  RESPONSE_TX_DURATION:
    () =>
    ({ respondedAt, endedAt }) =>
      respondedAt === 0 ? undefined : whole(endedAt - respondedAt),
  UPSTREAM_HOST: upstreamHost,
  UPSTREAM_REMOTE_ADDRESS: upstreamHost,
  UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT:
    () =>
    ({ endpoint }) =>
      endpoint?.host,
  UPSTREAM_REMOTE_PORT:
    () =>
    ({ endpoint }) =>
      endpoint?.port,
  UPSTREAM_CLUSTER:
    (_, { statName }) =>
    ({ cluster }) =>
      cluster === '' ? undefined : statName(cluster),
  UPSTREAM_CLUSTER_RAW:
    () =>
    ({ cluster }) =>
      filled(cluster),
  UPSTREAM_LOCAL_ADDRESS:
    () =>
    ({ upstreamLocalAddress }) =>
      filled(upstreamLocalAddress),
  UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT:
    () =>
    ({ upstreamLocalAddress }) =>
      filled(upstreamLocalAddress.replace(/:\d+$/, '')),
  UPSTREAM_LOCAL_PORT:
    () =>
    ({ upstreamLocalAddress }) =>
      filled(/\d+$/.exec(upstreamLocalAddress)?.[0] ?? ''),
  UPSTREAM_REQUEST_ATTEMPT_COUNT:
    () =>
    ({ attempts }) =>
      attempts,
  DOWNSTREAM_LOCAL_ADDRESS:
    () =>
    ({ connection: { localAddress, localPort } }) =>
      socketText(localAddress, localPort),
  DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT:
    () =>
    ({ connection }) =>
      connection.localAddress,
  DOWNSTREAM_LOCAL_PORT:
    () =>
    ({ connection }) =>
      connection.localPort,
  DOWNSTREAM_REMOTE_ADDRESS: downstreamRemote,
  DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: remoteAddress,
  DOWNSTREAM_REMOTE_PORT: remotePort,
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS: downstreamRemote,
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT: remoteAddress,
  DOWNSTREAM_DIRECT_REMOTE_PORT: remotePort,
  ROUTE_NAME:
    () =>
    ({ routeName }) =>
      filled(routeName),
  GRPC_STATUS:
    () =>
    ({ grpcStatus }) =>
      grpcStatus < 0 ? undefined : grpcStatusName(grpcStatus),
  GRPC_STATUS_NUMBER:
    () =>
    ({ grpcStatus }) =>
      grpcStatus < 0 ? undefined : grpcStatus,
  HOSTNAME:
    (_, { hostname }) =>
    () =>
      filled(hostname),
};

/** Words whose values this proxy does not have: they are known, and absent. */
const WITHOUT_VALUE =
  /^(?:(?:UPSTREAM|DOWNSTREAM|TLS|BYTES)_[A-Z0-9_]+|[A-Z_]*METADATA|[A-Z_]*FILTER_STATE|REQUEST_(?:TX_)?DURATION|(?:COMMON|ROUNDTRIP)_DURATION|(?:CONNECTION|STREAM|TRACE|UNIQUE)_ID|(?:VIRTUAL_CLUSTER|FILTER_CHAIN)_NAME|ENVIRONMENT|ACCESS_LOG_TYPE|LOCAL_REPLY_BODY|EMIT_TIME|CUSTOM_FLAGS)$/;

/** Whether Envoy knows a word, whatever comes of it here. */
export function isWord(name: string): boolean {
  const isKnown = Object.hasOwn(MAKERS, name) || tlsOperator(name) !== undefined;
  return isKnown || furtherOperator(name, '') !== undefined || WITHOUT_VALUE.test(name);
}

/** The word of a format; `undefined` for one nobody knows. `argument` is what stands in its parentheses. */
export function operatorOf(name: string, argument: string, context: OperatorContext): Operator | undefined {
  const maker = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
  if (maker !== undefined) return maker(argument, context);
  const other = tlsOperator(name) ?? furtherOperator(name, argument);
  if (other) return other;
  return WITHOUT_VALUE.test(name) ? () => undefined : undefined;
}
