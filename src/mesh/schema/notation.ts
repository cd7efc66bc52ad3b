/**
 * A compact notation for the resources of a mesh. One table serves the control plane's decoder and the API server's schema.
 *
 * A table gives names to types. A type is one of
 * - `enum A B C`: values in the order of their numbers; `(D)` is known to the control plane only; digits are numbers;
 * - `= T`: another name for a type;
 * - a message: words `name[:type][!]`, where the type defaults to `string` and `!` marks a field the API server requires;
 *   `|name` is a member of the message's first choice, `||name` of its second; `name/alias` has a second spelling in the API
 *   server's schema, `name=proto` a name in protobuf that does not follow from that in JSON; a word `@rule` names a rule on
 *   the whole message; `...` lets other fields pass.
 *
 * Types of fields: a scalar (see {@link Scalar}), a name of the table, `[type]`, `{type}` (a map from strings), `{#type}` (a
 * map from numbers); `?` marks a wrapper, which may be null; `<…>` holds limits separated by commas:
 * `1..65535` (either side may be left out), `~pattern`, `@rule`, `^key` (items told apart by that field), `set`, and as the
 * last one `=json`, the default.
 */
import type { EnumType, Field, Limits, Message, Scalar, ScalarType, Type } from './types.ts';

/** Named types in the notation above. */
export type TypeTable = Readonly<Record<string, string>>;

const SCALARS: ReadonlySet<string> = new Set<Scalar>([
  'string',
  'bool',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'integer',
  'double',
  'duration',
  'anyDuration',
  'bytes',
  'time',
  'intstr',
  'struct',
]);

const NO_LIMITS: Limits = { rules: [] };

const RANGE = /^(-?\d+)?\.\.(-?\d+)?$/;

function readFallback(text: string): unknown {
  // Words stand for themselves; everything else is JSON.
  return /^[A-Za-z./]/.test(text) && !/^(?:true|false)$/.test(text) ? text : JSON.parse(text);
}

function readLimits(text: string): Limits {
  const [, head = '', fallback] = /^([^=]*)(?:=(.*))?$/.exec(text) ?? [];
  const parts = head.split(',').filter((part) => part !== '');
  const marked = (mark: string) => parts.filter((part) => part.startsWith(mark)).map((part) => part.slice(1));
  const range = RANGE.exec(parts.find((part) => RANGE.test(part)) ?? '');
  const [pattern] = marked('~');
  const keys = marked('^');
  return {
    rules: marked('@'),
    ...(range?.[1] === undefined ? {} : { min: Number(range[1]) }),
    ...(range?.[2] === undefined ? {} : { max: Number(range[2]) }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(keys.length === 0 ? {} : { keys }),
    ...(parts.includes('set') ? { set: true } : {}),
    ...(fallback === undefined ? {} : { fallback: readFallback(fallback) }),
  };
}

/** Limits of a named type with those of its use, which go first. */
function mergeLimits(of: Limits, use: Limits): Limits {
  return { ...of, ...use, rules: [...of.rules, ...use.rules] };
}

const WORD = /^(\|{0,2})(\w+)(?:=(\w+))?(?:\/(\w+))?(?::(.+?))?(!)?$/;
const CAPITAL = /[A-Z]/g;

/** A compiler of one table: each named type is taken apart when it is first asked for. */
class Compiler {
  readonly #source: TypeTable;
  readonly #messages = new Map<string, Message>();
  readonly #types = new Map<string, Type>();

  constructor(source: TypeTable) {
    this.#source = source;
  }

  /** The type of a text; of one text always the same, since most fields share theirs with others. */
  type(text: string): Type {
    const known = this.#types.get(text);
    if (known) return known;
    const [base, nullable, limits] = this.#take(text);
    const made = this.#base(base);
    const type = { ...made, nullable: made.nullable || nullable, limits: mergeLimits(made.limits, limits) };
    this.#types.set(text, type);
    return type;
  }

  /** Takes the limits and the question mark off the end of a type. */
  #take(text: string): readonly [base: string, nullable: boolean, limits: Limits] {
    const open = text.endsWith('>') ? text.lastIndexOf('<') : -1;
    const limits = open < 0 ? NO_LIMITS : readLimits(text.slice(open + 1, -1));
    const rest = open < 0 ? text : text.slice(0, open);
    return rest.endsWith('?') ? [rest.slice(0, -1), true, limits] : [rest, false, limits];
  }

  #base(text: string): Type {
    const plain = { nullable: false, limits: NO_LIMITS };
    if (text.startsWith('[')) return { kind: 'list', of: this.type(text.slice(1, -1)), ...plain };
    if (text.startsWith('{')) {
      const numericKeys = text.startsWith('{#');
      return { kind: 'map', of: this.type(text.slice(numericKeys ? 2 : 1, -1)), numericKeys, ...plain };
    }
    if (SCALARS.has(text)) return { kind: 'scalar', scalar: text as ScalarType['scalar'], ...plain };
    return this.#named(text);
  }

  #named(name: string): Type {
    const source = this.#text(name);
    if (/^enum\s/.test(source)) return enumType(name, source.slice('enum'.length));
    if (source.startsWith('= ')) return this.type(source.slice('= '.length));
    return { kind: 'message', message: this.message(name), nullable: false, limits: NO_LIMITS };
  }

  #text(name: string): string {
    const text = Object.hasOwn(this.#source, name) ? this.#source[name] : undefined;
    if (text === undefined) throw new Error(`no mesh type named ${name}`);
    return text.trim();
  }

  message(name: string): Message {
    const known = this.#messages.get(name);
    if (known) return known;
    const words = this.#text(name)
      .split(/\s+/)
      .filter((word) => word !== '');
    const fields = words.filter((word) => !word.startsWith('@') && word !== '...').map((word) => this.#field(word));
    const made: Message = {
      name,
      fields,
      byName: new Map(fields.flatMap((field) => [[field.proto, field] as const, [field.name, field] as const])),
      choices: [0, 1]
        .map((choice) => fields.filter((field) => field.choice === choice))
        .filter((choice) => choice.length > 0),
      open: words.includes('...'),
      rules: words.filter((word) => word.startsWith('@')).map((word) => word.slice(1)),
    };
    this.#messages.set(name, made);
    return made;
  }

  #field(word: string): Field {
    const [, bars = '', name = '', proto, alias, type = 'string', required] = WORD.exec(word) ?? [];
    return {
      name,
      proto: proto ?? name.replace(CAPITAL, (letter) => `_${letter.toLowerCase()}`),
      alias,
      type: this.type(type),
      required: required !== undefined,
      choice: bars === '' ? undefined : bars.length - 1,
    };
  }
}

function enumType(name: string, text: string): EnumType {
  const words = text.trim().split(/\s+/);
  const shown = words.filter((word) => !word.startsWith('('));
  return {
    kind: 'enum',
    name,
    values: shown.map((word) => (/^\d+$/.test(word) ? Number(word) : word)),
    hidden: words.filter((word) => word.startsWith('(')).map((word) => word.slice(1, -1)),
    nullable: false,
    limits: NO_LIMITS,
  };
}

const compilers = new WeakMap<TypeTable, Compiler>();

/**
 * The message of that name, taken apart with everything below it; of one table and name always the same. Throws for a name that is
 * not in the table: a defect of the table.
 */
export function compileMessage(table: TypeTable, name: string): Message {
  const compiler = compilers.get(table) ?? new Compiler(table);
  compilers.set(table, compiler);
  return compiler.message(name);
}
