/** Statements that look at data which is the same as in an earlier execution are not run again. */
import type { Exec, Frame } from './context.ts';
import { KnownTemplates, namesOf, type ReadScope } from './reads.ts';
import { sameValue } from './same.ts';
import { GoStruct, isPlainMap, NO_FIELD } from './values.ts';

/** A part of the data some statement looks at. */
interface Part {
  readonly names: readonly string[];
  value: unknown;
  /** Another number for every value that is not the one before. */
  version: number;
  /** The execution it was last looked up in. */
  execution: number;
}

/** What a statement did. */
interface Deed {
  readonly versions: readonly number[];
  readonly text: string;
  readonly variables: readonly unknown[];
}

/** Misses in a row after which a statement is taken for one that depends on what every execution has otherwise. */
const MAX_MISSES = 8;

/** Runs such a statement is left alone for, until it gets another chance. */
const REST_RUNS = 200;

/** The value at the path; fields that are none, methods for one, and entries of maps count as the whole that has them. */
function partOf(data: unknown, names: readonly string[]): unknown {
  let value = data;
  for (const [depth, name] of names.entries()) {
    if (value instanceof GoStruct && !value.isNil) {
      const field = value.field(name);
      if (field === NO_FIELD) return value;
      value = field;
    } else if (depth === 0 && isPlainMap(value)) value = Object.hasOwn(value, name) ? value[name] : undefined;
    else return value;
  }
  return value;
}

/** What the executions of one template remember of each other. */
export class Memory {
  readonly known: KnownTemplates;
  readonly #parts = new Map<string, Part>();
  #execution = 0;
  #data: unknown;

  constructor(...source: ConstructorParameters<typeof KnownTemplates>) {
    this.known = new KnownTemplates(...source);
  }

  /** Begins an execution. */
  begin(data: unknown): void {
    this.#execution += 1;
    this.#data = data;
  }

  #part(path: string): Part {
    const known = this.#parts.get(path);
    if (known) return known;
    const made = { names: namesOf(path), value: undefined, version: 0, execution: 0 };
    this.#parts.set(path, made);
    return made;
  }

  /** The number that stands for the part's value in this execution. */
  #version(part: Part): number {
    if (part.execution === this.#execution) return part.version;
    const value = partOf(this.#data, part.names);
    if (part.execution === 0 || !sameValue(part.value, value)) part.version += 1;
    part.value = value;
    part.execution = this.#execution;
    return part.version;
  }

  /** Whether the frame's template has the data for its dot, which is what `ReadScope` took it for. */
  #isAtData(frame: Frame): boolean {
    return frame.variables[0] === this.#data;
  }

  /**
   * `run`, or what it did the last time where it would do the same. It looks at the parts of the data that `reads` names and leaves
   * its mark on nothing but the output and the variables in `slots`.
   */
  remembered(run: Exec, reads: Iterable<string>, slots: readonly number[]): Exec {
    const parts = [...reads].map((path) => this.#part(path));
    let last: Deed | undefined;
    let misses = 0;
    return (frame, dot) => {
      if (misses > MAX_MISSES && misses < MAX_MISSES + REST_RUNS) {
        misses += 1;
        return run(frame, dot);
      }
      if (!this.#isAtData(frame)) return run(frame, dot);
      if (last && this.#holds(last, parts)) {
        misses = 0;
        return repeat(last, frame, slots);
      }
      // The first miss after a rest tells nothing: what is remembered is old.
      misses = misses > MAX_MISSES ? MAX_MISSES : misses + 1;
      const versions = parts.map((part) => this.#version(part));
      const done = observed(run, frame, dot, slots);
      last = { versions, ...done };
      return 'next';
    };
  }

  #holds({ versions }: Deed, parts: readonly Part[]): boolean {
    for (let at = 0; at < parts.length; at += 1) {
      const part = parts[at];
      if (part && this.#version(part) !== versions[at]) return false;
    }
    return true;
  }
}

function repeat({ text, variables }: Deed, frame: Frame, slots: readonly number[]): 'next' {
  frame.sink.text += text;
  for (let at = 0; at < slots.length; at += 1) frame.variables[slots[at] ?? 0] = variables[at];
  return 'next';
}

/** Runs a statement and tells what it did. */
function observed(run: Exec, frame: Frame, dot: unknown, slots: readonly number[]): Omit<Deed, 'versions'> {
  const before = frame.sink.text;
  frame.sink.text = '';
  run(frame, dot);
  const { text } = frame.sink;
  frame.sink.text = before + text;
  return { text, variables: slots.map((slot) => frame.variables[slot]) };
}

/** How a compiler makes statements remember: whose memory it is, and what is known of the variables where it is. */
export interface Remembering {
  readonly memory: Memory;
  readonly scope: ReadScope;
}
