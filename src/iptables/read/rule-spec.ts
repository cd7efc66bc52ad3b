/** The part of an iptables rule after `-A CHAIN`: conditions and target. */
import type { Match } from '../model/match.ts';
import type { Rule } from '../model/rule.ts';
import { parseCidr } from '../ruleset/address.ts';
import { MATCH_OPTIONS, MODULES } from './match-options.ts';
import { type Line, type ReadOptions, unreadable } from './source.ts';
import { isTarget, targetOf } from './target-options.ts';
import type { Word } from './words.ts';

/** A specification while it is read. */
interface Spec {
  readonly line: Line;
  readonly words: readonly Word[];
  readonly options: ReadOptions;
  at: number;
  readonly matches: Match[];
  module: string | undefined;
  target: { readonly name: string; readonly chain: 'jump' | 'goto' } | undefined;
  /** Options that follow a target with arguments. */
  readonly targetOptions: Map<string, string>;
  readonly targetWords: Word[];
  comment: string | undefined;
}

/** Options every rule can have, by all their names. */
const GENERAL: Readonly<Record<string, (spec: Spec, negated: boolean) => void>> = {
  ...aliases(['-p', '--protocol', '--proto'], (spec, negated) => {
    spec.matches.push({ kind: 'protocol', protocol: value(spec), negated });
  }),
  ...aliases(['-s', '--source', '--src'], (spec, negated) => address(spec, 'source', negated)),
  ...aliases(['-d', '--destination', '--dst'], (spec, negated) => address(spec, 'destination', negated)),
  ...aliases(['-i', '--in-interface'], (spec, negated) => {
    spec.matches.push({ kind: 'in-interface', name: value(spec), negated });
  }),
  ...aliases(['-o', '--out-interface'], (spec, negated) => {
    spec.matches.push({ kind: 'out-interface', name: value(spec), negated });
  }),
  ...aliases(['-m', '--match'], (spec) => useModule(spec)),
  ...aliases(['-j', '--jump'], (spec) => {
    spec.target = { name: value(spec), chain: 'jump' };
  }),
  ...aliases(['-g', '--goto'], (spec) => {
    spec.target = { name: value(spec), chain: 'goto' };
  }),
};

function aliases<T>(names: readonly string[], handler: T): Readonly<Record<string, T>> {
  return Object.fromEntries(names.map((name) => [name, handler]));
}

/** The word after an option. Throws InputError at the end of the line. */
function value(spec: Spec): string {
  const option = spec.words[spec.at - 1];
  const word = spec.words[spec.at];
  if (!word) throw unreadable(spec.line, option?.start ?? 0, `${option?.text ?? ''} needs a value`);
  spec.at += 1;
  return word.text;
}

function written(spec: Spec, first: number): string {
  const start = spec.words[first]?.start ?? 0;
  return spec.line.text.slice(start, spec.words[spec.at - 1]?.end ?? start);
}

function address(spec: Spec, kind: 'source' | 'destination', negated: boolean): void {
  const first = spec.at - (negated ? 2 : 1);
  const [cidr = '', ...others] = value(spec).split(',');
  if (![cidr, ...others].every((text) => parseCidr(text))) {
    spec.matches.push({ kind: 'unknown', text: written(spec, first) });
  } else spec.matches.push({ kind, cidr, negated, ...(others.length > 0 ? { others } : {}) });
}

function useModule(spec: Spec): void {
  const first = spec.at - 1;
  spec.module = value(spec);
  if (MODULES.has(spec.module)) {
    spec.matches.push({ kind: 'module', module: spec.module });
    // `-m socket` asks for something even without an option.
    if (spec.module === 'socket' && spec.words[spec.at]?.text !== '--transparent') {
      spec.matches.push({ kind: 'socket', transparent: false, negated: false });
    }
    return;
  }
  skipForeign(spec);
  spec.matches.push({ kind: 'unknown', text: written(spec, first) });
}

