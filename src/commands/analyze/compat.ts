import type { Analyzer } from '../../analyze/analyzer.ts';
import { ANALYZERS, ON_DEMAND } from '../../analyze/analyzers/index.ts';
import { type ReferenceMessage, referenceMessages } from '../../analyze/reference.ts';
import { REFERENCE_ORDER } from '../../analyze/reference-order.ts';
import { type Analysis, analyze } from '../../analyze/run.ts';
import { parseSuppression, type Suppression } from '../../analyze/suppress/reference.ts';
import { isSystemError } from '../../io/problems.ts';
import { CODES } from '../../model/codes.ts';
import type { Level } from '../../model/diagnostic.ts';
import { ConfigError, NoInputError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { JsonMap } from '../../model/json.ts';
import { wantsColor } from '../../output/color.ts';
import { readMeshConfig } from '../mesh/mesh-config.ts';
import { certificateDates } from './certificate-dates.ts';
import { type AnalyzeFlags, levelOf } from './flags.ts';
import { parseErrorsText, type ReferenceFiles, readReferenceFiles } from './reference-files.ts';
import { isReferenceFormat, messagesText, type ReferenceFormat } from './reference-text.ts';

/** Ends a run as the reference does: its words on standard error, its status. */
class Refusal extends Error {
  readonly status: ExitStatus;

  constructor(message: string, status: ExitStatus) {
    super(message);
    this.status = status;
  }
}

/** What a run goes by. */
interface CompatRun {
  readonly format: ReferenceFormat;
  readonly failure: Level;
  readonly output: Level;
  readonly suppressions: readonly Suppression[];
  /** Empty for all. */
  readonly namespace: string;
  readonly analyzers: readonly Analyzer[];
}

const HELP = 'See meshctl analyze --help';
const RANK = { info: 0, warning: 1, error: 2 } as const satisfies Record<Level, number>;

function threshold(flag: string, text: string): Level {
  const level = levelOf(text);
  if (level === undefined)
    throw new Refusal(`invalid argument "${text}" for "--${flag}" flag: there is no such level`, EXIT.usage);
  return level;
}

function suppressionsOf({ suppress = [] }: AnalyzeFlags, host: Host): readonly Suppression[] {
  return suppress.map((text) => {
    const suppression = parseSuppression(text);
    if (!suppression) throw new Refusal(`${text} is no suppression, which is CODE=RESOURCE. ${HELP}`, EXIT.failure);
    const { code } = suppression;
    if (!Object.hasOwn(CODES, code))
      host.stderr.write(`Warning: no message has the code '${code}', so it suppresses nothing.\n`);
    return suppression;
  });
}

/** The analyzers named that there are; all when there are none. */
function analyzersOf({ analyzer = [] }: AnalyzeFlags): readonly Analyzer[] {
  const named = [...ANALYZERS, ...ON_DEMAND].filter(
    ({ reference }) => reference !== undefined && analyzer.includes(reference),
  );
  return named.length > 0 ? named : ANALYZERS;
}

function runOf(flags: AnalyzeFlags, host: Host): CompatRun {
  const failure = threshold('failure-threshold', flags.failureThreshold);
  const output = threshold('output-threshold', flags.outputThreshold);
  const word = flags.output.toLowerCase() === 'text' ? 'log' : flags.output.toLowerCase();
  if (!isReferenceFormat(word)) throw new Refusal(`${flags.output} not a valid option for format. ${HELP}`, EXIT.usage);
  const namespace = flags.allNamespaces ? '' : (flags.namespace ?? 'default');
  const suppressions = suppressionsOf(flags, host);
  return { format: word, failure, output, namespace, suppressions, analyzers: analyzersOf(flags) };
}

/** A mesh config that cannot be read is none, as the reference has it. */
async function meshConfigOf({ meshConfigFile }: AnalyzeFlags, host: Host): Promise<JsonMap> {
  try {
    return await readMeshConfig(meshConfigFile, host);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof NoInputError) return {};
    throw error;
  }
}

const targetOf = ({ namespace }: CompatRun): string =>
  namespace === '' ? 'all namespaces' : `namespace: ${namespace}`;

