/** Findings nobody wants to see. */

import type { View } from './context.ts';
import { type AnalyzedResource, friendlyName, fullName } from './resource.ts';

/** A code and the objects it is not wanted of: `IST0101=VirtualService shop/*`. */
export interface Suppression {
  readonly code: string;
  /** With `*` for any run of characters. */
  readonly resource: string;
}

/** What is known of an object whose findings may not be wanted. */
type Named = Pick<AnalyzedResource, 'kind' | 'name' | 'namespace' | 'annotations' | 'owner'>;

/** What may be suppressed. */
interface Suppressible {
  readonly code: string;
  readonly resource: Named;
}

/** The annotation by which an object says that findings of it are not wanted. */
const ANNOTATION = 'galley.istio.io/analyze-suppress';
const OWN_ANNOTATION = 'meshctl.dev/suppress';

/** The parts of `CODE=resource`; `undefined` unless there is exactly one equals sign. */
export function parseSuppression(text: string): Suppression | undefined {
  const [code, resource, ...more] = text.split('=');
  return code === undefined || resource === undefined || more.length > 0 ? undefined : { code, resource };
}

function globMatches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

function annotated({ annotations }: Pick<Named, 'annotations'>, code: string, view: View): boolean {
  const own = view === 'own';
  const text = [annotations[ANNOTATION], own ? annotations[OWN_ANNOTATION] : undefined].filter(Boolean).join(',');
  if (text === '') return false;
  const codes = text.split(',').map((item) => (own ? item.trim() : item));
  return codes.some((item) => item === code || (item === '*' && (own || codes.length === 1)));
}

/** The names an object is known by: `Kind ns/name`, and for a person also `Kind name.ns`, as the reference's help has it. */
function namesOf(resource: Named, view: View): readonly string[] {
  const { kind, name, namespace } = resource;
  const friendly = friendlyName(resource);
  return view === 'reference' || namespace === ''
    ? [friendly]
    : [friendly, `${kind} ${name}.${namespace}`, fullName(resource)];
}

/** Whether a finding is not wanted: the run says so, or the object does. */
export function isSuppressed(
  { code, resource }: Suppressible,
  suppressions: readonly Suppression[],
  view: View,
): boolean {
  const subject = resource.owner ?? resource;
  if (annotated(subject, code, view) || (resource !== subject && annotated(resource, code, view))) return true;
  const names = namesOf(subject, view);
  return suppressions.some(
    (suppression) => suppression.code === code && names.some((name) => globMatches(suppression.resource, name)),
  );
}
