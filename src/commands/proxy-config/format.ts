import { EnvoyError } from '../../envoy/problems.ts';
import { quoteGo } from '../../gotemplate/fmt/quote.ts';
import { EXIT } from '../../model/exit.ts';
import type { SourceFlags } from './flags.ts';

/** How a result is printed. */
export type Format = 'table' | 'json' | 'yaml';

/** Words for formats; under `--compat` the reference's own. */
const WORDS: ReadonlyMap<string, Format> = new Map([
  ['table', 'table'],
  ['text', 'table'],
  ['short', 'table'],
  ['json', 'json'],
  ['yaml', 'yaml'],
]);

/** What the reference's commands take. */
export const PEER_WORDS = { short: ['short', 'json', 'yaml'], table: ['table', 'json', 'yaml'] } as const;

/** What a command prints without `-o`, and what the reference's has for words. */
export interface FormatRules {
  readonly default?: Format;
  readonly peer?: readonly string[];
}

/** The format a run asks for. Throws {@link EnvoyError} for a word that is none. */
export function formatOf({ output, compat }: SourceFlags, rules: FormatRules = {}): Format {
  if (output === undefined) return rules.default ?? 'table';
  const format = WORDS.get(output);
  const peerWords: readonly string[] = rules.peer ?? PEER_WORDS.short;
  if (format && (compat === undefined || peerWords.includes(output))) return format;
  throw new EnvoyError('USAGE_FORMAT', `"${output}" is not an output format here`, {
    peer: `output format ${quoteGo(output)} not supported`,
    exitCode: EXIT.usage,
    hint: 'it is one of table, json, yaml',
  });
}
