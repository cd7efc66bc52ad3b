import { CODES, type Code } from '../model/codes.ts';
import type { Diagnostic, Origin } from '../model/diagnostic.ts';
import type { Range } from '../model/range.ts';

/** A finding of a known code, with the level and advice the code has. */
export function finding(code: Code, message: string, origin: Origin, range?: Range): Diagnostic {
  const { level, remediation } = CODES[code];
  return { code, level, message, origin, ...(range && { range }), remediation };
}
