/** Compiles operands, commands and pipelines to closures. */
import {
  type ChainNode,
  type CommandNode,
  type FieldNode,
  type NumberNode,
  nodeText,
  type Operand,
  type PipeNode,
  type VariableNode,
} from './ast.ts';
import { callField, compileCall, compileFunction, methodCaller } from './call.ts';
import { type CompileContext, type Eval, failing, failure, NO_FINAL, type Stage } from './context.ts';
import { GoError } from './errors.ts';
import { fieldOf } from './fields.ts';
import { traceChain, traceDot, traceLiteral, traceStore, traceVariable } from './trace.ts';

type NamedNode = FieldNode | VariableNode | ChainNode;

/** Reads a chain of fields; an error names the whole node. */
function compileFields(context: CompileContext, node: NamedNode, base: Eval, names: readonly string[]): Eval {
  const call = methodCaller(context, node);
  if (names.length === 0) return base;
  return (frame, dot) => {
    let value = base(frame, dot);
    try {
      for (const name of names) value = fieldOf(value, name, call);
    } catch (error) {
      throw error instanceof GoError ? failure(context, node, error.message) : error;
    }
    return value;
  };
}

const readDot: Eval = (_frame, dot) => dot;

/** What the first name of a node is read from. */
function compileBase(context: CompileContext, node: NamedNode): Eval {
  if (node.kind === 'field') return readDot;
  if (node.kind === 'chain') return compileOperand(context, node.node);
  const slot = context.scope.slot(node.name);
  return slot === undefined
    ? failing(context, node, `undefined variable: ${node.name}`)
    : (frame) => frame.variables[slot];
}

function compileNamed(context: CompileContext, node: NamedNode, base: Eval): Eval {
  const run = compileFields(context, node, base, node.names);
  if (!context.tracing) return run;
  if (node.kind === 'chain') return traceChain(run, node.names);
  const parent = compileFields(context, node, base, node.names.slice(0, -1));
  if (node.kind === 'field') return traceDot(run, node.names, parent);
  return traceVariable(run, context.scope.slot(node.name) ?? 0, node.names, parent);
}

/** The value of a number where nothing says which type is wanted. */
function idealNumber(node: NumberNode): number | bigint | undefined {
  if (node.ideal === 'float') return node.float;
  return node.int === undefined ? undefined : BigInt(node.int);
}

function compileNumber(context: CompileContext, node: NumberNode): Eval {
  const value = idealNumber(node);
  return value === undefined ? failing(context, node, `${node.text} overflows int`) : literal(context, value);
}

function literal(context: CompileContext, value: unknown): Eval {
  const run: Eval = () => value;
  return context.tracing ? traceLiteral(run) : run;
}

/** An operand without arguments. */
export function compileOperand(context: CompileContext, node: Operand): Eval {
  switch (node.kind) {
    case 'dot':
      return context.tracing ? traceDot(readDot, [], undefined) : readDot;
    case 'nil':
      return failing(context, node, 'nil is not a command');
    case 'bool':
    case 'string':
      return literal(context, node.value);
    case 'number':
      return compileNumber(context, node);
    case 'field':
    case 'variable':
    case 'chain':
      return compileNamed(context, node, compileBase(context, node));
    case 'pipe':
      return compilePipe(context, node);
    case 'identifier': {
      const run = compileFunction(context, node, node.name, []);
      return (frame, dot) => run(frame, dot, NO_FINAL);
    }
  }
}

/** Fields whose last name may be a method that takes arguments, or the result of the stage before. */
function compileFieldCall(context: CompileContext, command: CommandNode, node: NamedNode): Stage {
  const base = compileBase(context, node);
  const plain = compileNamed(context, node, base);
  const receiver = compileFields(context, node, base, node.names.slice(0, -1));
  const name = node.names[node.names.length - 1] ?? '';
  const args = command.args.slice(1);
  return (frame, dot, final) => {
    if (args.length === 0 && final === NO_FINAL) return plain(frame, dot);
    return callField(context, node, receiver(frame, dot), name, (method) => {
      return compileCall(context, node, method, name, args)(frame, dot, final);
    });
  };
}

function compileCommand(context: CompileContext, node: CommandNode): Stage {
  const [first, ...args] = node.args;
  if (first.kind === 'identifier') return compileFunction(context, node, first.name, args);
  const hasFields =
    (first.kind === 'variable' || first.kind === 'field' || first.kind === 'chain') && first.names.length > 0;
  if (hasFields) return compileFieldCall(context, node, first);
  const plain = compileOperand(context, first);
  if (args.length > 0) return failing(context, first, `can't give argument to non-function ${nodeText(first)}`);
  return (frame, dot, final) => {
    if (final !== NO_FINAL) throw failure(context, first, `can't give argument to non-function ${nodeText(first)}`);
    return plain(frame, dot);
  };
}

/** Explicit nil is no value once it has gone through a pipeline. */
const settle = (value: unknown): unknown => (value === null ? undefined : value);

function compileStages(context: CompileContext, node: PipeNode): Eval {
  const [first, ...others] = node.commands.map((command) => compileCommand(context, command));
  if (!first) return () => undefined;
  if (others.length === 0) return (frame, dot) => settle(first(frame, dot, NO_FINAL));
  return (frame, dot) => {
    let value = settle(first(frame, dot, NO_FINAL));
    for (const stage of others) value = settle(stage(frame, dot, value));
    return value;
  };
}

/** A pipeline: its value, after the variables it declares or assigns have got it. */
export function compilePipe(context: CompileContext, node: PipeNode): Eval {
  const run = compileStages(context, node);
  if (node.variables.length === 0) return run;
  const slots = node.variables.map((name) => {
    return node.assigns ? context.scope.slot(name) : context.scope.declare(name);
  });
  return (frame, dot) => {
    const value = run(frame, dot);
    for (const [index, slot] of slots.entries()) {
      if (slot === undefined) throw failure(context, node, `undefined variable: ${node.variables[index]}`);
      frame.variables[slot] = value;
      if (context.tracing) traceStore(frame, slot, node.assigns);
    }
    return value;
  };
}
