/** What of its data each statement of a template looks at, told from the syntax alone. */
import type { CommandNode, ControlNode, ListNode, Operand, PipeNode, Statement, TemplateNode } from './ast.ts';
import type { Source } from './context.ts';
import type { GoFunction } from './functions.ts';

/** Paths of the data (see {@link pathOf}); `undefined` where it cannot be told, or where data is not all that counts. */
export type Reads = ReadonlySet<string> | undefined;

const NONE: ReadonlySet<string> = new Set();

function union(...all: readonly Reads[]): Reads {
  const out = new Set<string>();
  for (const reads of all) {
    if (!reads) return undefined;
    for (const path of reads) out.add(path);
  }
  return out;
}

/** Names of the data that are told apart: its fields and theirs. What lies deeper counts as the whole. */
const PATH_LENGTH = 2;

/** The key of a path of the data; {@link namesOf} gives back the names. */
const pathOf = (names: readonly string[]): string => names.slice(0, PATH_LENGTH).join('.');

/** The names of a path in {@link Reads}. */
export const namesOf = (path: string): readonly string[] => path.split('.');

/** Where the names of the data can be written: dot may be an element of it, and `$` an argument of a template. */
interface Place {
  readonly dotIsData: boolean;
  readonly dollarIsData: boolean;
}

const AT_DATA: Place = { dotIsData: true, dollarIsData: true };
const ELSEWHERE: Place = { dotIsData: false, dollarIsData: false };

/** The statements of one list, asked in their order; variables carry what their values came from. */
export class ReadScope {
  readonly #known: KnownTemplates;
  readonly #place: Place;
  readonly #variables: Map<string, Reads>;

  constructor(known: KnownTemplates, place: Place = AT_DATA, variables: ReadonlyMap<string, Reads> = new Map()) {
    this.#known = known;
    this.#place = place;
    this.#variables = new Map(variables);
  }

  /** A scope for lists inside this one whose dot is the same. */
  inner(): ReadScope {
    return new ReadScope(this.#known, this.#place, this.#variables);
  }

  /** What a statement looks at, with the variables it sets, which have what it looks at behind them from now on. */
  statement(node: Statement): { readonly reads: Reads; readonly sets: readonly string[] } {
    const sets = [...new Set(variablesSet(node))];
    // A variable that is set in one case keeps its value in the other.
    const before = sets.map((name) => (this.#variables.has(name) ? this.#variables.get(name) : NONE));
    const reads = union(this.#readsOf(node), ...before, sets.includes('$') ? undefined : NONE);
    for (const name of sets) this.#variables.set(name, reads);
    return { reads, sets };
  }

  /** What all statements of a list look at. */
  list({ nodes }: ListNode): Reads {
    return union(...nodes.map((node) => this.statement(node).reads));
  }

  /** What a pipeline looks at. The variables it declares are known from now on. */
  pipe({ commands, variables }: PipeNode): Reads {
    const reads = union(...commands.map((command) => this.#command(command)));
    for (const name of variables) this.#variables.set(name, reads);
    return reads;
  }

  #readsOf(node: Statement): Reads {
    switch (node.kind) {
      case 'action':
        return this.inner().pipe(node.pipe);
      case 'template':
        return this.#call(node);
      case 'if':
      case 'with':
      case 'range':
        return this.#control(node);
      default:
        // The loop that `break` leaves is inside any statement whose dot is the template's.
        return NONE;
    }
  }

  #control(node: ControlNode): Reads {
    const scope = this.inner();
    const reads = scope.pipe(node.pipe);
    const place = node.kind === 'if' ? this.#place : { ...this.#place, dotIsData: false };
    const body = new ReadScope(this.#known, place, scope.#variables).list(node.list);
    return union(reads, body, node.elseList ? scope.inner().list(node.elseList) : NONE);
  }

  #call({ name, pipe }: TemplateNode): Reads {
    const passesData = pipe !== undefined && this.#isData(pipe);
    const given = pipe && !passesData ? this.inner().pipe(pipe) : NONE;
    return union(given, this.#known.reads(name, passesData));
  }

  /** Whether a pipeline is the data itself: `.` or `$` where they are that. */
  #isData({ commands, variables }: PipeNode): boolean {
    const [{ args }, ...more] = commands;
    const [only, ...others] = args;
    if (more.length > 0 || others.length > 0 || variables.length > 0) return false;
    if (only.kind === 'dot') return this.#place.dotIsData;
    return only.kind === 'variable' && only.name === '$' && only.names.length === 0 && this.#place.dollarIsData;
  }

  #command({ args: [first, ...args] }: CommandNode): Reads {
    if (first.kind !== 'identifier') return union(...[first, ...args].map((arg) => this.#operand(arg)));
    const target = this.#known.function(first.name);
    if (!target || target.volatile) return undefined;
    const field = target.looksAt;
    return union(...args.map((arg, index) => this.#operand(arg, index === 0 ? field : undefined)));
  }

  /** `field` is all that is looked at of the operand, where that is known. */
  #operand(node: Operand, field?: string): Reads {
    const rest = field === undefined ? [] : [field];
    switch (node.kind) {
      case 'dot':
        return this.#place.dotIsData ? undefined : NONE;
      case 'field':
        return this.#place.dotIsData ? new Set([pathOf([...node.names, ...rest])]) : NONE;
      case 'variable':
        if (node.name !== '$') return this.#variables.get(node.name);
        if (!this.#place.dollarIsData) return NONE;
        return node.names.length === 0 ? undefined : new Set([pathOf([...node.names, ...rest])]);
      case 'chain':
        return this.#operand(node.node);
      case 'pipe':
        return this.pipe(node);
      case 'identifier':
        return this.#command({ kind: 'command', pos: node.pos, args: [node] });
      default:
        return NONE;
    }
  }
}

/** The variables a statement declares or assigns, on any level. */
function* variablesSet(node: Statement): Generator<string> {
  if ('pipe' in node && node.pipe) yield* variablesOf(node.pipe);
  if (!('list' in node)) return;
  for (const inner of [...node.list.nodes, ...(node.elseList?.nodes ?? [])]) yield* variablesSet(inner);
}

function* variablesOf(node: PipeNode | Operand): Generator<string> {
  if (node.kind === 'chain') yield* variablesOf(node.node);
  if (node.kind !== 'pipe') return;
  yield* node.variables;
  for (const { args } of node.commands) for (const arg of args) yield* variablesOf(arg);
}

/** The templates of a source, each looked through once for each kind of dot. */
export class KnownTemplates {
  readonly #source: Source;
  readonly #known = new Map<string, Reads>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** The function of that name. */
  function(name: string): GoFunction | undefined {
    return Object.hasOwn(this.#source.functions, name) ? this.#source.functions[name] : undefined;
  }

  /** What a template looks at beyond its dot, or of the data when that is its dot. `undefined` for one that may call itself. */
  reads(name: string, dotIsData: boolean): Reads {
    const key = `${dotIsData} ${name}`;
    if (this.#known.has(key)) return this.#known.get(key);
    // Stands while the template is looked through, and so for calls of itself.
    this.#known.set(key, undefined);
    const list = this.#source.templates.get(name);
    const reads = list && new ReadScope(this, dotIsData ? AT_DATA : ELSEWHERE).list(list);
    this.#known.set(key, reads);
    return reads;
  }
}
