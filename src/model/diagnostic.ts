import type { Range } from './range.ts';

/** How bad a finding is; only `error` fails a run by default. */
export type Level = 'error' | 'warning' | 'info';

/** The name of a Kubernetes object as its readers write it. */
export interface ResourceRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Where something was read: a file and the 0-based index of the document in it, or a cluster. */
export interface Origin {
  readonly file?: string;
  readonly document?: number;
  readonly cluster?: string;
  readonly resource?: ResourceRef;
}

/** A field path from the root of a document, list indexes as numbers. */
export type Path = readonly (string | number)[];

/** The one finding type of inject, validate and analyze. */
export interface Diagnostic {
  /** An entry of `codes.ts`: `IST0101`, `MSH1003`. */
  readonly code: string;
  readonly level: Level;
  /** One sentence, the offending value in quotes, no advice. */
  readonly message: string;
  readonly origin: Origin;
  /** Present whenever the resource came from text. */
  readonly range?: Range;
  readonly path?: Path;
  /** What to do about it. */
  readonly remediation?: string;
}
