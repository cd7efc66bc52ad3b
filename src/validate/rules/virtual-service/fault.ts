import { grpcStatusNumber } from '../../../mesh/grpc-status.ts';
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { optionalDuration } from '../shared/durations.ts';
import { httpStatus } from './answers.ts';

/** The finest share Envoy counts in: one in a million. */
const FINEST_PERCENTAGE = 0.0001;

function* share(at: Cursor): Problems {
  const value = at.at('value');
  if (value.number !== 0 && !(value.number >= FINEST_PERCENTAGE && value.number <= 100))
    yield problem('MSH2125', value, `${at.name} ${value.number} is neither 0 nor between ${FINEST_PERCENTAGE} and 100`);
}

function* abort(at: Cursor): Problems {
  if (!at.exists) return;
  yield* share(at.at('percentage'));
  const grpc = at.at('grpcStatus');
  if (at.has('httpStatus')) yield* httpStatus(at.at('httpStatus'));
  else if (grpc.exists) {
    if (grpcStatusNumber(grpc.text) === undefined)
      yield problem('MSH2126', grpc, `grpcStatus ${quoted(grpc.text)} is not the name of a gRPC status`);
  } else if (at.has('http2Error'))
    yield problem('MSH2127', at.at('http2Error'), 'http2Error is a fault no proxy can inject');
  else yield problem('MSH2128', at, 'abort has no status, so nothing is aborted', { reference: 'silent' });
}

function* delay(at: Cursor): Problems {
  if (!at.exists) return;
  yield* share(at.at('percentage'));
  yield* optionalDuration(at.at('fixedDelay'));
  const exponential = at.at('exponentialDelay');
  if (!exponential.exists) return;
  yield* optionalDuration(exponential);
  yield problem('MSH2129', exponential, 'exponentialDelay is a fault no proxy can inject');
}

/** Faults to inject. */
export function* fault(at: Cursor): Problems {
  if (!at.exists) return;
  if (!at.has('abort') && !at.has('delay')) yield problem('MSH2124', at, 'fault has neither abort nor delay');
  yield* abort(at.at('abort'));
  yield* delay(at.at('delay'));
}
