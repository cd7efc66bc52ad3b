/** Where every piece of output comes from. Nothing here runs unless a trace was asked for. */
import type { Eval, Exec, Frame } from './context.ts';
import type { GoFunction } from './functions.ts';
import { GoMap } from './values.ts';

/** One piece of output. */
export interface TraceSegment {
  /** Offsets in the output. */
  readonly start: number;
  readonly end: number;
  /** The name of the parsed text, and the line in it that wrote the piece. */
  readonly template: string;
  readonly line: number;
  /** The data it comes from: what the action read, then what the conditions around it read; no text twice. */
  readonly sources: readonly string[];
}

/** Where a value comes from. */
interface Origin {
  /** The path of the value itself, such as `.Values.global`; `undefined` for computed values. */
  readonly path?: string;
  readonly sources: readonly string[];
}

const NOWHERE: Origin = { sources: [] };

const pathOrigin = (path: string): Origin => ({ path, sources: [path] });

/** What a field of a value is called. */
function fieldPath(base: Origin, names: readonly string[], parent: unknown): Origin {
  const last = names[names.length - 1] ?? '';
  if (parent instanceof GoMap && parent.entryLabel !== undefined) return pathOrigin(`${parent.entryLabel} ${last}`);
  if (base.path === undefined) return { sources: base.sources };
  return pathOrigin(`${base.path}.${names.join('.')}`);
}

/** The origins known at one point of a traced run. */
export class Tracer {
  /** Of the value evaluated last. */
  last: Origin = NOWHERE;
  /** Of dot. The root's path is empty, so that its fields start with a point. */
  dot: Origin;
  readonly variables: Origin[];
  /** What the conditions around read. */
  readonly conditions: string[];
  readonly #report: (segment: TraceSegment) => void;

  constructor(
    report: (segment: TraceSegment) => void,
    dot: Origin = { path: '', sources: [] },
    conditions: string[] = [],
  ) {
    this.#report = report;
    this.dot = dot;
    this.variables = [dot];
    this.conditions = conditions;
  }

  /** The tracer for a called template, whose dot is the value evaluated last; without `hasDot` it has none. */
  called(hasDot: boolean): Tracer {
    return new Tracer(this.#report, hasDot ? this.last : NOWHERE, this.conditions);
  }

  /** Reports what was written since `start`. */
  wrote(frame: Frame, start: number, template: string, line: number, own: readonly string[]): void {
    const end = frame.sink.text.length;
    if (end === start) return;
    this.#report({ start, end, template, line, sources: [...new Set([...own, ...this.conditions])] });
  }

  /** Runs `body` with further conditions around it. */
  under<T>(sources: readonly string[], body: () => T): T {
    const mark = this.conditions.length;
    this.conditions.push(...sources);
    const result = body();
    this.conditions.length = mark;
    return result;
  }
}

/** A value written in the template itself. */
export function traceLiteral(run: Eval): Eval {
  return (frame, dot) => {
    if (frame.tracer) frame.tracer.last = NOWHERE;
    return run(frame, dot);
  };
}

/** Dot, or fields of it. `parent` gives what the last field is read from. */
export function traceDot(run: Eval, names: readonly string[], parent: Eval | undefined): Eval {
  return (frame, dot) => {
    const { tracer } = frame;
    const value = run(frame, dot);
    if (tracer) tracer.last = names.length === 0 ? tracer.dot : fieldPath(tracer.dot, names, parent?.(frame, dot));
    return value;
  };
}

/** A variable, or fields of it. */
export function traceVariable(run: Eval, slot: number, names: readonly string[], parent: Eval | undefined): Eval {
  return (frame, dot) => {
    const { tracer } = frame;
    const value = run(frame, dot);
    const base = tracer?.variables[slot] ?? NOWHERE;
    if (tracer) tracer.last = names.length === 0 ? base : fieldPath(base, names, parent?.(frame, dot));
    return value;
  };
}

/** Fields of a parenthesized value; `run` has evaluated that value before it reads the fields. */
export function traceChain(run: Eval, names: readonly string[]): Eval {
  return (frame, dot) => {
    const value = run(frame, dot);
    if (frame.tracer) frame.tracer.last = fieldPath(frame.tracer.last, names, undefined);
    return value;
  };
}

/** Remembers the origins of a call's arguments, then works out that of its result. */
export class CallTrace {
  readonly #origins: (readonly string[])[] = [];

