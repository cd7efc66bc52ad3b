/** The form of analyzers and of what they find. */
import { CODES, type Code, type CodeInfo } from '../model/codes.ts';
import type { Level, Path } from '../model/diagnostic.ts';
import type { Context, View } from './context.ts';
import type { AnalyzedKind, SpecOf } from './kinds.ts';
import type { AnalyzedResource } from './resource.ts';

/** A code that a rule of the user's has: the registry does not know it. */
export type OwnCode = string & { readonly own: unique symbol };

/** The code of a rule of the user's; whoever calls it has looked that it is none of meshctl's. */
export const ownCode = (code: string): OwnCode => code as OwnCode;

const INFOS: ReadonlyMap<string, CodeInfo> = new Map(Object.entries(CODES));

/** What to do about findings of a code in general; `undefined` for a user's. */
export const adviceOf = (code: Code | OwnCode): string | undefined => INFOS.get(code)?.remediation;

/** One thing an analyzer finds about the object it was given. */
export interface Found {
  readonly code: Code | OwnCode;
  readonly level: Level;
  /** One sentence: the values in quotes, without advice. */
  readonly message: string;
  /** From the root of the object; may lead to what is absent. */
  readonly path: Path;
  /** `key` when the name of the field is what is wrong. */
  readonly of: 'key' | 'value';
  /** The field whose line the reference shows; absent where it shows that of the document. */
  readonly line?: Path;
  /** What tells findings of one code and object apart for the reference; the message where it is absent. */
  readonly values?: string;
  /** Better advice than the code's. */
  readonly remediation?: string;
  /** Set when objects that are not in the input may make it wrong. */
  readonly confidence?: 'partial';
}

/** What may be said of a finding besides its code, place and words. */
export type FoundDetails = Partial<Omit<Found, 'code' | 'path' | 'message'>> & {
  /** Whether the reference shows the line of `path`. */
  readonly pinned?: boolean;
};

/** A finding at the level of its code. */
export function found(
  code: Code | OwnCode,
  path: Path,
  { message, pinned = false, ...details }: FoundDetails & Pick<Found, 'message'>,
): Found {
  return {
    code,
    level: INFOS.get(code)?.level ?? 'warning',
    path,
    of: 'value',
    message,
    ...(pinned ? { line: path } : {}),
    ...details,
  };
}

/** A finding that may be wrong because the input is not all there is: no more than a note. */
export function uncertain(finding: Found): Found {
  return { ...finding, level: 'info', confidence: 'partial' };
}

/** Documents that draw the analyzer's codes, and ones like them that do not. */
export interface AnalyzerExample {
  readonly bad: string;
  readonly good: string;
}

/** A check over several objects. Pure; reports about the object it is given only. */
export interface Analyzer<Subject extends AnalyzedKind = AnalyzedKind> {
  /** As `--analyzer` names it. */
  readonly name: string;
  /** The first one is that of the examples. */
  readonly codes: readonly (Code | OwnCode)[];
  /** The kinds it reports about. */
  readonly subjects: readonly Subject[];
  /** Every kind it may read, the subjects included. */
  readonly inputs: readonly AnalyzedKind[];
  /** The rule, one sentence. */
  readonly description: string;
  /** Whose view it belongs to; both when absent. */
  readonly view?: View;
  /** The reference's name of it; absent for checks only meshctl has. */
  readonly reference?: string;
  analyze(resource: AnalyzedResource<SpecOf[Subject]>, context: Context): Iterable<Found>;
}

/** An analyzer of meshctl's: rules of the user's come without examples. */
export interface ShownAnalyzer<Subject extends AnalyzedKind = AnalyzedKind> extends Analyzer<Subject> {
  readonly examples: AnalyzerExample;
}

/** An analyzer with the type of its subjects forgotten, for the registry: the runner gives each only what it asks for. */
export function analyzer<Subject extends AnalyzedKind>(definition: ShownAnalyzer<Subject>): ShownAnalyzer {
  // Sound because run.ts takes the objects from the kinds in `subjects`.
  return definition as unknown as ShownAnalyzer;
}
