import { BUILD } from '../../cli/build-info.ts';
import type { Diagnostic, Level } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { type Excerpt, excerptOf } from '../../output/excerpt.ts';
import { findingsOutput } from '../../output/finding-formats.ts';
import { Progress } from '../../output/progress.ts';
import { definitions } from '../../validate/definitions.ts';
import { findingsIn } from '../../validate/findings.ts';
import type { Validation } from '../../validate/validate.ts';
import { readManifests } from '../../yaml/parse.ts';
import { readDefinitions } from './crds.ts';
import { withEnvoy } from './envoy.ts';
import { layersOf, listed, thresholdOf, type ValidateFlags } from './flags.ts';
import { sourcesOf, type ValidateSource } from './sources.ts';
import { summaryText } from './summary.ts';

/** What a run collects, file after file. */
interface Collected {
  readonly findings: Diagnostic[];
  readonly excerpts: Map<Diagnostic, Excerpt>;
  readonly files: string[];
  readonly unchecked: Map<string, number>;
  resources: number;
  absent: boolean;
}

/** Where istioctl thinks objects without a namespace. */
const DEFAULT_NAMESPACE = 'default';

/** A key said twice is refused by whoever reads strictly, as `kubectl apply` and the control plane do. */
const STRICT_CODES: ReadonlySet<string> = new Set(['MSH0003']);

function atLevel(finding: Diagnostic, strict: boolean): Diagnostic {
  const raised = finding.level === 'warning' && (strict || STRICT_CODES.has(finding.code));
  return raised ? { ...finding, level: 'error' } : finding;
}

async function collectSource(source: ValidateSource, into: Collected, run: Run): Promise<void> {
  const { text, name } = source;
  into.files.push(name);
  into.absent ||= source.absent === true;
  const add = (found: readonly Diagnostic[]): void => {
    for (const finding of found.map((each) => atLevel(each, run.strict))) {
      into.findings.push(finding);
      if (finding.range && text !== undefined) into.excerpts.set(finding, excerptOf(text, finding.range));
    }
  };
  if (source.problem) add([source.problem]);
  run.validation = await withEnvoy(run.validation, text ?? '');
  for (const { manifest, diagnostics } of text === undefined ? [] : readManifests(text, name)) {
    add(diagnostics);
    if (!manifest) continue;
    const { findings, resources, unchecked } = findingsIn(manifest, run.validation);
    add(findings);
    into.resources += resources;
    for (const kind of unchecked) into.unchecked.set(kind, (into.unchecked.get(kind) ?? 0) + 1);
    await run.progress.step();
  }
}

interface Run {
  /** Learns the Envoy API with the first file that has a use for it. */
  validation: Validation;
  readonly strict: boolean;
  readonly progress: Progress;
}

const RANK = { info: 0, warning: 1, error: 2 } as const satisfies Record<Level, number>;

/** Findings that tell of input that could not be read. */
const UNREADABLE: ReadonlySet<string> = new Set(['MSH0001', 'MSH0002', 'MSH0004']);
const ABSENT = 'MSH0005';

/** The status of the run: what is wrong with objects comes before what cannot be read, and that before what is not there. */
function statusOf({ findings, absent }: Collected, threshold: Level): ExitStatus {
  const failing = findings.filter(({ level }) => RANK[level] >= RANK[threshold]).map(({ code }) => code);
  if (failing.some((code) => !UNREADABLE.has(code) && code !== ABSENT)) return EXIT.findings;
  if (findings.some(({ code }) => UNREADABLE.has(code))) return EXIT.input;
  if (findings.some(({ code }) => code === ABSENT)) return absent ? EXIT.noInput : EXIT.input;
  return EXIT.ok;
}

/** The whole of `meshctl validate`. Throws UsageError for positional arguments, a missing `-f` and bad flag values. */
export async function runValidate(
  flags: ValidateFlags,
  positionals: readonly string[],
  host: Host,
): Promise<ExitStatus> {
  const [extra] = positionals;
  if (extra !== undefined) {
    throw new UsageError('USAGE_ARGUMENT', `validate takes no argument: "${extra}"`, {
      hint: `name files with -f: -f ${extra}`,
    });
  }
  const specs = listed(flags.filename);
  const threshold = thresholdOf(flags);
  const validation = await validationOf(flags, host);
  if (flags.compat !== undefined) {
    const { runCompat } = await import('./compat.ts');
    // istioctl takes no notice of -n here.
    const reference = { ...validation, namespace: DEFAULT_NAMESPACE };
    return runCompat(specs, { validation: reference, strict: flags.strict ?? false }, host);
  }
  if (specs.length === 0) {
    throw new UsageError('USAGE_FILENAME', 'filename not specified (see --filename or -f)', {
      hint: '-f takes a file, a folder, a glob, an https URL, or - for standard input',
    });
  }
  const run: Run = { validation, strict: flags.strict ?? false, progress: new Progress(host, 'documents') };
  const collected = await collectAll(specs, run, host);
  await print(collected, { flags, threshold }, host);
  return statusOf(collected, threshold);
}

async function validationOf(flags: ValidateFlags, host: Host): Promise<Validation> {
  const { given, evaluate } = await readDefinitions(listed(flags.crds), host);
  return {
    layers: layersOf(flags),
    definitions: definitions(given),
    evaluate,
    namespace: flags.namespace,
    istioNamespace: flags.istioNamespace,
  };
}

async function collectAll(specs: readonly string[], run: Run, host: Host): Promise<Collected> {
  const collected: Collected = {
    findings: [],
    excerpts: new Map(),
    files: [],
    unchecked: new Map(),
    resources: 0,
    absent: false,
  };
  for await (const source of sourcesOf(specs, host)) await collectSource(source, collected, run);
  run.progress.done();
  return collected;
}

async function print(
  collected: Collected,
  { flags, threshold }: { readonly flags: ValidateFlags; readonly threshold: Level },
  host: Host,
): Promise<void> {
  const { findings, excerpts, files, resources } = collected;
  const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
  const scope = { files: files.length, resources };
  const report = { findings, excerpts, files, threshold, paint, scope, version: BUILD.version };
  host.stdout.write(await findingsOutput(flags.output, report));
  if (flags.output === 'text') host.stderr.write(summaryText(collected));
}
