import { basename } from 'node:path';
import type { Command, Option } from 'commander';
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { ConfigError } from '../../model/errors.ts';
import { partName } from '../../model/file-part.ts';
import { goBoolean } from '../../model/go-boolean.ts';
import { nearest } from '../../model/suggest.ts';
import { pathOf } from '../help.ts';
import { isIncomplete } from '../late.ts';
import { flagsBelow, isBoolean, isExcluded, settingName } from './flags.ts';

/** A flag's value in a configuration file. */
export interface FileSetting {
  /** The command it is for, program left out: `['iptables', 'generate']`; empty when it is for every command. */
  readonly scope: readonly string[];
  /** The flag's long name without dashes. */
  readonly name: string;
  /** One text, or several for a flag that may be given several times; `true` or `false` for a flag without a value. */
  readonly values: readonly string[];
  /** The file it stands in; relative paths count from its folder. */
  readonly file: string;
  /** `file:line:col`. */
  readonly origin: string;
}

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
}

/**
 * Reads a configuration file: a mapping of flag names to values; the name of a command holds a mapping for that command
 * alone. Throws ConfigError with file, line and column for YAML that does not parse, a name that is no flag and no command,
 * and a value no flag of that name takes.
 */
export function parseSettings(file: string, text: string, program: Command): readonly FileSetting[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const source: Source = { file, lines };
  const [broken] = document.errors;
  if (broken) {
    throw new ConfigError('CONFIG_SYNTAX', `${placeOf(source, broken.pos[0])}: not valid YAML: ${broken.message}`);
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return [];
  if (!isMap(root)) {
    throw problem({ source, at: root, code: 'CONFIG_SHAPE', message: 'a configuration file is a mapping of flags' });
  }
  return [...settingsOf(root, source, { command: program, scope: [] })];
}

interface Section {
  readonly command: Command;
  readonly scope: readonly string[];
}

function* settingsOf(map: YAMLMap, source: Source, section: Section): Generator<FileSetting> {
  // The border of the YAML library: it types the nodes of a parsed mapping as unknown.
  for (const { key, value } of map.items as Pair<Node, Node | null>[]) {
    const name = isScalar(key) ? String(key.value) : '';
    const command = section.command.commands.find((child) => child.name() === name);
    if (command && isMap(value)) {
      // Nobody knows its flags in this run, and none of them counts.
      if (isIncomplete(command)) continue;
      yield* settingsOf(value, source, { command, scope: [...section.scope, name] });
    } else {
      const values = checkedValue({ name, key, value, source, section });
      yield { scope: section.scope, name, values, file: source.file, origin: placeOf(source, offsetOf(key)) };
    }
  }
}

interface Entry {
  readonly name: string;
  readonly key: Node;
  readonly value: Node | null;
  readonly source: Source;
  readonly section: Section;
}

function checkedValue({ name, key, value, source, section }: Entry): readonly string[] {
  const candidates = flagsBelow(section.command);
  const options = candidates.map(({ option }) => option);
  const named = options.filter((option) => settingName(option) === name);
  if (named.length === 0) {
    const commands = section.command.commands.map((child) => child.name());
    const kind = commands.includes(name) ? 'needs a mapping of flags' : `is no flag of "${pathOf(section.command)}"`;
    const meant = nearest(name, [...options.map(settingName), ...commands]);
    const hint = meant === undefined || meant === name ? undefined : `did you mean "${meant}"?`;
    throw problem({ source, at: key, code: 'CONFIG_NAME', message: `"${name}" ${kind}`, hint });
  }
  const part = INLINE.has(name) ? partName({ file: basename(source.file), keys: [...section.scope, name] }) : undefined;
  const texts = textsOf(value, part);
  if (texts && named.some((option) => takes(option, texts))) return texts;
  const hint = named.map(wanted).find((text) => text !== undefined);
  throw problem({
    source,
    at: value ?? key,
    code: 'CONFIG_VALUE',
    message: `"${name}" does not take this value`,
    hint,
  });
}

function takes(option: Option, texts: readonly string[]): boolean {
  if (isBoolean(option)) return texts.length === 1 && texts.every((text) => goBoolean(text) !== undefined);
  return !texts.some((text) => isExcluded(option, text));
}

function wanted(option: Option): string | undefined {
  if (isBoolean(option)) return 'it is true or false';
  return option.argChoices && `it is one of ${option.argChoices.join(', ')}`;
}

/** Flags that name files whose content may stand in the configuration file itself. */
const INLINE: ReadonlySet<string> = new Set(['rules']);

/**
 * The text of a scalar, or of each scalar of a list, and `part` once for all mappings where they may stand here; `undefined` for
 * anything else.
 */
function textsOf(node: Node | null, part: string | undefined): readonly string[] | undefined {
  const nodes: readonly unknown[] = isSeq(node) ? node.items : [node];
  const scalars = nodes.filter((item) => isScalar(item)).filter(({ value }) => value !== null);
  const texts = scalars.map(scalarText);
  if (scalars.length === nodes.length) return texts;
  const isWhole = part !== undefined && nodes.every((item) => isMap(item) || (isScalar(item) && item.value !== null));
  return isWhole ? [...texts, part] : undefined;
}

/** Numbers and booleans as they are written: `1.10` stays `1.10`. */
function scalarText(node: { value: unknown; source?: string }): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function placeOf({ file, lines }: Source, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${file}:${line}:${col}`;
}

interface Problem {
  readonly source: Source;
  readonly at: Node;
  readonly code: `CONFIG_${string}`;
  readonly message: string;
  readonly hint?: string | undefined;
}

function problem({ source, at, code, message, hint }: Problem): ConfigError {
  return new ConfigError(code, `${placeOf(source, offsetOf(at))}: ${message}`, hint === undefined ? {} : { hint });
}
