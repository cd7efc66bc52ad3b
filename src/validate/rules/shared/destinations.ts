/** Where traffic goes. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { wildcardDomain } from './domains.ts';
import { isDnsLabel } from './names.ts';
import { port } from './numbers.ts';

/** A destination, when there is one. */
export function* destination(at: Cursor): Problems {
  if (!at.exists) return;
  const host = at.at('host');
  if (host.text === '*') yield problem('MSH2038', host, 'the destination host "*" names no service');
  else yield* wildcardDomain(host);
  const subset = at.at('subset');
  if (subset.text !== '' && !isDnsLabel(subset.text))
    yield problem('MSH2039', subset, `${subset.name} ${quoted(subset.text)} is not a DNS label`);
  if (at.has('port')) yield* port(at.at('port').at('number'));
}

/** The weights of the destinations of a route: none negative, and of several not all zero. */
function* totalWeight(route: Cursor): Problems {
  const destinations = route.items('route');
  const total = destinations.reduce((sum, item) => sum + item.at('weight').number, 0);
  if (destinations.length > 1 && total === 0)
    yield problem('MSH2047', route.at('route'), 'the weights of the destinations add up to 0, so none gets traffic');
}

/** The destinations of a route; `more` checks what else one may hold, before its host. */
export function* routeDestinations(route: Cursor, more: (item: Cursor) => Problems = () => []): Problems {
  for (const item of route.items('route')) {
    const target = item.at('destination');
    if (!target.exists) yield problem('MSH2046', target, `${item.name} has no destination`);
    yield* more(item);
    yield* destination(target);
    const weight = item.at('weight');
    if (weight.number < 0) yield problem('MSH2048', weight, `${weight.name} ${weight.number} is negative`);
  }
  yield* totalWeight(route);
}
