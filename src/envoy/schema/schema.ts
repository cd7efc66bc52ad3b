/**
 * The fields of Envoy's messages. The table has a line for each message (`name field:kind …`) and each enumeration
 * (`name =A,B,C=5`); a line is taken apart when its message is first met.
 *
 * Kinds: `s` text, `b` boolean, `n` number, `f` number of 32 bits, `l` integer of 64 bits, `y` bytes, `mID` message, `eID`
 * enumeration (ID: the line, in base 36), `&name` and `#name` the same by full name, `@Name` a well-known type, `?` a type
 * that is not in the table. Marks before the kind: `%` map with values of the kind, `*` list, `+` kept at its default value,
 * `!` secret.
 *
 * @see scripts/envoy-schema.ts, which makes the table
 */
import { camelCase } from '../json/project.ts';
import { ISTIO_TABLE } from './istio.ts';
import { TABLE } from './table.ts';

/** A field of a message. */
export interface Field {
  /** Its name in JSON. */
  readonly json: string;
  /** Its name in the sources, which Envoy writes. */
  readonly name: string;
  readonly shape: 'one' | 'list' | 'map';
  /** Absent and default are different: members of a oneof and optional fields. */
  readonly presence: boolean;
  /** Its value must not be shown. */
  readonly secret: boolean;
  readonly kind: Kind;
}

/** What a value is. */
export type Kind =
  | { readonly type: 'text' | 'boolean' | 'number' | 'float' | 'long' | 'bytes' | 'unknown' }
  | { readonly type: 'known'; readonly name: string }
  | { readonly type: 'message' | 'enum'; readonly line: number };

const SIMPLE: Readonly<Record<string, Kind>> = {
  s: { type: 'text' },
  b: { type: 'boolean' },
  n: { type: 'number' },
  f: { type: 'float' },
  l: { type: 'long' },
  y: { type: 'bytes' },
  '?': { type: 'unknown' },
};

const FIELD = /^(\w+):(%?)(\*?)(\+?)(!?)(.+)$/;

interface Lines {
  readonly all: readonly string[];
  readonly byName: ReadonlyMap<string, number>;
}

let lines: Lines | undefined;
const messages = new Map<number, readonly Field[]>();
const enums = new Map<number, ReadonlyMap<number, string>>();

function table(): Lines {
  if (lines) return lines;
  const all = `${TABLE}\n${ISTIO_TABLE}`.split('\n');
  lines = { all, byName: new Map(all.map((line, index) => [line.slice(0, endOfName(line)), index])) };
  return lines;
}

function endOfName(line: string): number {
  const space = line.indexOf(' ');
  return space < 0 ? line.length : space;
}

/** The message of a full name, for {@link fieldsOf}; `undefined` when the table has none. */
export function messageOf(name: string): number | undefined {
  return table().byName.get(name);
}

/** The fields of a message, in the order of their declaration. */
export function fieldsOf(line: number): readonly Field[] {
  let fields = messages.get(line);
  if (!fields) {
    const [, ...parts] = (table().all[line] ?? '').split(' ');
    fields = parts.map(parseField);
    messages.set(line, fields);
  }
  return fields;
}

function parseField(part: string): Field {
  const [, name = '', map, list, presence, secret, kind = '?'] = FIELD.exec(part) ?? [];
  return {
    name,
    json: camelCase(name),
    shape: map ? 'map' : list ? 'list' : 'one',
    presence: presence !== '',
    secret: secret !== '',
    kind: parseKind(kind),
  };
}

function parseKind(text: string): Kind {
  const simple = SIMPLE[text];
  if (simple) return simple;
  if (text.startsWith('@')) return { type: 'known', name: text.slice(1) };
  const rest = text.slice(1);
  if (text.startsWith('&')) return { type: 'message', line: messageOf(rest) ?? 0 };
  if (text.startsWith('#')) return { type: 'enum', line: messageOf(rest) ?? 0 };
  return { type: text.startsWith('m') ? 'message' : 'enum', line: Number.parseInt(rest, 36) };
}

/** The names of an enumeration's values by number; of several names of one number the first. */
export function valuesOf(line: number): ReadonlyMap<number, string> {
  let values = enums.get(line);
  if (!values) {
    values = parseValues((table().all[line] ?? '').split(' =')[1] ?? '');
    enums.set(line, values);
  }
  return values;
}

function parseValues(text: string): ReadonlyMap<number, string> {
  const values = new Map<number, string>();
  let next = 0;
  for (const part of text.split(',')) {
    const [name = '', number] = part.split('=');
    if (number !== undefined) next = Number(number);
    if (!values.has(next)) values.set(next, name);
    next += 1;
  }
  return values;
}
