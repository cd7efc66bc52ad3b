import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Host } from '../../model/host.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type Excerpt, excerptOf } from '../../output/excerpt.ts';
import { Progress } from '../../output/progress.ts';
import { type DocumentFindings, findingsIn } from '../../validate/findings.ts';
import type { Validation } from '../../validate/validate.ts';
import { type Reading, readManifests } from '../../yaml/parse.ts';
import { withEnvoy } from './envoy.ts';
import { emptyFinding, isBlank, sourcesOf, type ValidateSource } from './sources.ts';
import { withTemplateAdvice } from './templates.ts';

/** What a run collects, file after file. */
export interface Collected {
  readonly findings: Diagnostic[];
  readonly excerpts: Map<Diagnostic, Excerpt>;
  readonly files: string[];
  readonly unchecked: Map<string, number>;
  resources: number;
  absent: boolean;
}

/** A key said twice is refused by whoever reads strictly, as `kubectl apply` and the control plane do. */
const STRICT_CODES: ReadonlySet<string> = new Set(['MSH0003']);

/** A finding at the level it has for whoever reads strictly. */
export function atLevel(finding: Diagnostic, strict: boolean): Diagnostic {
  const raised = finding.level === 'warning' && (strict || STRICT_CODES.has(finding.code));
  return raised ? { ...finding, level: 'error' } : finding;
}

/** What reading finds is told in sentences; beside what checking finds it is told as that is, in a clause. */
export function asClause(finding: Diagnostic): Diagnostic {
  const { message } = finding;
  const clause = message.replace(/\.$/, '').replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
  return { ...finding, message: clause };
}

/** What checking goes by. */
interface Run {
  /** Learns the Envoy API with the first file that has a use for it. */
  validation: Validation;
  readonly strict: boolean;
  readonly progress: Progress;
  readonly see: See;
}

/** Is shown every document that could be read, with the text of its file. */
export type See = (manifest: Manifest, text: string) => void;

/** What is found in a document when it is read, and when it is checked. */
export function checkReading({ manifest, diagnostics }: Reading, validation: Validation): DocumentFindings {
  const read = diagnostics.map(asClause);
  if (!manifest) return { findings: read, resources: 0, unchecked: [] };
  const { findings, resources, unchecked } = findingsIn(manifest, validation);
  return { findings: [...read, ...findings], resources, unchecked };
}

async function collectSource(source: ValidateSource, into: Collected, run: Run): Promise<void> {
  const { text, name } = source;
  into.files.push(name);
  into.absent ||= source.absent === true;
  const add = (found: readonly Diagnostic[]): void => {
    for (const finding of found.map((each) => atLevel(withTemplateAdvice(each, text ?? ''), run.strict))) {
      into.findings.push(finding);
      if (finding.range && text !== undefined) into.excerpts.set(finding, excerptOf(text, finding.range));
    }
  };
  if (source.problem) add([asClause(source.problem)]);
  run.validation = await withEnvoy(run.validation, text ?? '');
  for (const reading of text === undefined ? [] : readManifests(text, name)) {
    const { findings, resources, unchecked } = checkReading(reading, run.validation);
    add(findings);
    if (!reading.manifest) continue;
    run.see(reading.manifest, text ?? '');
    into.resources += resources;
    for (const kind of unchecked) into.unchecked.set(kind, (into.unchecked.get(kind) ?? 0) + 1);
    await run.progress.step();
  }
}

/** How a run collects. */
export interface CollectOptions extends Pick<Run, 'validation' | 'strict'> {
  readonly see?: See;
  /** What of folders is left out, as `--exclude` has it. */
  readonly exclude?: readonly string[] | undefined;
}

/** Checks everything the specs name, one file after the other. Throws what {@link sourcesOf} throws. */
export async function collectAll(
  specs: readonly string[],
  { validation, strict, see = () => undefined, exclude }: CollectOptions,
  host: Host,
): Promise<Collected> {
  const collected: Collected = {
    findings: [],
    excerpts: new Map(),
    files: [],
    unchecked: new Map(),
    resources: 0,
    absent: false,
  };
  const run: Run = { validation, strict, progress: new Progress(host, 'documents'), see };
  let blank = true;
  for await (const source of sourcesOf(specs, host, exclude)) {
    blank &&= isBlank(source);
    await collectSource(source, collected, run);
  }
  run.progress.done();
  if (blank) {
    collected.absent = true;
    collected.findings.push(...collected.files.map(emptyFinding));
  }
  return collected;
}
