/** Tokens → syntax tree: pipelines, commands and operands. */
import { type CommandNode, nodeText, type Operand, type PipeNode } from './ast.ts';
import { TemplateError } from './errors.ts';
import { lex } from './lexer.ts';
import { charNode, numberNode, unquote } from './literals.ts';
import type { Token, TokenKind } from './token.ts';

/** Deepest nesting of parentheses and of control structures; Go's own is far deeper, but no template comes near either. */
const MAX_EXPRESSION_DEPTH = 500;

const OPERAND_STARTS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool',
  'charConstant',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
]);

/** What may stand only in the first stage of a pipeline, since it takes no argument. */
const VALUES_ONLY: ReadonlySet<string> = new Set(['bool', 'dot', 'nil', 'number', 'string']);

const END_OF_TEXT: Token = { kind: 'eof', text: '', pos: 0, line: 1 };

/** What {@link ExpressionParser.openTemplate} sets aside. */
interface OuterTemplate {
  readonly variables: string[];
  readonly loops: number;
}

/** Reads tokens and expressions; every method throws a TemplateError when the text is wrong. */
export class ExpressionParser {
  readonly name: string;
  /** Functions called so far. */
  readonly functions = new Set<string>();
  /** Variables that may be used here, innermost last. */
  variables: string[] = ['$'];
  /** How many `range`s are around. */
  loops = 0;
  /** Line of the action being read; 0 outside actions. */
  actionLine = 0;
  readonly #tokens: readonly Token[];
  readonly #isFunction: (name: string) => boolean;
  #at = 0;
  #depth = 0;

  constructor(name: string, text: string, isFunction: (name: string) => boolean) {
    this.name = name;
    this.#isFunction = isFunction;
    this.#tokens = lex(text, { breakIsFunction: isFunction('break'), continueIsFunction: isFunction('continue') });
  }

  next(): Token {
    const token = this.peek();
    if (this.#at < this.#tokens.length - 1) this.#at++;
    return token;
  }

  peek(): Token {
    return this.#tokens[this.#at] ?? END_OF_TEXT;
  }

  nextNonSpace(): Token {
    while (this.peek().kind === 'space') this.#at++;
    return this.next();
  }

  peekNonSpace(): Token {
    while (this.peek().kind === 'space') this.#at++;
    return this.peek();
  }

  /** Goes back to a token that was read before. */
  backTo(token: Token): void {
    while (this.#at > 0 && this.#tokens[this.#at] !== token) this.#at--;
  }

  openTemplate(): OuterTemplate {
    const outer = { variables: this.variables, loops: this.loops };
    this.variables = ['$'];
    this.loops = 0;
    return outer;
  }

  closeTemplate(outer: OuterTemplate): void {
    this.variables = outer.variables;
    this.loops = outer.loops;
  }

  fail(message: string): never {
    const { line } = this.peek();
    throw new TemplateError('parse', { template: this.name, line }, `template: ${this.name}:${line}: ${message}`);
  }

  unexpected(token: Token, context: string): never {
    this.backTo(token);
    if (token.kind !== 'error') return this.fail(`unexpected ${describe(token)} in ${context}`);
    const elsewhere = this.actionLine !== 0 && this.actionLine !== token.line;
    const link = token.text.endsWith(' action') ? '' : ' in action';
    return this.fail(elsewhere ? `${token.text}${link} started at ${this.name}:${this.actionLine}` : token.text);
  }

  expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    return token.kind === kind ? token : this.unexpected(token, context);
  }

  /** A pipeline up to and with its end. */
  pipeline(context: string, end: 'right' | 'rightParen'): PipeNode {
    const { pos } = this.peekNonSpace();
    const { variables, assigns } = this.#declarations(context);
    const commands: CommandNode[] = [];
    for (let token = this.nextNonSpace(); token.kind !== end; token = this.nextNonSpace()) {
      if (!OPERAND_STARTS.has(token.kind)) this.unexpected(token, context);
      this.backTo(token);
      commands.push(this.#command());
    }
    const [first, ...others] = commands;
    if (!first) return this.fail(`missing value for ${context}`);
    const bad = others.findIndex((command) => VALUES_ONLY.has(command.args[0].kind));
    if (bad >= 0) this.fail(`non executable command in pipeline stage ${bad + 2}`);
    return { kind: 'pipe', pos, variables, assigns, commands: [first, ...others] };
  }

  /** `$x :=`, `$x =` and, in a range, `$i, $x :=` and `$i, $x =`. */
  #declarations(context: string): { variables: string[]; assigns: boolean } {
    const variables: string[] = [];
    for (;;) {
      const variable = this.peekNonSpace();
      if (variable.kind !== 'variable') return { variables, assigns: false };
      this.next();
      const mark = this.nextNonSpace();
      const comma = mark.kind === 'char' && mark.text === ',';
      if (mark.kind !== 'assign' && mark.kind !== 'declare' && !comma) {
        this.backTo(variable);
        return { variables, assigns: false };
      }
      variables.push(variable.text);
      this.variables.push(variable.text);
      if (!comma) return { variables, assigns: mark.kind === 'assign' };
      if (context !== 'range' || variables.length > 1) this.fail(`too many declarations in ${context}`);
      const after = this.peekNonSpace().kind;
      if (after !== 'variable' && after !== 'right' && after !== 'rightParen')
        this.fail('range can only initialize variables');
    }
  }

  #command(): CommandNode {
    const { pos } = this.peekNonSpace();
    const args: Operand[] = [];
    for (;;) {
      this.peekNonSpace();
      const operand = this.#operand();
      if (operand) args.push(operand);
      const token = this.next();
      if (token.kind === 'space') continue;
      if (token.kind === 'right' || token.kind === 'rightParen') this.backTo(token);
      else if (token.kind !== 'pipe') this.unexpected(token, 'operand');
      break;
    }
    const [first, ...others] = args;
    return first ? { kind: 'command', pos, args: [first, ...others] } : this.fail('empty command');
  }

