import { type Command, Option } from 'commander';
import { UsageError } from '../model/errors.ts';
import { pathOf } from './help.ts';

/** Collects the values of a flag that may be given several times: `new Option(…).argParser(collect)`. */
export function collect(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}

/** The `-o, --output` flag of a command with a closed list of formats; the first one is the default. */
export function outputOption<Format extends string>(formats: readonly [Format, ...Format[]]): Option {
  return new Option('-o, --output <FORMAT>', 'output format').choices(formats).default(formats[0]);
}

/** The repeatable `-f, --filename` flag: where manifests come from. No default: `undefined` when it was not given. */
export function filenameOption(): Option {
  return new Option(
    '-f, --filename <FILE>',
    'manifests to read: a file, a folder, a glob, an https URL, or - for standard input (repeatable)',
  ).argParser(collect);
}

/** The repeatable `--exclude` flag: what of folders and globs is not read. */
export function excludeOption(): Option {
  return new Option(
    '--exclude <GLOB>',
    'files and folders to leave out of folders and globs: a name such as templates or values*.yaml, or a path (repeatable)',
  ).argParser(collect);
}

/** The `--meshConfigFile` flag; `--mesh-config` means it, too. */
export function meshConfigOption(): Option {
  return new Option('--meshConfigFile <FILE>', 'the mesh config, or the ConfigMap that holds it (default: built in)');
}

/** The `--prometheus` flag. */
export function prometheusOption(description: string): Option {
  return new Option('--prometheus <URL|HOST:PORT>', description);
}

/** The `--insecure` flag of commands that meet certificates. */
export function insecureOption(): Option {
  return new Option('--insecure', 'take any certificate');
}

/** The `--compat` flag of a command that can answer exactly as the tool it replaces. */
export function compatOption(peers: readonly [string, ...string[]] = ['istioctl']): Option {
  return new Option('--compat <TOOL>', 'give the texts, layout and exit status of this tool').choices(peers);
}

/** Refuses a file that is named without `-f`. Throws UsageError. */
export function refusePositionals(command: Command, words: readonly string[]): void {
  const [word] = words;
  if (word === undefined) return;
  throw new UsageError('USAGE_ARGUMENT', `"${word}" belongs to no flag`, {
    hint: `files are named with -f: ${pathOf(command)} ${words.map((file) => `-f ${file}`).join(' ')}`,
  });
}
