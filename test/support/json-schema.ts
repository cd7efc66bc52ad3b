import { asList, asMap, deepEqual, isMap, type JsonMap } from '../../src/model/json.ts';

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isMap,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
};

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  uri: (text) => URL.canParse(text),
  'uri-reference': (text) => URL.canParse(text, 'file:///a/b') && !/[\s\\^`{|}<>"]/.test(text),
};

/** The keywords this knows; a schema with others is not checked but refused. */
const KEYWORDS = new Set(
  '$schema title definitions $ref type enum format minimum minItems uniqueItems items required properties additionalProperties'.split(
    ' ',
  ),
);

function* scalars(schema: JsonMap, value: unknown, at: string): Generator<string> {
  const { type, enum: allowed, format, minimum } = schema;
  if (typeof type === 'string' && TYPES[type]?.(value) !== true) yield `${at}: is no ${type}`;
  if (Array.isArray(allowed) && !allowed.includes(value)) yield `${at}: is none of ${allowed.join(', ')}`;
  if (typeof format === 'string' && typeof value === 'string' && FORMATS[format]?.(value) !== true)
    yield `${at}: is no ${format}`;
  if (typeof minimum === 'number' && typeof value === 'number' && value < minimum) yield `${at}: is below ${minimum}`;
}

function* children(schema: JsonMap, value: unknown, { root, at }: { root: JsonMap; at: string }): Generator<string> {
  if (Array.isArray(value)) {
    const { items, minItems, uniqueItems } = schema;
    if (typeof minItems === 'number' && value.length < minItems) yield `${at}: has fewer than ${minItems} items`;
    if (uniqueItems === true && value.some((one, index) => value.slice(0, index).some((each) => deepEqual(one, each))))
      yield `${at}: has the same item twice`;
    for (const [index, item] of items === undefined ? [] : value.entries())
      yield* mistakes(asMap(items), item, { root, at: `${at}[${index}]` });
  }
  if (!isMap(value)) return;
  const properties = asMap(schema['properties']);
  for (const name of asList(schema['required'])) if (!(String(name) in value)) yield `${at}: lacks ${String(name)}`;
  for (const [name, item] of Object.entries(value)) {
    const inner = properties[name] ?? schema['additionalProperties'];
    if (inner === false) yield `${at}: has ${name}`;
    else yield* mistakes(asMap(inner), item, { root, at: `${at}.${name}` });
  }
}

function* mistakes(schema: JsonMap, value: unknown, { root, at }: { root: JsonMap; at: string }): Generator<string> {
  const unknown = Object.keys(schema).find((keyword) => !KEYWORDS.has(keyword));
  if (unknown !== undefined) throw new Error(`a schema with ${unknown}`);
  const { $ref: reference } = schema;
  if (typeof reference === 'string') {
    const target = asMap(root['definitions'])[reference.replace('#/definitions/', '')];
    if (target === undefined) throw new Error(`a schema without ${reference}`);
    yield* mistakes(asMap(target), value, { root, at });
    return;
  }
  yield* scalars(schema, value, at);
  yield* children(schema, value, { root, at });
}

/** Where a value is not as a schema in JSON Schema (the keywords above) has it. */
export function schemaMistakes(schema: unknown, value: unknown): readonly string[] {
  const root = asMap(schema);
  return [...mistakes(root, value, { root, at: '$' })];
}
