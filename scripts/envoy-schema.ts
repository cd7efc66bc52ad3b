/** Writes `src/envoy/schema/table.ts` from the protobuf sources of the Envoy API that `@grpc/grpc-js-xds` carries. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import protobuf from 'protobufjs';

const ROOT = join(import.meta.dirname, '..');
const TABLE = join(ROOT, 'src', 'envoy', 'schema', 'table.ts');
const SOURCES = ['envoy-api', 'xds', 'googleapis'];

/** The old API: what is read is of the third version, whatever an URL says. */
const OLD = /[\\/]v2(?:alpha\d*)?[\\/]/;

/** Messages that describe protobuf sources and services, and never stand in a configuration. */
const NEVER =
  /^(?:validate|google\.(?:api(?!\.expr\.)|logging|longrunning|type)|(?:envoy|udpa|xds)\.annotations)(?:\.|$)/;

/** Types whose JSON is not that of their fields; the reader knows them by name. */
const WELL_KNOWN = /^google\.protobuf\./;

/** What a scalar type is to the reader of the table: see `src/envoy/schema/schema.ts`. */
const SCALARS: Readonly<Record<string, string>> = {
  string: 's',
  bool: 'b',
  bytes: 'y',
  float: 'f',
  double: 'n',
  int32: 'n',
  uint32: 'n',
  sint32: 'n',
  fixed32: 'n',
  sfixed32: 'n',
  int64: 'l',
  uint64: 'l',
  sint64: 'l',
  fixed64: 'l',
  sfixed64: 'l',
};

function parseAll(): protobuf.Root {
  const root = new protobuf.Root();
  for (const source of SOURCES) {
    const folder = join(ROOT, 'node_modules', '@grpc', 'grpc-js-xds', 'deps', source);
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      if (!name.endsWith('.proto') || OLD.test(name)) continue;
      protobuf.parse(readFileSync(join(folder, name), 'utf8'), root, { keepCase: true });
    }
  }
  return root;
}

type Definition = protobuf.Type | protobuf.Enum;

/** Every message and enumeration, nested ones after the one they stand in. */
function* definitions(namespace: protobuf.NamespaceBase): Generator<Definition> {
  for (const object of namespace.nestedArray) {
    if (object instanceof protobuf.Type || object instanceof protobuf.Enum) yield object;
    if (object instanceof protobuf.Namespace) yield* definitions(object);
  }
}

const fullName = (object: protobuf.ReflectionObject): string => object.fullName.replace(/^\./, '');

/** How a type is written: a scalar's letter, the number of a line, or the name of a well-known type. */
function kindOf(field: protobuf.Field, ids: ReadonlyMap<string, number>): string {
  const scalar = SCALARS[field.type];
  if (scalar !== undefined) return scalar;
  const found = field.parent?.lookup(field.type, [protobuf.Type, protobuf.Enum]) ?? null;
  const name = found ? fullName(found) : field.type.replace(/^\./, '');
  if (WELL_KNOWN.test(name)) return `@${name.slice('google.protobuf.'.length)}`;
  const id = ids.get(name);
  // Types of other projects are not in the package; their values are printed as they stand.
  if (id === undefined) return '?';
  return `${found instanceof protobuf.Enum ? 'e' : 'm'}${id.toString(36)}`;
}

function fieldText(field: protobuf.Field, ids: ReadonlyMap<string, number>): string {
  const marks = [
    field instanceof protobuf.MapField && '%',
    field.repeated && '*',
    field.partOf !== null && field.partOf !== undefined && '+',
    field.options?.['(udpa.annotations.sensitive)'] === true && '!',
  ].filter((mark) => mark !== false);
  return `${field.name}:${marks.join('')}${kindOf(field, ids)}`;
}

/** Values in their order; the number is only written where it is not the one before and one. */
function valuesText({ values }: protobuf.Enum): string {
  let expected = 0;
  const parts = Object.entries(values).map(([name, number]) => {
    const text = number === expected ? name : `${name}=${number}`;
    expected = number + 1;
    return text;
  });
  return `=${parts.join(',')}`;
}

/** Fields that are newer than the package's sources, and which one each is declared behind. */
const NEWER: readonly { readonly message: string; readonly behind: string; readonly field: string }[] = [
  { message: 'envoy.config.cluster.v3.Cluster', behind: 'dns_refresh_rate:', field: 'dns_jitter:@Duration' },
];

function withNewer(message: string, fields: readonly string[]): readonly string[] {
  const newer = NEWER.filter((entry) => entry.message === message);
  return fields.flatMap((field) => [
    field,
    ...newer.filter(({ behind }) => field.startsWith(behind)).map((entry) => entry.field),
  ]);
}

function tableOf(root: protobuf.Root): string {
  const all = [...definitions(root)].filter(
    (object) => !WELL_KNOWN.test(fullName(object)) && !NEVER.test(fullName(object)),
  );
  const ids = new Map(all.map((object, index) => [fullName(object), index]));
  const lines = all.map((object) => {
    const fields =
      object instanceof protobuf.Enum
        ? [valuesText(object)]
        : Object.values(object.fields).map((field) => fieldText(field, ids));
    return [fullName(object), ...withNewer(fullName(object), fields)].join(' ');
  });
  return lines.join('\n');
}

/** The text of the generated module. */
export function schemaModule(): string {
  const table = tableOf(parseAll());
  return [
    '/**',
    ' * Messages and enumerations of the Envoy API, one a line; the notation is in schema.ts. Made by scripts/envoy-schema.ts from',
    ' * the protobuf sources of the Envoy, xDS and Google APIs (Apache License 2.0). Do not edit.',
    ' */',
    `export const TABLE = \`${table}\`;`,
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(TABLE, schemaModule());
