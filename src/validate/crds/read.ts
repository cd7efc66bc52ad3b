/** CustomResourceDefinitions as definitions to check objects with. */
import { RE2JS } from 're2js';
import { asList, asMap, asString, isMap, type JsonMap } from '../../model/json.ts';
import type { Definition } from '../definitions.ts';
import { withEnvelope } from '../structure/from-table.ts';
import {
  ANYTHING,
  type Bounds,
  type CelRule,
  type JsonType,
  type Junctors,
  type Pattern,
  type Structural,
} from '../structure/schema.ts';

const TYPES: ReadonlySet<string> = new Set<JsonType>(['object', 'array', 'string', 'integer', 'number', 'boolean']);

const isType = (name: unknown): name is JsonType => typeof name === 'string' && TYPES.has(name);
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Limits go by different names for different types; a schema has those of its type. */
const BOUNDS: Readonly<Record<JsonType, readonly [min: string, max: string]>> = {
  object: ['minProperties', 'maxProperties'],
  array: ['minItems', 'maxItems'],
  string: ['minLength', 'maxLength'],
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  boolean: ['', ''],
};

function boundsOf(schema: JsonMap, type: JsonType | undefined): Bounds {
  const pairs = type === undefined ? Object.values(BOUNDS) : [BOUNDS[type]];
  const find = (index: 0 | 1): number | undefined =>
    pairs.map((pair) => numberOf(schema[pair[index]])).find((value) => value !== undefined);
  const [min, max, multipleOf] = [find(0), find(1), numberOf(schema['multipleOf'])];
  return {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(multipleOf === undefined ? {} : { multipleOf }),
    ...(schema['exclusiveMinimum'] === true ? { exclusiveMin: true } : {}),
    ...(schema['exclusiveMaximum'] === true ? { exclusiveMax: true } : {}),
  };
}

/** The API server's expressions are Go's: RE2, without backtracking. Throws for a text that is none. */
function patternOf(source: string): Pattern {
  const compiled = RE2JS.compile(source);
  return { source, test: (text) => compiled.matcher(text).find() };
}

function rulesOf(schema: JsonMap): readonly CelRule[] {
  return asList(schema['x-kubernetes-validations']).map((entry) => {
    const { rule, message, messageExpression, optionalOldSelf } = asMap(entry);
    return {
      rule: asString(rule) ?? '',
      ...(typeof message === 'string' ? { message } : {}),
      ...(typeof messageExpression === 'string' ? { messageExpression } : {}),
      ...(optionalOldSelf === true ? { optionalOldSelf } : {}),
    };
  });
}

function junctorsOf(schema: JsonMap): Junctors | undefined {
  const list = (name: string): readonly Structural[] => asList(schema[name]).map((entry) => junctor(asMap(entry)));
  const not = schema['not'];
  const made = {
    allOf: list('allOf'),
    anyOf: list('anyOf'),
    oneOf: list('oneOf'),
    not: isMap(not) ? junctor(not) : undefined,
  };
  const any = made.allOf.length + made.anyOf.length + made.oneOf.length > 0 || made.not !== undefined;
  return any ? made : undefined;
}

/** A schema that only restricts: it declares no fields of its own, so none is unknown to it. */
function junctor(schema: JsonMap): Structural {
  return { ...structural(schema), preserve: true };
}

const listTypes: Readonly<Record<string, 'map' | 'set'>> = { map: 'map', set: 'set' };

/** A structural schema from its OpenAPI form. Throws for a pattern that cannot be read. */
export function structural(schema: JsonMap): Structural {
  const type = isType(schema['type']) ? schema['type'] : undefined;
  const { items, additionalProperties } = schema;
  const { enum: values, format, pattern } = schema;
  const intOrString = schema['x-kubernetes-int-or-string'] === true;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  return {
    ...ANYTHING,
    type: intOrString ? undefined : type,
    properties: new Map(Object.entries(asMap(schema['properties'])).map(([name, of]) => [name, structural(asMap(of))])),
    additional: isMap(additionalProperties) ? structural(additionalProperties) : undefined,
    items: isMap(items) ? structural(items) : undefined,
    required: asList(schema['required']).filter((name) => typeof name === 'string'),
    enum: Array.isArray(values) ? values : undefined,
    bounds: boundsOf(schema, type),
    pattern: typeof pattern === 'string' ? patternOf(pattern) : undefined,
    format: asString(format),
    nullable: schema['nullable'] === true,
    intOrString,
    preserve:
      schema['x-kubernetes-preserve-unknown-fields'] === true ||
      additionalProperties === true ||
      embedded ||
      type !== 'object',
    fallback: schema['default'],
    listType: listTypes[String(schema['x-kubernetes-list-type'])],
    keys: asList(schema['x-kubernetes-list-map-keys']).filter((name) => typeof name === 'string'),
    // What `anyOf` says of a value that is a number or a string is said already.
    junctors: intOrString ? undefined : junctorsOf(schema),
    rules: rulesOf(schema),
  };
}

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly schema: unknown;
}

/** The versions of a definition; `apiextensions.k8s.io/v1beta1` has one schema for all. */
function versionsOf(spec: JsonMap): readonly Version[] {
  const shared = asMap(spec['validation'])['openAPIV3Schema'];
  return asList(spec['versions']).map((entry) => {
    const { name, served, schema } = asMap(entry);
    return { name: asString(name) ?? '', served: served !== false, schema: asMap(schema)['openAPIV3Schema'] ?? shared };
  });
}

/**
 * The definition in a CustomResourceDefinition. Throws an Error that says what is missing, or which pattern cannot be read;
 * a version without a schema accepts every object.
 */
export function definitionOf(document: JsonMap): Definition {
  const spec = asMap(document['spec']);
  const group = asString(spec['group']);
  const kind = asString(asMap(spec['names'])['kind']);
  const versions = versionsOf(spec);
  if (group === undefined || kind === undefined || versions.length === 0) {
    throw new Error('a CustomResourceDefinition needs spec.group, spec.names.kind and spec.versions');
  }
  const schemas = new Map(
    versions.map(({ name, schema }) => [
      name,
      isMap(schema) ? withEnvelope(structural(schema), kind) : { ...ANYTHING, preserve: true },
    ]),
  );
  const served = versions.filter((version) => version.served).map(({ name }) => name);
  return {
    group,
    kind,
    versions: served,
    served: served.map((version) => `${group}/${version}`),
    schema: (version) => schemas.get(version) ?? { ...ANYTHING, preserve: true },
  };
}
