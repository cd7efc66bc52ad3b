/** What tests can expect, and what there is to compare it with. */
import { deepEqual, isMap } from '../../model/json.ts';
import { durationText } from '../durations.ts';
import type { Explanation, Hop } from '../steps.ts';

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isTruth = (value: unknown): boolean => typeof value === 'boolean';
const areNumbers = (value: unknown): boolean => isMap(value) && Object.values(value).every(isNumber);
const areTexts = (value: unknown): boolean =>
  isMap(value) && Object.values(value).every((each) => each === null || isText(each) || isNumber(each));

/** Faults on purpose; percents of requests. */
export interface FaultExpectation {
  readonly delay?: string;
  readonly delayPercent?: number;
  readonly status?: number;
  readonly abortPercent?: number;
}

/** Everything that can be expected; what is absent may be anything. */
export interface Expectation {
  /** Of an answer by a proxy; requests that a workload gets have none. */
  readonly status?: number;
  /** Whether no proxy refuses the request: no policy, no token, no TLS. */
  readonly allowed?: boolean;
  /** The policy that decides, `namespace/name`. */
  readonly policy?: string;
  readonly route?: string;
  readonly host?: string;
  readonly port?: number;
  readonly subset?: string;
  /** Percents by subset, or by host where there is none. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly path?: string;
  readonly authority?: string;
  /** Fields that are set on the way; `null` for those that are taken out. */
  readonly headers?: Readonly<Record<string, string | number | null>>;
  readonly redirect?: string;
  /** `2s`; `0s` for none. */
  readonly timeout?: string;
  readonly retries?: number;
  readonly fault?: FaultExpectation;
}

/** The fields of {@link Expectation}, and what their values have to be. */
export const EXPECTATIONS: Readonly<Record<keyof Expectation, (value: unknown) => boolean>> = {
  status: isNumber,
  allowed: isTruth,
  policy: isText,
  route: isText,
  host: isText,
  port: isNumber,
  subset: isText,
  weights: areNumbers,
  path: isText,
  authority: isText,
  headers: areTexts,
  redirect: isText,
  timeout: isText,
  retries: isNumber,
  fault: isMap,
};

const PERCENT = 100;
const percent = (share: number): number => Number((share * PERCENT).toPrecision(6));

const POLICY_TEXT = /^AuthorizationPolicy (\S+?),/;

/** The policy that has decided last: that refuses, or allows. */
function decidingPolicy(hops: readonly Hop[]): string | undefined {
  const steps = hops
    .flatMap(({ steps: own }) => own)
    .filter(({ kind, result }) => kind === 'policy' && result !== 'passed-over');
  const refusing = steps.find(({ result }) => result === 'refused');
  return POLICY_TEXT.exec((refusing ?? steps.at(-1))?.text ?? '')?.[1];
}

function answerIn(hops: readonly Hop[]) {
  const [first, ...rest] = hops;
  const own = first?.outcome.answer ?? first?.outcome.targets.find(({ failure }) => failure)?.failure;
  return own ?? rest.find(({ outcome }) => outcome.answer)?.outcome.answer;
}

/** What has become of a request, in the words of expectations; faults are those of the first proxy. */
export function actualOf({ hops }: Explanation): Expectation {
  const [first] = hops;
  if (first === undefined) return {};
  const { targets, route, timeoutMs, retries, fault } = first.outcome;
  const [target] = targets;
  const answer = answerIn(hops);
  const policy = decidingPolicy(hops);
  const changes = target?.request?.changes ?? [];
  return {
    allowed: !hops.some(({ steps }) => steps.some(({ result }) => result === 'refused')),
    route,
    retries,
    timeout: timeoutMs === 0 ? '0s' : durationText(timeoutMs),
    weights: Object.fromEntries(targets.map(({ subset, host, share }) => [subset || host, percent(share)])),
    headers: Object.fromEntries(changes.map(({ name, value }) => [name, value ?? null])),
    ...(answer === undefined ? {} : { status: answer.status }),
    ...(answer?.location === undefined ? {} : { redirect: answer.location }),
    ...(policy === undefined ? {} : { policy }),
    ...(target === undefined ? {} : { host: target.host, port: target.port, subset: target.subset }),
    ...(target?.request === undefined ? {} : { path: target.request.path, authority: target.request.authority }),
    fault: {
      delay: durationText(fault?.delayMs ?? 0),
      delayPercent: percent(fault?.delayShare ?? 0),
      status: fault?.status ?? 0,
      abortPercent: percent(fault?.abortShare ?? 0),
    },
  };
}

/** An expectation that has not come true. */
export interface Mismatch {
  readonly field: string;
  readonly expected: unknown;
  /** `undefined` where there is nothing of the kind. */
  readonly actual: unknown;
}

/** Of maps only what is expected counts: a test need not name every header. */
const PARTIAL: ReadonlySet<string> = new Set(['headers', 'fault']);

const sameText = (expected: unknown, actual: unknown): boolean =>
  deepEqual(expected, actual) || (typeof expected === 'number' && String(expected) === actual);

/** What differs; empty when everything is as expected. A short host stands for the whole one. */
export function mismatches(expected: Expectation, actual: Expectation): readonly Mismatch[] {
  return Object.entries(expected).flatMap(([field, wanted]): readonly Mismatch[] => {
    const found = Object.entries(actual).find(([name]) => name === field)?.[1];
    if (PARTIAL.has(field) && isMap(wanted)) {
      const own = isMap(found) ? found : {};
      return Object.entries(wanted)
        .map(([name, value]) => ({ name, value, found: own[field === 'headers' ? name.toLowerCase() : name] }))
        .filter((each) => !sameText(each.value, each.found))
        .map((each) => ({ field: `${field}.${each.name}`, expected: each.value, actual: each.found }));
    }
    const short = field === 'host' && typeof found === 'string' && found.startsWith(`${String(wanted)}.`);
    return short || deepEqual(wanted, found) ? [] : [{ field, expected: wanted, actual: found }];
  });
}
