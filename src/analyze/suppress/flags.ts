/** Suppressions of the command line and of the configuration: `IST0101=VirtualService shop/* until 2027-01-31 -- why`. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { friendlyName, fullName } from '../resource.ts';
import { globMatches } from './glob.ts';
import { ANY, type Suppression } from './suppression.ts';
import { readTerms } from './terms.ts';

/** The names an object is known by: `Kind ns/name`, `Kind name.ns` as istioctl's help has it, and `ns/name`. */
function namesOf({ origin }: Diagnostic, defaultNamespace: string): readonly string[] {
  if (origin.resource === undefined) return [];
  const { kind, name, namespace = '' } = origin.resource;
  const spaces = namespace === '' ? ['', defaultNamespace] : [namespace];
  return spaces.flatMap((space) => {
    const friendly = friendlyName({ kind, name, namespace: space });
    return space === '' ? [friendly] : [friendly, `${kind} ${name}.${space}`, fullName({ name, namespace: space })];
  });
}

/** One suppression; `undefined` unless it is a code, an equals sign, and what the object is called. */
export function flagSuppression(text: string, defaultNamespace: string): Suppression | undefined {
  const { what, terms } = readTerms(text);
  const [code = '', resource = '', ...more] = what.split('=');
  if (code === '' || resource === '' || more.length > 0) return undefined;
  return {
    source: 'flag',
    codes: [code],
    terms,
    title: `the suppression "${what}"`,
    at: { origin: {} },
    keys: [ANY],
    // Findings about no object are taken by a pattern for all of them only.
    covers: (finding) =>
      resource === '*' || namesOf(finding, defaultNamespace).some((name) => globMatches(resource, name)),
  };
}
