/** Formats of logs, read once: each gives a line for an entry. Lines are latin-1 text, a character for each byte. */
import { asMap, isMap, type JsonMap } from '../../../model/json.ts';
import type { LogPlan } from '../plan.ts';
import type { LogEntry } from './entry.ts';
import { type Operator, type OperatorContext, operatorOf } from './operators.ts';

/** Makes the line of an entry, its end included. */
export type LineFormat = (entry: LogEntry) => string;

const OPERATOR = /%(?:%|([A-Z][A-Z0-9_]*)(?:\(([^)]*)\))?(?::(\d+))?%)/g;

type Piece = string | Operator;

const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

function shortened(operator: Operator, limit: number): Operator {
  return (entry) => {
    const value = operator(entry);
    return typeof value === 'string' ? value.slice(0, limit) : value;
  };
}

/** Pieces of a format: text as it stands, and words. A word nobody knows stays text, and is told to `onUnknown`. */
function piecesOf(format: string, context: FormatContext): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let literal = '';
  for (const { index, 0: all, 1: name, 2: argument = '', 3: limit } of format.matchAll(OPERATOR)) {
    literal += format.slice(from, index);
    from = index + all.length;
    const operator = name === undefined ? undefined : operatorOf(name, argument, context);
    if (name !== undefined && operator === undefined) context.onUnknown(all);
    if (operator === undefined) {
      literal += name === undefined ? '%' : all;
      continue;
    }
    if (literal !== '') pieces.push(latin1(literal));
    literal = '';
    pieces.push(limit === undefined ? operator : shortened(operator, Number(limit)));
  }
  literal += format.slice(from);
  if (literal !== '') pieces.push(latin1(literal));
  return pieces;
}

/** Everything a line of a log must not have: it could look like another line. */
const CONTROL = /[^ -~\u0080-\u00ff]/;
const CONTROLS = /[^ -~\u0080-\u00ff]/g;

const escaped = (text: string): string =>
  CONTROL.test(text)
    ? text.replace(CONTROLS, (each) => `\\x${each.charCodeAt(0).toString(16).padStart(2, '0')}`)
    : text;

function textFormat(format: string, context: FormatContext): LineFormat {
  const pieces = piecesOf(format, context);
  return (entry) => {
    let line = '';
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        line += piece;
        continue;
      }
      const value = piece(entry);
      line += value === undefined ? '-' : typeof value === 'number' ? value : escaped(value);
    }
    return line;
  };
}

type JsonFormat = (entry: LogEntry) => unknown;

/** Bytes as text, whatever they are. */
const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');

function jsonText(format: string, context: FormatContext): JsonFormat {
  const pieces = piecesOf(format, context);
  const [only] = pieces;
  if (pieces.length === 1 && typeof only === 'function') {
    return (entry) => {
      const value = only(entry);
      return typeof value === 'string' ? utf8(value) : (value ?? null);
    };
  }
  return (entry) =>
    utf8(pieces.map((piece) => (typeof piece === 'string' ? piece : String(piece(entry) ?? '-'))).join(''));
}

function jsonMap(format: JsonMap, context: FormatContext): JsonFormat {
  const members = Object.entries(format).map(([name, value]) => [name, jsonValue(value, context)] as const);
  return (entry) => Object.fromEntries(members.map(([name, value]) => [name, value(entry)]));
}

function jsonValue(format: unknown, context: FormatContext): JsonFormat {
  if (typeof format === 'string') return jsonText(format, context);
  return isMap(format) ? jsonMap(asMap(format), context) : () => format;
}

/** What formats are read with. */
export interface FormatContext extends OperatorContext {
  /** Called for each word nobody knows; the line has it as it stands. */
  readonly onUnknown: (word: string) => void;
}

/** Reads a format; nothing is thrown for what it says. */
export function lineFormat(format: LogPlan['format'], context: FormatContext): LineFormat {
  if ('text' in format) return textFormat(format.text, context);
  const value = jsonMap(format.json, context);
  return (entry) => `${latin1(JSON.stringify(value(entry)))}\n`;
}
