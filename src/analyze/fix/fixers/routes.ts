import { asMap, getIn } from '../../../model/json.ts';
import type { Fixer } from '../fix.ts';

/** Names of headers in capitals: they are matched in lower case. */
export const headerNames: Fixer = {
  codes: ['MSH3004'],
  does: 'Writes the name of a header in lower case.',
  fix({ path }) {
    const name = String(path.at(-1)).toLowerCase();
    return name === path.at(-1) ? [] : [{ kind: 'rename', path, name }];
  },
};

/** A share of mirrored requests in the deprecated way. */
export const mirrorPercent: Fixer = {
  codes: ['MSH2130'],
  does: 'Writes mirrorPercentage in place of mirrorPercent.',
  fix({ object, path }) {
    const value = getIn(object, path);
    const to = [...path.slice(0, -1), 'mirrorPercentage'];
    if (typeof value !== 'number' || getIn(object, to) !== undefined) return [];
    return [
      { kind: 'rename', path, name: 'mirrorPercentage' },
      { kind: 'set', path: to, value: { value } },
    ];
  },
};

/** The size of a ring of consistent hashing in the deprecated way. */
export const ringSize: Fixer = {
  codes: ['MSH2223'],
  does: 'Writes ringHash.minimumRingSize in place of minimumRingSize.',
  fix({ object, path }) {
    const minimumRingSize = getIn(object, path);
    const holder = asMap(getIn(object, path.slice(0, -1)));
    if (minimumRingSize === undefined || Object.hasOwn(holder, 'ringHash') || Object.hasOwn(holder, 'maglev'))
      return [];
    return [
      { kind: 'rename', path, name: 'ringHash' },
      { kind: 'set', path: [...path.slice(0, -1), 'ringHash'], value: { minimumRingSize } },
    ];
  },
};
