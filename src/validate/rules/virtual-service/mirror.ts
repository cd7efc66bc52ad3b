import type { Cursor } from '../cursor.ts';
import { type Problems, problem } from '../problem.ts';
import { destination } from '../shared/destinations.ts';

function* share(at: Cursor): Problems {
  const value = at.at('value');
  if (value.number < 0 || value.number > 100)
    yield problem('MSH2131', value, `${at.name} ${value.number} is not between 0 and 100`);
}

/** How much of the traffic is copied, and to which further destinations. */
export function* mirroring(route: Cursor): Problems {
  const old = route.at('mirrorPercent');
  if (old.exists) {
    yield problem('MSH2130', old, 'mirrorPercent is superseded by mirrorPercentage', { of: 'key' });
    if (old.number > 100) yield problem('MSH2131', old, `mirrorPercent ${old.number} is not between 0 and 100`);
  }
  yield* share(route.at('mirrorPercentage'));
  for (const mirror of route.items('mirrors')) {
    const target = mirror.at('destination');
    if (target.exists) yield* destination(target);
    else yield problem('MSH2132', target, `${mirror.name} has no destination`);
    yield* share(mirror.at('percentage'));
  }
}
