import { INJECT } from '../../../inject/constants.ts';
import type { Path } from '../../../model/diagnostic.ts';
import { asMap, entry, getIn } from '../../../model/json.ts';
import { certain } from '../../../model/suggest.ts';
import { ANNOTATIONS } from '../../facts/annotations.ts';
import { DATAPLANE_LABEL, INJECTION_LABEL, REVISION_LABEL } from '../../facts/membership.ts';
import type { Broken, Fixer, Step } from '../fix.ts';

/** Letters that may be wrong in the name of an annotation. */
const EDITS = 2;

/** The removal of an entry; of the whole map when nothing else is in it. */
function removal({ object }: Broken, path: Path): Step {
  const holder = path.slice(0, -1);
  const isLast = Object.keys(asMap(getIn(object, holder))).length === 1;
  return { kind: 'remove', path: isLast ? holder : path };
}

/** Annotations the mesh does not know. */
export const annotationNames: Fixer = {
  codes: ['IST0108'],
  does: 'Corrects the name of an annotation when one that works there is near.',
  fix({ object, path }) {
    const kind = path[0] === 'metadata' ? object['kind'] : 'Pod';
    const there = asMap(getIn(object, path.slice(0, -1)));
    const names = [...ANNOTATIONS]
      .filter(
        ([name, { kinds }]) => !Object.hasOwn(there, name) && kinds.some((each) => each === kind || each === 'Any'),
      )
      .map(([name]) => name);
    const name = certain(String(path.at(-1)), names, EDITS);
    return name === undefined ? [] : [{ kind: 'rename', path, name }];
  },
};

/** The annotation whose place a label of the same name has taken. */
export const injectionAnnotation: Fixer = {
  codes: ['IST0135'],
  does: `Turns the annotation ${INJECT} into the label of that name.`,
  fix(broken) {
    const { object, path } = broken;
    const value = getIn(object, path);
    const label = [...path.slice(0, -2), 'labels', INJECT];
    if (path.at(-1) !== INJECT || typeof value !== 'string' || getIn(object, label) !== undefined) return [];
    return [{ kind: 'set', path: label, value }, removal(broken, path)];
  },
};

/** The labels that say how a namespace joins the mesh: of several the first one decides. */
const BY_PRECEDENCE = [INJECTION_LABEL, REVISION_LABEL, DATAPLANE_LABEL];

/** Several labels that say how a namespace joins the mesh. */
export const namespaceLabels: Fixer = {
  codes: ['IST0123'],
  does: 'Removes the labels that have no effect beside the one that decides how the namespace joins the mesh.',
  fix({ object }) {
    const labels = getIn(object, ['metadata', 'labels']);
    const set = BY_PRECEDENCE.filter((label) => entry(labels, label) !== undefined);
    return set.slice(1).map((label): Step => ({ kind: 'remove', path: ['metadata', 'labels', label] }));
  },
};
