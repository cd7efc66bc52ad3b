import { type Command, Option } from 'commander';
import { UsageError } from '../model/errors.ts';
import { goBoolean } from '../model/go-boolean.ts';
import { meant } from '../model/suggest.ts';
import { pathOf, rootOf } from './help.ts';
import { isBoolean, isNamed } from './settings/flags.ts';

/** Arguments as commander reads them without surprises, and what it has no notation for. */
export interface NormalisedArgs {
  readonly argv: readonly string[];
  /** The command the arguments name. */
  readonly command: Command;
  /** Boolean flags that were set to false: `--ipv6=false`. */
  readonly off: readonly Option[];
}

/** Words that may stand before any command and mean nothing: istioctl keeps young commands behind them. */
export const IGNORED_WORDS: ReadonlySet<string> = new Set(['experimental', 'exp', 'x']);

const LETTERS = new WeakMap<Command, ReadonlyMap<string, string>>();

/** Lets a command say of letters it does not take which of its long flags is meant: other commands take them. */
export function writtenLong(command: Command, letters: ReadonlyMap<string, string>): void {
  LETTERS.set(command, letters);
}

/** Words behind a command that mean one of its subcommands without naming it. */
interface StandIn {
  readonly words: RegExp;
  readonly command: Command;
}

const STAND_INS = new WeakMap<Command, StandIn>();

/** Lets words of this form behind a command stand for arguments of one of its subcommands: `explain MSH2901`. */
export function standIn(parent: Command, words: RegExp, command: Command): void {
  STAND_INS.set(parent, { words, command });
}

/** The subcommand for which a word behind `parent` stands, if it does. */
export function standInFor(parent: Command, word: string): Command | undefined {
  const implied = STAND_INS.get(parent);
  return implied?.words.test(word) ? implied.command : undefined;
}

interface Scan {
  readonly words: readonly string[];
  at: number;
  command: Command;
  /** Set once a positional argument that is not a command was seen. */
  positional: boolean;
  readonly argv: string[];
  readonly off: Set<Option>;
}

/**
 * Reads arguments by the rules of Go's flag library, which the peers' users have in their fingers and their scripts: `-b=-1`,
 * `--ipv6=false`, `-nfoo`, values that start with a dash. Throws UsageError for a command or flag that does not exist (with
 * the nearest one that does), a missing value, and a boolean that is neither true nor false.
 */
export function normaliseArgs(program: Command, words: readonly string[]): NormalisedArgs {
  const scan: Scan = {
    words: withoutHelpWord(words),
    at: 0,
    command: program,
    positional: false,
    argv: [],
    off: new Set(),
  };
  while (scan.at < scan.words.length) {
    const word = scan.words[scan.at++] ?? '';
    if (word === '--') {
      scan.argv.push(word, ...scan.words.slice(scan.at));
      break;
    }
    if (word.startsWith('--')) readLong(scan, word);
    else if (word.startsWith('-') && word !== '-' && !isNegativeNumber(scan, word)) readShort(scan, word);
    else readPositional(scan, word);
  }
  return { argv: scan.argv, command: scan.command, off: [...scan.off] };
}

/** `help config show` is `config show --help`. */
function withoutHelpWord(words: readonly string[]): readonly string[] {
  return words[0] === 'help' ? [...words.slice(1), '--help'] : words;
}

function isNegativeNumber(scan: Scan, word: string): boolean {
  return /^-\d/.test(word) && !findOption(scan.command, word.slice(0, 2));
}

function readPositional(scan: Scan, word: string): void {
  if (scan.positional || scan.command.commands.length === 0) {
    scan.positional = true;
    scan.argv.push(word);
    return;
  }
  if (scan.command.parent === null && IGNORED_WORDS.has(word)) return;
  const next = scan.command.commands.find((command) => namesOf(command).includes(word));
  const implied = standInFor(scan.command, word);
  if (next) {
    scan.command = next;
    scan.argv.push(next.name());
  } else if (implied) {
    scan.command = implied;
    scan.positional = true;
    scan.argv.push(implied.name(), word);
  } else if (scan.command.registeredArguments.length > 0) {
    scan.positional = true;
    scan.argv.push(word);
  } else {
    throw unknownCommand(scan.command, word);
  }
}

