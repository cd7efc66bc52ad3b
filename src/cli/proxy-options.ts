/** Flags that several commands which read a proxy have. */
import { InvalidArgumentError, Option } from 'commander';
import { CLUSTER_OPTIONS } from './cluster-options.ts';
import { compatOption } from './options.ts';

/** Envoy's admin port in a sidecar. */
export const DEFAULT_ADMIN_PORT = 15_000;

function wholeNumber(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it is not a whole number.');
}

/** A flag whose value is a whole number. */
export function numberOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(wholeNumber);
}

/**
 * The `-o` flag. The formats are told, but the command itself refuses others: the reference's has other words, and looks at
 * them only when it has read its input.
 */
export function formatOption(): Option {
  const option = new Option('-o, --output <FORMAT>', 'output format');
  option.argChoices = ['table', 'json', 'yaml'];
  return option;
}

/** A saved answer; the short form means one only where the reference is imitated. */
const FILE_OPTIONS: readonly Option[] = [
  new Option('--file <FILE>', 'a saved answer of the admin port, or - for standard input'),
  new Option('-f, --dump-file <FILE>', 'the same, under --compat').hideHelp(),
];

/** A live port. */
export const ADMIN_OPTION = new Option('--admin <HOST:PORT>', 'a live admin port');

/** Where a proxy's answers come from, and how they are printed. */
export const SOURCE_OPTIONS: readonly Option[] = [
  ...FILE_OPTIONS,
  ADMIN_OPTION,
  formatOption(),
  numberOption('--proxy-admin-port <PORT>', 'the admin port of proxies in a cluster').default(DEFAULT_ADMIN_PORT),
  ...CLUSTER_OPTIONS,
  compatOption(),
];

/** Looking again and again. */
export const WATCH_OPTIONS: readonly Option[] = [
  new Option('--watch', 'look again after every interval, and print what is new, until interrupted'),
  new Option('--interval <DURATION>', 'with --watch: how often').default('2s'),
  numberOption('--count <N>', 'with --watch: how many times it is looked'),
];
