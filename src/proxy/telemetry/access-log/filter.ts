/** Which requests are logged: expressions of CEL over Envoy's attributes. @see https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/advanced/attributes */

import type { Fields } from '../../wire/fields.ts';
import type { LogEntry } from './entry.ts';

/** Lines that wait for the language to be loaded; more are written whatever the expression says. */
const MAX_WAITING = 1000;

type Attributes = Readonly<Record<string, unknown>>;
type Test = (attributes: Attributes) => boolean;

/** Whole numbers of CEL. */
const int = (value: number): bigint => BigInt(Math.round(value));

/** Fields by name in lower case; several lines of one name as one. */
function fieldMap(fields: Fields | undefined): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (let index = 0; index < (fields?.count ?? 0); index++) {
    if (fields === undefined || fields.isDropped(index)) continue;
    const known = map.get(fields.name(index));
    map.set(fields.name(index), known === undefined ? fields.value(index) : `${known},${fields.value(index)}`);
  }
  return map;
}

function requestAttributes({ head, protocol, bytesReceived }: LogEntry): Attributes {
  const headers = fieldMap(head?.fields);
  const path = head?.target ?? '';
  return {
    path,
    url_path: path.replace(/\?.*$/s, ''),
    query: path.split('?')[1] ?? '',
    host: head?.authority ?? '',
    scheme: head?.scheme ?? '',
    method: head?.method ?? '',
    protocol,
    headers,
    referer: headers.get('referer') ?? '',
    useragent: headers.get('user-agent') ?? '',
    id: headers.get('x-request-id') ?? '',
    size: int(bytesReceived),
  };
}

function responseAttributes(entry: LogEntry): Attributes {
  return {
    code: int(entry.status),
    code_details: entry.details,
    flags: int(entry.flags),
    grpc_status: int(entry.grpcStatus),
    headers: fieldMap(entry.response),
    trailers: fieldMap(entry.trailers),
    size: int(entry.bytesSent),
  };
}

function connectionAttributes({ connection: { transport, peer, serverName } }: LogEntry): Attributes {
  return {
    mtls: transport === 'tls' && peer !== undefined,
    requested_server_name: serverName,
    subject_peer_certificate: peer?.subject ?? '',
    uri_san_peer_certificate: peer?.uriSans[0] ?? '',
    dns_san_peer_certificate: peer?.dnsSans[0] ?? '',
  };
}

/** What an expression may ask of an entry; the entry's objects are used for the next request, so that all is read here. */
function attributesOf(entry: LogEntry): Attributes {
  const { remoteAddress, remotePort, localAddress, localPort } = entry.connection;
  return {
    request: requestAttributes(entry),
    response: responseAttributes(entry),
    source: { address: `${remoteAddress}:${remotePort}`, port: int(remotePort) },
    destination: { address: `${localAddress}:${localPort}`, port: int(localPort) },
    connection: connectionAttributes(entry),
    upstream: { address: entry.endpoint?.label ?? '', transport_failure_reason: entry.transportFailure },
    xds: { cluster_name: entry.cluster, route_name: entry.routeName },
  };
}

async function testOf(expression: string): Promise<Test> {
  const { Environment } = await import('@marcbachmann/cel-js');
  const evaluate = new Environment({ unlistedVariablesAreDyn: true }).parse(expression);
  return (attributes) => {
    try {
      return evaluate(attributes) === true;
    } catch {
      // What an expression asks for and is not there makes it false, as in Envoy.
      return false;
    }
  };
}

/** One expression. The language is loaded when there is one; lines wait for it. */
export class LogFilter {
  #test: Test | undefined;
  readonly #waiting: { readonly attributes: Attributes; readonly write: () => void }[] = [];

  /** An expression that cannot be read is told to `onBad`, and lets everything pass. */
  constructor(expression: string, onBad: (reason: string) => void) {
    testOf(expression)
      .catch((error: unknown) => {
        onBad(error instanceof Error ? (error.message.split('\n')[0] ?? '') : '');
        return () => true;
      })
      .then((test) => this.#use(test), onBad);
  }

  #use(test: Test): void {
    this.#test = test;
    for (const { attributes, write } of this.#waiting.splice(0)) if (test(attributes)) write();
  }

  /** Calls back, now or soon, when the entry is one to be logged. */
  pass(entry: LogEntry, write: () => void): void {
    const attributes = attributesOf(entry);
    if (this.#test === undefined && this.#waiting.length < MAX_WAITING) this.#waiting.push({ attributes, write });
    else if (this.#test?.(attributes) !== false) write();
  }
}
