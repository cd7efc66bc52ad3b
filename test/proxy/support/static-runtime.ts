import type {
  ChainPlan,
  ConnectionInfo,
  Exchange,
  HttpSettings,
  LocalReply,
  Probe,
  ProxyRuntime,
  TcpService,
  TcpSession,
  TunnelPlan,
  Verdict,
} from '../../../src/proxy/contract.ts';
import { NEXT, VERDICT } from '../../../src/proxy/contract.ts';
import type { FailureReason } from '../../../src/proxy/failure.ts';
import { FLAGS } from '../../../src/proxy/flags.ts';
import type { TlsClientPlan } from '../../../src/proxy/tls-plan.ts';
import type { ClusterPlan, Endpoint } from '../../../src/proxy/upstream.ts';
import type { ResponseHead } from '../../../src/proxy/wire/response-head.ts';

/** What a test can ask of the one route there is. */
export interface StaticOptions {
  readonly ports: readonly number[];
  /** The port to listen on; any free one without. */
  readonly listen?: number;
  readonly tls?: TlsClientPlan;
  readonly kind?: 'http' | 'tcp';
  readonly protocol?: ClusterPlan['protocol'];
  readonly settings?: Partial<HttpSettings>;
  /** What differs in the endpoints, and in their cluster. */
  readonly endpoint?: Pick<Endpoint, 'proxyProtocol'>;
  readonly cluster?: Partial<ClusterPlan>;
  readonly tunnel?: TunnelPlan;
  readonly maxConnectionMs?: number;
  readonly limits?: { readonly maxConnections?: number; readonly maxPending?: number };
  readonly maxRequestsPerConnection?: number;
  /** Tries beside the first; on what is said by `retryOn`. */
  readonly retries?: number;
  readonly retryOn?: (failure: FailureReason | number) => boolean;
  readonly backOffMs?: number;
  readonly bufferLimit?: number;
  readonly timeoutMs?: number;
  readonly tryTimeoutMs?: number;
  readonly idleTimeoutMs?: number;
  readonly upgrades?: readonly string[];
  readonly mirrorPort?: number;
  readonly delayMs?: number;
  /** Paths that the proxy answers itself. */
  readonly replies?: Readonly<Record<string, LocalReply>>;
  readonly chain?: (chain: ChainPlan, connection: ConnectionInfo) => ChainPlan | undefined;
  readonly inspects?: boolean;
  readonly probes?: () => readonly Probe[];
  readonly probed?: (probe: Probe, ok: boolean) => void;
}

const SETTINGS: HttpSettings = {
  codec: 'auto',
  acceptHttp10: false,
  lenientLineEnds: false,
  headersTimeoutMs: 10_000,
  idleTimeoutMs: 60_000,
  maxConnectionMs: 0,
  maxRequestsPerConnection: 0,
  maxConcurrentStreams: 100,
  minBodyRate: 0,
  serverName: 'istio-envoy',
};

const TEXT = 'content-type: text/plain\r\n';

function reply(status: number, body: string): LocalReply {
  return { status, body, fields: body === '' ? '' : TEXT };
}

const FAILURE_FLAGS: Partial<Record<FailureReason, number>> = {
  'connect-failure': FLAGS.UF,
  'connect-timeout': FLAGS.UF,
  overflow: FLAGS.UO,
  'protocol-error': FLAGS.UPE,
  'try-timeout': FLAGS.UT,
};

/** One route to a list of endpoints, taken in turn: what a runtime is, in the fewest lines. */
class StaticExchange implements Exchange {
  reply: LocalReply = reply(500, '');
  delayMs = 0;
  readonly timeoutMs: number;
  readonly tryTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly bufferLimit: number;
  replayable = true;
  flags = 0;
  details = '';
  routeName = 'static';
  readonly cluster: ClusterPlan;
  endpoint: Endpoint | undefined;
  attempts = 0;
  transportFailure = '';
  mirrors: readonly Exchange[] = [];
  readonly #options: StaticOptions;
  readonly #endpoints: readonly Endpoint[];
  readonly #turn: { next: number };

  constructor(options: StaticOptions, endpoints: readonly Endpoint[], turn: { next: number }) {
    this.#options = options;
    this.#endpoints = endpoints;
    this.#turn = turn;
    this.cluster = (endpoints[0] ?? endpointOf(0, options)).cluster;
    this.timeoutMs = options.timeoutMs ?? 0;
    this.tryTimeoutMs = options.tryTimeoutMs ?? 0;
    this.idleTimeoutMs = options.idleTimeoutMs ?? 0;
    this.bufferLimit = options.bufferLimit ?? 64 * 1024;
  }

