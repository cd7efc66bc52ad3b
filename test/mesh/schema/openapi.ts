import { PATTERNS } from '../../../src/mesh/schema/patterns.ts';
import type { Field, Message, Type } from '../../../src/mesh/schema/types.ts';

/** A schema of OpenAPI as far as these tests compare it. */
export type Schema = Record<string, unknown>;

const INTEGERS: Readonly<Record<string, Schema>> = {
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  uint32: { type: 'integer', minimum: 0, maximum: 4_294_967_295 },
  uint64: { type: 'integer', minimum: 0 },
  integer: { type: 'integer' },
  double: { type: 'number', format: 'double' },
};

const SCALARS: Readonly<Record<string, Schema>> = {
  ...INTEGERS,
  string: { type: 'string' },
  bool: { type: 'boolean' },
  duration: { type: 'string', rules: 1 },
  anyDuration: { type: 'string' },
  bytes: { type: 'string', format: 'byte' },
  time: { type: 'string', format: 'date-time' },
  intstr: { 'x-kubernetes-int-or-string': true },
  struct: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
};

const BOUNDS: Readonly<Record<string, readonly [string, string]>> = {
  number: ['minimum', 'maximum'],
  integer: ['minimum', 'maximum'],
  string: ['minLength', 'maxLength'],
  array: ['minItems', 'maxItems'],
  object: ['minProperties', 'maxProperties'],
};

function base(type: Type): Schema {
  switch (type.kind) {
    case 'scalar':
      return SCALARS[type.scalar] ?? {};
    case 'enum':
      return {
        type: type.values.every((value) => typeof value === 'number') ? 'integer' : 'string',
        enum: type.values,
      };
    case 'list':
      return { type: 'array', items: schemaOf(type.of) };
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(type.of) };
    case 'message':
      return messageSchema(type.message);
  }
}

/** The schema a type stands for; rules are counted, not compared. */
function schemaOf(type: Type): Schema {
  const { limits } = type;
  const made = { ...base(type) };
  const [low, high] = BOUNDS[String(made['type'])] ?? ['minimum', 'maximum'];
  if (limits.min !== undefined) made[low] = limits.min;
  if (limits.max !== undefined) made[high] = limits.max;
  if (limits.pattern !== undefined) made['pattern'] = PATTERNS[limits.pattern];
  if (limits.keys) Object.assign(made, { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': limits.keys });
  if (limits.set) made['x-kubernetes-list-type'] = 'set';
  if (limits.fallback !== undefined) made['default'] = limits.fallback;
  if (type.nullable) made['nullable'] = true;
  const rules = limits.rules.length + Number(made['rules'] ?? 0);
  delete made['rules'];
  if (rules > 0) made['ruled'] = true;
  return made;
}

/** The schema of a message. */
export function messageSchema(message: Message): Schema {
  const properties = message.fields.flatMap((field: Field) => {
    const schema = schemaOf(field.type);
    return [field.name, ...(field.alias === undefined ? [] : [field.alias])].map((name) => [name, schema] as const);
  });
  const required = message.fields.filter((field) => field.required).map((field) => field.name);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required: required.sort() } : {}),
    ...(message.open ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
    ...(message.choices.length > 0 ? { choices: message.choices.map((choice) => choice.map(({ name }) => name)) } : {}),
    ...(message.rules.length > 0 ? { ruled: true } : {}),
  };
}

const isChoice = (entry: Schema) => Object.hasOwn(entry, 'not') || Object.hasOwn(entry, 'required');

function choiceOf(oneOf: readonly Schema[]): readonly string[] {
  return oneOf.flatMap((entry) => (entry['required'] as string[] | undefined) ?? []);
}

/** The rules that say something of an object that is new. */
function rulesOf(schema: Schema): readonly Schema[] {
  const rules = (schema['x-kubernetes-validations'] ?? []) as Schema[];
  return rules.filter(({ rule }) => !String(rule).includes('oldSelf'));
}

/** Patterns the tables state in another way that says the same. */
const REWRITTEN: Readonly<Record<string, string>> = {
  // The optional separator in a repeated group takes exponential time to refuse, and is no different from a required one.
  '^[!-~]+([\\t ]?[!-~]+)*$': '^[!-~]+([\\t ][!-~]+)*$',
};

/** A published schema brought to the form of {@link schemaOf}. */
export function normalise(given: Schema): Schema {
  const schema: Schema = { ...given };
  const choices = [schema, ...((schema['allOf'] ?? []) as Schema[])].flatMap(({ oneOf }) => {
    const list = (oneOf ?? []) as Schema[];
    return list.length > 0 && list.every(isChoice) ? [choiceOf(list)] : [];
  });
  if (choices.length > 0) schema['choices'] = choices;
  // A form only one type has; the tables state it as a rule of the message.
  const ruled = rulesOf(schema).length > 0 || (schema['oneOf'] !== undefined && choices.length === 0);
  for (const key of ['oneOf', 'allOf', 'anyOf', 'x-kubernetes-validations', 'x-kubernetes-map-type'])
    delete schema[key];
  if (schema['x-kubernetes-list-type'] === 'atomic') delete schema['x-kubernetes-list-type'];
  if (ruled) schema['ruled'] = true;
  const pattern = schema['pattern'];
  if (typeof pattern === 'string') schema['pattern'] = REWRITTEN[pattern] ?? pattern;
  if (Array.isArray(schema['required'])) schema['required'] = (schema['required'] as string[]).toSorted();
  const properties = schema['properties'] as Record<string, Schema> | undefined;
  if (properties) schema['properties'] = mapValues(properties);
  else if (
    schema['type'] === 'object' &&
    !('additionalProperties' in schema) &&
    !('x-kubernetes-preserve-unknown-fields' in schema)
  ) {
    schema['properties'] = {};
  }
  for (const key of ['items', 'additionalProperties']) if (schema[key]) schema[key] = normalise(schema[key] as Schema);
  return schema;
}

function mapValues(properties: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, normalise(value)]));
}
