/** What happens on a route besides being sent somewhere: faults, CORS, limits, time-outs, retries, copies. */
import { runtimeChance } from '../proxy/runtime/chance.ts';
import { milliseconds } from '../proxy/runtime/durations.ts';
import { type FaultPlan, faultPlan } from '../proxy/runtime/filters/fault.ts';
import { TYPES } from '../xds/compile/type-urls.ts';
import type { Any } from '../xds/resources/common.ts';
import type { HttpFault, LocalRateLimit } from '../xds/resources/filter.ts';
import type { HttpConnectionManager } from '../xds/resources/listener.ts';
import type { CorsPolicy, Route, VirtualHost } from '../xds/resources/route.ts';
import { durationText } from './durations.ts';
import type { Outcome, Step } from './steps.ts';

/** Where effects are looked for. */
export interface EffectSources {
  readonly manager: HttpConnectionManager;
  readonly host: VirtualHost;
  readonly route: Route;
  readonly place: Step['place'];
}

const DEFAULT_TIMEOUT_MS = 15_000;
const ALL_ORIGINS = 'any origin';

function configured({ manager, host, route }: EffectSources, type: string): Any | undefined {
  const ofType = (configs: Route['typed_per_filter_config']) =>
    Object.values(configs ?? {}).find((config) => config['@type'] === type);
  const own = ofType(route.typed_per_filter_config) ?? ofType(host.typed_per_filter_config);
  return own ?? manager.http_filters?.find(({ typed_config: config }) => config?.['@type'] === type)?.typed_config;
}

const at = ({ place }: EffectSources): Pick<Step, 'place'> => (place === undefined ? {} : { place });

/** The faults of a route; `undefined` without any. */
function faultOf(sources: EffectSources): FaultPlan | undefined {
  const config = configured(sources, TYPES.fault);
  // `@type` says which message it is.
  return config && faultPlan(config as HttpFault);
}

function drawn(share: number): Pick<Step, 'result' | 'share'> {
  return share >= 1 ? { result: 'applies' } : { result: 'drawn', share };
}

function faultSteps(sources: EffectSources): readonly Step[] {
  const plan = faultOf(sources);
  if (plan === undefined) return [];
  const delay: readonly Step[] =
    plan.delayChance > 0
      ? [
          {
            kind: 'fault',
            ...drawn(plan.delayChance),
            text: `waits ${durationText(plan.delayMs)} on purpose`,
            ...at(sources),
          },
        ]
      : [];
  if (plan.abort === undefined || plan.abortChance <= 0) return delay;
  const text = `is answered with ${plan.abort.status} on purpose`;
  return [...delay, { kind: 'fault', ...drawn(plan.abortChance), text, ...at(sources) }];
}

function corsSteps(sources: EffectSources): readonly Step[] {
  // `@type` says which message it is.
  const policy = configured(sources, TYPES.corsPolicy) as CorsPolicy | undefined;
  if (policy === undefined) return [];
  const origins = (policy.allow_origin_string_match ?? []).map(
    ({ exact, prefix, safe_regex: regex }) =>
      exact ?? (prefix === undefined ? regex?.regex : `${prefix}*`) ?? ALL_ORIGINS,
  );
  const text = `pages of ${origins.join(', ') || 'no origin'} may call it (${policy.allow_methods ?? 'no methods named'})`;
  return [{ kind: 'cors', ...drawn(runtimeChance(policy.filter_enabled)), text, ...at(sources) }];
}

function limitSteps(sources: EffectSources): readonly Step[] {
  // `@type` says which message it is.
  const config = configured(sources, TYPES.localRateLimit) as LocalRateLimit | undefined;
  const bucket = config?.token_bucket;
  if (config === undefined || bucket === undefined || config.filter_enabled === undefined) return [];
  const { max_tokens: max, tokens_per_fill: fill = 1, fill_interval: interval } = bucket;
  const text = `at most ${max} requests at once, and ${fill} more every ${interval}; then ${config.status?.code ?? 429}`;
  const share = Math.min(runtimeChance(config.filter_enabled), runtimeChance(config.filter_enforced));
  return share <= 0 ? [] : [{ kind: 'rate-limit', ...drawn(share), text, ...at(sources) }];
}

function mirrorSteps(sources: EffectSources): readonly Step[] {
  return (sources.route.route?.request_mirror_policies ?? []).map(({ cluster, runtime_fraction: fraction }) => ({
    kind: 'mirror',
    ...drawn(runtimeChance(fraction)),
    text: `a copy goes to ${cluster}, whose answer nobody sees`,
    ...at(sources),
  }));
}

function patienceSteps(sources: EffectSources): readonly Step[] {
  const { timeout, retry_policy: retries } = sources.route.route ?? {};
  const limit = milliseconds(timeout, DEFAULT_TIMEOUT_MS);
  const text = limit === 0 ? 'no time-out' : `504 after ${durationText(limit)}, all tries together`;
  const waiting: Step = {
    kind: 'timeout',
    result: 'applies',
    text,
    ...at(sources),
    ...(limit === 0 ? { minor: true } : {}),
  };
  const count = retries === undefined ? 0 : (retries.num_retries ?? 1);
  if (count === 0) return [waiting];
  const each = retries?.per_try_timeout === undefined ? '' : `, ${retries.per_try_timeout} each`;
  const trying = `tried again up to ${count} times on ${retries?.retry_on ?? 'nothing'}${each}`;
  return [waiting, { kind: 'retries', result: 'applies', text: trying, ...at(sources) }];
}

/** What happens in front of a route's own action. */
export function filterSteps(sources: EffectSources): readonly Step[] {
  return [...faultSteps(sources), ...corsSteps(sources), ...limitSteps(sources)];
}

/** What happens to what is sent on. */
export function forwardSteps(sources: EffectSources): readonly Step[] {
  return [...patienceSteps(sources), ...mirrorSteps(sources)];
}

/** The numbers of the same. */
export function effectsOf(sources: EffectSources): Pick<Outcome, 'retries' | 'fault'> {
  const plan = faultOf(sources);
  const { retry_policy: policy } = sources.route.route ?? {};
  const retries = policy === undefined ? 0 : (policy.num_retries ?? 1);
  if (plan === undefined) return { retries };
  const { delayMs, delayChance, abort, abortChance } = plan;
  return {
    retries,
    fault: {
      delayMs: delayChance > 0 ? delayMs : 0,
      delayShare: delayChance,
      status: abort?.status ?? 0,
      abortShare: abort === undefined ? 0 : abortChance,
    },
  };
}
