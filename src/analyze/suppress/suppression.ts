/** The form of suppressions, whoever says them. */
import type { Code } from '../../model/codes.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Terms } from './terms.ts';

/** Who says that findings are not wanted. */
export type Source = 'comment' | 'annotation' | 'flag';

/** Findings of some codes that are not wanted at some place. */
export interface Suppression {
  readonly source: Source;
  /** `*` for every code. */
  readonly codes: readonly string[];
  readonly terms: Terms;
  /** Why it cannot be meant as it is written; absent where it can. */
  readonly flaw?: string;
  /** What it is called in messages. */
  readonly title: string;
  /** Where it stands; empty for one of the command line. */
  readonly at: Pick<Diagnostic, 'origin' | 'range' | 'path'>;
  /** What findings have to have one of for it to be asked; see {@link keysOf}. */
  readonly keys: readonly string[];
  /** Asked besides the key and the code. */
  covers?(finding: Diagnostic): boolean;
}

/** The finding for one that has no effect. */
export const UNUSED: Readonly<Record<Source, Code>> = { comment: 'MSH3901', annotation: 'MSH3902', flag: 'MSH3903' };

/** The key of suppressions that look at every finding. */
export const ANY = 'any';

/** The key of findings in a line of a file. */
export const lineKey = (file: string, line: number): string => `line ${file}:${line}`;

/** What tells an object from others: where it is written, and what it is called. */
export interface ObjectName {
  readonly file: string;
  readonly document: number;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The key of findings about an object; its namespace is as it is written, or the one it is taken to be in. */
export const objectKey = ({ file, document, kind, namespace, name }: ObjectName): string =>
  `object ${file}#${document}#${kind}/${namespace}/${name}`;

/** The keys by which suppressions of a finding are found. */
export function keysOf({ origin, range }: Diagnostic): readonly string[] {
  const { file = '', document = 0, resource } = origin;
  return [
    ANY,
    ...(range ? [lineKey(file, range.start.line)] : []),
    ...(resource ? [objectKey({ file, document, namespace: '', ...resource })] : []),
  ];
}

/** Whether a finding is one of the rules about one object, which the reference has one code for each level for. */
const isOfRules = (finding: Diagnostic): boolean => 'layer' in finding && finding.layer === 'rules';

/** The codes by which a finding is called: its own, and the reference's where that has another one. */
export function namesOfCode(finding: Diagnostic): readonly string[] {
  const { code, level } = finding;
  if (!isOfRules(finding) || code.startsWith('IST')) return [code];
  return [code, level === 'error' ? 'IST0106' : 'IST0133'];
}
