/** One request at one connection manager. */
import type { HttpSettings } from '../proxy/contract.ts';
import { ConnectionView } from '../proxy/runtime/connection-view.ts';
import { EdgeRules } from '../proxy/runtime/exchange/edge.ts';
import { RequestState } from '../proxy/runtime/exchange/request-state.ts';
import type { ServicePlan, VirtualHostPlan } from '../proxy/runtime/exchange/service.ts';
import { HostTable } from '../proxy/runtime/route/host-table.ts';
import { pathRules } from '../proxy/runtime/route/normalise.ts';
import { TYPES } from '../xds/compile/type-urls.ts';
import type { JwtAuthentication, RbacFilter } from '../xds/resources/filter.ts';
import type { FilterChain, HttpConnectionManager } from '../xds/resources/listener.ts';
import type { Route, VirtualHost } from '../xds/resources/route.ts';
import { type AtProxy, ORDINARY } from './at-proxy.ts';
import { type EffectSources, effectsOf, filterSteps, forwardSteps } from './effects.ts';
import { decide, destinationsOf, towards, type Way } from './exchanges.ts';
import { configurationOf } from './listeners.ts';
import { policySteps, tokenStep } from './policies.ts';
import { chooseRoute, hostFor } from './routes.ts';
import { type Answer, NO_OUTCOME, type Outcome, type Step, type Target } from './steps.ts';
import { clusterParts, endpointViews, requestSteps, targetSteps } from './targets.ts';

/** What became of a request, how, and which of its forms went on: by destination. */
export interface Walked {
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
  readonly onward: ReadonlyMap<string, AtProxy['head']>;
}

/** Nothing of a message is read here: whatever its limits are, they are kept. */
const NO_LIMITS: HttpSettings = {
  codec: 'auto',
  acceptHttp10: true,
  lenientLineEnds: false,
  headersTimeoutMs: 0,
  idleTimeoutMs: 0,
  maxConnectionMs: 0,
  maxRequestsPerConnection: 0,
  maxConcurrentStreams: 0,
  minBodyRate: 0,
  serverName: '',
};

/** The request as filters and routes see it. */
function stateOf(at: AtProxy, manager: HttpConnectionManager): RequestState {
  const { trustsInternal } = at.options;
  const service: ServicePlan = {
    settings: NO_LIMITS,
    edge: new EdgeRules(manager, { trustsInternal, random: ORDINARY, ownUri: '' }),
    paths: pathRules(manager),
    hosts: new HostTable<VirtualHostPlan>(false),
    filters: [],
    tracer: undefined,
    upgrades: new Set(),
    listenAddress: '',
    listenPort: 0,
    options: at.options,
  };
  const head = at.head.clone();
  const state = new RequestState(service, new ConnectionView(at.connection), head);
  state.start(head, 0);
  service.edge.apply(head, state.connection);
  return state;
}

function pathStep(state: RequestState, before: string): readonly Step[] {
  if (state.path === before) return [];
  return [{ kind: 'path', result: 'applies', text: `${before} is read as ${state.path}` }];
}

async function guardSteps(at: AtProxy, manager: HttpConnectionManager, state: RequestState): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const { typed_config: config, disabled } of manager.http_filters ?? []) {
    if (disabled === true || config === undefined) continue;
    // `@type` says which message each of them is.
    if (config['@type'] === TYPES.jwtAuthn) steps.push(await tokenStep(config as JwtAuthentication, state, at));
    if (config['@type'] === TYPES.httpRbac) steps.push(...policySteps(config as RbacFilter, state, at.places));
    if (steps.at(-1)?.result === 'refused') break;
  }
  return steps;
}

function hostStep(host: VirtualHost | undefined, authority: string): Step {
  if (host === undefined) return { kind: 'virtual-host', result: 'failed', text: `nobody serves "${authority}"` };
  return { kind: 'virtual-host', result: 'taken', text: `${host.name} serves "${authority}"` };
}

function answerStep({ status, details, location }: Answer, place: Step['place']): Step {
  const to = location === undefined ? '' : ` to ${location}`;
  const refused = status >= 400;
  return {
    kind: 'answer',
    result: refused ? 'failed' : 'taken',
    text: `${status}${to} (${details})`,
    ...(place === undefined ? {} : { place }),
  };
}

