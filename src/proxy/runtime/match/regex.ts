/** Regular expressions of the configuration, run in linear time: never a backtracking engine on what clients send. */
import { RE2JS, RE2JSException } from 're2js';
import { BadValue } from '../problems.ts';
import { isAscii, latin1 } from '../text.ts';

/** As istiod sets it for Envoy (`re2.max_program_size.error_level`). */
const MAX_PROGRAM_SIZE = 32_768;

function compile(expression: string): RE2JS {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(expression);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new BadValue(`"${expression}" is no RE2 expression: ${error.message.replace(/^error parsing regexp: /, '')}`);
  }
  if (compiled.programSize() > MAX_PROGRAM_SIZE)
    throw new BadValue(`"${expression}" makes an RE2 program over ${MAX_PROGRAM_SIZE} instructions`);
  return compiled;
}

/** What the engine reads: characters for ASCII, else the UTF-8 bytes the text stands for. */
const input = (text: string): string | Uint8Array => (isAscii(text) ? text : Buffer.from(text, 'latin1'));

/**
 * Whether a whole text matches the expression.
 * @throws {BadValue} for an expression RE2 does not take, or one too large.
 */
export function wholeMatch(expression: string): (text: string) => boolean {
  const compiled = compile(expression);
  return (text) => compiled.testExact(input(text));
}

const GROUP = /\\([0-9\\])/g;

/** The substitution as fixed texts with the numbers of groups between them. */
function partsOf(substitution: string, groups: number): readonly (string | number)[] {
  const parts: (string | number)[] = [];
  let from = 0;
  for (const { 0: all, 1: what = '', index } of substitution.matchAll(GROUP)) {
    parts.push(latin1(substitution.slice(from, index)));
    if (what === '\\') parts.push('\\');
    else if (Number(what) > groups) throw new BadValue(`"${substitution}" names group ${what} of ${groups}`);
    else parts.push(Number(what));
    from = index + all.length;
  }
  parts.push(latin1(substitution.slice(from)));
  return parts;
}

/**
 * Replaces every match by the substitution, in which `\1` stands for a group.
 * @throws {BadValue} as {@link wholeMatch}, and for a group that does not exist.
 */
export function replacer(expression: string, substitution: string): (text: string) => string {
  const compiled = compile(expression);
  const parts = partsOf(substitution, compiled.groupCount());
  return (text) => {
    const matcher = compiled.matcher(text);
    let out = '';
    let last = 0;
    for (let at = 0; at <= text.length && matcher.find(at); ) {
      const start = matcher.start();
      const end = matcher.end();
      out += text.slice(last, start);
      // An empty match right behind another one does not count, as in RE2 and Go.
      if (end > last || start === 0) out += expand(parts, matcher);
      last = end;
      at = Math.max(at + 1, end);
    }
    return out + text.slice(last);
  };
}

function expand(parts: readonly (string | number)[], matcher: ReturnType<RE2JS['matcher']>): string {
  let out = '';
  for (const part of parts) out += typeof part === 'string' ? part : (matcher.group(part) ?? '');
  return out;
}
