/** Lists of values in the rules of an AuthorizationPolicy. */
import type { Cursor } from '../cursor.ts';
import { echoes, firstCounts, type Problems, problem, quoted } from '../problem.ts';
import { subnet } from '../shared/addresses.ts';

/** The list under `field`, without empty values. */
export function* stated(of: Cursor, field: string): Problems {
  const empty = of.items(field).filter((at) => at.text === '');
  yield* firstCounts(empty.map((at) => problem('MSH2710', at, `${at.name} is empty`)));
}

/** The list under `field`, of addresses and blocks of them; what {@link stated} says of an empty one is enough. */
export function* addresses(of: Cursor, field: string): Problems {
  for (const at of of.items(field)) yield* at.text === '' ? echoes(subnet(at)) : subnet(at);
}

const MAX_PORT = 65535;

/** The list under `field`, of ports as text; 0 is one. As for {@link addresses}, an empty one is told elsewhere. */
export function* ports(of: Cursor, field: string): Problems {
  for (const at of of.items(field))
    if (!/^[0-9]+$/.test(at.text) || Number(at.text) > MAX_PORT)
      yield problem('MSH2711', at, `${at.name} ${quoted(at.text)} is not the number of a port`, {
        echo: at.text === '',
      });
}
