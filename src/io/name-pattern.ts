/** One step of a pattern: any run of characters, or one character that passes. */
type Step = 'run' | ((char: string) => boolean);

const TOKEN = /\*+|\?|\[(!?)([^\]]+)\]|./gsu;

/**
 * What tells whether a file name matches `*`, `?`, `[a-z]` and `[!a-z]`. Its time grows with the product of the two lengths
 * at worst, whatever the pattern: a regular expression made of the same stars may need exponentially long.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const steps = [...pattern.matchAll(TOKEN)].map(([token, not, set]) => stepOf(token, not === '!', set));
  return (name) => matches(steps, [...name]);
}

function stepOf(token: string, inverted: boolean, set: string | undefined): Step {
  if (token.startsWith('*')) return 'run';
  if (token === '?') return () => true;
  if (set === undefined) return (char) => char === token;
  const ranges = [...set.matchAll(/(.)-(.)|./gsu)].map(([one, from, to]) => [from ?? one, to ?? one] as const);
  return (char) => ranges.some(([from, to]) => from <= char && char <= to) !== inverted;
}

/** Only the last run seen has to be tried again with one character more: an earlier one could not do better. */
function matches(steps: readonly Step[], chars: readonly string[]): boolean {
  let step = 0;
  let char = 0;
  let retry: { step: number; char: number } | undefined;
  while (char < chars.length) {
    const current = steps[step];
    if (current === 'run') {
      retry = { step: ++step, char };
    } else if (current?.(chars[char] ?? '')) {
      step++;
      char++;
    } else if (retry) {
      retry.char++;
      ({ step, char } = retry);
    } else {
      return false;
    }
  }
  return steps.slice(step).every((rest) => rest === 'run');
}