  #operand(): Operand | undefined {
    const node = this.#term();
    if (!node || this.peek().kind !== 'field') return node;
    const { pos } = this.peek();
    const names: string[] = [];
    while (this.peek().kind === 'field') names.push(this.next().text.slice(1));
    // As in Go a chain of fields stands, for error messages, where its second name does.
    if (node.kind === 'field') return { ...node, pos, names: [...node.names, ...names] };
    if (node.kind === 'variable') return { ...node, pos, names: [...node.names, ...names] };
    if (VALUES_ONLY.has(node.kind)) this.fail(`unexpected . after term ${JSON.stringify(nodeText(node))}`);
    return { kind: 'chain', pos, node, names };
  }

  #term(): Operand | undefined {
    const token = this.nextNonSpace();
    const { pos, text } = token;
    switch (token.kind) {
      case 'identifier':
        if (!this.#isFunction(text)) this.fail(`function "${text}" not defined`);
        this.functions.add(text);
        return { kind: 'identifier', pos, name: text };
      case 'dot':
      case 'nil':
        return { kind: token.kind, pos };
      case 'variable':
        if (!this.variables.includes(text)) this.fail(`undefined variable "${text}"`);
        return { kind: 'variable', pos, name: text, names: [] };
      case 'field':
        return { kind: 'field', pos, names: [text.slice(1)] };
      case 'bool':
        return { kind: 'bool', pos, value: text === 'true' };
      case 'leftParen':
        return this.#parenthesized();
      default:
        return this.#literal(token);
    }
  }

  #literal(token: Token): Operand | undefined {
    const { pos, text } = token;
    if (token.kind === 'number') {
      const node = numberNode(text, pos);
      return typeof node === 'string' ? this.fail(node) : node;
    }
    if (token.kind === 'charConstant') return charNode(text, pos) ?? this.fail(`malformed character constant: ${text}`);
    if (token.kind === 'string' || token.kind === 'rawString') {
      return { kind: 'string', pos, quoted: text, value: unquote(text) ?? this.fail('invalid syntax') };
    }
    this.backTo(token);
    return undefined;
  }

  #parenthesized(): PipeNode {
    if (++this.#depth > MAX_EXPRESSION_DEPTH) this.fail('max expression depth exceeded');
    const pipe = this.pipeline('parenthesized pipeline', 'rightParen');
    this.#depth--;
    return pipe;
  }
}

/** The token as an error message shows it. */
function describe(token: Token): string {
  if (token.kind === 'eof') return 'EOF';
  if (token.kind === 'keyword') return `<${token.text}>`;
  return token.text.length > 10 ? `${JSON.stringify(token.text.slice(0, 10))}...` : JSON.stringify(token.text);
}
