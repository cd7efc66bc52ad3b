/** What a port speaks, as its service says it. */

/** `AUTO`: nobody said, the first bytes tell. */
export type Protocol =
  | 'HTTP'
  | 'HTTP2'
  | 'GRPC'
  | 'GRPC-WEB'
  | 'HTTPS'
  | 'TLS'
  | 'TCP'
  | 'MONGO'
  | 'REDIS'
  | 'MYSQL'
  | 'UDP'
  | 'AUTO';

const BY_NAME: Readonly<Record<string, Protocol>> = {
  http: 'HTTP',
  http_proxy: 'HTTP',
  http2: 'HTTP2',
  h2c: 'HTTP2',
  grpc: 'GRPC',
  'grpc-web': 'GRPC-WEB',
  https: 'HTTPS',
  tls: 'TLS',
  tcp: 'TCP',
  mongo: 'MONGO',
  redis: 'REDIS',
  mysql: 'MYSQL',
  udp: 'UDP',
  // Names Kubernetes itself defines. @see https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol
  'kubernetes.io/h2c': 'HTTP2',
  'kubernetes.io/ws': 'HTTP',
  'kubernetes.io/wss': 'HTTPS',
};

/** Ports whose server speaks first, so that waiting for the client's bytes would wait for ever. */
const SERVER_FIRST: ReadonlySet<number> = new Set([25, 3306, 27_017]);

/** A protocol by its name in any case; `undefined` for a word that is none. */
export function parseProtocol(name: string): Protocol | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(BY_NAME, key) ? BY_NAME[key] : undefined;
}

/** What is known of a service's port. */
export interface PortFacts {
  readonly number: number;
  /** `http`, `http-admin`. */
  readonly name: string;
  /** Of the transport: `TCP`, `UDP`. */
  readonly transport: string;
  readonly appProtocol?: string | undefined;
}

/**
 * The protocol of a Kubernetes service's port: `appProtocol`, else the name or what stands before its first hyphen, else to be
 * detected.
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function portProtocol({ number, name, transport, appProtocol }: PortFacts): Protocol {
  if (transport === 'UDP') return 'UDP';
  const declared = appProtocol === undefined ? undefined : parseProtocol(appProtocol);
  if (declared) return declared;
  const lower = name.toLowerCase();
  if (/^grpc-web(?:-|$)/.test(lower)) return 'GRPC-WEB';
  const [prefix = ''] = lower.split('-');
  return parseProtocol(prefix) ?? (SERVER_FIRST.has(number) ? 'TCP' : 'AUTO');
}

const HTTP: ReadonlySet<Protocol> = new Set(['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB']);
const HTTP2: ReadonlySet<Protocol> = new Set(['HTTP2', 'GRPC', 'GRPC-WEB']);
const TLS: ReadonlySet<Protocol> = new Set(['HTTPS', 'TLS']);

/** Whether requests can be seen in it. */
export const isHttp = (protocol: Protocol): boolean => HTTP.has(protocol);

/** Whether it is HTTP/2 with prior knowledge. */
export const isHttp2 = (protocol: Protocol): boolean => HTTP2.has(protocol);

/** Whether the application encrypts it, so that only the name in its first message can be seen. */
export const isTls = (protocol: Protocol): boolean => TLS.has(protocol);
