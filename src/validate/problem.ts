import { CODES, type Code } from '../model/codes.ts';
import type { Level, Path } from '../model/diagnostic.ts';

/** What looks at an object: its form, the API server's rules beyond form, the control plane's reading and rules. */
export const LAYERS = ['structure', 'cel', 'rules'] as const;
export type Layer = (typeof LAYERS)[number];

/** What a layer finds in an object, before it is known where in a file that stands. */
export interface LayerProblem {
  readonly code: Code;
  readonly level: Level;
  /** One sentence without a full stop: the field, the value in quotes, the rule. */
  readonly message: string;
  /** From the root of the object; it may lead to what is not there. */
  readonly path: Path;
  /** `key` when the name of the field is wrong and not its value. */
  readonly of: 'key' | 'value';
  /** Better advice than the code's. */
  readonly remediation?: string;
}

/** A problem at the level of its code. */
export function layerProblem(
  code: Code,
  path: Path,
  details: Pick<LayerProblem, 'message'> & Partial<Pick<LayerProblem, 'of' | 'remediation'>>,
): LayerProblem {
  return { code, level: CODES[code].level, path, of: 'value', ...details };
}

/** The advice to use another word; nothing when no word is near. */
export function didYouMean(suggestion: string | undefined): Pick<LayerProblem, 'remediation'> {
  return suggestion === undefined ? {} : { remediation: `Did you mean "${suggestion}"?` };
}
