import type { Code } from '../model/codes.ts';
import type { Path } from '../model/diagnostic.ts';

/** Something the injector has to say about a pod, before it is known where in a file that pod stands. */
export interface Problem {
  readonly code: Code;
  readonly message: string;
  /** From the root of the object whose pod it is, or from the pod: `metadata` and `spec` as the pod has them. */
  readonly path: Path;
  /** Advice that is more exact than the code's own. */
  readonly remediation?: string;
}

/** Stops the injection of one pod; the run goes on with the next one. */
export class Refusal extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join('; '));
    this.name = 'Refusal';
    this.problems = problems;
  }
}
