/** Compiles statements to closures. */
import type { ControlNode, ListNode, PipeNode, Statement, TemplateNode } from './ast.ts';
import { type CompileContext, type Eval, type Exec, type Frame, failing, failure, lineAt, Scope } from './context.ts';
import { compileOperand, compilePipe } from './evaluate.ts';
import { formatPlain } from './fmt/print.ts';
import { dereference, integerOf, isTrue } from './kinds.ts';
import type { Remembering } from './memory.ts';
import { eachElement, type Visit } from './range.ts';
import { type LoopSlots, lastOrigin, traceBody, traceElement, traceLoop, traceText, traceWrite } from './trace.ts';

/** Calls of templates inside each other; more than that is a template that calls itself without end. */
const MAX_TEMPLATE_DEPTH = 500;

/** A list of statements in a scope of its own. */
function compileList(context: CompileContext, list: ListNode): Exec {
  const { remembering } = context;
  if (!remembering)
    return context.scope.nested(() => sequence(list.nodes.map((node) => compileStatement(context, node))));
  const own = { ...remembering, scope: remembering.scope.inner() };
  return context.scope.nested(() => sequence(list.nodes.map((node) => compileRemembering(context, own, node))));
}

/** A statement that is not run again while what it looks at stays the same. */
function compileRemembering(context: CompileContext, remembering: Remembering, node: Statement): Exec {
  const run = compileStatement({ ...context, remembering }, node);
  const { reads, sets } = remembering.scope.statement(node);
  if (!reads || node.kind === 'text') return run;
  const slots = sets.flatMap((name) => context.scope.slot(name) ?? []);
  return remembering.memory.remembered(run, reads, slots);
}

const nothing: Exec = () => 'next';

function sequence(statements: readonly Exec[]): Exec {
  const [only] = statements;
  if (statements.length < 2) return only ?? nothing;
  return (frame, dot) => {
    for (const statement of statements) {
      const signal = statement(frame, dot);
      if (signal !== 'next') return signal;
    }
    return 'next';
  };
}

/** The body of a template, `define`d or the text itself. */
export function compileTemplate(context: Omit<CompileContext, 'scope' | 'compileOperand'>, list: ListNode): Exec {
  return compileList({ ...context, scope: new Scope(), compileOperand }, list);
}

function compileStatement(context: CompileContext, node: Statement): Exec {
  switch (node.kind) {
    case 'text':
      return compileText(context, node.text, node.pos);
    case 'action':
      return compileAction(context, node.pipe);
    case 'break':
    case 'continue':
      return () => node.kind;
    case 'template':
      return compileTemplateCall(context, node);
    case 'range':
      return compileRange(context, node);
    default:
      return compileCondition(context, node);
  }
}

function compileText(context: CompileContext, text: string, pos: number): Exec {
  const { source } = context;
  if (context.tracing) return traceText(text, source.name, lineAt(source.text, pos));
  return (frame) => {
    frame.sink.text += text;
    return 'next';
  };
}

/** What `{{value}}` writes. */
function printed(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '<no value>' : formatPlain(value);
}

function compileAction(context: CompileContext, pipe: PipeNode): Exec {
  const evaluate = compilePipe(context, pipe);
  const silent = pipe.variables.length > 0;
  const run: Exec = (frame, dot) => {
    const value = evaluate(frame, dot);
    if (silent) return 'next';
    if (typeof value === 'function') throw failure(context, pipe, "can't print a function");
    frame.sink.text += printed(value);
    return 'next';
  };
  return context.tracing ? traceWrite(run, context.source.name, lineAt(context.source.text, pipe.pos)) : run;
}

function compileCondition(context: CompileContext, node: ControlNode): Exec {
  return context.scope.nested(() => {
    const isWith = node.kind === 'with';
    const evaluate = compilePipe(context, node.pipe);
    const inside = insideOf(context, node);
    const then = compileBody(inside, node.list, isWith);
    const otherwise = node.elseList ? compileBody(inside, node.elseList, false) : nothing;
    return (frame, dot) => {
      const value = evaluate(frame, dot);
      return isTrue(value) ? then(frame, isWith ? value : dot) : otherwise(frame, dot);
    };
  });
}

/** The context of what stands inside a control structure: where dot is another one, statements do not remember. */
function insideOf(context: CompileContext, { kind, pipe }: ControlNode): CompileContext {
  const { remembering } = context;
  if (!remembering) return context;
  if (kind !== 'if') return { ...context, remembering: undefined };
  const scope = remembering.scope.inner();
  scope.pipe(pipe);
  return { ...context, remembering: { ...remembering, scope } };
}

function compileBody(context: CompileContext, list: ListNode, isDot: boolean): Exec {
  const run = compileList(context, list);
  return context.tracing ? traceBody(run, isDot) : run;
}

/** The slots of a loop's variables; to be called right after its pipeline was compiled. */
function loopSlots(context: CompileContext, { variables, assigns }: PipeNode): LoopSlots {
  const [first, second] = variables;
  if (first === undefined) return { key: undefined, value: undefined };
  if (second === undefined) return { key: undefined, value: context.scope.slot(first) };
  const value = context.scope.slot(second);
  // A declared pair lies side by side, even when both have the same name.
  return { key: assigns || value === undefined ? context.scope.slot(first) : value - 1, value };
}

function compileRange(context: CompileContext, node: ControlNode): Exec {
  return context.scope.nested(() => {
    const evaluate = compilePipe(context, node.pipe);
    const slots = loopSlots(context, node.pipe);
    const inside = insideOf(context, node);
    const body = compileList(inside, node.list);
    const otherwise = node.elseList ? compileBody(inside, node.elseList, false) : nothing;
    return (frame, dot) => {
      const value = dereference(evaluate(frame, dot));
      if (slots.key !== undefined && integerOf(value) !== undefined) {
        throw failure(context, node.pipe, `can't use ${formatPlain(value)} to iterate over more than one variable`);
      }
      const visit = visitor(frame, value, slots, body);
      const count = frame.tracer ? traceLoop(frame, () => eachElement(value, visit)) : eachElement(value, visit);
      if (count === undefined) throw failure(context, node.pipe, `range can't iterate over ${formatPlain(value)}`);
      return count === 0 ? otherwise(frame, dot) : 'next';
    };
  });
}

/** Runs the body for one element; false ends the loop. */
function visitor(frame: Frame, ranged: unknown, slots: LoopSlots, body: Exec): Visit {
  const origin = lastOrigin(frame);
  return (key, item) => {
    if (slots.key !== undefined) frame.variables[slots.key] = key;
    if (slots.value !== undefined) frame.variables[slots.value] = item;
    if (frame.tracer) traceElement(frame, origin, ranged, key, slots);
    return body(frame, item) !== 'break';
  };
}

function compileTemplateCall(context: CompileContext, node: TemplateNode): Exec {
  const target = context.lookup(node.name);
  if (!target) return failing(context, node, `template ${JSON.stringify(node.name)} not defined`);
  const evaluate: Eval = node.pipe ? compilePipe(context, node.pipe) : () => undefined;
  const hasDot = node.pipe !== undefined;
  return (frame, dot) => {
    const depth = frame.depth + 1;
    if (depth > MAX_TEMPLATE_DEPTH)
      throw failure(context, node, `exceeded maximum template depth (${MAX_TEMPLATE_DEPTH})`);
    const value = evaluate(frame, dot);
    const tracer = frame.tracer?.called(hasDot);
    target()({ sink: frame.sink, variables: [value], depth, tracer }, value);
    return 'next';
  };
}
