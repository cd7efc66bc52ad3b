import { CODES, type Code } from '../model/codes.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

/** A finding of a known code, with the level and advice the code has. */
export function finding(code: Code, message: string, where: Pick<Diagnostic, 'origin' | 'range'>): Diagnostic {
  const { level, remediation } = CODES[code];
  return { code, level, message, ...where, remediation };
}
