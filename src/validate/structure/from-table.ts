import type { KindInfo } from '../../mesh/kinds.ts';
import { KUBERNETES } from '../../mesh/schema/kubernetes.ts';
import { compileMessage } from '../../mesh/schema/notation.ts';
import { PATTERNS } from '../../mesh/schema/patterns.ts';
import type { Message, Scalar, Type } from '../../mesh/schema/types.ts';
import { ANYTHING, type Pattern, type Structural } from './schema.ts';

type Facts = Partial<Structural>;

const SCALARS: Readonly<Record<Scalar, Facts>> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  uint32: { type: 'integer', bounds: { min: 0, max: 2 ** 32 - 1 } },
  uint64: { type: 'integer', bounds: { min: 0 } },
  integer: { type: 'integer' },
  double: { type: 'number', format: 'double' },
  duration: { type: 'string', rules: ['duration'] },
  anyDuration: { type: 'string' },
  bytes: { type: 'string', format: 'byte' },
  time: { type: 'string', format: 'date-time' },
  intstr: { intOrString: true },
  struct: { type: 'object', preserve: true },
};

const patterns = new Map<string, Pattern>();

function patternNamed(name: string): Pattern {
  const known = patterns.get(name);
  if (known) return known;
  const source = PATTERNS[name];
  if (source === undefined) throw new Error(`no pattern named ${name}`);
  const expression = new RegExp(source);
  const made: Pattern = { source, test: (text) => expression.test(text) };
  patterns.set(name, made);
  return made;
}

function base(type: Type): Facts {
  switch (type.kind) {
    case 'scalar':
      return SCALARS[type.scalar];
    case 'enum':
      return {
        type: type.values.every((value) => typeof value === 'number') ? 'integer' : 'string',
        enum: type.values,
      };
    case 'list':
      return { type: 'array', items: structuralType(type.of) };
    case 'map':
      return { type: 'object', additional: structuralType(type.of) };
    case 'message':
      return structuralMessage(type.message);
  }
}

function structuralType(type: Type): Structural {
  const { limits, nullable } = type;
  const facts = base(type);
  const { min, max, pattern, keys, set } = limits;
  return {
    ...ANYTHING,
    ...facts,
    nullable,
    bounds: { ...facts.bounds, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
    pattern: pattern === undefined ? undefined : patternNamed(pattern),
    keys: keys ?? [],
    listType: keys ? 'map' : set ? 'set' : undefined,
    fallback: limits.fallback,
    rules: [...(facts.rules ?? []), ...limits.rules],
  };
}

const messages = new WeakMap<Message, Structural>();

/** The schema of a message; of one message always the same. */
export function structuralMessage(message: Message): Structural {
  const known = messages.get(message);
  if (known) return known;
  const properties = new Map<string, Structural>();
  for (const { name, alias, type } of message.fields) {
    const schema = structuralType(type);
    properties.set(name, schema);
    if (alias !== undefined) properties.set(alias, schema);
  }
  const made: Structural = {
    ...ANYTHING,
    type: 'object',
    name: message.name,
    properties,
    required: message.fields.filter((field) => field.required).map((field) => field.name),
    choices: message.choices.map((choice) => choice.map(({ name }) => name)),
    preserve: message.open,
    rules: message.rules,
  };
  messages.set(message, made);
  return made;
}

const TEXT: Structural = { ...ANYTHING, type: 'string' };

/** The schema of whole objects: what every object has, and what those of the kind have. */
export function withEnvelope(schema: Structural, kind: string): Structural {
  const metadata = structuralMessage(compileMessage(KUBERNETES, 'ObjectMeta'));
  const envelope: readonly (readonly [string, Structural])[] = [
    ['apiVersion', TEXT],
    ['kind', TEXT],
    ['metadata', metadata],
  ];
  const properties = new Map([...schema.properties, ...envelope]);
  // Whoever makes an object adds what is missing in the envelope.
  const required = schema.required.filter((name) => name !== 'metadata');
  return { ...schema, type: 'object', name: kind, properties, required };
}

const kinds = new WeakMap<KindInfo, Structural>();

/** The schema of whole objects of a kind. */
export function structuralKind(kind: KindInfo): Structural {
  const known = kinds.get(kind);
  if (known) return known;
  const status = kind.status();
  const parts: readonly (readonly [string, Structural])[] = [
    ['spec', structuralMessage(kind.spec())],
    ...(status ? [['status', structuralMessage(status)] as const] : []),
  ];
  const required = kind.specRequired ? ['spec'] : [];
  const made = withEnvelope({ ...ANYTHING, properties: new Map(parts), required }, kind.kind);
  kinds.set(kind, made);
  return made;
}
