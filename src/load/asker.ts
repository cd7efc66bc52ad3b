/** What one request at a time goes out by. */
import type { Target } from './plan.ts';
import type { LoadFailure } from './tally.ts';

/** What came of one request. */
export interface Answer {
  /** Absent when there is no answer. */
  readonly status?: number;
  readonly failure?: LoadFailure;
  /** What the header said that tells who answered. */
  readonly by?: string | undefined;
  readonly bytes: number;
}

/** Asks the same thing again and again: a connection, or a stream's place on one. */
export interface Asker {
  readonly target: Target;
  /** When the request that it is busy with is given up, in the time of the run. */
  deadline: number;
  /** What the request counts from. */
  since: number;
  readonly busy: boolean;
  /** Sends the request. It is busy until the answer is there. */
  ask(): void;
  /** Gives the request up. */
  giveUp(failure: LoadFailure): void;
  /** Ends without a word. */
  end(): void;
}

/** Who hears of answers. */
export type OnAnswer = (asker: Asker, answer: Answer) => void;

/** Codes of errors that mean that nobody took the connection. */
export const REFUSED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);

/** The code of an error of Node's; `undefined` for what is none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
