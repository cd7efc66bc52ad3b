import { compareBytes } from '../../gotext/compare.ts';
import { isMap } from '../../model/json.ts';

const STEP = 4;

/** What a value of a Struct is moved further in than other values, and its end. */
const STRUCT_IN = 2 * STEP;
const STRUCT_END = STEP;
const STRUCT_NEXT = 3 * STEP;

/**
 * Canonical JSON of a message laid out as Go's older protobuf library does it: an empty message has an empty line in it,
 * and what is in a Struct moves ever further to the right. The reference compares and prints such texts.
 */
export function jsonpb(value: unknown): string {
  return write(value, { indent: 0, key: '' });
}

/** Where a value stands. */
interface Place {
  readonly indent: number;
  /** The field it is the value of. */
  readonly key: string;
}

const space = (width: number): string => `\n${' '.repeat(width)}`;

function write(value: unknown, { indent, key }: Place): string {
  const inner = indent + STEP;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => `${space(inner)}${write(item, { indent: inner, key })}`);
    return `[${items.join(',')}${space(indent)}]`;
  }
  if (!isMap(value)) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return `{\n${space(indent)}}`;
  const ordered = MAPS.has(key) ? entries.sort(([a], [b]) => compareBytes(a, b)) : entries;
  const fields = ordered.map(([name, item]) => {
    const text = isStruct(value, name, key) ? writeStruct(item, inner) : write(item, { indent: inner, key: name });
    return `${space(inner)}${JSON.stringify(name)}: ${text}`;
  });
  return `{${fields.join(',')}${space(indent)}}`;
}

/** Fields that are maps: their keys are sorted. */
const MAPS: ReadonlySet<string> = new Set(['filterMetadata', 'typedExtensionProtocolOptions', 'typedPerFilterConfig']);

/** Whether an entry is a Struct: all of `filterMetadata`, the value of a TypedStruct, what a transport socket is for. */
function isStruct(parent: Readonly<Record<string, unknown>>, name: string, key: string): boolean {
  if (key === 'filterMetadata') return true;
  if (name === 'match') return 'transportSocket' in parent;
  return name === 'value' && String(parent['@type']).endsWith('TypedStruct');
}

function writeStruct(value: unknown, indent: number): string {
  const [open, close, items] = parts(value, indent);
  if (items === undefined) return JSON.stringify(value);
  return `${open}${items.map((item) => `${space(indent + STRUCT_IN)}${item}`).join(',')}${space(indent + STRUCT_END)}${close}`;
}

function parts(value: unknown, indent: number): readonly [open: string, close: string, items?: readonly string[]] {
  const next = indent + STRUCT_NEXT;
  if (Array.isArray(value)) return ['[', ']', value.map((item: unknown) => writeStruct(item, next))];
  if (!isMap(value)) return ['', ''];
  const entries = Object.entries(value).sort(([a], [b]) => compareBytes(a, b));
  return ['{', '}', entries.map(([name, item]) => `${JSON.stringify(name)}: ${writeStruct(item, next)}`)];
}
