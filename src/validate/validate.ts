/** Checks one object after the other, in up to three layers. */
import { groupVersion } from '../mesh/kinds.ts';
import { type ObjectAt, objectsIn } from '../mesh/objects.ts';
import type { Path, ResourceRef } from '../model/diagnostic.ts';
import { nearest } from '../model/suggest.ts';
import { checkRules, type Evaluate } from './cel/check.ts';
import type { Definitions } from './definitions.ts';
import { didYouMean, type Layer, type LayerProblem, layerProblem } from './problem.ts';
import { levelIn } from './rules/index.ts';
import type { Problem } from './rules/problem.ts';
import { checkRulesLayer, type Placement } from './rules-layer.ts';
import { checkStructure } from './structure/check.ts';
import { filled } from './structure/fill.ts';

/** What a validation goes by. */
export interface Validation extends Placement {
  readonly layers: ReadonlySet<Layer>;
  readonly definitions: Definitions;
  /** For rules of definitions the user gave. */
  readonly evaluate: Evaluate;
}

/** What was found in one object. */
export interface ObjectResult {
  readonly resource: ResourceRef;
  /** From the root of the document. */
  readonly path: Path;
  /** Whether any layer knows the kind. */
  readonly checked: boolean;
  /** By layer, in the order of the layers; paths from the root of the object. */
  readonly found: ReadonlyMap<Layer, readonly LayerProblem[]>;
}

/** Whether a problem is among those that are known; the envelope of a workload is seen by its schema and by its types. */
function isKnown({ code, path }: LayerProblem, known: readonly LayerProblem[]): boolean {
  const isHere = (other: Path): boolean =>
    other.length === path.length && other.every((step, index) => step === path[index]);
  return known.some((other) => other.code === code && isHere(other.path));
}

/** The findings of the API server's schema: those of form, else those of rules. */
function checkSchema(object: ObjectAt, { definitions, layers, evaluate }: Validation): Omit<ObjectResult, 'path'> {
  const { resource, value } = object;
  const { group, version } = groupVersion(resource.apiVersion);
  const definition = definitions.find(group, resource.kind);
  const found = new Map<Layer, readonly LayerProblem[]>();
  if (definition === undefined) {
    const unknown = unknownKind(resource, definitions);
    if (layers.has('structure') && unknown) found.set('structure', [unknown]);
    return { resource, checked: unknown !== undefined, found };
  }
  if (!definition.versions.includes(version)) {
    if (layers.has('structure')) found.set('structure', [unserved(resource, definition.served)]);
    return { resource, checked: true, found };
  }
  const schema = definition.schema(version);
  const complete = filled(schema, value);
  const form = checkStructure(schema, complete);
  const structure = [...form, ...(definition.check?.(value) ?? []).filter((problem) => !isKnown(problem, form))];
  if (layers.has('structure')) found.set('structure', structure);
  if (layers.has('cel')) {
    // A field nobody knows does not keep rules from being evaluated.
    const malformed = structure.filter(({ code }) => code !== 'MSH2901').map(({ path }) => path);
    found.set('cel', checkRules(schema, complete, { evaluate, malformed }));
  }
  return { resource, checked: true, found };
}

function unserved({ apiVersion, kind }: ResourceRef, served: readonly string[]): LayerProblem {
  return layerProblem('MSH2909', ['apiVersion'], {
    message: `${kind} is not served as "${apiVersion}"`,
    ...(served.length > 0 ? { remediation: `Use ${served.join(' or ')}.` } : {}),
  });
}

/**
 * All kinds of the groups of the mesh are known: one that is not is misspelt, or of another group, or newer. In groups of
 * Kubernetes, where definitions have no place, only what is almost a kind is probably none.
 */
function unknownKind({ kind, apiVersion }: ResourceRef, definitions: Definitions): LayerProblem | undefined {
  const { group } = groupVersion(apiVersion);
  const kinds = definitions.kindsOf(group);
  if (kinds.length === 0 || kinds.includes(kind)) return undefined;
  const ofMesh = definitions.isOfMesh(group);
  const elsewhere = ofMesh ? definitions.servedAs(kind)[0] : undefined;
  const suggestion = elsewhere ?? nearest(kind, kinds);
  if (suggestion === undefined && !ofMesh) return undefined;
  const problem = layerProblem('MSH2910', [elsewhere === undefined ? 'kind' : 'apiVersion'], {
    message: `there is no kind "${kind}" in ${group === '' ? apiVersion : group}`,
    ...didYouMean(suggestion),
  });
  return ofMesh ? problem : { ...problem, level: 'warning' };
}

/** A finding of the control plane's as people see it; nothing of those that only istioctl counts. */
function asFound(problem: Problem): readonly LayerProblem[] {
  const level = levelIn(problem, 'own');
  const { code, message, path, of } = problem;
  return level === undefined ? [] : [{ code, level, message, path, of }];
}

/** Checks one object in the layers asked for. */
export function validateObject(object: ObjectAt, validation: Validation): ObjectResult {
  const schema = checkSchema(object, validation);
  const found = new Map(schema.found);
  let { checked } = schema;
  if (validation.layers.has('rules')) {
    const rules = checkRulesLayer(object, validation);
    checked ||= rules.known;
    found.set('rules', [...rules.decoding, ...rules.problems.flatMap(asFound)]);
  }
  return { resource: object.resource, path: object.path, checked, found };
}

/** Checks every object of a document, those in lists included. */
export function* validateDocument(document: unknown, validation: Validation): Generator<ObjectResult> {
  for (const object of objectsIn(document)) yield validateObject(object, validation);
}
