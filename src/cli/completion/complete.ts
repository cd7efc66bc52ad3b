import type { Argument, Command, Option } from 'commander';
import type { Host } from '../../model/host.ts';
import { IGNORED_WORDS, standInFor } from '../args.ts';
import { isBoolean, isNamed } from '../settings/flags.ts';
import { knownValues } from './values.ts';

/** The words of an unfinished command line, the last one being the one to complete. */
interface Line {
  readonly words: readonly string[];
  readonly host: Host;
}

/** What the shell adds to the candidates, or does instead. */
type Directive = 'none' | 'files' | 'folders';

interface Candidate {
  readonly text: string;
  readonly about: string;
}

interface Answer {
  readonly candidates: readonly Candidate[];
  readonly directive: Directive;
}

/** Placeholders of flags and arguments whose values the shell itself knows. */
const PLACEHOLDERS: ReadonlyMap<string, Directive> = new Map([
  ['FILE', 'files'],
  ['PATH', 'files'],
  ['DIR', 'folders'],
]);

const NOTHING: Answer = { candidates: [], directive: 'none' };

/** How old PowerShells write an empty argument; new ones pass it on as it stands. */
const QUOTED_EMPTY = '""';

/**
 * What could stand in place of the last word: a line for each candidate, `text<TAB>what it is`, and a last line `:none`,
 * `:files` or `:folders` that says what the shell is to complete itself. The scripts of `scripts.ts` read this.
 */
export async function complete(program: Command, { words, host }: Line): Promise<string> {
  const last = words.at(-1) ?? '';
  const current = last === QUOTED_EMPTY ? '' : last;
  const { candidates, directive } = await answer(placeOf(program, words.slice(0, -1)), current, host);
  const lines = candidates
    .filter(({ text }) => text.startsWith(current))
    .map(({ text, about }) => `${text}\t${about.replace(/\s+/g, ' ')}`);
  return `${[...lines, `:${directive}`].join('\n')}\n`;
}

/** Where the words so far lead. */
interface Place {
  readonly command: Command;
  /** The flag whose value comes next. */
  readonly pending?: Option;
  /** Positional arguments given to the command. */
  readonly positionals: number;
  /** After `--` nothing is a flag. */
  readonly literal: boolean;
}

function placeOf(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, positionals: 0, literal: false };
  for (const word of words) place = step(place, word);
  return place;
}

function step(place: Place, word: string): Place {
  const { command, positionals, literal } = place;
  if (place.pending) return { command, positionals, literal };
  if (literal) return { ...place, positionals: positionals + 1 };
  if (word === '--') return { ...place, literal: true };
  if (word.startsWith('-') && word !== '-') {
    const option = word.includes('=') ? undefined : optionsOf(command).find((candidate) => isNamed(candidate, word));
    return option?.required ? { ...place, pending: option } : place;
  }
  if (command.parent === null && IGNORED_WORDS.has(word)) return place;
  const child = command.commands.find((candidate) => [candidate.name(), ...candidate.aliases()].includes(word));
  return child ? { command: child, positionals: 0, literal } : { ...place, positionals: positionals + 1 };
}

async function answer(place: Place, current: string, host: Host): Promise<Answer> {
  const { command, pending, positionals, literal } = place;
  if (pending) return valuesOf(pending, { prefix: '', value: current }, host);
  if (!literal && current.startsWith('-')) return flagAnswer(command, current, host);
  const children = command.createHelp().visibleCommands(command);
  if (children.length > 0) {
    // A word that is no command came before: the command line is already wrong.
    if (positionals > 0) return NOTHING;
    const [implied] = standInFor(command, current)?.registeredArguments ?? [];
    if (implied) return argumentValues(implied, host);
    return {
      candidates: children.map((child) => ({ text: child.name(), about: summaryOf(child) })),
      directive: 'none',
    };
  }
  const declared = command.registeredArguments;
  const argument = declared[positionals] ?? (declared.at(-1)?.variadic ? declared.at(-1) : undefined);
  return argument ? argumentValues(argument, host) : NOTHING;
}

async function flagAnswer(command: Command, current: string, host: Host): Promise<Answer> {
  const equals = current.indexOf('=');
  if (equals >= 0) {
    const name = current.slice(0, equals);
    const option = optionsOf(command).find((candidate) => isNamed(candidate, name));
    if (!option || isBoolean(option)) return NOTHING;
    return valuesOf(option, { prefix: `${name}=`, value: current.slice(equals + 1) }, host);
  }
  const candidates = optionsOf(command).map((option) => ({
    text: option.long ?? option.short ?? '',
    about: option.description,
  }));
  return { candidates, directive: 'none' };
}

/** What of a flag's value there is already. */
interface Begun {
  /** What stands before the value in the same word: `--name=`. */
  readonly prefix: string;
  readonly value: string;
}

async function valuesOf(option: Option, { prefix, value }: Begun, host: Host): Promise<Answer> {
  const values = (await knownValues(option, host)) ?? [];
  // Of a list, `structure,r`, the last item is the one to complete.
  const before = option.flags.includes(',...') ? value.slice(0, value.lastIndexOf(',') + 1) : '';
  return { candidates: listed(values, prefix + before, option.description), directive: directiveOf(option) };
}

/** What the shell completes of a flag that takes `FILE`, or one word of several: `FORMAT|PATH`. */
function directiveOf(option: Option): Directive {
  const [, placeholder = ''] = /[<[]([A-Z|]+)/.exec(option.flags) ?? [];
  return placeholder.split('|').flatMap((word) => PLACEHOLDERS.get(word) ?? [])[0] ?? 'none';
}

async function argumentValues(argument: Argument, host: Host): Promise<Answer> {
  const values = await knownValues(argument, host);
  if (values) return { candidates: listed(values, '', argument.description), directive: 'none' };
  return { candidates: [], directive: PLACEHOLDERS.get(argument.name()) ?? 'none' };
}

function listed(values: readonly string[], prefix: string, about: string): readonly Candidate[] {
  return values.map((text) => ({ text: prefix + text, about }));
}

/** The visible flags of a command, its own first, then those of the commands above it; `--help` included. */
function optionsOf(command: Command): readonly Option[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
}

function summaryOf(command: Command): string {
  return command.summary() || (command.description().split('\n')[0] ?? '');
}
