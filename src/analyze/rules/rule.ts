/** Rules of the user's own, as they are written. */
import type { Level, Path } from '../../model/diagnostic.ts';
import type { AnalyzedKind } from '../kinds.ts';

/** A text in a rule, and where it stands: `file:line:col`. */
export interface Written {
  readonly text: string;
  readonly place: string;
}

/** What has to hold for every object of some kinds, or for every item of a list in them. */
export interface Rule {
  /** The user's: capitals, then digits, and not one of meshctl's. */
  readonly code: string;
  readonly description: string;
  readonly level: Level;
  readonly kinds: readonly AnalyzedKind[];
  /** The kinds its expressions may look up besides. */
  readonly reads: readonly AnalyzedKind[];
  /** The list whose items it is about, `*` for each item of lists on the way; absent when it is about the whole object. */
  readonly each?: Path;
  /** It is about what this is true for only. */
  readonly when?: Written;
  readonly require: Written;
  /** What is said where it does not hold. */
  readonly message: string;
  /** Makes a better message. */
  readonly messageExpression?: Written;
  /** The field findings are shown at: of the item, else of the object. */
  readonly field: Path;
  readonly remediation?: string;
  /** Where it stands. */
  readonly place: string;
}

/** Stands in a path for every item of a list. */
export const EACH = '*';
