/** Faults on purpose. @see envoy.extensions.filters.http.fault.v3.HTTPFault */
import type { HttpFault } from '../../../xds/resources/filter.ts';
import { NEXT, type Next } from '../../contract.ts';
import { FLAGS } from '../../flags.ts';
import { chanceOf, happens, type Random } from '../chance.ts';
import { milliseconds } from '../durations.ts';
import type { Answer, FilterStream, HttpFilter } from './filter.ts';

/** Delays and aborts, each with the share of requests it is for, from 0 to 1. */
export interface FaultPlan {
  readonly delayMs: number;
  readonly delayChance: number;
  readonly abort: Answer | undefined;
  readonly abortChance: number;
}

function answerOf({ http_status: status, grpc_status: grpc }: NonNullable<HttpFault['abort']>): Answer | undefined {
  const common = { body: 'fault filter abort', flags: FLAGS.FI, details: 'fault_filter_abort' };
  if (status !== undefined) return { ...common, status };
  return grpc === undefined ? undefined : { ...common, status: 200, grpcStatus: grpc };
}

/** The faults a configuration asks for; `undefined` when it asks for none. */
export function faultPlan({ delay, abort }: HttpFault): FaultPlan | undefined {
  const delayMs = milliseconds(delay?.fixed_delay, 0);
  const answer = abort && answerOf(abort);
  if (delayMs === 0 && answer === undefined) return undefined;
  return {
    delayMs,
    delayChance: delayMs === 0 ? 0 : chanceOf(delay?.percentage ?? {}),
    abort: answer,
    abortChance: chanceOf(abort?.percentage ?? {}),
  };
}

/** The first half of the filter: requests wait. What the route says takes the place of the filter's own plan. */
export class FaultDelay implements HttpFilter {
  readonly #own: FaultPlan | undefined;
  readonly #random: Random;

  constructor(own: FaultPlan | undefined, random: Random) {
    this.#own = own;
    this.#random = random;
  }

  request(stream: FilterStream): Next | undefined {
    const plan = stream.filters?.fault ?? this.#own;
    if (plan === undefined || !happens(plan.delayChance, this.#random)) return undefined;
    stream.flags |= FLAGS.DI;
    stream.delayMs = plan.delayMs;
    return NEXT.delay;
  }
}

/** The second half: requests are answered with an error. */
export class FaultAbort implements HttpFilter {
  readonly #own: FaultPlan | undefined;
  readonly #random: Random;

  constructor(own: FaultPlan | undefined, random: Random) {
    this.#own = own;
    this.#random = random;
  }

  request(stream: FilterStream): Next | undefined {
    const plan = stream.filters?.fault ?? this.#own;
    if (plan?.abort === undefined || !happens(plan.abortChance, this.#random)) return undefined;
    return stream.answer(plan.abort);
  }
}