  argument(origin: Origin): void {
    this.#origins.push(origin.sources);
  }

  result({ tracer }: Frame, target: GoFunction, args: readonly unknown[]): void {
    if (!tracer) return;
    const sources = target.sources?.(args, this.#origins) ?? this.#origins.flat();
    const unique = [...new Set(sources)];
    const [only] = unique;
    // A function that tells its source gives a value with a place of its own.
    tracer.last = target.sources && unique.length === 1 && only !== undefined ? pathOrigin(only) : { sources: unique };
  }
}

/** A variable that is declared or assigned. What decides whether an assignment happens is a source of the variable, too. */
export function traceStore(frame: Frame, slot: number, assigns: boolean): void {
  const { tracer } = frame;
  if (!tracer) return;
  const { last } = tracer;
  tracer.variables[slot] = assigns ? { ...last, sources: [...last.sources, ...tracer.conditions] } : last;
}

/** A statement that writes; its sources are those of the value evaluated last. */
export function traceWrite(run: Exec, template: string, line: number): Exec {
  return (frame, dot) => {
    const start = frame.sink.text.length;
    const signal = run(frame, dot);
    frame.tracer?.wrote(frame, start, template, line, frame.tracer.last.sources);
    return signal;
  };
}

/** Literal text, reported line by line. */
export function traceText(text: string, template: string, line: number): Exec {
  const lines = text.split(/(?<=\n)/);
  return (frame) => {
    for (const [index, piece] of lines.entries()) {
      const start = frame.sink.text.length;
      frame.sink.text += piece;
      frame.tracer?.wrote(frame, start, template, line + index, []);
    }
    return 'next';
  };
}

/** A body that runs because of the value evaluated last; with `dot` that value is its dot. */
export function traceBody(run: Exec, isDot: boolean): Exec {
  return (frame, dot) => {
    const { tracer } = frame;
    if (!tracer) return run(frame, dot);
    const outer = tracer.dot;
    const { last } = tracer;
    if (isDot) tracer.dot = last;
    const signal = tracer.under(last.sources, () => run(frame, dot));
    tracer.dot = outer;
    return signal;
  };
}

/** A loop over the value evaluated last, which is a condition of all its body writes. */
export function traceLoop<T>(frame: Frame, run: () => T): T {
  const { tracer } = frame;
  if (!tracer) return run();
  const outer = tracer.dot;
  const result = tracer.under(tracer.last.sources, run);
  tracer.dot = outer;
  return result;
}

/** Tells the tracer which element of a list or map a loop is at, and where its key and value are kept. */
export function traceElement(frame: Frame, base: Origin, ranged: unknown, key: unknown, slots: LoopSlots): void {
  const { tracer } = frame;
  if (!tracer) return;
  const label = ranged instanceof GoMap ? ranged.entryLabel : undefined;
  const step = typeof key === 'string' ? JSON.stringify(key) : String(key);
  const element = label !== undefined ? pathOrigin(`${label} ${String(key)}`) : elementOrigin(base, step);
  tracer.dot = element;
  if (slots.value !== undefined) tracer.variables[slots.value] = element;
  if (slots.key !== undefined) tracer.variables[slots.key] = { sources: base.sources };
}

function elementOrigin(base: Origin, step: string): Origin {
  return base.path === undefined ? { sources: base.sources } : pathOrigin(`${base.path}[${step}]`);
}

/** The slots of a loop's variables. */
export interface LoopSlots {
  readonly key: number | undefined;
  readonly value: number | undefined;
}

/** The origin of the value evaluated last. */
export const lastOrigin = (frame: Frame): Origin => frame.tracer?.last ?? NOWHERE;
