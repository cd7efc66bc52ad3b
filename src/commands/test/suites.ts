/** The tests that paths name. */
import { basename, dirname, isAbsolute, join } from 'node:path';
import { type MeshTestSuite, readSuite } from '../../explain/cases/format.ts';
import { InputError, NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { readManifests } from '../../yaml/parse.ts';
import { namedIn, readSource, type ValidateSource } from '../validate/sources.ts';

const TEST_NAME = /\.mesh-test\.ya?ml$/i;

/** A file's tests. */
export interface NamedSuite extends MeshTestSuite {
  readonly file: string;
}

const WRITTEN = {
  hint: 'tests stand in files whose names end in .mesh-test.yaml; docs/test.md tells how they are written',
};

/** Why a file or folder has no text. */
function unread({ name, problem, absent = false }: ValidateSource): Error {
  const message = problem?.message ?? `"${name}" cannot be read`;
  return absent ? new NoInputError('NO_INPUT_FILE', message, WRITTEN) : new InputError('INPUT_TEST', message, WRITTEN);
}

/** Names of tests: files that are named are, those of folders when their name says so. */
async function namesOf(paths: readonly string[], host: Host): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const named of namedIn(paths, host)) {
    if (typeof named !== 'string') throw unread(named);
    if (paths.includes(named) || TEST_NAME.test(basename(named))) names.push(named);
  }
  if (names.length > 0) return names;
  throw new NoInputError('NO_INPUT_TESTS', `no tests in ${paths.map((path) => `"${path}"`).join(', ')}`, WRITTEN);
}

async function suitesIn(file: string, host: Host): Promise<readonly NamedSuite[]> {
  const source = await readSource(file, host);
  const { text } = source;
  if (text === undefined) throw unread(source);
  const readings = [...readManifests(text, file)];
  const wrong = readings.flatMap(({ diagnostics }) => diagnostics).filter(({ level }) => level === 'error');
  const suites = readings.flatMap(({ manifest }) => (manifest ? [readSuite(manifest)] : []));
  const lines = [
    ...wrong.map(({ message, range }) => `${file}:${range?.start.line ?? 1}: ${message}`),
    ...suites
      .flatMap((suite) => (suite && !('cases' in suite) ? suite : []))
      .map(({ message, line }) => `${file}:${line}: ${message}`),
  ];
  if (lines.length > 0)
    throw new InputError('INPUT_TEST', lines.join('\n'), { hint: 'docs/test.md tells how tests are written' });
  return suites.flatMap((suite) => (suite && 'cases' in suite ? [{ ...suite, file }] : []));
}

/**
 * The tests below these paths, in order. Throws InputError for documents that are no tests as they should be, with all that is
 * wrong in the file, and NoInputError where there is none.
 */
export async function readSuites(paths: readonly string[], host: Host): Promise<readonly NamedSuite[]> {
  const suites: NamedSuite[] = [];
  for (const file of await namesOf(paths, host)) suites.push(...(await suitesIn(file, host)));
  if (suites.length > 0) return suites;
  throw new NoInputError('NO_INPUT_TESTS', 'there is no document of the kind MeshTest in the files', {
    hint: 'a test begins with apiVersion: meshctl.dev/v1 and kind: MeshTest; docs/test.md has one',
  });
}

/** Where the manifests of a suite are, seen from where the run stands. */
export function manifestsOf({ file, files }: NamedSuite): readonly string[] {
  return files.map((each) => (isAbsolute(each) || /^https?:/.test(each) ? each : join(dirname(file), each)));
}
