/**
 * Whether a text is an expression of CEL: its grammar and the forms of its macros, not what its names mean.
 *
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
 */
import { isReserved, type Token, tokens } from './cel-tokens.ts';

/** Binary operators from the loosest on. Each level is read by the next one, so the depth of an expression is what is counted. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** As in the control plane's parser; it keeps the stack safe, too. */
const MAX_DEPTH = 250;

/** Macros that go through a list or a map, and the counts of their arguments; the first is the name of a variable. */
const COMPREHENSIONS: Readonly<Record<string, readonly number[]>> = {
  all: [2],
  exists: [2],
  exists_one: [2],
  existsOne: [2],
  filter: [2],
  map: [2, 3],
};

class SyntaxFault extends Error {}

/** What an operand turned out to be, as far as macros ask. */
type Shape = 'name' | 'field' | 'other';

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokens(text);
  }

  whole(): void {
    this.expression();
    if (this.#next.kind !== 'end') this.fail();
  }

  get #next(): Token {
    const token = this.#tokens[this.#at] ?? this.#tokens.at(-1);
    if (!token) throw new SyntaxFault('there is nothing');
    return token;
  }

  private fail(why?: string): never {
    const { kind, text, at } = this.#next;
    throw new SyntaxFault(
      why ?? (kind === 'end' ? 'it ends too early' : `"${text}" at character ${at + 1} is not expected`),
    );
  }

  private take(kind: string): boolean {
    if (this.#next.kind !== kind) return false;
    this.#at++;
    return true;
  }

  private expect(kind: string): void {
    if (!this.take(kind)) this.fail();
  }

  private expression(): Shape {
    if (++this.#depth > MAX_DEPTH) this.fail('it is nested too deeply');
    let shape = this.binary(0);
    if (this.take('?')) {
      this.binary(0);
      this.expect(':');
      this.expression();
      shape = 'other';
    }
    this.#depth--;
    return shape;
  }

  private binary(level: number): Shape {
    const operators = LEVELS[level];
    if (!operators) return this.unary();
    let shape = this.binary(level + 1);
    while (operators.includes(this.#next.kind)) {
      this.#at++;
      this.binary(level + 1);
      shape = 'other';
    }
    return shape;
  }

  private unary(): Shape {
    const sign = this.#next.kind;
    if (sign !== '!' && sign !== '-') return this.member();
    while (this.take(sign));
    this.member();
    return 'other';
  }

  private member(): Shape {
    let shape = this.primary();
    for (;;) {
      if (this.take('.')) shape = this.selection();
      else if (this.take('[')) {
        this.expression();
        this.expect(']');
        shape = 'other';
      } else if (shape !== 'other' && this.take('{')) {
        this.entries(() => this.expect('name'));
        shape = 'other';
      } else return shape;
    }
  }

  /** What stands behind a dot; the names of fields may be reserved ones. */
  private selection(): Shape {
    const name = this.#next;
    if (name.kind !== 'name' && !isReserved(name)) this.fail();
    this.#at++;
    if (!this.take('(')) return 'field';
    const shapes = this.list(')');
    const counts = Object.hasOwn(COMPREHENSIONS, name.text) ? COMPREHENSIONS[name.text] : undefined;
    if (counts?.includes(shapes.length) && shapes[0] !== 'name')
      this.fail(`the first argument of ${name.text} is not the name of a variable`);
    return 'other';
  }

  private primary(): Shape {
    const token = this.#next;
    if (token.kind === '.' || token.kind === 'name') return this.named();
    if (['number', 'text', 'true', 'false', 'null'].includes(token.kind)) this.#at++;
    else if (this.take('(')) {
      this.expression();
      this.expect(')');
    } else if (this.take('[')) this.list(']');
    else if (this.take('{')) this.entries(() => this.expression());
    else this.fail();
    return 'other';
  }

  private named(): Shape {
    this.take('.');
    const name = this.#next.text;
    this.expect('name');
    if (!this.take('(')) return 'name';
    const shapes = this.list(')');
    if (name === 'has' && shapes.length === 1 && shapes[0] !== 'field') this.fail('has asks for a field');
    return 'other';
  }

  /** Expressions up to `close`; lists, but not arguments, may end in a comma. */
  private list(close: ')' | ']'): readonly Shape[] {
    const shapes: Shape[] = [];
    while (!this.take(close)) {
      shapes.push(this.expression());
      if (this.take(',')) {
        if (close === ')' && this.#next.kind === close) this.fail();
      } else if (this.#next.kind !== close) this.fail();
    }
    return shapes;
  }

  private entries(key: () => void): void {
    while (!this.take('}')) {
      key();
      this.expect(':');
      this.expression();
      if (!this.take(',') && this.#next.kind !== '}') this.fail();
    }
  }
}

/** What is wrong with an expression; `undefined` when it can be read. */
export function celSyntaxError(text: string): string | undefined {
  try {
    new Parser(text).whole();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxFault) return error.message;
    throw error;
  }
}
