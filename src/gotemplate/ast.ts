/** The syntax tree of a template. */

/** A node's place: offset in the text. */
interface Placed {
  readonly pos: number;
}

/** A number or character constant. */
export interface NumberNode extends Placed {
  readonly kind: 'number';
  /** As written. */
  readonly text: string;
  /** The value as an integer, in decimal digits so that a tree is plain JSON; absent when it is none. */
  readonly int?: string;
  readonly float: number;
  /** What the number is where nothing says which type is wanted: by how it is written, not by its value. */
  readonly ideal: 'int' | 'float';
}

/** `.A.B`, the fields of dot. */
export interface FieldNode extends Placed {
  readonly kind: 'field';
  readonly names: readonly string[];
}

/** `$x.A.B`; `name` holds the dollar. */
export interface VariableNode extends Placed {
  readonly kind: 'variable';
  readonly name: string;
  readonly names: readonly string[];
}

/** `(pipeline).A.B` or `function.A.B`. */
export interface ChainNode extends Placed {
  readonly kind: 'chain';
  readonly node: Operand;
  readonly names: readonly string[];
}

/** What a command is made of: a value or a name. */
export type Operand =
  | NumberNode
  | FieldNode
  | VariableNode
  | ChainNode
  | PipeNode
  | (Placed & { readonly kind: 'identifier'; readonly name: string })
  | (Placed & { readonly kind: 'string'; readonly quoted: string; readonly value: string })
  | (Placed & { readonly kind: 'bool'; readonly value: boolean })
  | (Placed & { readonly kind: 'dot' })
  | (Placed & { readonly kind: 'nil' });

/** One stage of a pipeline: a value, or a function or method and its arguments. */
export interface CommandNode extends Placed {
  readonly kind: 'command';
  readonly args: readonly [Operand, ...Operand[]];
}

/** Commands joined by `|`, the result of each the last argument of the next. */
export interface PipeNode extends Placed {
  readonly kind: 'pipe';
  /** Variables declared or assigned, with the dollar. */
  readonly variables: readonly string[];
  readonly assigns: boolean;
  readonly commands: readonly [CommandNode, ...CommandNode[]];
}

/** `if`, `with` and `range`. */
export interface ControlNode extends Placed {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

/** `{{template "name" pipe}}`, and what a `{{block}}` leaves in its place. */
export interface TemplateNode extends Placed {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

/** A piece of a template: text, or an action. */
export type Statement =
  | (Placed & { readonly kind: 'text'; readonly text: string })
  | (Placed & { readonly kind: 'action'; readonly pipe: PipeNode })
  | (Placed & { readonly kind: 'break' | 'continue' })
  | ControlNode
  | TemplateNode;

/** Statements in order. */
export interface ListNode extends Placed {
  readonly kind: 'list';
  readonly nodes: readonly Statement[];
}

/** A parsed text: its own body and the templates it defines, under their names. */
export interface ParsedText {
  readonly templates: ReadonlyMap<string, ListNode>;
  /** The functions it calls. */
  readonly functions: ReadonlySet<string>;
}

/** Any node that has a text of its own in error messages. */
export type AnyNode = Operand | CommandNode | Statement;

/** The node as source text, the way Go shows it in error messages. */
export function nodeText(node: AnyNode): string {
  switch (node.kind) {
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return [node.name, ...node.names].join('.');
    case 'chain':
      return [node.node.kind === 'pipe' ? `(${nodeText(node.node)})` : nodeText(node.node), ...node.names].join('.');
    case 'command':
      return node.args.map((arg) => (arg.kind === 'pipe' ? `(${nodeText(arg)})` : nodeText(arg))).join(' ');
    case 'pipe':
      return pipeText(node);
    case 'template':
      return `{{template ${JSON.stringify(node.name)}${node.pipe ? ` ${nodeText(node.pipe)}` : ''}}}`;
    case 'action':
    case 'if':
    case 'with':
    case 'range':
      return `{{${node.kind === 'action' ? '' : `${node.kind} `}${nodeText(node.pipe)}}}`;
    default:
      return leafText(node);
  }
}

function pipeText(node: PipeNode): string {
  const commands = node.commands.map(nodeText).join(' | ');
  if (node.variables.length === 0) return commands;
  return `${node.variables.join(', ')} ${node.assigns ? '=' : ':='} ${commands}`;
}

type Leaf = Extract<
  AnyNode,
  { kind: 'number' | 'identifier' | 'string' | 'bool' | 'dot' | 'nil' | 'text' | 'break' | 'continue' }
>;

function leafText(node: Leaf): string {
  switch (node.kind) {
    case 'number':
    case 'text':
      return node.text;
    case 'identifier':
      return node.name;
    case 'string':
      return node.quoted;
    case 'bool':
      return String(node.value);
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    default:
      return `{{${node.kind}}}`;
  }
}
