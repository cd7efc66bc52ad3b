/** Helm's `--set` syntax: `a.b=1,c={x,y},d[0].e=f`, with backslashes before a literal comma, dot, bracket or equals sign. */
import type { Path } from '../model/diagnostic.ts';
import { asList, asMap, isMap, without } from '../model/json.ts';

/** Where a `--set` text stops making sense. */
export class SetSyntaxError extends Error {
  constructor(text: string, why: string) {
    super(`"${text}" is not key=value: ${why}`);
    this.name = 'SetSyntaxError';
  }
}

/** What one `key=value` of `--set` sets. */
export interface Assignment {
  readonly path: Path;
  readonly value: unknown;
}

/** Helm's typing of a value: booleans, null and whole numbers without a leading zero; everything else is text. */
function typed(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  if ((text === '0' || /^-?[1-9][0-9]*$/.test(text)) && Number.isSafeInteger(Number(text))) return Number(text);
  return text;
}

/** Splits at a character that no backslash and no brace protects; backslashes stay. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    else if (char === separator && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

const plain = (text: string): string => text.replace(/\\(.)/g, '$1');

function parsePath(key: string, whole: string): Path {
  if (key === '') throw new SetSyntaxError(whole, 'the key is empty');
  return split(key, '.').flatMap((part) => {
    const match = /^((?:\\.|[^[\\])*)((?:\[[0-9]+\])*)$/.exec(part);
    if (!match || (match[1] === '' && match[2] === '')) throw new SetSyntaxError(whole, `"${part}" is no key`);
    const name = match[1] === '' ? [] : [plain(match[1] ?? '')];
    return [...name, ...[...(match[2] ?? '').matchAll(/[0-9]+/g)].map(([digits]) => Number(digits))];
  });
}

function parseValue(text: string): unknown {
  if (text.startsWith('{') && text.endsWith('}')) {
    const inside = text.slice(1, -1);
    return inside === '' ? [] : split(inside, ',').map((item) => typed(plain(item.trim())));
  }
  return text.includes('\\') ? plain(text) : typed(text);
}

/** The assignments in one `--set` text. Throws `SetSyntaxError`. */
export function parseSet(text: string): readonly Assignment[] {
  return split(text, ',')
    .filter((part) => part !== '')
    .map((part) => {
      const [key = '', ...value] = split(part, '=');
      if (value.length === 0) throw new SetSyntaxError(text, 'there is no "="');
      return { path: parsePath(key, text), value: parseValue(value.join('=')) };
    });
}

/** A copy of `values` with one assignment made; lists grow as far as an index needs, and a null takes the key away. */
export function assign(values: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list = [...asList(values)];
    while (list.length <= step) list.push(null);
    list[step] = assign(list[step], rest, value);
    return list;
  }
  const map = isMap(values) ? values : {};
  if (value === null && rest.length === 0) return without(map, [step]);
  return { ...map, [step]: assign(asMap(map)[step], rest, value) };
}
