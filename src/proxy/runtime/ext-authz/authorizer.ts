/** Whoever is asked about requests and connections. @see envoy.extensions.filters.http.ext_authz.v3.ExtAuthz and its network twin */
import type { ExtAuthz } from '../../../xds/resources/filter.ts';
import type { Question } from '../../own-request.ts';
import type { Random } from '../chance.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { milliseconds } from '../durations.ts';
import { Tries } from '../exchange/tries.ts';
import { type TextTest, textTest } from '../match/strings.ts';
import { BadValue } from '../problems.ts';
import type { Checked, CheckProtocol } from './check.ts';
import { grpcCheck } from './grpc-check.ts';
import { httpCheck } from './http-check.ts';
import { FAILED, PERMIT, type Ruling } from './ruling.ts';

/** Where nobody says how long. */
const TIMEOUT_MS = 200;
/** Nobody needs so much to say yes or no, and why. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** What the rules before have said of a request, by the keys under which later filters look for it. */
export type Marks = ReadonlyMap<string, string>;

/** What a service that is asked is found in. */
export interface AuthorizerScope {
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly random: Random;
  readonly ownUri: string;
  /** Nobody is asked: whoever would be asked is taken to agree. */
  readonly believes: boolean;
}

/** When somebody is asked: only about what is marked, where there is such a condition. */
function condition({
  filter_enabled_metadata: enabled,
}: ExtAuthz): { readonly key: string; readonly test: TextTest } | undefined {
  if (enabled === undefined) return undefined;
  const { string_match: match } = enabled.value;
  if (typeof match !== 'object' || match === null) throw new BadValue('a condition of metadata without a text');
  return { key: enabled.path.map(({ key }) => key).join('.'), test: textTest(match) };
}

function protocolOf({ grpc_service: grpc, http_service: http, ...config }: ExtAuthz) {
  if (grpc) {
    const { cluster_name: cluster, authority = cluster } = grpc.envoy_grpc;
    const timeoutMs = milliseconds(grpc.timeout, TIMEOUT_MS);
    const packsBytes = config.with_request_body?.pack_as_bytes === true;
    return { cluster, timeoutMs, protocol: grpcCheck({ authority, timeoutMs, packsBytes }) };
  }
  if (http === undefined) throw new BadValue('an external authorization without a service');
  const timeoutMs = milliseconds(http.server_uri.timeout, TIMEOUT_MS);
  const protocol = httpCheck({ service: http, allowed: config.allowed_headers, timeoutMs });
  return { cluster: http.server_uri.cluster, timeoutMs, protocol };
}

/**
 * A service that is asked whether requests may pass.
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/ext_authz_filter
 */
export class Authorizer {
  readonly #protocol: CheckProtocol;
  readonly #timeoutMs: number;
  readonly #cluster: Cluster | undefined;
  readonly #condition: ReturnType<typeof condition>;
  readonly #scope: Omit<AuthorizerScope, 'clusters'>;

  /** @throws {BadValue} for a configuration that cannot be used. */
  constructor(config: ExtAuthz, { clusters, ...scope }: AuthorizerScope) {
    const { cluster, timeoutMs, protocol } = protocolOf(config);
    this.#protocol = protocol;
    this.#timeoutMs = timeoutMs;
    this.#cluster = clusters.get(cluster);
    this.#condition = condition(config);
    this.#scope = scope;
  }

  /** Whether there is something to ask. */
  concerns({ marks }: { readonly marks: Marks }): boolean {
    if (this.#condition === undefined) return true;
    const mark = marks.get(this.#condition.key);
    return mark !== undefined && this.#condition.test(mark);
  }

  /**
   * What is asked, and of whom; `take` gets what comes of it. `undefined` where nobody can be asked: then `take` has been called
   * already.
   */
  question(checked: Omit<Checked, 'ownUri'>, now: number, take: (ruling: Ruling) => void): Question | undefined {
    const { random, ownUri, believes } = this.#scope;
    if (believes) {
      take(PERMIT);
      return undefined;
    }
    const tries = new Tries(false);
    tries.start(this.#cluster);
    const picked = tries.pick({ now, random, hash: undefined }, undefined);
    const endpoint = picked === 'host' ? tries.host : undefined;
    if (endpoint === undefined) {
      tries.release();
      take(FAILED);
      return undefined;
    }
    const message = this.#protocol.message({ ...checked, ownUri });
    return {
      request: { ...message, endpoint, timeoutMs: this.#timeoutMs, maxBytes: MAX_ANSWER_BYTES },
      answered: (answer, at) => {
        if (answer) tries.answered(answer.status, at);
        else tries.broke('connection-termination', at);
        tries.release();
        take(answer ? this.#protocol.ruling(answer, at - now) : FAILED);
      },
      dropped: () => tries.release(),
    };
  }
}
