import type { Cursor } from '../cursor.ts';
import { type Problems, problem } from '../problem.ts';
import { optionalDuration } from '../shared/durations.ts';
import { percent } from '../shared/numbers.ts';

/** When an endpoint is taken out of the load balancing. */
export function* outlierDetection(at: Cursor): Problems {
  if (!at.exists) return;
  yield* optionalDuration(at.at('baseEjectionTime'));
  yield* optionalDuration(at.at('interval'));
  const old = at.at('consecutiveErrors');
  if (old.number !== 0)
    yield problem(
      'MSH2210',
      old,
      'consecutiveErrors is superseded by consecutiveGatewayErrors and consecutive5xxErrors',
      {
        of: 'key',
      },
    );
  const local = at.at('consecutiveLocalOriginFailures');
  if (!at.at('splitExternalLocalOriginErrors').flag && local.number > 0)
    yield problem(
      'MSH2211',
      local,
      'consecutiveLocalOriginFailures counts nothing without splitExternalLocalOriginErrors',
    );
  yield* percent(at.at('maxEjectionPercent'));
  yield* percent(at.at('minHealthPercent'));
}
