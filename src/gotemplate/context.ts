/** What compiling and running share: the place of errors, the variables in scope, the state of a run. */
import { type AnyNode, type ListNode, nodeText, type Operand } from './ast.ts';
import { TemplateError } from './errors.ts';
import type { FunctionSet } from './functions.ts';
import type { Remembering } from './memory.ts';
import { byteLength } from './text.ts';
import type { Tracer } from './trace.ts';

/** A text that was parsed. */
export interface Source {
  readonly name: string;
  readonly text: string;
  readonly templates: ReadonlyMap<string, ListNode>;
  readonly functions: FunctionSet;
}

/** The state of one call of a template. */
export interface Frame {
  /** What has been written; one object for the whole run. */
  readonly sink: { text: string };
  /** Variables by slot; slot 0 is `$`. */
  readonly variables: unknown[];
  /** How many calls of templates are around this one. */
  readonly depth: number;
  /** Present in a traced run only. */
  readonly tracer: Tracer | undefined;
}

/** Gives a node's value for a dot. */
export type Eval = (frame: Frame, dot: unknown) => unknown;

/** Gives a command's value; `final` is the result of the stage before it, or {@link NO_FINAL}. */
export type Stage = (frame: Frame, dot: unknown, final: unknown) => unknown;

/** No stage stands before the first command of a pipeline. */
export const NO_FINAL = Symbol('first stage of a pipeline');

/** How running a statement ends: normally, or on the way out of a loop. */
export type Signal = 'next' | 'break' | 'continue';

/** Runs a statement. */
export type Exec = (frame: Frame, dot: unknown) => Signal;

/** The variables declared so far, at the same depths as when the template runs. */
export class Scope {
  readonly #names: string[] = ['$'];

  /** Declares a variable and returns its slot. */
  declare(name: string): number {
    return this.#names.push(name) - 1;
  }

  /** The slot of the innermost variable of that name; `undefined` when it is not declared on this path. */
  slot(name: string): number | undefined {
    const slot = this.#names.lastIndexOf(name);
    return slot < 0 ? undefined : slot;
  }

  /** Runs `compile` and forgets what it declared. */
  nested<T>(compile: () => T): T {
    const mark = this.#names.length;
    const result = compile();
    this.#names.length = mark;
    return result;
  }
}

/** What the compiler knows while it is in one template. */
export interface CompileContext {
  readonly source: Source;
  /** Name of the template being compiled, a `define`d one's own. */
  readonly template: string;
  readonly scope: Scope;
  readonly tracing: boolean;
  /** The compiled template of that name; `undefined` when there is none. May be called while that one is being compiled. */
  readonly lookup: (name: string) => (() => Exec) | undefined;
  /** Present where dot is that of the template and its statements remember what they did. */
  readonly remembering?: Remembering | undefined;
  /** Compiles an operand: calls and operands contain each other, and this is how calls reach operands. */
  readonly compileOperand: (context: CompileContext, node: Operand) => Eval;
}

/** 1-based line of an offset. */
export function lineAt(text: string, pos: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < pos; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The error of a node that failed while the template ran. */
export function failure(context: CompileContext, node: AnyNode, message: string): TemplateError {
  const { source, template } = context;
  const line = lineAt(source.text, node.pos);
  const column = byteLength(source.text.slice(source.text.lastIndexOf('\n', node.pos - 1) + 1, node.pos));
  const shown = nodeText(node);
  const where = `template: ${source.name}:${line}:${column}: executing ${JSON.stringify(template)}`;
  return new TemplateError('exec', { template: source.name, line, column }, `${where} at <${shown}>: ${message}`);
}

/** A node that fails whenever it is reached. */
export function failing(context: CompileContext, node: AnyNode, message: string): () => never {
  return () => {
    throw failure(context, node, message);
  };
}
