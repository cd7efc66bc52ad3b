/** What is wrong with a snapshot that cannot be run. */
import type { Source } from '../../xds/snapshot.ts';
import type { Slices } from './slices.ts';

/** One thing that is wrong. */
export interface SnapshotProblem {
  readonly message: string;
  /** The YAML it comes from, as near as is known. */
  readonly source: Source | undefined;
}

/** A value no runtime table can be made of; whoever knows where it stands says so. */
export class BadValue extends Error {}

/** Thrown when a snapshot cannot be run; the one before goes on. */
export class BadSnapshot extends Error {
  readonly problems: readonly SnapshotProblem[];

  constructor(problems: readonly SnapshotProblem[]) {
    super(problems.map(({ message }) => message).join('; '));
    this.problems = problems;
  }
}

/** Collects what is wrong instead of stopping at the first. */
export class Problems {
  readonly list: SnapshotProblem[] = [];
  readonly #sources: ReadonlyMap<object, Source>;

  constructor(sources: ReadonlyMap<object, Source>) {
    this.#sources = sources;
  }

  /** The result of `make`; `undefined` when the values of `owner` do not allow one, which is noted. */
  attempt<T>(owner: object, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      return this.#note(owner, error);
    }
  }

  /** The same for work in slices. */
  *attemptSlices<T>(owner: object, work: Slices<T>): Slices<T | undefined> {
    try {
      return yield* work;
    } catch (error) {
      return this.#note(owner, error);
    }
  }

  #note(owner: object, error: unknown): undefined {
    if (!(error instanceof BadValue)) throw error;
    this.list.push({ message: error.message, source: this.#sources.get(owner) });
  }

  /** @throws {BadSnapshot} when anything was noted. */
  check(): void {
    if (this.list.length > 0) throw new BadSnapshot(this.list);
  }
}
