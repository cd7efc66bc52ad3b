/** The runtime of explanations: nothing is drawn, and what cannot run is told with its line. */
import { InputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { DEFAULT_OPTIONS, type RuntimeOptions } from '../../proxy/runtime/options.ts';
import { BadSnapshot, BadValue } from '../../proxy/runtime/problems.ts';
import type { Source } from '../../xds/snapshot.ts';
import { textOfFile } from '../proxy/runtime-for.ts';

/** What a runtime needs besides configuration. */
export function runtimeOptions(host: Host): RuntimeOptions {
  const real = { wallClock: () => host.now().getTime(), readFile: textOfFile };
  return { ...DEFAULT_OPTIONS, ...real, random: () => 0, believesAuthorizers: true };
}

function lineText(message: string, source: Source | undefined): string {
  const file = source?.origin.file;
  const line = source?.range?.start.line;
  return file === undefined ? message : `${file}${line === undefined ? '' : `:${line}`}: ${message}`;
}

/** What the work comes to. Throws InputError for configuration that no proxy could run. */
export async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BadSnapshot) {
      const lines = error.problems.map(({ message, source }) => lineText(message, source));
      throw new InputError('INPUT_SNAPSHOT', lines.join('\n'), { cause: error });
    }
    if (error instanceof BadValue) throw new InputError('INPUT_SNAPSHOT', error.message, { cause: error });
    throw error;
  }
}
