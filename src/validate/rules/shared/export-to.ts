/** To which namespaces an object is shown. */
import type { Cursor } from '../cursor.ts';
import { type Problem, type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { isDnsLabel } from './names.ts';

const OWN = '.';
const EVERYBODY = '*';
const NOBODY = '~';

function entryProblem(at: Cursor, name: string, mayHide: boolean): Problem | undefined {
  if (name === NOBODY)
    return mayHide
      ? undefined
      : problem('MSH2030', at, 'exportTo "~" hides the object from everybody, itself included');
  if (name === EVERYBODY || isDnsLabel(name)) return undefined;
  return problem('MSH2033', at, `${at.name} ${quoted(name)} is neither ".", "*" nor a namespace`);
}

/** The entries of `exportTo`; only a ServiceEntry may be shown to nobody (`~`). */
export function* exportTo(resource: Resource, mayHide = false): Problems {
  const entries = resource.spec.items('exportTo');
  const seen = new Set<string>();
  for (const at of entries) {
    const name = at.text === OWN ? resource.namespace : at.text;
    if (seen.has(name)) yield problem('MSH2029', at, `${at.name} ${quoted(at.text)} is listed twice`);
    seen.add(name);
    const found = entryProblem(at, name, mayHide);
    if (found) yield found;
  }
  if (entries.length < 2) return;
  const list = resource.spec.at('exportTo');
  if (seen.has(EVERYBODY))
    yield problem('MSH2032', list, 'exportTo has other entries beside "*"', { echo: seen.size === 1 });
  if (seen.has(NOBODY))
    yield problem('MSH2031', list, 'exportTo has other entries beside "~"', { echo: seen.size === 1 || !mayHide });
}
