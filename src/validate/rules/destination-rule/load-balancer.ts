import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { durationProblem } from '../shared/durations.ts';
import { localityLb } from './locality.ts';
import { zoneAwareLb } from './zone-aware.ts';

/** Envoy's limit of a Maglev table. */
const MAGLEV_LIMIT = 5_000_011;

/** Up to here it is quick to look for divisors; hardly any number of use is larger, and hardly any larger one is prime. */
const LARGEST_TRIED = 2 ** 32;

function isPrime(value: number): boolean {
  if (value < 2 || value > LARGEST_TRIED) return false;
  for (let divisor = 2; divisor * divisor <= value; divisor++) if (value % divisor === 0) return false;
  return true;
}

function* cookie(at: Cursor): Problems {
  if (!at.exists) return;
  if (at.at('name').text === '') yield problem('MSH2220', at.at('name'), 'httpCookie has no name');
  const seen = new Set<string>();
  for (const attribute of at.items('attributes')) {
    const name = attribute.at('name');
    if (name.text === '') yield problem('MSH2221', name, `${attribute.name} of the cookie has no name`);
    else if (seen.has(name.text)) yield problem('MSH2222', name, `the cookie has two attributes ${quoted(name.text)}`);
    seen.add(name.text);
  }
}

function* maglev(at: Cursor): Problems {
  if (!at.exists) return;
  const size = at.at('tableSize');
  const outside = size.number === 0 || size.number >= MAGLEV_LIMIT;
  if (size.number === 0) yield problem('MSH2225', size, 'maglev has no tableSize');
  else if (outside) yield problem('MSH2226', size, `tableSize ${size.number} is not below ${MAGLEV_LIMIT}`);
  if (!isPrime(size.number))
    yield problem('MSH2227', size, `tableSize ${size.number} is not a prime number`, { echo: outside });
}

function* consistentHash(at: Cursor): Problems {
  if (!at.exists) return;
  yield* cookie(at.at('httpCookie'));
  const ring = at.at('minimumRingSize');
  if (ring.number !== 0) {
    const other = ['maglev', 'ringHash'].find((field) => at.has(field));
    yield problem('MSH2223', ring, 'minimumRingSize of consistentHash is superseded by that of ringHash', {
      of: 'key',
      echo: other !== undefined,
    });
    if (other !== undefined) yield problem('MSH2224', ring, `minimumRingSize stands beside ${other}`);
  }
  yield* maglev(at.at('maglev'));
}

function* warmup(at: Cursor): Problems {
  if (!at.exists) return;
  const duration = at.at('duration');
  const wrong = duration.exists ? durationProblem(duration) : problem('MSH2245', duration, 'warmup has no duration');
  if (wrong) yield wrong;
  const minimum = at.at('minimumPercent');
  if (minimum.number > 100) yield problem('MSH2246', minimum, `minimumPercent ${minimum.number} is more than 100`);
  const aggression = at.at('aggression');
  if (aggression.exists && aggression.number <= 0)
    yield problem('MSH2247', aggression, `aggression ${aggression.number} is not more than 0`);
}

/** How a request finds its endpoint. */
export function* loadBalancer(at: Cursor, outlierDetection: Cursor): Problems {
  if (!at.exists) return;
  yield* consistentHash(at.at('consistentHash'));
  const locality = at.at('localityLbSetting');
  const zoneAware = at.at('zoneAwareLbSetting');
  if (locality.exists && zoneAware.exists)
    yield problem('MSH2230', zoneAware, 'loadBalancer has both localityLbSetting and zoneAwareLbSetting');
  yield* localityLb(locality, outlierDetection);
  yield* zoneAwareLb(zoneAware, outlierDetection);
  yield* warmup(at.at('warmup'));
}
