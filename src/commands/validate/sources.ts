import { type Exclusion, exclusionOf } from '../../io/exclude.ts';
import { inputKey, inputNames, readInput } from '../../io/inputs.ts';
import { nothingToRead } from '../../io/nothing.ts';
import { CODES } from '../../model/codes.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { InputError, NoInputError, PermissionError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { decodeText } from '../../yaml/decode.ts';

/** A file that was named: its text, or why there is none. */
export interface ValidateSource {
  readonly name: string;
  readonly text?: string;
  readonly problem?: Diagnostic;
  /** Whether it does not exist at all. */
  readonly absent?: boolean;
}

/** The finding for what cannot be read. Throws the error again when it says nothing of the input. */
function unread(name: string, error: unknown): ValidateSource {
  if (!(error instanceof NoInputError || error instanceof InputError || error instanceof PermissionError)) throw error;
  const { level, remediation } = CODES.MSH0005;
  const problem = { code: 'MSH0005', level, message: error.message, origin: { file: name }, remediation };
  return { name, problem, absent: error instanceof NoInputError };
}

/** What one file holds, or why that is not known. Throws what says nothing of the file. */
export async function readSource(name: string, host: Host): Promise<ValidateSource> {
  try {
    const decoded = decodeText(await readInput(name, host), name);
    return 'text' in decoded ? { name, text: decoded.text } : { name, problem: decoded.diagnostic };
  } catch (error) {
    return unread(name, error);
  }
}

/** The names a spec stands for; in the place of those that cannot be found out, why not. */
async function* namesOf(spec: string, host: Host, exclude: Exclusion): AsyncGenerator<string | ValidateSource> {
  try {
    yield* inputNames(spec, host, exclude);
  } catch (error) {
    yield unread(spec, error);
  }
}

/**
 * The names of the files `specs` stand for, each once, without what `exclude` names in folders; in the place of those that
 * cannot be found out, why not. Throws what else finding them throws.
 */
export async function* namedIn(
  specs: readonly string[],
  host: Host,
  exclude: readonly string[] = [],
): AsyncGenerator<string | ValidateSource> {
  const exclusion = exclusionOf(exclude);
  const seen = new Set<string>();
  for (const spec of specs) {
    for await (const named of namesOf(spec, host, exclusion)) {
      const key = typeof named === 'string' ? inputKey(named, host) : undefined;
      if (key !== undefined && seen.has(key)) continue;
      if (key !== undefined) seen.add(key);
      yield named;
    }
  }
}

/**
 * What `specs` name, one file at a time, so that only one is held. A file that does not exist, is too large or may not be
 * read is a finding, and reading goes on with the next one, in folders too; what `exclude` names there is left out. Throws what else reading throws.
 */
export async function* sourcesOf(
  specs: readonly string[],
  host: Host,
  exclude: readonly string[] = [],
): AsyncGenerator<ValidateSource> {
  for await (const named of namedIn(specs, host, exclude))
    yield typeof named === 'string' ? await readSource(named, host) : named;
}

/** Whether a file was read and has no text in it. */
export function isBlank({ text, problem }: ValidateSource): boolean {
  return problem === undefined && text?.trim() === '';
}

/** Where there is no text in anything that was named, what was to write it has probably failed. */
export function emptyFinding(name: string): Diagnostic {
  const { message, hint } = nothingToRead([name]);
  const { level, remediation } = CODES.MSH0005;
  return { code: 'MSH0005', level, message, origin: { file: name }, remediation: hint ?? remediation };
}
