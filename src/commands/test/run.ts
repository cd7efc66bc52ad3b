import { type Covered, coverageOf } from '../../explain/cases/coverage.ts';
import { actualOf, type Expectation, type Mismatch, mismatches } from '../../explain/cases/expectation.ts';
import type { MeshCase } from '../../explain/cases/format.ts';
import { explainRequest } from '../../explain/explain.ts';
import { type RunningMesh, running } from '../../explain/stand-ins.ts';
import type { Explanation } from '../../explain/steps.ts';
import { InputError, NoInputError, UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { type ColorChoice, painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { callerOf } from '../explain/caller.ts';
import { runtimeOptions, told } from '../explain/options.ts';
import { readMesh } from '../mesh/input.ts';
import { workloadOf } from '../mesh/workload.ts';
import { junitText } from './junit.ts';
import { manifestsOf, type NamedSuite, readSuites } from './suites.ts';
import { reportText } from './text.ts';

/** The flags of `meshctl test` as commander gives them. */
export interface TestFlags {
  readonly filename?: readonly string[];
  readonly meshConfigFile?: string;
  readonly run?: string;
  readonly coverage?: boolean;
  readonly verbose?: boolean;
  readonly output: 'text' | 'json' | 'yaml' | 'junit';
  readonly color: ColorChoice;
}

/** What came of a test. */
export interface CaseResult {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly passed: boolean;
  readonly mismatches: readonly Mismatch[];
  readonly actual: Expectation;
  readonly explanation: Explanation;
}

/** Everything a run has found out. */
export interface TestReport {
  readonly results: readonly CaseResult[];
  readonly coverage: readonly Covered[];
}

/** The meshes of a run; tests of the same manifests share one. */
class Meshes {
  readonly #host: Host;
  readonly #flags: TestFlags;
  readonly #known = new Map<string, Promise<RunningMesh>>();

  constructor(flags: TestFlags, host: Host) {
    this.#flags = flags;
    this.#host = host;
  }

  /** Throws InputError for manifests with errors, and what reading them throws. */
  of(suite: NamedSuite): Promise<RunningMesh> {
    const files = this.#flags.filename ?? manifestsOf(suite);
    const key = JSON.stringify([files, suite.namespace]);
    const known = this.#known.get(key) ?? this.#read(files, suite);
    this.#known.set(key, known);
    return known;
  }

  async #read(files: readonly string[], { file, namespace }: NamedSuite): Promise<RunningMesh> {
    if (files.length === 0) {
      throw new UsageError('USAGE_FILENAME', `${file} names no manifests`, {
        hint: 'list them under files, or name them with -f',
      });
    }
    const { meshConfigFile } = this.#flags;
    const flags = { filename: files, namespace, ...(meshConfigFile === undefined ? {} : { meshConfigFile }) };
    const { mesh, diagnostics, absent } = await readMesh(flags, this.#host);
    const errors = diagnostics.filter(({ level }) => level === 'error');
    const lines = errors.map(
      ({ origin, range, message }) => `${origin.file ?? file}${range ? `:${range.start.line}` : ''}: ${message}`,
    );
    if (absent) throw new NoInputError('NO_INPUT_FILE', lines.join('\n') || `${file} names manifests that are empty`);
    if (errors.length > 0) throw new InputError('INPUT_MANIFESTS', lines.join('\n'));
    return running(mesh);
  }
}

/** What the work gives. Throws InputError with the place of the test for words in it that mean nothing. */
function placed<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof NoInputError || error instanceof UsageError)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new InputError('INPUT_TEST', `${place}: ${error.message}`, { ...hint, cause: error });
  }
}

async function runCase(
  test: MeshCase,
  suite: NamedSuite,
  context: { readonly mesh: RunningMesh; readonly host: Host },
): Promise<CaseResult> {
  const { mesh, host } = context;
  const { question, sourceIp: sourceAddress, expect, name, line } = test;
  const flags = {
    namespace: suite.namespace,
    ...(test.for === undefined ? {} : { for: test.for }),
    ...(test.from === undefined ? {} : { caller: test.from }),
  };
  const caller = placed(`${suite.file}:${line}`, () =>
    callerOf({ mesh: mesh.mesh, node: workloadOf(flags, mesh.mesh.resources), question }, flags),
  );
  const options = runtimeOptions(host);
  const explanation = await told(() =>
    explainRequest({ ...mesh, question, caller, sourceAddress, overrides: [], options }),
  );
  const actual = actualOf(explanation);
  const differing = mismatches(expect, actual);
  return { file: suite.file, line, name, passed: differing.length === 0, mismatches: differing, actual, explanation };
}

async function reportOf(suites: readonly NamedSuite[], flags: TestFlags, host: Host): Promise<TestReport> {
  const meshes = new Meshes(flags, host);
  const results: CaseResult[] = [];
  const seen = new Map<RunningMesh, Explanation[]>();
  for (const suite of suites) {
    const mesh = await meshes.of(suite);
    const explanations = seen.get(mesh) ?? [];
    seen.set(mesh, explanations);
    for (const test of suite.cases.filter(({ name }) => name.includes(flags.run ?? ''))) {
      const result = await runCase(test, suite, { mesh, host });
      results.push(result);
      explanations.push(result.explanation);
    }
  }
  const coverage = [...seen].flatMap(([{ mesh }, explanations]) => coverageOf(mesh.resources, explanations));
  return { results, coverage };
}

/** What other programs read: explanations of failed tests only. */
function documentOf({ results, coverage }: TestReport): Readonly<Record<string, unknown>> {
  const failed = results.filter(({ passed }) => !passed).length;
  return {
    tests: results.map(({ explanation, ...result }) => (result.passed ? result : { ...result, explanation })),
    summary: { passed: results.length - failed, failed },
    coverage,
  };
}

/** `meshctl test`: 79 when a test fails, 65 and 66 for tests and manifests that cannot be read. */
export async function runTests(paths: readonly string[], flags: TestFlags, host: Host): Promise<ExitStatus> {
  const suites = await readSuites(paths.length === 0 ? ['.'] : paths, host);
  const report = await reportOf(suites, flags, host);
  if (report.results.length === 0) {
    throw new NoInputError('NO_INPUT_TESTS', `no test has "${flags.run ?? ''}" in its name`);
  }
  const { output, color, verbose = false, coverage = false } = flags;
  const paint = painter({ choice: color, env: host.env, stream: host.stdout });
  if (output === 'text') host.stdout.write(reportText(report, { paint, verbose, coverage }));
  else if (output === 'junit') host.stdout.write(junitText(report));
  else host.stdout.write(await documentText(output, envelope('MeshTestReport', documentOf(report))));
  return report.results.some(({ passed }) => !passed) ? EXIT.findings : EXIT.ok;
}
