/** The form of fixes. */
import type { Code } from '../../model/codes.ts';
import type { Diagnostic, Path, ResourceRef } from '../../model/diagnostic.ts';
import type { JsonMap } from '../../model/json.ts';
import type { Definitions } from '../../validate/definitions.ts';
import type { Context } from '../context.ts';

/** One change of an object; paths lead from its root. */
export type Step =
  | { readonly kind: 'set'; readonly path: Path; readonly value: unknown }
  | { readonly kind: 'rename'; readonly path: Path; readonly name: string }
  | { readonly kind: 'remove'; readonly path: Path };

/** A finding, the object it is about, and what is known besides. */
export interface Broken {
  readonly finding: Diagnostic;
  readonly object: JsonMap;
  /** As the finding has it: with a namespace also where the object names none. */
  readonly resource: ResourceRef;
  /** What the finding is about, from the root of the object. */
  readonly path: Path;
  readonly context: Context;
  readonly definitions: Definitions;
}

/**
 * Mends findings of some codes where there is one right way to do so, which changes nothing else. Pure; no steps where there is
 * no such way. Whoever applies them looks whether the finding is gone and no other came.
 */
export interface Fixer {
  readonly codes: readonly Code[];
  /** What it does, one sentence, for `explain` and the docs. */
  readonly does: string;
  fix(broken: Broken): readonly Step[];
}
