/** Quotas and conditions: numbers from metrics, arithmetic, comparisons. An evaluator of our own: nothing of it is ever code. */
import { BadValue } from '../problems.ts';
import type { Metrics } from './metrics.ts';

type Evaluate = (metrics: Metrics) => number;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|\{\{\s*\.([\w-]+)\.([\w.-]+)\s*\}\}|(true|false)|(&&|\|\||[<>=!]=|[-+*/%<>()!]))/y;

interface Token {
  readonly operator: string;
  readonly value: Evaluate | undefined;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) throw new BadValue(`"${text}" cannot be read at "${text.slice(at)}"`);
    tokens.push(tokenOf(match));
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function tokenOf([, number, set, name, word, operator = '']: RegExpExecArray): Token {
  if (number !== undefined) return { operator: '', value: () => Number(number) };
  if (word !== undefined) return { operator: '', value: () => (word === 'true' ? 1 : 0) };
  if (set === undefined || name === undefined) return { operator, value: undefined };
  // What nobody measures is nothing.
  return { operator: '', value: (metrics) => metrics[set]?.[name] ?? 0 };
}

type Binary = (left: number, right: number) => number;
const truth = (value: boolean): number => (value ? 1 : 0);

/** From what binds least to what binds most; those of a level from left to right. */
const LEVELS: readonly Readonly<Record<string, Binary>>[] = [
  { '||': (a, b) => truth(a !== 0 || b !== 0) },
  { '&&': (a, b) => truth(a !== 0 && b !== 0) },
  { '==': (a, b) => truth(a === b), '!=': (a, b) => truth(a !== b) },
  {
    '<': (a, b) => truth(a < b),
    '<=': (a, b) => truth(a <= b),
    '>': (a, b) => truth(a > b),
    '>=': (a, b) => truth(a >= b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => (b === 0 ? 0 : a / b), '%': (a, b) => (b === 0 ? 0 : a % b) },
];

/** Nesting beyond this is no quota anybody has thought of. */
const MAX_DEPTH = 50;

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  whole(): Evaluate {
    const result = this.#level(0);
    if (this.#at < this.#tokens.length) throw this.#problem();
    return result;
  }

  #problem(): BadValue {
    return new BadValue(`"${this.#text}" is no expression of numbers and metrics`);
  }

  #level(index: number): Evaluate {
    const operators = LEVELS[index];
    if (operators === undefined) return this.#unary();
    let left = this.#level(index + 1);
    for (;;) {
      const operator = operators[this.#tokens[this.#at]?.operator ?? ''];
      if (operator === undefined) return left;
      this.#at += 1;
      const [first, second] = [left, this.#level(index + 1)];
      left = (metrics) => operator(first(metrics), second(metrics));
    }
  }

  #unary(): Evaluate {
    const token = this.#tokens[this.#at++];
    if (token?.value) return token.value;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH || token === undefined) throw this.#problem();
    const inner = this.#inner(token.operator);
    this.#depth -= 1;
    return inner;
  }

  #inner(operator: string): Evaluate {
    if (operator === '(') {
      const inner = this.#level(0);
      if (this.#tokens[this.#at++]?.operator !== ')') throw this.#problem();
      return inner;
    }
    const operand = operator === '-' || operator === '!' ? this.#unary() : undefined;
    if (operand === undefined) throw this.#problem();
    return operator === '-' ? (metrics) => -operand(metrics) : (metrics) => truth(operand(metrics) === 0);
  }
}

/** The value of an expression over metrics; truth is 1, division by zero 0. @throws {BadValue} for text that is none. */
export function expression(text: string): Evaluate {
  return new Parser(text).whole();
}
