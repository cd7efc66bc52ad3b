import type { CodeInfo } from '../codes.ts';
import type { Level } from '../diagnostic.ts';

const at =
  (level: Level) =>
  (title: string, remediation: string): CodeInfo => ({ level, title, remediation });

/** A rule whose breach has the object refused: its title, and what to do about it. */
export const error = at('error');

/** A rule whose breach is probably a mistake. */
export const warning = at('warning');

/** Something to know. */
export const info = at('info');
