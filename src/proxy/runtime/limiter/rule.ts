/** One descriptor of a SmartLimiter at work. */

import type { LimitDescriptor, LimitMatch } from '../../../xds/limiter.ts';
import type { StringMatcher } from '../../../xds/resources/common.ts';
import { type Condition, headerCondition, queryValue } from '../match/conditions.ts';
import type { RequestView } from '../match/request-view.ts';
import { textTest } from '../match/strings.ts';
import { TokenBucket } from '../rate-limit/bucket.ts';
import { latin1 } from '../text.ts';
import { AdaptiveLimit } from './adaptive.ts';
import { expression } from './expression.ts';
import type { Metrics } from './metrics.ts';

const MS_PER_SECOND = 1000;
const NANOSECONDS_PER_MS = 1_000_000;

function matcherOf(match: LimitMatch): StringMatcher | undefined {
  if (match.exact_match !== undefined) return { exact: match.exact_match };
  if (match.prefix_match !== undefined) return { prefix: match.prefix_match };
  if (match.suffix_match !== undefined) return { suffix: match.suffix_match };
  return match.regex_match === undefined ? undefined : { safe_regex: { regex: match.regex_match } };
}

type Read = (request: RequestView) => string | undefined;

/** Parts of a request that are no fields. */
function readerOf({ match_source: source = '', name = '' }: LimitMatch): Read | undefined {
  if (/query/i.test(source)) {
    const key = latin1(name);
    return ({ query }) => (query === '' ? undefined : queryValue(query, key));
  }
  return /ip/i.test(source) ? ({ connection }) => connection.remoteText : undefined;
}

function conditionOf(match: LimitMatch): Condition {
  const matcher = matcherOf(match);
  const inverted = match.invert_match === true;
  const read = readerOf(match);
  if (read === undefined) {
    const { name = '', present_match: present } = match;
    if (matcher) return headerCondition({ name, string_match: matcher, invert_match: inverted });
    return headerCondition({ name, present_match: present ?? true, invert_match: inverted });
  }
  const test = matcher && textTest(matcher);
  const present = match.present_match ?? true;
  return (request) => {
    const value = read(request);
    const holds = test === undefined ? (value !== undefined) === present : value !== undefined && test(value);
    return holds !== inverted;
  };
}

/** What a rule is made from. */
export interface RuleOptions {
  /** `_base` or a subset. */
  readonly set: string;
  readonly descriptor: LimitDescriptor;
  readonly workers: number;
}

/** One descriptor of a SmartLimiter, and the tokens that are left of its quota. */
export class LimitRule {
  readonly set: string;
  readonly descriptor: LimitDescriptor;
  readonly #conditions: readonly Condition[];
  readonly #quota: (metrics: Metrics) => number;
  readonly #applies: (metrics: Metrics) => number;
  readonly #adaptive: AdaptiveLimit | undefined;
  readonly #shared: boolean;
  readonly bucket: TokenBucket;
  #active = false;
  #filled = false;

  /** @throws {BadValue} for a quota, a condition or an expression that cannot be read. */
  constructor({ set, descriptor, workers }: RuleOptions) {
    const { action = {}, condition = 'true', match = [] } = descriptor;
    const { quota = '0', fill_interval: interval = {}, strategy = 'single' } = action;
    this.set = set;
    this.descriptor = descriptor;
    this.#conditions = match.map(conditionOf);
    this.#quota = expression(quota);
    this.#applies = expression(condition);
    this.#adaptive = strategy === 'adaptive' ? new AdaptiveLimit() : undefined;
    this.#shared = strategy === 'average' || strategy === 'global';
    const fillMs = (interval.seconds ?? 0) * MS_PER_SECOND + (interval.nanos ?? 0) / NANOSECONDS_PER_MS;
    this.bucket = new TokenBucket({ max: 0, perFill: 0, fillMs: fillMs === 0 ? MS_PER_SECOND : fillMs, workers });
  }

  /** Reads quota and condition anew; the first time the bucket is filled. */
  refresh(metrics: Metrics): void {
    this.#active = this.#applies(metrics) !== 0;
    const quota = Math.max(0, this.#quota(metrics));
    const pods = Math.max(1, metrics[this.set]?.['pod'] ?? 1);
    const own = this.#shared ? quota / pods : quota;
    const limit = this.#adaptive?.next(own) ?? own;
    this.bucket.resize(limit, limit);
    if (!this.#filled) this.bucket.refill();
    this.#filled = true;
  }

  /** Whether the rule is about the request. */
  matches(request: RequestView): boolean {
    return this.#active && this.#conditions.every((condition) => condition(request));
  }

  /** Whether there was room for one more. */
  take(now: number): boolean {
    const taken = this.bucket.take(now);
    if (taken) this.#adaptive?.use();
    return taken;
  }

  observe(latencyMs: number, status: number): void {
    this.#adaptive?.observe(latencyMs, status >= 500);
  }
}
