import { STDIN } from '../../io/inputs.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { type ReferenceLine, referenceLines } from '../../validate/reference.ts';
import type { Validation } from '../../validate/validate.ts';
import { readManifests } from '../../yaml/parse.ts';
import { withEnvoy } from './envoy.ts';
import { sourcesOf, type ValidateSource } from './sources.ts';

/** What istioctl prints when no file is named. */
const NO_FILES = `Error: error: you must specify resources by --filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
`;

interface CompatRun {
  readonly validation: Validation;
  readonly strict: boolean;
  readonly exclude: readonly string[] | undefined;
}

async function linesOf(source: ValidateSource, { validation, strict }: CompatRun): Promise<readonly ReferenceLine[]> {
  const { name, text, problem, absent } = source;
  if (absent) {
    return [{ level: 'error', message: `cannot stat file "${name}": stat ${name}: no such file or directory` }];
  }
  if (problem || text === undefined) {
    return [{ level: 'error', message: `failed to decode file ${name}: ${problem?.message ?? ''}` }];
  }
  const lines = [...referenceLines(readManifests(text, name), name, await withEnvoy(validation, text))];
  return strict ? lines.map((line) => (line.level === 'warning' ? { ...line, level: 'error' } : line)) : lines;
}

const itemOf = ({ resource, message }: ReferenceLine): string =>
  `\t* ${resource === undefined ? '' : `${resource}: `}${message}\n`;

/** The lines of a file that has no errors; of others istioctl says nothing by name. */
function fileText(name: string, warnings: readonly ReferenceLine[]): string {
  const items = warnings.map(itemOf).join('');
  if (name === STDIN) return warnings.length > 0 ? `\n${items}` : 'validation succeed\n';
  return warnings.length > 0 ? `"${name}" has warnings: \n${items}\n` : `"${name}" is valid\n`;
}

/** Answers in istioctl's layout, on its stream and with its status; the words are meshctl's. */
export async function runCompat(specs: readonly string[], run: CompatRun, host: Host): Promise<ExitStatus> {
  if (specs.length === 0) {
    host.stderr.write(NO_FILES);
    return EXIT.failure;
  }
  const errors: ReferenceLine[] = [];
  const texts: { readonly text: string; readonly warns: boolean }[] = [];
  for await (const source of sourcesOf(specs, host, run.exclude)) {
    const lines = await linesOf(source, run);
    for (const { level, message } of lines) if (level === 'info') host.stderr.write(`${message}\n`);
    errors.push(...lines.filter(({ level }) => level === 'error'));
    const warnings = lines.filter(({ level }) => level === 'warning');
    const failed = lines.some(({ level }) => level === 'error');
    if (warnings.length > 0 || !failed)
      texts.push({ text: fileText(source.name, warnings), warns: warnings.length > 0 });
  }
  // Where there are errors, files without anything to say are not named.
  const shown = errors.length > 0 ? texts.filter(({ warns }) => warns) : texts;
  host.stderr.write(shown.map(({ text }) => text).join(''));
  if (errors.length === 0) return EXIT.ok;
  const count = `${errors.length} error${errors.length === 1 ? '' : 's'} occurred:`;
  host.stderr.write(`Error: ${count}\n${errors.map(itemOf).join('')}\n\n`);
  return EXIT.failure;
}
