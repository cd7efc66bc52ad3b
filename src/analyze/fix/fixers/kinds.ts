import { groupVersion } from '../../../mesh/kinds.ts';
import { asString } from '../../../model/json.ts';
import { certain } from '../../../model/suggest.ts';
import type { Fixer } from '../fix.ts';

/** Letters that may be wrong in the name of a kind. */
const EDITS = 2;

/** The preferred version of those a kind is served as; `undefined` when they are of several groups. */
function preferred(served: readonly string[]): string | undefined {
  const groups = new Set(served.map((version) => groupVersion(version).group));
  return groups.size === 1 ? served[0] : undefined;
}

/** Versions and groups that do not serve a kind. */
export const apiVersions: Fixer = {
  codes: ['MSH2909', 'MSH2910'],
  does: 'Writes the apiVersion that serves the kind, or corrects a kind when one other name is near.',
  fix({ object, finding, definitions }) {
    const { group } = groupVersion(asString(object['apiVersion']) ?? '');
    const kind = asString(object['kind']) ?? '';
    const served = finding.code === 'MSH2909' ? definitions.find(group, kind)?.served : definitions.servedAs(kind);
    const version = preferred(served ?? []);
    if (version !== undefined) return [{ kind: 'set', path: ['apiVersion'], value: version }];
    const meant = finding.code === 'MSH2910' ? certain(kind, definitions.kindsOf(group), EDITS) : undefined;
    return meant === undefined ? [] : [{ kind: 'set', path: ['kind'], value: meant }];
  },
};
