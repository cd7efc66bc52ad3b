import { fixedText } from '../../analyze/fix/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { findingChanges, identity } from '../../model/finding-changes.ts';
import type { Host } from '../../model/host.ts';
import { sortFindings } from '../../output/findings.ts';
import { Progress } from '../../output/progress.ts';
import { definitions } from '../../validate/definitions.ts';
import { isFailing } from '../validate/status.ts';
import type { Input } from './input.ts';
import type { Session } from './session.ts';

/** What mending gave. */
export interface Mended {
  /** What was found and is no more, in the order in which it was mended. */
  readonly fixed: readonly Diagnostic[];
  /** What is found after that. */
  readonly findings: readonly Diagnostic[];
  readonly input: Input;
  /** The files that are different: what they held, and what they are to hold. */
  readonly changed: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
}

/** Which findings are mended; those that were known before are not. */
export type Choose = (findings: readonly Diagnostic[]) => readonly Diagnostic[];

interface Attempt {
  readonly file: string;
  readonly text: string;
}

/** The text a file would have with the finding mended. */
function attemptFor(finding: Diagnostic, input: Input, session: Session): Attempt | undefined {
  const { file = '', document } = finding.origin;
  const [text, context] = [input.texts.get(file), session.context];
  const manifest = input.documents.find(
    ({ manifest: each }) => each.file === file && each.index === document,
  )?.manifest;
  if (!manifest || text === undefined || !context) return undefined;
  const after = fixedText(finding, manifest, { context, definitions: definitions([]) });
  const { offset } = manifest.start;
  return after === undefined
    ? undefined
    : { file, text: text.slice(0, offset) + after + text.slice(offset + manifest.text.length) };
}

/** A fix is kept when its finding is gone and nothing came that is as bad. */
function isBetter(finding: Diagnostic, before: readonly Diagnostic[], after: readonly Diagnostic[]): boolean {
  const { came, went } = findingChanges(before, after);
  return (
    went.some((each) => identity(each) === identity(finding)) && !came.some((each) => isFailing(each, finding.level))
  );
}

/**
 * Mends what can be mended, one finding after the other: after each the whole is analyzed again, and what does not make it
 * better is taken back. Nothing is written. Throws what analyzing throws.
 */
export async function mend(session: Session, choose: Choose, host: Host): Promise<Mended> {
  const original = session.input().texts;
  const fixed: Diagnostic[] = [];
  const tried = new Set<string>();
  let input = session.input();
  let findings = await session.findings(input);
  const progress = new Progress(host, 'findings looked at');
  for (let next = untried(); next; next = untried()) {
    await progress.step();
    tried.add(identity(next));
    const attempt = attemptFor(next, input, session);
    if (!attempt) continue;
    const before = input.texts.get(attempt.file) ?? '';
    await session.set(attempt.file, attempt.text);
    const after = await session.findings();
    if (isBetter(next, findings, after)) {
      fixed.push(next);
      findings = after;
      // One like it may stand elsewhere.
      tried.delete(identity(next));
    } else {
      await session.set(attempt.file, before);
      findings = await session.findings();
    }
    input = session.input();
  }
  progress.done();
  return { fixed, findings, input, changed: changedFiles(original, input.texts) };

  function untried(): Diagnostic | undefined {
    return sortFindings(choose(findings)).find((finding) => !tried.has(identity(finding)));
  }
}

function changedFiles(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Mended['changed'] {
  const names = [...before].filter(([name, text]) => after.get(name) !== text).map(([name]) => name);
  return new Map(names.map((name) => [name, { before: before.get(name) ?? '', after: after.get(name) ?? '' }]));
}
