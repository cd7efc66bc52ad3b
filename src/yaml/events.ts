import { type Event, parseEvents, YAMLException } from 'js-yaml';
import { SyntaxProblem } from './build.ts';
import { flatten } from './flatten.ts';

/** Deeper nesting than any manifest has; keeps the recursion of parser, tree and writers far from the end of the stack. */
const MAX_DEPTH = 500;

/** What the parser made of a text. */
export interface Parsed {
  readonly events: readonly Event[];
  /** Whether the parser was given the text on fewer lines than it has. */
  readonly flattened: boolean;
}

function readFlattened(text: string): Parsed | undefined {
  try {
    return { events: parseEvents(flatten(text), { maxDepth: MAX_DEPTH }), flattened: true };
  } catch {
    // The complaint about the text as it is says more.
    return undefined;
  }
}

/**
 * The parser's events, with offsets into `text`. What go-yaml reads and the parser refuses for its indentation is read too.
 * Throws {@link SyntaxProblem}.
 */
export function readEvents(text: string): Parsed {
  try {
    return { events: parseEvents(text, { maxDepth: MAX_DEPTH }), flattened: false };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const lenient = error.reason === 'deficient indentation' ? readFlattened(text) : undefined;
    if (lenient) return lenient;
    const at = error.mark?.position ?? 0;
    const reason = error.reason.startsWith('nesting exceeded')
      ? `nesting is deeper than ${MAX_DEPTH} levels`
      : error.reason;
    throw new SyntaxProblem(reason, at, at + 1);
  }
}
