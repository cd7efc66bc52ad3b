/** Sprig's regular expressions: RE2, as in Go. */
import type { RE2JS } from 're2js';
import { GoError } from '../errors.ts';
import { type FunctionSet, fn, INT, STRING } from '../functions.ts';
import { type GoList, nilList, stringList } from '../values.ts';

interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
  readonly named: Readonly<Record<string, string | null>>;
}

/** The library behind the functions. It is large and rarely needed, so callers load it when a template asks for it. */
export type RegexEngine = Pick<typeof import('re2js'), 'RE2JS' | 'RE2JSException'>;

/** Compiles expressions; throws {@link GoError} for one that is wrong. */
type Compile = (expression: string) => RE2JS;

const compiler =
  (engine: RegexEngine | undefined): Compile =>
  (expression) => {
    if (!engine) throw new GoError('regular expressions are not available here');
    try {
      return engine.RE2JS.compile(expression);
    } catch (error) {
      if (error instanceof engine.RE2JSException)
        throw new GoError(`regexp: Compile(${JSON.stringify(expression)}): ${error.message}`);
      throw error;
    }
  };

/** The matches from left to right, at most `limit` of them; an empty match right behind another does not count. */
function* matches(regex: RE2JS, text: string, limit = -1): Generator<Match> {
  const matcher = regex.matcher(text);
  let previousEnd = -1;
  for (let at = 0, count = 0; at <= text.length && count !== limit && matcher.find(at); ) {
    const start = matcher.start();
    const end = matcher.end();
    if (end > start || start !== previousEnd) {
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_item, index) => matcher.group(index));
      yield { start, end, groups, named: matcher.getNamedGroups() };
      count++;
    }
    previousEnd = end;
    at = end > start ? end : end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
  }
}

/** `$1`, `${1}`, `$name` and `${name}`; the longest name counts, `$$` is a dollar. */
const REFERENCE = /\$(?:\$|\{([0-9A-Za-z_]+)\}|([0-9A-Za-z_]+))/g;

function expand(template: string, match: Match): string {
  return template.replace(REFERENCE, (all: string, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (name === undefined) return all === '$$' ? '$' : all;
    const group = /^[0-9]+$/.test(name)
      ? match.groups[Number(name)]
      : Object.hasOwn(match.named, name)
        ? match.named[name]
        : '';
    return group ?? '';
  });
}

function replaceAll(regex: RE2JS, text: string, replace: (match: Match) => string): string {
  let out = '';
  let at = 0;
  for (const match of matches(regex, text)) {
    out += text.slice(at, match.start) + replace(match);
    at = match.end;
  }
  return out + text.slice(at);
}

function split(regex: RE2JS, text: string, limit: number): readonly string[] {
  if (limit === 0) return [];
  if (regex.pattern() !== '' && text === '') return [''];
  const out: string[] = [];
  let at = 0;
  let end = 0;
  for (const match of matches(regex, text, limit)) {
    if (limit > 0 && out.length === limit - 1) break;
    end = match.start;
    if (match.end !== 0) out.push(text.slice(at, end));
    at = match.end;
  }
  return end === text.length ? out : [...out, text.slice(at)];
}

function find(regex: RE2JS, text: string): string {
  for (const { groups } of matches(regex, text, 1)) return groups[0] ?? '';
  return '';
}

function findAll(regex: RE2JS, text: string, limit: number): GoList {
  const found = [...matches(regex, text, limit)].map(({ groups }) => groups[0] ?? '');
  return found.length === 0 ? nilList('string') : stringList(found);
}

const isMatch = (regex: RE2JS, text: string): boolean => regex.matcher(text).find();

/** `regexMatch` takes a wrong expression for one that matches nothing. */
function isMatchOrFalse(compile: Compile, expression: string, text: string): boolean {
  try {
    return isMatch(compile(expression), text);
  } catch (error) {
    if (error instanceof GoError) return false;
    throw error;
  }
}

/** `regexMatch`, `regexReplaceAll` and their like; without an engine they fail when they are called. */
export function regexFunctions(engine: RegexEngine | undefined): FunctionSet {
  const compile = compiler(engine);
  const regexFind = fn([STRING, STRING], (expression, text) => find(compile(expression), text));
  const regexFindAll = fn([STRING, STRING, INT], (expression, text, limit) =>
    findAll(compile(expression), text, limit),
  );
  const regexReplaceAll = fn([STRING, STRING, STRING], (expression, text, template) =>
    replaceAll(compile(expression), text, (match) => expand(template, match)),
  );
  const regexReplaceAllLiteral = fn([STRING, STRING, STRING], (expression, text, replacement) =>
    replaceAll(compile(expression), text, () => replacement),
  );
  const regexSplit = fn([STRING, STRING, INT], (expression, text, limit) => {
    const parts = split(compile(expression), text, limit);
    return limit === 0 ? nilList('string') : stringList(parts);
  });
  return {
    mustRegexFind: regexFind,
    mustRegexFindAll: regexFindAll,
    mustRegexMatch: fn([STRING, STRING], (expression, text) => isMatch(compile(expression), text)),
    mustRegexReplaceAll: regexReplaceAll,
    mustRegexReplaceAllLiteral: regexReplaceAllLiteral,
    mustRegexSplit: regexSplit,
    regexFind,
    regexFindAll,
    regexMatch: fn([STRING, STRING], (expression, text) => isMatchOrFalse(compile, expression, text)),
    regexQuoteMeta: fn([STRING], (text) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
    regexReplaceAll,
    regexReplaceAllLiteral,
    regexSplit,
  };
}
