/** Compiles calls of functions and methods: the number of arguments, their types, their order. */
import { type AnyNode, nodeText, type Operand } from './ast.ts';
import { type CompileContext, type Eval, failing, failure, NO_FINAL, type Stage } from './context.ts';
import { GoError } from './errors.ts';
import { type CallMethod, fieldOf, whyNoArguments } from './fields.ts';
import { ANY, type GoFunction, MISMATCH, type Param } from './functions.ts';
import { isTrue, typeName } from './kinds.ts';
import { CallTrace, lastOrigin } from './trace.ts';
import { GoInt } from './values.ts';

/** Converts a value to what a parameter takes. */
function convert(context: CompileContext, node: AnyNode, param: Param<unknown>, value: unknown): unknown {
  const taken = param.accept(value);
  if (taken !== MISMATCH) return taken;
  if (value === undefined) throw failure(context, node, `invalid value; expected ${param.name}`);
  const got = value === null ? 'interface {}' : typeName(value);
  throw failure(context, node, `wrong type for value; expected ${param.name}; got ${got}`);
}

/** The value of a literal for a parameter that wants another type than the literal's own; MISMATCH when it cannot have that type. */
function literalFor(node: Operand, param: Param<unknown>): unknown {
  if (node.kind === 'bool' && param.literal === 'bool') return node.value;
  if (node.kind === 'string' && param.literal === 'string') return node.value;
  if (node.kind !== 'number') return MISMATCH;
  if (param.literal === 'float') return node.float;
  if (param.literal !== 'int' || node.int === undefined) return MISMATCH;
  const int = BigInt(node.int);
  return param.name === 'int64' ? new GoInt('int64', int) : int;
}

const LITERAL_NAMES: Readonly<Record<string, string>> = { int: 'integer' };

function compileLiteral(context: CompileContext, node: Operand, param: Param<unknown>): Eval {
  if (param.literal === 'any') return context.compileOperand(context, node);
  if (param.literal === 'none')
    return failing(context, node, `can't handle ${nodeText(node)} for arg of type ${param.name}`);
  const value = literalFor(node, param);
  if (value === MISMATCH) {
    return failing(context, node, `expected ${LITERAL_NAMES[param.literal] ?? param.literal}; found ${nodeText(node)}`);
  }
  const taken = param.accept(value);
  const run = context.compileOperand(context, node);
  // The literal is run in a traced run only, where it says that the value comes from nowhere.
  if (!context.tracing) return () => taken;
  return (frame, dot) => {
    run(frame, dot);
    return taken;
  };
}

function compileNil(context: CompileContext, node: Operand, param: Param<unknown>): Eval {
  const value = param.accept(undefined);
  return value === MISMATCH ? failing(context, node, `cannot assign nil to ${param.name}`) : () => value;
}

/** An argument, converted to its parameter's type when it is evaluated. */
function compileArgument(context: CompileContext, node: Operand, param: Param<unknown>): Eval {
  if (node.kind === 'nil') return compileNil(context, node, param);
  if (node.kind === 'bool' || node.kind === 'string' || node.kind === 'number')
    return compileLiteral(context, node, param);
  const run = context.compileOperand(context, node);
  if (param === ANY) return (frame, dot) => run(frame, dot) ?? null;
  return (frame, dot) => convert(context, node, param, run(frame, dot));
}

/** Why a function cannot be called with so many arguments, of which `written` stand in its own stage. */
function wrongCount(target: GoFunction, name: string, count: number, written: number): string | undefined {
  const wanted = target.params.length;
  if (target.rest) {
    return count < wanted ? `wrong number of args for ${name}: want at least ${wanted} got ${written}` : undefined;
  }
  return count === wanted ? undefined : `wrong number of args for ${name}: want ${wanted} got ${count}`;
}

const paramAt = (target: GoFunction, index: number): Param<unknown> => target.params[index] ?? target.rest ?? ANY;

