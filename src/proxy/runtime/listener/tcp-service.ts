/** Connections that are passed on as bytes. @see envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy */
import type { TcpProxy } from '../../../xds/resources/listener.ts';
import type { ConnectionInfo, TcpService, TcpSession } from '../../contract.ts';
import type { FailureReason } from '../../failure.ts';
import { FLAGS } from '../../flags.ts';
import type { Question } from '../../own-request.ts';
import type { Endpoint } from '../../upstream.ts';
import { RequestHead } from '../../wire/request-head.ts';
import { endIndex, runningSums } from '../balancer/simple.ts';
import type { Random } from '../chance.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { ConnectionView } from '../connection-view.ts';
import { milliseconds } from '../durations.ts';
import { failureAnswer } from '../exchange/answers.ts';
import { originalDestination } from '../exchange/original.ts';
import { Tries } from '../exchange/tries.ts';
import type { Authorizer } from '../ext-authz/authorizer.ts';
import type { RbacRules } from '../filters/rbac.ts';
import { type HashRule, hashRules, requestHash } from '../hash/policy.ts';
import type { RequestView } from '../match/request-view.ts';
import type { ListenerScope } from './scope.ts';

const IDLE_TIMEOUT_MS = 3_600_000;
const OTHER_HOSTS = { otherHosts: true, elsewhereAfter: 0 } as const;
/** A connection has no head; what conditions ask of one is not there. */
const NO_HEAD = new RequestHead();

/** What a connection has to pass, in this order: rules, and somebody who is asked. */
export type Guard = { readonly rules: RbacRules } | { readonly authorizer: Authorizer; readonly failsOpen: boolean };

interface TcpPlan {
  readonly names: readonly string[];
  readonly ends: Float64Array;
  readonly hash: readonly HashRule[];
  readonly attempts: number;
  readonly guards: readonly Guard[];
  readonly scope: ListenerScope;
}

class Session implements TcpSession {
  flags = 0;
  details = '';
  readonly #plan: TcpPlan;
  readonly #view: RequestView;
  readonly #tries = new Tries(false);
  readonly #hash: bigint | undefined;
  readonly #marks = new Map<string, string>();
  /** How many guards have had their turn. */
  #passed = 0;
  #refused = false;

  constructor(plan: TcpPlan, connection: ConnectionInfo) {
    this.#plan = plan;
    const view = new ConnectionView(connection);
    const request = { head: NO_HEAD, path: '', query: '', connection: view, claims: undefined };
    this.#view = { ...request, client: view.remote };
    this.#hash = requestHash(plan.hash, this.#view, plan.scope.options.random)?.hash;
    this.#tries.start(this.#destination(plan.scope.options.random));
  }

  #destination(random: Random): Cluster | undefined {
    const { names, ends, scope } = this.#plan;
    const name = names.length < 2 ? names[0] : names[endIndex(ends, random() * (ends.at(-1) ?? 0))];
    return scope.clusters.get(name ?? '');
  }

  pick(now: number): Endpoint | undefined {
    const unasked = this.question(now);
    if (unasked) {
      unasked.dropped();
      this.#refuse(FLAGS.UAEX, 'ext_authz_error');
    }
    if (this.#refused) return undefined;
    const { cluster } = this.#tries;
    if (cluster === undefined) return this.#end(FLAGS.NC, 'cluster_not_found');
    const { options, address, port } = this.#plan.scope;
    const listener = { listenAddress: address, listenPort: port };
    const original = cluster.original ? originalDestination(listener, this.#view) : undefined;
    const picked = this.#tries.pick({ now, hash: this.#hash, random: options.random }, original);
    if (picked === 'host') return this.#tries.host;
    return picked === 'full' ? this.#end(FLAGS.UO, 'overflow') : this.#end(FLAGS.UH, 'no_healthy_upstream');
  }

  #end(flags: number, details: string): undefined {
    this.flags |= flags;
    this.details = details;
    this.#tries.release();
    return undefined;
  }

  /** Lets the guards look at the connection, one after the other, until one has to ask. */
  question(now: number): Question | undefined {
    while (!this.#refused) {
      const guard = this.#plan.guards[this.#passed++];
      if (guard === undefined) return undefined;
      if ('rules' in guard) {
        const details = guard.rules.refusal(this.#view, this.#marks);
        if (details !== undefined) this.#refuse(0, details);
      } else if (guard.authorizer.concerns({ marks: this.#marks })) {
        const question = this.#ask(guard, now);
        if (question) return question;
      }
    }
    return undefined;
  }

  #ask({ authorizer, failsOpen }: Extract<Guard, { authorizer: Authorizer }>, now: number): Question | undefined {
    const wallTime = this.#plan.scope.options.wallClock();
    const checked = { connection: this.#view.connection.info, head: undefined, body: undefined, wallTime };
    return authorizer.question(checked, now, ({ kind }) => {
      if (kind === 'denied') this.#refuse(FLAGS.UAEX, 'ext_authz_denied');
      if (kind === 'failed' && !failsOpen) this.#refuse(FLAGS.UAEX, 'ext_authz_error');
    });
  }

  #refuse(flags: number, details: string): void {
    this.#refused = true;
    this.#end(flags, details);
  }

  connected(now: number): void {
    this.#tries.answered(200, now);
  }

  failed(reason: FailureReason, detail: string, now: number): boolean {
    this.#tries.broke(reason, now);
    this.#tries.leaveOut(OTHER_HOSTS);
    this.#tries.endTry();
    if (reason !== 'overflow' && this.#tries.attempts < this.#plan.attempts) return true;
    const { flags, details } = failureAnswer(reason, detail);
    this.#end(flags, details);
    return false;
  }

  ended(): void {
    this.#tries.release();
  }

  get cluster() {
    return this.#tries.cluster?.plan;
  }

  get endpoint(): Endpoint | undefined {
    return this.#tries.host;
  }
}

function tunnelOf({ tunneling_config: config }: TcpProxy): Pick<TcpService, 'tunnel'> {
  if (config === undefined) return {};
  return { tunnel: { method: config.use_post === true ? 'POST' : 'CONNECT', authority: config.hostname } };
}

/** The service of a filter chain that passes bytes on, for those whom the guards let in. */
export function tcpService(proxy: TcpProxy, guards: readonly Guard[], scope: ListenerScope): TcpService {
  const clusters = proxy.weighted_clusters?.clusters ?? [{ name: proxy.cluster ?? '', weight: 1 }];
  const plan: TcpPlan = {
    names: clusters.map(({ name }) => name),
    ends: runningSums(clusters.map(({ weight }) => weight)),
    hash: hashRules(proxy.hash_policy ?? []),
    attempts: proxy.max_connect_attempts ?? 1,
    guards,
    scope,
  };
  return {
    idleTimeoutMs: milliseconds(proxy.idle_timeout, IDLE_TIMEOUT_MS),
    maxConnectionMs: milliseconds(proxy.max_downstream_connection_duration, 0),
    ...tunnelOf(proxy),
    session: (connection) => new Session(plan, connection),
  };
}
