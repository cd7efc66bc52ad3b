/** Tokens → syntax tree: the structure of a template. Expressions are in expression.ts. */
import type { ControlNode, ListNode, ParsedText, PipeNode, Statement } from './ast.ts';
import { ExpressionParser } from './expression.ts';
import { unquote } from './literals.ts';
import type { Token } from './token.ts';

/** What ends a list of statements. */
type Closer = { readonly kind: 'end' | 'else'; readonly pos: number };

const isCloser = (node: Statement | Closer): node is Closer => node.kind === 'end' || node.kind === 'else';

/** True for a body that writes nothing and does nothing; a second definition may replace such a one. */
function isEmpty(list: ListNode): boolean {
  return list.nodes.every((node) => node.kind === 'text' && node.text.trim() === '');
}

/**
 * The templates of a text, its own body under `name`.
 * Throws a TemplateError of phase `parse` that names the template and the line.
 */
export function parse(name: string, text: string, isFunction: (name: string) => boolean): ParsedText {
  return new Parser(name, text, isFunction).parseText();
}

class Parser extends ExpressionParser {
  readonly #templates = new Map<string, ListNode>();

  parseText(): ParsedText {
    const nodes: Statement[] = [];
    for (let token = this.peek(); token.kind !== 'eof'; token = this.peek()) {
      if (token.kind === 'left' && this.#isDefine()) {
        this.#definition();
        continue;
      }
      const node = this.#textOrAction();
      if (isCloser(node)) this.fail(`unexpected {{${node.kind}}}`);
      nodes.push(node);
    }
    this.#add(this.name, { kind: 'list', pos: 0, nodes });
    return { templates: this.#templates, functions: this.functions };
  }

  #isDefine(): boolean {
    const left = this.next();
    const token = this.nextNonSpace();
    if (token.kind === 'keyword' && token.text === 'define') return true;
    this.backTo(left);
    return false;
  }

  #definition(): void {
    const name = this.#templateName('define clause');
    this.expect('right', 'define clause');
    this.#add(name, this.#body('define clause'));
  }

  /** The statements of a template of its own: it sees neither the variables nor the loops around it. */
  #body(context: string): ListNode {
    const outer = this.openTemplate();
    const [list, closer] = this.#list();
    if (closer.kind !== 'end') this.fail(`unexpected {{${closer.kind}}} in ${context}`);
    this.closeTemplate(outer);
    return list;
  }

  #add(name: string, list: ListNode): void {
    const known = this.#templates.get(name);
    if (known === undefined || isEmpty(known)) this.#templates.set(name, list);
    else if (!isEmpty(list)) this.fail(`template: multiple definition of template "${name}"`);
  }

  #list(): readonly [ListNode, Closer] {
    const { pos } = this.peekNonSpace();
    const nodes: Statement[] = [];
    while (this.peekNonSpace().kind !== 'eof') {
      const node = this.#textOrAction();
      if (isCloser(node)) return [{ kind: 'list', pos, nodes }, node];
      nodes.push(node);
    }
    return this.fail('unexpected EOF');
  }

  #textOrAction(): Statement | Closer {
    const token = this.nextNonSpace();
    if (token.kind === 'text') return { kind: 'text', pos: token.pos, text: token.text };
    if (token.kind !== 'left') return this.unexpected(token, 'input');
    this.actionLine = token.line;
    const node = this.#action();
    this.actionLine = 0;
    return node;
  }

  #action(): Statement | Closer {
    const token = this.nextNonSpace();
    if (token.kind === 'keyword') {
      switch (token.text) {
        case 'block':
          return this.#block();
        case 'break':
        case 'continue':
          return this.#leaveLoop(token.text, token);
        case 'else':
          return this.#else();
        case 'end':
          return { kind: 'end', pos: this.expect('right', 'end').pos };
        case 'if':
        case 'with':
        case 'range':
          return this.#control(token.text);
        case 'template':
          return this.#template();
      }
    }
    this.backTo(token);
    return { kind: 'action', pos: token.pos, pipe: this.pipeline('command', 'right') };
  }

  #leaveLoop(kind: 'break' | 'continue', token: Token): Statement {
    const next = this.nextNonSpace();
    if (next.kind !== 'right') this.unexpected(next, `{{${kind}}}`);
    if (this.loops === 0) this.fail(`{{${kind}}} outside {{range}}`);
    return { kind, pos: token.pos };
  }

  /** `{{else}}`, or `{{else if` and `{{else with` up to the keyword. */
  #else(): Closer {
    const token = this.peekNonSpace();
    if (token.kind === 'keyword' && (token.text === 'if' || token.text === 'with'))
      return { kind: 'else', pos: token.pos };
    return { kind: 'else', pos: this.expect('right', 'else').pos };
  }

  #control(kind: 'if' | 'with' | 'range'): ControlNode {
    const mark = this.variables.length;
    const pipe = this.pipeline(kind, 'right');
    if (kind === 'range') this.loops++;
    const [list, closer] = this.#list();
    if (kind === 'range') this.loops--;
    const elseList = closer.kind === 'else' ? this.#elseList(kind, closer) : undefined;
    this.variables.length = mark;
    return { kind, pos: pipe.pos, pipe, list, elseList };
  }

  #elseList(kind: string, closer: Closer): ListNode {
    const token = this.peek();
    if (token.kind === 'keyword' && token.text === kind && (kind === 'if' || kind === 'with')) {
      this.next();
      return { kind: 'list', pos: closer.pos, nodes: [this.#control(kind)] };
    }
    const [list, end] = this.#list();
    if (end.kind !== 'end') this.fail(`expected end; found {{${end.kind}}}`);
    return list;
  }

  #block(): Statement {
    const { pos } = this.peekNonSpace();
    const name = this.#templateName('block clause');
    const pipe = this.pipeline('block clause', 'right');
    this.#add(name, this.#body('block clause'));
    return { kind: 'template', pos, name, pipe };
  }

  #template(): Statement {
    const { pos } = this.peekNonSpace();
    const name = this.#templateName('template clause');
    const token = this.nextNonSpace();
    let pipe: PipeNode | undefined;
    if (token.kind !== 'right') {
      this.backTo(token);
      pipe = this.pipeline('template clause', 'right');
    }
    return { kind: 'template', pos, name, pipe };
  }

  #templateName(context: string): string {
    const token = this.nextNonSpace();
    if (token.kind !== 'string' && token.kind !== 'rawString') return this.unexpected(token, context);
    return unquote(token.text) ?? this.fail('invalid syntax');
  }
}
