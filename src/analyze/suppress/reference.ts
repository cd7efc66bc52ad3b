/** Findings nobody wants to see, as the reference takes them out. */
import { type AnalyzedResource, friendlyName } from '../resource.ts';
import { globMatches } from './glob.ts';

/** A code and the objects it is not wanted of: `IST0101=VirtualService shop/*`. */
export interface Suppression {
  readonly code: string;
  /** With `*` for any run of characters. */
  readonly resource: string;
}

/** What may be suppressed. */
interface Suppressible {
  readonly code: string;
  readonly resource: AnalyzedResource;
}

/** The annotation by which an object says that findings of it are not wanted. */
export const PEER_ANNOTATION = 'galley.istio.io/analyze-suppress';

/** The parts of `CODE=resource`; `undefined` unless there is exactly one equals sign. */
export function parseSuppression(text: string): Suppression | undefined {
  const [code, resource, ...more] = text.split('=');
  return code === undefined || resource === undefined || more.length > 0 ? undefined : { code, resource };
}

/** Codes are compared as they stand, with the spaces around them; `*` counts only alone. */
function annotated({ annotations }: AnalyzedResource, code: string): boolean {
  const codes = (annotations[PEER_ANNOTATION] ?? '').split(',');
  return codes.includes(code) || (codes.length === 1 && codes[0] === '*');
}

/** Whether the reference leaves a finding out: the run says so, or the object does. */
export function isSuppressed({ code, resource }: Suppressible, suppressions: readonly Suppression[]): boolean {
  if (annotated(resource, code)) return true;
  const name = friendlyName(resource);
  return suppressions.some((suppression) => suppression.code === code && globMatches(suppression.resource, name));
}
