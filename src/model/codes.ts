import type { Level } from './diagnostic.ts';

/** What is known of a finding before it is found. `docs/codes.md` and `meshctl explain code` are made from these. */
export interface CodeInfo {
  readonly level: Level;
  /** The rule, one sentence. */
  readonly title: string;
  /** What to do about it, one or two sentences. */
  readonly remediation: string;
}

/** Every code meshctl can report. A code is public: it never changes its meaning and a retired one is never used again. */
export const CODES = {
  MSH0001: {
    level: 'error',
    title: 'The document is not valid YAML or JSON.',
    remediation: 'Mend the syntax at the place shown; everything in the file up to there was read.',
  },
  MSH0002: {
    level: 'error',
    title: 'The file is not text in UTF-8.',
    remediation: 'Give meshctl the manifest itself, not an archive or an image, and save it as UTF-8.',
  },
  MSH0003: {
    level: 'warning',
    title: 'A mapping has the same key twice; Kubernetes keeps the last one.',
    remediation: 'Remove the key that is not meant.',
  },
  MSH0004: {
    level: 'error',
    title: 'A document is larger than any object Kubernetes stores.',
    remediation: 'Split the document, or check that the file is the one you meant.',
  },
} as const satisfies Record<string, CodeInfo>;

export type Code = keyof typeof CODES;