/** Goes to the next option every rule can have, with the `!` before it. */
function skipForeign(spec: Spec): void {
  for (; spec.at < spec.words.length; spec.at += 1) {
    const negation = spec.words[spec.at]?.text === '!' ? 1 : 0;
    if (Object.hasOwn(GENERAL, spec.words[spec.at + negation]?.text ?? '')) return;
  }
}

/** Goes past the values of an option that is not understood. */
function skipValues(spec: Spec): void {
  while (spec.at < spec.words.length && !/^(?:-|!$)/.test(spec.words[spec.at]?.text ?? '')) spec.at += 1;
}

function matchOption(spec: Spec, name: string, negated: boolean): void {
  const first = spec.at - (negated ? 2 : 1);
  const column = spec.words[spec.at - 1]?.start ?? 0;
  const known = Object.hasOwn(MATCH_OPTIONS, name) ? MATCH_OPTIONS[name] : undefined;
  if (!known) {
    skipValues(spec);
    spec.matches.push({ kind: 'unknown', text: written(spec, first) });
    return;
  }
  // Old notation: `--dport ! 80`.
  const late = known.value && spec.words[spec.at]?.text === '!';
  if (late) spec.at += 1;
  const text = known.value ? value(spec) : '';
  const context = { module: spec.module, negated: negated || late, options: spec.options };
  const match = known.read(text, context) ?? { kind: 'unknown', text: written(spec, first) };
  if (typeof match === 'string') throw unreadable(spec.line, column, match);
  spec.matches.push(match);
}

function targetOption(spec: Spec, name: string): void {
  const first = spec.at - 1;
  const start = spec.at;
  skipValues(spec);
  const values = spec.words.slice(start, spec.at).map(({ text }) => text);
  spec.targetOptions.set(name, values.join(' '));
  spec.targetWords.push(...spec.words.slice(first, spec.at));
}

function option(spec: Spec): void {
  const negated = spec.words[spec.at]?.text === '!';
  if (negated) spec.at += 1;
  const word = spec.words[spec.at];
  if (!word) throw unreadable(spec.line, spec.words[spec.at - 1]?.start ?? 0, '"!" without a condition');
  spec.at += 1;
  const general = Object.hasOwn(GENERAL, word.text) ? GENERAL[word.text] : undefined;
  if (general) {
    const late = spec.words[spec.at]?.text === '!';
    if (late) spec.at += 1;
    general(spec, negated || late);
  } else if (word.text === '--comment') spec.comment = value(spec);
  else if (!word.text.startsWith('-')) throw unreadable(spec.line, word.start, `"${word.text}" is not an option`);
  else if (spec.target && isTarget(spec.target.name) && !negated) targetOption(spec, word.text);
  else matchOption(spec, word.text, negated);
}

function finish(spec: Spec): Rule {
  const { matches, target, targetOptions, targetWords, line } = spec;
  const comment = spec.comment === undefined ? {} : { comment: spec.comment };
  if (!target) return { matches, target: { kind: 'count' }, ...comment };
  const text = line.text.slice(targetWords[0]?.start ?? 0, targetWords.at(-1)?.end ?? 0);
  const made = target.chain === 'goto' ? ({ kind: 'goto', chain: target.name } as const) : undefined;
  const full = made ?? targetOf(target.name, targetOptions, text);
  if (typeof full === 'string') throw unreadable(line, targetWords[0]?.start ?? 0, full);
  return { matches, target: full, ...comment };
}

/**
 * Reads conditions and target from words of a line. Modules, options and targets meshctl does not know are kept as `unknown`.
 * Throws InputError with line and column for values that cannot be meant.
 */
export function readRuleSpec(line: Line, words: readonly Word[], options: ReadOptions): Rule {
  const spec: Spec = {
    line,
    words,
    options,
    at: 0,
    matches: [],
    module: undefined,
    target: undefined,
    targetOptions: new Map(),
    targetWords: [],
    comment: undefined,
  };
  while (spec.at < words.length) option(spec);
  return finish(spec);
}