interface Chosen {
  readonly way: Way;
  readonly steps: readonly Step[];
}

/** What a route does with the request: the answer, or its destinations. */
async function act(at: AtProxy, { way, steps }: Chosen): Promise<Walked> {
  const { host, route } = way;
  const place = route && at.places.of(route);
  const sources: EffectSources | undefined = host && route && { manager: way.manager, host, route, place };
  const effects = sources ? effectsOf(sources) : { retries: 0 };
  const base = { ...NO_OUTCOME, ...effects, route: route?.name ?? '', virtualHost: host?.name ?? '' };
  const first = await decide(at, route ? { ...way, route: towards(route, 0) } : way);
  const filters = sources ? filterSteps(sources) : [];
  if (first.answer !== undefined && first.forwarded === undefined && first.answer.details !== 'cluster_not_found') {
    const told = [...steps, ...filters, answerStep(first.answer, place)];
    return { steps: told, outcome: { ...base, answer: first.answer }, onward: new Map() };
  }
  const { targets, onward } = await targetsOf(at, { ...way, route });
  const patience = sources ? forwardSteps(sources) : [];
  const told = targets.flatMap((target) => [...targetSteps(at, target), ...requestSteps(at, target)]);
  return {
    steps: [...steps, ...filters, ...patience, ...told],
    outcome: { ...base, targets, timeoutMs: first.timeoutMs },
    onward,
  };
}

/** Every destination that gets requests, each with what the proxy makes of a request to it. */
async function targetsOf(
  at: AtProxy,
  way: Way,
): Promise<{ readonly targets: readonly Target[]; readonly onward: Walked['onward'] }> {
  const all = destinationsOf(way.route);
  const sum = all.reduce((total, { weight }) => total + weight, 0);
  const targets: Target[] = [];
  const onward = new Map<string, AtProxy['head']>();
  for (const [index, { name, weight }] of all.entries()) {
    if (weight === 0 || way.route === undefined) continue;
    const { answer, forwarded, tls, head } = await decide(at, { ...way, route: towards(way.route, index) });
    onward.set(name, head);
    targets.push({
      cluster: name,
      ...clusterParts(name),
      share: weight / sum,
      endpoints: endpointViews(at, name),
      tls,
      ...(forwarded ? { request: forwarded } : {}),
      ...(answer ? { failure: answer } : {}),
    });
  }
  return { targets, onward };
}

/**
 * Walks a request through a connection manager.
 * @throws {BadValue} and {BadSnapshot} for configuration that no proxy could run.
 */
export async function walkHttp(at: AtProxy, chain: FilterChain, manager: HttpConnectionManager): Promise<Walked> {
  const configuration = configurationOf(manager, at.snapshot);
  const state = stateOf(at, manager);
  const before = state.path;
  const way = { chain, manager, configuration };
  const nowhere: Pick<Way, 'host' | 'route'> = { host: undefined, route: undefined };
  if (state.head.method !== 'CONNECT' && state.normalise() !== undefined)
    return act(at, { way: { ...way, ...nowhere }, steps: [] });
  const host = hostFor(configuration, state.head.authority);
  // As in the proxy, the route is found before tokens are looked at, which may take fields and parameters away.
  const choice: { readonly route: Route | undefined; readonly steps: readonly Step[] } = host
    ? chooseRoute(host, state, at.places)
    : { route: undefined, steps: [] };
  const guards = await guardSteps(at, manager, state);
  const seen = [...pathStep(state, before), ...guards];
  const refused = guards.at(-1)?.result === 'refused';
  const steps = refused ? seen : [...seen, hostStep(host, at.head.authority), ...choice.steps];
  const chosen = { way: { ...way, host, route: choice.route }, steps };
  if (!refused) return act(at, chosen);
  const { answer } = await decide(at, chosen.way);
  const outcome = { ...NO_OUTCOME, route: choice.route?.name ?? '', virtualHost: host?.name ?? '' };
  return { steps, outcome: answer ? { ...outcome, answer } : outcome, onward: new Map() };
}
