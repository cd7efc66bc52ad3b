/** Scalars as text: plain where every reader of YAML 1.1 and 1.2 takes them for what they are, quoted otherwise. */
import type { ScalarStyle } from '../model/syntax.ts';

const WORDS = ['y', 'n', 'yes', 'no', 'true', 'false', 'on', 'off', 'null'];

/** Words some reader takes for a boolean, a null, a merge key or YAML 1.1's default value. */
const TYPED_WORDS: ReadonlySet<string> = new Set([
  ...WORDS.flatMap((word) => [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)]),
  '',
  '~',
  '=',
  '<<',
  '.nan',
  '.NaN',
  '.NAN',
]);

/** What some reader takes for a number: based, sexagesimal and decimal integers, floats, infinities. */
const NUMBER_LIKE =
  /^[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[0-9][0-9_,]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]+)?|\.[0-9_]*(?:[eE][-+]?[0-9_]+)?|\.(?:inf|Inf|INF))$/;

/** What a reader of YAML 1.1 takes for a date. */
const DATE_LIKE = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt \t])/;

const FIRST_OF_TYPED = /^[-+.0-9]/;

/** What YAML 1.1's pattern for floats lets some readers take for one. */
const BARE_EXPONENT = /^[eE][-+]?[0-9]+$/;

/** What most keys and values look like; plain anywhere unless they are one of the words. */
const SIMPLE = /^[A-Za-z_/$][\w./$()-]*$/;

/** Control characters, exotic line breaks, marks and halves of surrogate pairs: they need escapes. */
const NEEDS_ESCAPE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Characters that JSON leaves as they are and YAML readers refuse or take for line breaks. */
const JSON_LEAVES = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Text no plain scalar can be: by its start, by what it holds, or by its end. */
const NOT_PLAIN = /^(?:[\s,[\]{}#&*!|>'"%@`]|[-?:](?:\s|$)|---|\.\.\.)|:\s|\s#|[:\s]$|[\t\n]/;

/** Text no plain scalar inside brackets can be besides; stricter than YAML, since old readers are. */
const NOT_PLAIN_IN_FLOW = /[,[\]{}?]|^[-:]|:[^\w/.-]/;

/** Text a literal block cannot hold, or not without an explicit indentation that few people can read. */
const NOT_LITERAL = /^[ \t\n]|\n[ \t]+(?:\n|$)|\n\n$/;

function isTyped(text: string): boolean {
  if (TYPED_WORDS.has(text) || BARE_EXPONENT.test(text)) return true;
  return FIRST_OF_TYPED.test(text) && (NUMBER_LIKE.test(text) || DATE_LIKE.test(text));
}

/** Whether the string can stand without quotes; `flow` inside brackets. */
function fitsPlain(text: string, flow: boolean): boolean {
  if (SIMPLE.test(text)) return !TYPED_WORDS.has(text) && !BARE_EXPONENT.test(text);
  return !isTyped(text) && !NOT_PLAIN.test(text) && !NEEDS_ESCAPE.test(text) && !(flow && NOT_PLAIN_IN_FLOW.test(text));
}

/** The string in double quotes, in JSON's syntax. */
export function quoteDouble(text: string): string {
  return JSON.stringify(text).replace(JSON_LEAVES, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function fitsSingle(text: string): boolean {
  return !/[\t\n]/.test(text) && !NEEDS_ESCAPE.test(text);
}

function quoteSingle(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A string in the quotes it reads best in: double for what is no string without them, single for what has double ones inside. */
function quote(text: string): string {
  if (!fitsSingle(text) || isTyped(text)) return quoteDouble(text);
  return text.includes("'") && !/["\\]/.test(text) ? quoteDouble(text) : quoteSingle(text);
}

/** A string on one line, plain where that is safe. */
export function stringText(text: string, flow: boolean): string {
  return fitsPlain(text, flow) ? text : quote(text);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '.inf' : '-.inf';
}

/** A scalar on one line; anything that is no scalar is null. */
export function scalarText(value: unknown, flow: boolean): string {
  if (typeof value === 'string') return stringText(value, flow);
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : 'null';
}

/** A scalar on one line in the quotes another had, as far as the value permits. */
export function scalarTextLike(value: unknown, style: ScalarStyle, flow: boolean): string {
  if (typeof value !== 'string') return scalarText(value, flow);
  if (style === 'double') return quoteDouble(value);
  return style === 'single' && fitsSingle(value) ? quoteSingle(value) : stringText(value, flow);
}

/** A literal block: what its header says and its lines, without indentation. */
export interface Literal {
  readonly header: '|' | '|-';
  readonly lines: readonly string[];
}

/** The string as a literal block; `undefined` for strings of one line and those a block cannot hold readably. */
export function asLiteral(text: string): Literal | undefined {
  if (!text.includes('\n') || NOT_LITERAL.test(text) || NEEDS_ESCAPE.test(text)) return undefined;
  const ended = text.endsWith('\n');
  return { header: ended ? '|' : '|-', lines: (ended ? text.slice(0, -1) : text).split('\n') };
}