function verboseText(run: CompatRun, { skipped }: Analysis): string {
  const section = (title: string, names: readonly string[]): string =>
    `${title}:\n${names.map((name) => `\t ${name}\n`).join('')}`;
  const namesOf = (analyzers: readonly Analyzer[]): readonly string[] =>
    REFERENCE_ORDER.filter((name) => analyzers.some(({ reference }) => reference === name));
  const executed = run.analyzers === ANALYZERS ? REFERENCE_ORDER : namesOf(run.analyzers);
  const without = skipped.length > 0 ? section('Skipped analyzers', namesOf(skipped)) : '';
  return `Analyzed resources in ${targetOf(run)}\n${without}${section('Executed analyzers', executed)}\n`;
}

function successText(run: CompatRun, { names }: ReferenceFiles, broken: number): string {
  const nothing = 'No validation issues found when analyzing';
  if (broken > 0) return `${nothing} ${targetOf(run)} (but ${broken} file could not be parsed).\n`;
  if (names.length === 0) return `✔ ${nothing} ${targetOf(run)}.\n`;
  if (names.length === 1) return `✔ ${nothing} ${names[0]}.\n`;
  return `✔ ${nothing}:\n${names.map((name) => `  - ${name}\n`).join('')}`;
}

/** Where the reference says what its messages mean; meshctl says it itself. */
const MORE = 'Run "meshctl explain code CODE" for what a message means.';

function finish(
  messages: readonly ReferenceMessage[],
  { run, flags, broken }: { readonly run: CompatRun; readonly flags: AnalyzeFlags; readonly broken: boolean },
  host: Host,
): ExitStatus {
  if (run.format !== 'log') return EXIT.ok;
  if (messages.some(({ level }) => RANK[level] >= RANK[run.failure])) {
    host.stderr.write(`Error: Analyzers found issues when analyzing ${targetOf(run)}.\n${MORE}\n`);
    return EXIT.findings;
  }
  if (!broken || flags.ignoreUnknown) return EXIT.ok;
  host.stderr.write("Error: Some files couldn't be parsed.\n");
  return EXIT.input;
}

async function analyzeAs(
  run: CompatRun,
  { flags, paths }: { flags: AnalyzeFlags; paths: readonly string[] },
  host: Host,
): Promise<ExitStatus> {
  const files = await readReferenceFiles(paths, host, flags.exclude);
  const { fieldsOf, messageOf } = await import('../../envoy/schema/schema.ts');
  const analysis = analyze(files.documents, {
    view: 'reference',
    namespace: run.namespace,
    istioNamespace: flags.istioNamespace,
    meshConfig: await meshConfigOf(flags, host),
    runtimeKinds: flags.mode === 'files',
    complete: true,
    now: host.now(),
    certificateDates,
    analyzers: run.analyzers,
    envoy: { fieldsOf, messageOf },
  });
  const unread = [...files.problems, ...analysis.refused];
  host.stderr.write(parseErrorsText(unread));
  const messages = referenceMessages(analysis.reported, { namespace: run.namespace, suppressions: run.suppressions });
  const shown = messages.filter(({ level }) => RANK[level] >= RANK[run.output]);
  if (flags.verbose) host.stderr.write(verboseText(run, analysis));
  const color = wantsColor({ choice: flags.color, env: host.env, stream: host.stdout });
  host.stdout.write(messagesText(run.format, shown, color));
  if (shown.length === 0) host.stderr.write(successText(run, files, unread.length > 0 ? 1 : 0));
  return finish(messages, { run, flags, broken: unread.length > 0 }, host);
}

/** Lists the analyzers by the names the reference has for them. */
function listReference(host: Host): void {
  const all = new Map(ANALYZERS.map((analyzer) => [analyzer.reference, analyzer.description]));
  for (const name of [...REFERENCE_ORDER].sort())
    host.stdout.write(`* ${name}:\n    ${all.get(name) ?? 'Rules about one object of the mesh configuration.'}\n`);
}

/** Answers as `istioctl analyze` does: its scope, layout and status; the words are meshctl's. */
export async function runCompat(flags: AnalyzeFlags, paths: readonly string[], host: Host): Promise<ExitStatus> {
  if (flags.listAnalyzers) {
    listReference(host);
    return EXIT.ok;
  }
  if (flags.recursive) {
    host.stderr.write('Folders are always read with those inside; the flag is gone.\n');
    return EXIT.ok;
  }
  try {
    return await analyzeAs(runOf(flags, host), { flags, paths: [...paths, ...(flags.filename ?? [])] }, host);
  } catch (error) {
    // What cannot be looked at at all ends the run; nothing was printed before.
    const known = error instanceof Refusal || isSystemError(error);
    if (!known) throw error;
    host.stderr.write(`Error: ${error.message}\n`);
    return error instanceof Refusal ? error.status : EXIT.failure;
  }
}
