import { compatDocument, rawDocuments, shiftFinding } from '../../inject/compat-stream.ts';
import type { InjectConfig } from '../../inject/config.ts';
import type { InjectRun } from '../../inject/inject.ts';
import { injectManifest, type ManifestResult } from '../../inject/manifest.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { findingsText } from '../../output/findings.ts';
import { json } from '../../output/json.ts';
import { MemoLoader } from '../../yaml/load.ts';
import { readManifests } from '../../yaml/parse.ts';
import { extraKinds, injectConfig, readConfig, templateText } from './configure.ts';
import { destination, emit, joined, type Output, splitOutput } from './destination.ts';
import { runExplain } from './explain.ts';
import type { InjectFlags } from './flags.ts';
import {
  diffFormat,
  jsonFormat,
  jsonPatchFormat,
  type RewriteFormat,
  strategicPatchFormat,
  textFormat,
} from './formats.ts';
import { compatWarning, type ReportLine, reportDocument, reportLines, reportText } from './report.ts';
import { readSources, readSurroundings, type Source } from './sources.ts';

export const FORMATS = ['yaml', 'json', 'diff', 'patch'] as const;
export type Format = (typeof FORMATS)[number];

/** Everything a run found out, before any of it is printed or written. */
interface Outcome {
  readonly outputs: readonly Output[];
  readonly findings: readonly Diagnostic[];
  readonly lines: readonly ReportLine[];
  readonly compatWarnings: readonly string[];
}

function formatOf(flags: InjectFlags, format: Format, host: Host): RewriteFormat {
  if (format === 'json') return jsonFormat;
  if (format === 'diff') return diffFormat(painter({ choice: flags.color, env: host.env, stream: host.stdout }));
  if (format === 'patch') return flags.patchType === 'json' ? jsonPatchFormat : strategicPatchFormat;
  return textFormat;
}

/** The documents of a source as they are injected one by one; what cannot be read gives findings only. */
export function* resultsOf(
  source: Source,
  config: InjectConfig,
  run: InjectRun,
): Generator<{ readonly result?: ManifestResult; readonly findings: readonly Diagnostic[] }> {
  if (source.problem) yield { findings: [source.problem] };
  if (config.compat) yield* compatResults(source, config, run);
  else {
    for (const { manifest, diagnostics } of readManifests(source.text, source.name)) {
      const result = manifest && injectManifest(manifest, config, run);
      yield { findings: [...diagnostics, ...(result?.diagnostics ?? [])], ...(result ? { result } : {}) };
    }
  }
}

function* compatResults(source: Source, config: InjectConfig, run: InjectRun): ReturnType<typeof resultsOf> {
  let index = 0;
  for (const raw of rawDocuments(source.text)) {
    const found: Diagnostic[] = [];
    let result: ManifestResult | undefined;
    for (const { manifest, diagnostics } of readManifests(raw.text, source.name)) {
      result = manifest && injectManifest(manifest, config, run);
      found.push(...diagnostics, ...(result?.diagnostics ?? []));
    }
    const findings = found.map((finding) => shiftFinding(finding, index, raw));
    const text = compatDocument(result?.text ?? raw.text);
    if (result) yield { findings, result: { ...result, text } };
    else yield { findings, result: emptyResult(source.name, index, text) };
    index += 1;
  }
}

/** A document the reference copies although there is nothing in it. */
function emptyResult(file: string, index: number, text: string): ManifestResult {
  const start = { offset: 0, line: 1, col: 1 };
  const tree = { root: undefined, head: 0, duplicates: [], intricate: false };
  const manifest = {
    file,
    index,
    text,
    start,
    format: 'yaml' as const,
    tree,
    value: undefined,
    locate: () => ({ start, end: start }),
  };
  return { manifest, text, value: undefined, changed: false, reports: [], diagnostics: [] };
}

function process(sources: readonly Source[], config: InjectConfig, run: InjectRun, format: RewriteFormat): Outcome {
  const outputs: Output[] = [];
  const findings: Diagnostic[] = [];
  const lines: ReportLine[] = [];
  const compatWarnings: string[] = [];
  for (const source of sources) {
    const file = format.file(source.name);
    let changed = false;
    for (const { result, findings: found } of resultsOf(source, config, run)) {
      findings.push(...found);
      if (!result) continue;
      file.add(result);
      changed ||= result.changed;
      lines.push(...reportLines(result));
      compatWarnings.push(...result.reports.flatMap((report) => compatWarning(report) ?? []));
    }
    outputs.push({ name: source.name, chunks: file.finish(), changed });
  }
  return { outputs, findings, lines, compatWarnings };
}

function report(outcome: Outcome, flags: InjectFlags, host: Host): void {
  const { findings, lines, compatWarnings } = outcome;
  if (flags.compat !== undefined && flags.report === 'text') {
    if (compatWarnings.length > 0) host.stderr.write(`\n${compatWarnings.join('\n')}\n`);
    const errors = findings.filter(({ level }) => level === 'error');
    host.stderr.write(
      errors.map(({ message, range }) => `Error: ${range ? `line ${range.start.line}: ` : ''}${message}\n`).join(''),
    );
    return;
  }
  if (flags.report === 'json') host.stderr.write(json(reportDocument(lines, findings)));
  if (flags.report !== 'text') return;
  const paint = painter({ choice: flags.color, env: host.env, stream: host.stderr });
  host.stderr.write(findingsText(findings, paint));
  host.stderr.write(reportText(lines, paint));
}

/** Findings about templates are the configuration's fault unless the templates are meshctl's own. */
const CONFIG_CODES: ReadonlySet<string> = new Set(['MSH1004', 'MSH1005']);

function refusedStatus(findings: readonly Diagnostic[], compat: boolean): ExitStatus {
  if (compat) return EXIT.failure;
  const errors = findings.filter(({ level }) => level === 'error');
  return errors.every(({ code }) => CONFIG_CODES.has(code)) ? EXIT.config : EXIT.input;
}

/** The whole of `meshctl inject`: reads, injects, reports and, when nothing was refused, writes. */
export async function runInject(flags: InjectFlags, host: Host): Promise<ExitStatus> {
  const { format = 'yaml', path } = splitOutput(flags, FORMATS);
  const loaded = await readConfig(flags, host);
  if (flags.printTemplate !== undefined) {
    host.stdout.write(templateText(loaded, flags.printTemplate));
    return EXIT.ok;
  }
  const sources = await readSources(flags, host);
  const around = await readSurroundings(sources, flags, host);
  const config = injectConfig(loaded, flags, around, host);
  const run: InjectRun = { loader: new MemoLoader(), trace: flags.explain ?? false, extraKinds: extraKinds(flags) };
  if (flags.explain) return runExplain(sources, config, run, format, flags, host);

  const shape = formatOf(flags, format, host);
  const outcome = process(sources, config, run, shape);
  const refused = outcome.findings.some(({ level }) => level === 'error');
  const changed = outcome.outputs.some((output) => output.changed);
  report(outcome, flags, host);
  if (flags.check && changed) return EXIT.findings;
  if (refused) {
    if (flags.compat === undefined && flags.report === 'text') host.stderr.write('nothing was written\n');
    return refusedStatus(outcome.findings, flags.compat !== undefined);
  }
  if (flags.check || flags.dryRun) return EXIT.ok;
  await emit(
    joined(outcome.outputs, shape),
    await destination(flags, path, host),
    host,
    shape.documents && flags.compat === undefined,
  );
  return EXIT.ok;
}
