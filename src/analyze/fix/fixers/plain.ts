/** Findings with one way out, whatever else the object says. */
import { deepEqual, getIn } from '../../../model/json.ts';
import { currentName } from '../../../validate/rules/envoy-filter/match.ts';
import type { Fixer } from '../fix.ts';

/** Fields that have no effect where they stand. */
export const withoutEffect: Fixer = {
  codes: ['MSH2312', 'MSH2502'],
  does: 'Removes a field that has no effect where it stands.',
  fix: ({ object, path }) => (getIn(object, path) === undefined ? [] : [{ kind: 'remove', path }]),
};

/** Traffic cannot be captured for a Unix socket. */
export const captureModes: Fixer = {
  codes: ['MSH2515'],
  does: 'Sets captureMode of a listener on a Unix socket to NONE.',
  fix: ({ path }) => [{ kind: 'set', path, value: 'NONE' }],
};

/** Filters by names that Envoy gave up. */
export const filterNames: Fixer = {
  codes: ['MSH2615'],
  does: 'Writes the name Envoy knows a filter by.',
  fix({ object, path }) {
    const name = getIn(object, path);
    const value = typeof name === 'string' ? currentName(name) : undefined;
    return value === undefined ? [] : [{ kind: 'set', path, value }];
  },
};

/** What a list says again. */
export const repetitions: Fixer = {
  codes: ['MSH2322', 'MSH2518', 'MSH2908'],
  does: 'Removes an item of a list that equals an earlier one.',
  fix({ object, path }) {
    const list = getIn(object, path.slice(0, -1));
    const index = path.at(-1);
    if (!Array.isArray(list) || typeof index !== 'number') return [];
    const isRepeated = list.slice(0, index).some((item) => deepEqual(item, list[index]));
    return isRepeated ? [{ kind: 'remove', path }] : [];
  },
};
