import { type AnalysisFinding, findingsOf } from '../../analyze/findings.ts';
import type { AnalyzedDocument } from '../../analyze/load.ts';
import { analyze } from '../../analyze/run.ts';
import { parseSuppression, type Suppression } from '../../analyze/suppress.ts';
import { BUILD } from '../../cli/build-info.ts';
import type { Diagnostic, Level } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { excerptOf } from '../../output/excerpt.ts';
import { findingsOutput } from '../../output/finding-formats.ts';
import { definitions } from '../../validate/definitions.ts';
import { LAYERS } from '../../validate/problem.ts';
import { type Collected, collectAll, type See } from '../validate/collect.ts';
import { isFailing, statusOf } from '../validate/status.ts';
import { summaryText } from '../validate/summary.ts';
import { chooseAnalyzers, listAnalyzers } from './choose.ts';
import { type AnalyzeFlags, formatOf, thresholdOf } from './flags.ts';
import { readMeshConfig } from './mesh-config.ts';

/** The namespace of objects that name none, as kubectl has it. */
const DEFAULT_NAMESPACE = 'default';

/** Rules about one object that an analyzer knows better, since it sees the others. */
const OF_ANALYZERS: ReadonlySet<string> = new Set(['IST0118', 'IST0134']);

function suppressionsOf({ suppress = [] }: AnalyzeFlags): readonly Suppression[] {
  return suppress.map((text) => {
    const suppression = parseSuppression(text);
    if (suppression) return suppression;
    throw new UsageError('USAGE_SUPPRESS', `--suppress: "${text}" is not CODE=RESOURCE`, {
      hint: "such as --suppress 'IST0101=VirtualService shop/*'",
    });
  });
}

/** What every EnvoyFilter draws: people who have many know it. */
const NOTED_ONCE = 'MSH2600';

function onceNoted(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const first = findings.find(({ code }) => code === NOTED_ONCE);
  return findings
    .filter((finding) => finding.code !== NOTED_ONCE || finding === first)
    .map((finding) => (finding === first ? { ...finding, level: 'info' } : finding));
}

/** What was read, with the findings of objects each for itself. */
interface Input extends Collected {
  readonly documents: readonly AnalyzedDocument[];
  readonly texts: ReadonlyMap<string, string>;
}

async function readAll(paths: readonly string[], flags: AnalyzeFlags, host: Host): Promise<Input> {
  const documents: AnalyzedDocument[] = [];
  const texts = new Map<string, string>();
  const validation = {
    layers: new Set(LAYERS),
    definitions: definitions([]),
    evaluate: () => [],
    namespace: flags.namespace ?? DEFAULT_NAMESPACE,
    istioNamespace: flags.istioNamespace,
  };
  const see: See = (manifest, text) => {
    documents.push({ manifest });
    texts.set(manifest.file, text);
  };
  const collected = await collectAll(paths, { validation, strict: false, see }, host);
  return { ...collected, documents, texts };
}

async function analyzed(input: Input, flags: AnalyzeFlags, host: Host): Promise<readonly Diagnostic[]> {
  const { namespace, istioNamespace, complete = false, allNamespaces = false } = flags;
  const { reported, notices } = analyze(input.documents, {
    view: 'own',
    namespace: namespace ?? DEFAULT_NAMESPACE,
    istioNamespace,
    meshConfig: await readMeshConfig(flags.meshConfigFile, host),
    runtimeKinds: true,
    complete,
    now: host.now(),
    analyzers: chooseAnalyzers(flags.analyzer ?? []),
  });
  const scope = { namespace: allNamespaces ? undefined : namespace, suppressions: suppressionsOf(flags) };
  const found: readonly AnalysisFinding[] = findingsOf(reported, scope);
  if (flags.analyzer) return found;
  const alone = onceNoted(input.findings.filter(({ code }) => !OF_ANALYZERS.has(code)));
  const placed = new Set(alone.map(({ origin, range }) => `${origin.file ?? ''}:${range?.start.offset ?? ''}`));
  // What validation says of the same place it says better.
  const more = notices.filter(({ origin, range }) => !placed.has(`${origin.file ?? ''}:${range?.start.offset ?? ''}`));
  return [...alone, ...more, ...found];
}

async function print(
  findings: readonly Diagnostic[],
  { input, flags, threshold }: { readonly input: Input; readonly flags: AnalyzeFlags; readonly threshold: Level },
  host: Host,
): Promise<void> {
  const format = formatOf(flags);
  const lowest = thresholdOf('--output-threshold', flags.outputThreshold);
  const shown = findings.filter((finding) => isFailing(finding, lowest));
  const excerpts = new Map(input.excerpts);
  for (const finding of shown) {
    const text = input.texts.get(finding.origin.file ?? '');
    if (finding.range && text !== undefined) excerpts.set(finding, excerptOf(text, finding.range));
  }
  const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
  const { files, resources } = input;
  const scope = { files: files.length, resources };
  const report = { findings: shown, excerpts, files, threshold, paint, scope, version: BUILD.version };
  host.stdout.write(await findingsOutput(format, report));
  if (format === 'text') host.stderr.write(summaryText({ findings: shown, files, resources, unchecked: new Map() }));
}

function inputsOf(paths: readonly string[], flags: AnalyzeFlags, host: Host): readonly string[] {
  const named = [...paths, ...(flags.filename ?? [])];
  if (named.length > 0) return named;
  host.stderr.write('analyzing the files of this folder\n');
  return ['.'];
}

/** The whole of `meshctl analyze`. Throws UsageError for bad flag values, ConfigError for a bad mesh config. */
export async function runAnalyze(flags: AnalyzeFlags, paths: readonly string[], host: Host): Promise<ExitStatus> {
  if (flags.compat !== undefined) return (await import('./compat.ts')).runCompat(flags, paths, host);
  if (flags.listAnalyzers) {
    listAnalyzers(host);
    return EXIT.ok;
  }
  if (flags.useKube) {
    throw new UsageError('USAGE_CLUSTER', 'analyze reads files, not clusters', {
      hint: 'kubectl get … -o yaml | meshctl analyze -',
    });
  }
  const threshold = thresholdOf('--failure-threshold', flags.failureThreshold);
  formatOf(flags);
  suppressionsOf(flags);
  chooseAnalyzers(flags.analyzer ?? []);
  const input = await readAll(inputsOf(paths, flags, host), flags, host);
  const findings = await analyzed(input, flags, host);
  await print(findings, { input, flags, threshold }, host);
  return flags.exitZero ? EXIT.ok : statusOf({ findings, absent: input.absent }, threshold);
}
