import { resolve } from 'node:path';
import { readInputs, STDIN } from '../../io/inputs.ts';
import { CODES } from '../../model/codes.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { InputError, NoInputError } from '../../model/errors.ts';
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

function missing(name: string, error: NoInputError | InputError): ValidateSource {
  const { level, remediation } = CODES.MSH0005;
  const problem = { code: 'MSH0005', level, message: error.message, origin: { file: name }, remediation };
  return { name, problem, absent: error instanceof NoInputError };
}

/**
 * What `specs` name, one file at a time, so that only one is held. A file that does not exist or is too large is a finding,
 * and reading goes on. Throws what else reading throws.
 */
export async function* sourcesOf(specs: readonly string[], host: Host): AsyncGenerator<ValidateSource> {
  const seen = new Set<string>();
  for (const spec of specs) {
    try {
      for await (const { name, bytes } of readInputs([spec], host, { recursive: true })) {
        const key = name === STDIN ? STDIN : resolve(host.cwd, name);
        if (seen.has(key)) continue;
        seen.add(key);
        const decoded = decodeText(bytes, name);
        yield 'text' in decoded ? { name, text: decoded.text } : { name, problem: decoded.diagnostic };
      }
    } catch (error) {
      if (!(error instanceof NoInputError || error instanceof InputError)) throw error;
      yield missing(spec, error);
    }
  }
}