  begin(head: Parameters<Exchange['begin']>[0]) {
    const { upgrades = [], replies = {}, mirrorPort, delayMs } = this.#options;
    this.flags = 0;
    this.details = '';
    this.attempts = 0;
    this.replayable = true;
    this.mirrors = mirrorPort === undefined ? [] : [mirrorTo(mirrorPort, this.#options)];
    const known = replies[head.target];
    const { upgrade } = head.framing;
    if (upgrade !== '' && !upgrades.includes(upgrade)) this.reply = reply(403, '');
    else if (head.method === 'CONNECT' && !upgrades.includes('connect')) this.reply = reply(404, '');
    else if (known) this.reply = known;
    else {
      head.fields.append('x-forwarded-proto', 'http');
      this.delayMs = delayMs ?? 0;
      return delayMs ? NEXT.delay : NEXT.forward;
    }
    return NEXT.reply;
  }

  resume() {
    return NEXT.forward;
  }

  whenReady(): void {
    // Nothing here takes time.
  }

  pick() {
    this.attempts += 1;
    this.endpoint = this.#endpoints[this.#turn.next++ % this.#endpoints.length];
    if (this.endpoint === undefined) this.reply = reply(503, 'no healthy upstream');
    return this.endpoint;
  }

  tryFields(): string {
    return `x-envoy-attempt-count: ${this.attempts}\r\n`;
  }

  responded(response: ResponseHead): Verdict {
    return this.#again(response.status) ? VERDICT.retry : VERDICT.pass;
  }

  failed(reason: FailureReason, detail: string): Verdict {
    this.transportFailure = detail;
    if (this.#again(reason)) return VERDICT.retry;
    this.flags |= FAILURE_FLAGS[reason] ?? FLAGS.UC;
    const status = reason === 'protocol-error' ? 502 : reason === 'try-timeout' ? 504 : 503;
    this.reply = reply(status, `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`);
    return VERDICT.reply;
  }

  #again(failure: FailureReason | number): boolean {
    const { retries = 0, retryOn = () => false, backOffMs = 0 } = this.#options;
    this.delayMs = backOffMs;
    return this.replayable && this.attempts <= retries && retryOn(failure);
  }

  completed(): void {
    this.details = 'via_upstream';
  }

  cut(): void {
    this.flags |= FLAGS.UC;
  }

  timedOut(): void {
    this.flags |= FLAGS.UT;
    this.details = 'response_timeout';
    this.reply = reply(504, 'upstream request timeout');
  }

  abandoned(): void {
    this.details = 'abandoned';
  }
}

function mirrorTo(port: number, options: StaticOptions): Exchange {
  return new StaticExchange({ ports: [port] }, [endpointOf(port, options)], { next: 0 });
}

function endpointOf(
  port: number,
  { limits = {}, protocol = 'http1', maxRequestsPerConnection = 0, tls, ...own }: StaticOptions,
): Endpoint {
  const cluster: ClusterPlan = {
    name: 'static',
    protocol,
    connectTimeoutMs: 2000,
    idleTimeoutMs: 60_000,
    maxRequestsPerConnection,
    maxConcurrentStreams: 100,
    keepAliveSeconds: 0,
    maxConnectionMs: 0,
    limits: {
      connections: 0,
      pending: 0,
      requests: 0,
      retries: 0,
      maxConnections: limits.maxConnections ?? 1024,
      maxPending: limits.maxPending ?? 1024,
      maxRequests: 1024,
      maxRetries: 1024,
    },
    ...own.cluster,
  };
  const place = { host: '127.0.0.1', port, path: '', label: `127.0.0.1:${port}` };
  return { cluster, ...place, retired: false, ...(tls && { tls }), ...own.endpoint };
}

function tcpService(options: StaticOptions, session: TcpService['session']): TcpService {
  const { idleTimeoutMs = 60_000, maxConnectionMs = 0, tunnel } = options;
  return { idleTimeoutMs, maxConnectionMs, session, ...(tunnel && { tunnel }) };
}

/** A runtime with one listener on a free loopback port and one route. */
export function staticRuntime(options: StaticOptions): ProxyRuntime {
  const endpoints = options.ports.map((port) => endpointOf(port, options));
  const turn = { next: 0 };
  const settings = { ...SETTINGS, ...options.settings };
  const session = (): TcpSession => {
    const cluster = endpoints[0]?.cluster;
    let endpoint: Endpoint | undefined;
    let tries = 0;
    return {
      pick() {
        endpoint = endpoints[turn.next++ % endpoints.length];
        return endpoint;
      },
      connected: () => undefined,
      failed: () => ++tries < endpoints.length,
      ended: () => undefined,
      flags: 0,
      details: '',
      cluster,
      get endpoint() {
        return endpoint;
      },
    };
  };
  const chain: ChainPlan =
    options.kind === 'tcp'
      ? { kind: 'tcp', service: tcpService(options, session) }
      : {
          kind: 'http',
          service: { settings, exchange: () => new StaticExchange(options, endpoints, turn) },
        };
  return {
    listeners: [
      {
        name: 'static',
        address: '127.0.0.1',
        port: options.listen ?? 0,
        inspects: options.inspects ?? false,
        inspectTimeoutMs: 1000,
        chain: (connection) => (options.chain ? options.chain(chain, connection) : chain),
      },
    ],
    clusters: [],
    names: [],
    resolved: () => undefined,
    keySets: [],
    policyCounts: () => [],
    keyEndpoint: () => undefined,
    tick: () => options.probes?.() ?? [],
    probed: (probe, ok) => options.probed?.(probe, ok),
  };
}