function readLong(scan: Scan, word: string): void {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  const option = findOption(scan.command, name);
  if (!option) throw unknownFlag(scan.command, name);
  // A flag with two names is one to commander.
  take(scan, { option, name: option.long ?? name, value: equals < 0 ? undefined : word.slice(equals + 1) });
}

/** One dash: `-n`, `-n=x`, `-nx`, and several letters of which only the last may take a value. */
function readShort(scan: Scan, word: string): void {
  for (let at = 1; at < word.length; at++) {
    const name = `-${word[at]}`;
    const option = findOption(scan.command, name);
    if (!option) throw unknownFlag(scan.command, name, word);
    const rest = word.slice(at + 1);
    const attached = rest.startsWith('=') ? rest.slice(1) : rest;
    if (rest.startsWith('=') || (!isBoolean(option) && rest !== '')) {
      take(scan, { option, name, value: attached });
      return;
    }
    take(scan, { option, name, value: undefined });
  }
}

interface Flag {
  readonly option: Option;
  /** As it was written, for messages. */
  readonly name: string;
  /** What was attached to it; `undefined` when nothing was. */
  readonly value: string | undefined;
}

function take(scan: Scan, { option, name, value }: Flag): void {
  if (isBoolean(option)) {
    const on = value === undefined || onOrOff(name, value);
    // The last one of several counts, whichever notation it has.
    if (on) scan.off.delete(option);
    else scan.off.add(option);
    if (on) scan.argv.push(name);
    return;
  }
  if (value === undefined && option.required) {
    if (scan.at >= scan.words.length) {
      throw new UsageError('USAGE_VALUE', `the flag ${name} needs a value: ${option.flags}`, helpHint(scan.command));
    }
    scan.argv.push(name, scan.words[scan.at++] ?? '');
    return;
  }
  if (value === undefined) scan.argv.push(name);
  else if (option.long) scan.argv.push(`${option.long}=${value}`);
  else scan.argv.push(name, value);
}

function onOrOff(name: string, value: string): boolean {
  const known = goBoolean(value);
  if (known !== undefined) return known;
  throw new UsageError('USAGE_BOOLEAN', `the flag ${name} is either on or off: "${value}" is neither true nor false`);
}

/** commander keeps its own help flag out of a command's list. */
const HELP = new Option('-h, --help');

/** The flag of a command or, where it has none of that name, of the commands above it. */
function findOption(command: Command, name: string): Option | undefined {
  for (let at: Command | null = command; at; at = at.parent) {
    const found = at.options.find((option) => isNamed(option, name));
    if (found) return found;
  }
  return isNamed(HELP, name) ? HELP : undefined;
}

function namesOf(command: Command): readonly string[] {
  return [command.name(), ...command.aliases()];
}

function unknownCommand(parent: Command, word: string): UsageError {
  const names = parent.createHelp().visibleCommands(parent).flatMap(namesOf);
  const right = meant(word, names);
  const kind = parent.parent === null ? 'command' : `subcommand of "${pathOf(parent)}"`;
  const hint = right === undefined ? helpHint(parent) : { hint: `did you mean "${right}"?` };
  return new UsageError('USAGE_COMMAND', `unknown ${kind}: "${word}"`, hint);
}

function unknownFlag(command: Command, name: string, inside = name): UsageError {
  const flags: string[] = [];
  for (let at: Command | null = command; at; at = at.parent) {
    for (const option of at.options) if (!option.hidden) flags.push(option.long ?? option.flags);
  }
  const right = name.startsWith('--') ? meant(name, [...flags, '--help']) : undefined;
  const where = inside === name ? '' : ` in "${inside}"`;
  const long = LETTERS.get(command)?.get(name);
  const advice = long === undefined ? helpHint(command) : { hint: `here it is written long: ${long}` };
  const hint = right === undefined ? advice : { hint: `did you mean ${right}?` };
  const message = `unknown flag ${name}${where}${command === rootOf(command) ? '' : ` of "${pathOf(command)}"`}`;
  return new UsageError('USAGE_FLAG', message, hint);
}

function helpHint(command: Command): { readonly hint: string } {
  return { hint: `"${pathOf(command)} --help" shows what there is` };
}