function compileShortCircuit(args: readonly Eval[], kind: 'and' | 'or', tracing: boolean): Stage {
  return (frame, dot, final) => {
    const sources: string[] = [];
    let value: unknown;
    for (const arg of args) {
      value = arg(frame, dot);
      if (tracing) sources.push(...(frame.tracer?.last.sources ?? []));
      if (isTrue(value) === (kind === 'or')) {
        if (frame.tracer) frame.tracer.last = { sources };
        return value;
      }
    }
    if (final !== NO_FINAL) return final;
    if (frame.tracer) frame.tracer.last = { sources };
    return value;
  };
}

function invoke(
  context: CompileContext,
  node: AnyNode,
  target: GoFunction,
  name: string,
  args: readonly unknown[],
): unknown {
  try {
    return target.call(args);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw failure(context, node, `error calling ${name}: ${error.message}`);
  }
}

/** Evaluates the arguments and calls; the result of the stage before, if there is one, is the last argument. */
export function compileCall(
  context: CompileContext,
  node: AnyNode,
  target: GoFunction,
  name: string,
  args: readonly Operand[],
): Stage {
  const compiled = args.map((arg, index) => compileArgument(context, arg, paramAt(target, index)));
  const written = args.length;
  const alone = wrongCount(target, name, written, written);
  const piped = wrongCount(target, name, written + 1, written);
  const run = target.shortCircuit
    ? compileShortCircuit(compiled, target.shortCircuit, context.tracing)
    : compileInvoke(context, node, target, name, compiled);
  return (frame, dot, final) => {
    const problem = final === NO_FINAL ? alone : piped;
    if (problem !== undefined) throw failure(context, node, problem);
    return run(frame, dot, final);
  };
}

function compileInvoke(
  context: CompileContext,
  node: AnyNode,
  target: GoFunction,
  name: string,
  compiled: readonly Eval[],
): Stage {
  if (context.tracing) return traceInvoke(context, node, target, name, compiled);
  const last = paramAt(target, compiled.length);
  return (frame, dot, final) => {
    const values = compiled.map((arg) => arg(frame, dot));
    if (final !== NO_FINAL) values.push(convert(context, node, last, final));
    return invoke(context, node, target, name, values);
  };
}

/** A call in a traced run: as the plain one, with the origin of every argument noted. */
function traceInvoke(
  context: CompileContext,
  node: AnyNode,
  target: GoFunction,
  name: string,
  compiled: readonly Eval[],
): Stage {
  return (frame, dot, final) => {
    const trace = new CallTrace();
    const before = lastOrigin(frame);
    const values = compiled.map((arg) => {
      const value = arg(frame, dot);
      trace.argument(lastOrigin(frame));
      return value;
    });
    if (final !== NO_FINAL) {
      values.push(convert(context, node, paramAt(target, compiled.length), final));
      trace.argument(before);
    }
    const result = invoke(context, node, target, name, values);
    trace.result(frame, target, values);
    return result;
  };
}

/** A call of a function by name; fails when it is reached and nothing has that name. */
export function compileFunction(context: CompileContext, node: AnyNode, name: string, args: readonly Operand[]): Stage {
  const { functions } = context.source;
  const target = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!target) return failing(context, node, `"${name}" is not a defined function`);
  return compileCall(context, node, target, name, args);
}

/** Calls methods that a node without arguments turns out to name. */
export function methodCaller(context: CompileContext, node: Operand): CallMethod {
  return (method, name) => {
    const problem = wrongCount(method, name, 0, 0);
    if (problem !== undefined) throw failure(context, node, problem);
    return invoke(context, node, method, name, []);
  };
}

/** Reads a field that is given arguments: it has to be a method. */
export function callField(
  context: CompileContext,
  node: Operand,
  receiver: unknown,
  name: string,
  call: CallMethod,
): unknown {
  const why = receiver === undefined ? undefined : whyNoArguments(receiver, name);
  if (why !== undefined) throw failure(context, node, why);
  return fieldOf(receiver, name, call);
}
