/** Go's text/template: parsing once, executing often, and telling where every piece of output comes from. */
import type { ParsedText } from './ast.ts';
import { BUILTINS } from './builtins.ts';
import type { CompileContext, Exec, Source } from './context.ts';
import { TemplateError } from './errors.ts';
import { compileTemplate } from './execute.ts';
import type { FunctionSet } from './functions.ts';
import { Memory } from './memory.ts';
import { readParsed } from './parsed.ts';
import { parse } from './parser.ts';
import { ReadScope } from './reads.ts';
import { printable } from './text.ts';
import { Tracer, type TraceSegment } from './trace.ts';
import { deepCopy } from './values.ts';

export { TemplateError } from './errors.ts';
export type { FunctionSet } from './functions.ts';
export type { TraceSegment } from './trace.ts';

/** How a template is executed. */
export interface ExecuteOptions {
  /** Gets every piece of output in order. A run without it costs nothing extra. */
  readonly trace?: (segment: TraceSegment) => void;
}

/** A template that was parsed; may be executed any number of times. */
export interface Template {
  /** The name given to {@link parseTemplate}. */
  readonly name: string;
  /** The names of the templates the text defines, in its order. */
  readonly defined: readonly string[];
  /**
   * The text for `data`, which is never changed, also not by functions that write maps. Where output is no UTF-8 (a
   * character cut in half) it has U+FFFD. Throws a {@link TemplateError} of phase `exec`.
   */
  execute(data: unknown, options?: ExecuteOptions): string;
}

/** The compiled templates of a source, each compiled when it is first needed. */
function compiler(
  source: Source,
  { tracing = false, memory }: RunnerOptions,
): (name: string) => (() => Exec) | undefined {
  const compiled = new Map<string, Exec>();
  const lookup: CompileContext['lookup'] = (name) => {
    const list = source.templates.get(name);
    if (!list) return undefined;
    return () => {
      const known = compiled.get(name);
      if (known) return known;
      const remembering = memory && { memory, scope: new ReadScope(memory.known) };
      const made = compileTemplate({ source, template: name, tracing, lookup, remembering }, list);
      compiled.set(name, made);
      return made;
    };
  };
  return lookup;
}

/** Turns JavaScript's "stack is full" into an error of the template, which is nested too deeply; others are passed on. */
function asTemplateError(error: unknown, phase: 'parse' | 'exec', name: string): unknown {
  if (!(error instanceof RangeError) || !/call stack/i.test(error.message)) return error;
  return new TemplateError(phase, { template: name, line: 1 }, `template: ${name}:1: nested too deeply`);
}

function guarded<T>(phase: 'parse' | 'exec', name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw asTemplateError(error, phase, name);
  }
}

/**
 * The template in `text`. Functions are Go's built-in ones with those of `functions` over them. Throws a
 * {@link TemplateError} of phase `parse` that names the template and the line, for an unknown function its name, too.
 *
 * @see https://pkg.go.dev/text/template
 */
export function parseTemplate(name: string, text: string, functions: FunctionSet): Template {
  const all: FunctionSet = { ...BUILTINS, ...functions };
  return templateOf({ name, text, functions: all }, parseText(name, text, functions));
}

/** The syntax tree of a template; throws as {@link parseTemplate} does. */
export function parseText(name: string, text: string, functions: FunctionSet): ParsedText {
  const known = (word: string): boolean => Object.hasOwn(functions, word) || Object.hasOwn(BUILTINS, word);
  return guarded('parse', name, () => parse(name, text, known));
}

/** The template in `text`, whose syntax tree {@link writeParsed} has written. */
export function restoreTemplate(name: string, text: string, { functions, parsed }: Restored): Template {
  return templateOf({ name, text, functions: { ...BUILTINS, ...functions } }, readParsed(parsed));
}

interface Restored {
  readonly functions: FunctionSet;
  readonly parsed: string;
}

function templateOf({ name, text, functions: all }: Omit<Source, 'templates'>, parsed: ParsedText): Template {
  const source: Source = { name, text, templates: parsed.templates, functions: all };
  const mutates = [...parsed.functions].some((word) => all[word]?.mutates === true);
  let plain: Run | undefined;
  let remembering: Run | undefined;
  let tracedRun: Run | undefined;
  const untraced = (): Run => {
    // Remembering pays from the second execution on, and functions that change what they are given allow of none.
    if (plain && !mutates) {
      remembering ??= runner(source, { memory: new Memory(source) });
      return remembering;
    }
    plain ??= runner(source, {});
    return plain;
  };
  return {
    name,
    defined: [...parsed.templates.keys()].filter((defined) => defined !== name),
    execute(data, options = {}) {
      const own = mutates ? deepCopy(data) : data;
      if (!options.trace) return guarded('exec', name, () => untraced()(own, undefined));
      tracedRun ??= runner(source, { tracing: true });
      const traced = tracedRun;
      const tracer = new Tracer(options.trace);
      return guarded('exec', name, () => traced(own, tracer));
    },
  };
}

type Run = (data: unknown, tracer: Tracer | undefined) => string;

interface RunnerOptions {
  readonly tracing?: boolean;
  readonly memory?: Memory;
}

/** Executes the source's own template. */
function runner(source: Source, options: RunnerOptions): Run {
  const body = compiler(source, options)(source.name);
  return (data, tracer) => {
    options.memory?.begin(data);
    const sink = { text: '' };
    body?.()({ sink, variables: [data], depth: 0, tracer }, data);
    return printable(sink.text);
  };
}
