/** The words of Envoy's formats that are seldom used: of queries, of paths, of bytes on the wire. */
import type { LogEntry } from './entry.ts';
import type { Operator } from './operators.ts';

const SEARCH = '?';

function queryOf({ head }: LogEntry): string | undefined {
  const target = head?.target ?? '';
  const at = target.indexOf(SEARCH);
  return at < 0 ? undefined : target.slice(at + 1);
}

/** The first value of a parameter, as it is written. */
function parameter(query: string, name: string): string | undefined {
  for (const pair of query.split('&')) {
    if (pair === name) return undefined;
    if (pair.startsWith(`${name}=`)) return pair.slice(name.length + 1) || undefined;
  }
  return undefined;
}

/** Which path is meant: the request's own, or the one from before a rewrite. */
const PATHS: Readonly<Record<string, (entry: LogEntry) => string | undefined>> = {
  PATH: ({ head }) => head?.target,
  ORIG: ({ head }) => head?.fields.get('x-envoy-original-path'),
  ORIG_OR_PATH: ({ head }) => head?.fields.get('x-envoy-original-path') ?? head?.target,
};

/** `NQ:PATH`, `WQ:ORIG_OR_PATH`: with or without the query. */
function pathOperator(argument: string): Operator {
  const [query = 'WQ', which = 'ORIG_OR_PATH'] = argument.split(':');
  const path = PATHS[which] ?? PATHS['ORIG_OR_PATH'];
  return (entry) => {
    const text = path?.(entry) || undefined;
    return query === 'NQ' ? text?.split(SEARCH, 1)[0] : text;
  };
}

const UPSTREAM_PROTOCOLS = { http1: 'HTTP/1.1', http2: 'HTTP/2' } as const;

function upstreamProtocol({ endpoint, protocol }: LogEntry): string | undefined {
  if (endpoint === undefined || protocol === '') return undefined;
  const own = endpoint.cluster.protocol;
  if (own !== 'client') return UPSTREAM_PROTOCOLS[own];
  return protocol === 'HTTP/2' ? 'HTTP/2' : 'HTTP/1.1';
}

const WORDS: Readonly<Record<string, (argument: string) => Operator>> = {
  QUERY_PARAM: (name) => (entry) => parameter(queryOf(entry) ?? '', name),
  QUERY_PARAMS: () => queryOf,
  PATH: pathOperator,
  UPSTREAM_PROTOCOL: () => upstreamProtocol,
  UPSTREAM_HOST_NAME:
    () =>
    ({ endpoint }) =>
      endpoint?.label,
  UPSTREAM_HOST_NAME_WITHOUT_PORT:
    () =>
    ({ endpoint }) =>
      endpoint?.host,
  ACCESS_LOG_TYPE:
    () =>
    ({ protocol }) =>
      protocol === '' ? 'TcpConnectionEnd' : 'DownstreamEnd',
  DOWNSTREAM_WIRE_BYTES_RECEIVED:
    () =>
    ({ wire }) =>
      wire.clientWire?.received,
  DOWNSTREAM_WIRE_BYTES_SENT:
    () =>
    ({ wire }) =>
      wire.clientWire?.sent,
  UPSTREAM_WIRE_BYTES_RECEIVED:
    () =>
    ({ wire }) =>
      wire.upstreamWire?.received,
  UPSTREAM_WIRE_BYTES_SENT:
    () =>
    ({ wire }) =>
      wire.upstreamWire?.sent,
};

/** The word's value for entries; `undefined` for a word that is none of these. */
export function furtherOperator(name: string, argument: string): Operator | undefined {
  return Object.hasOwn(WORDS, name) ? WORDS[name]?.(argument) : undefined;
}
