/** A file as `istioctl validate` judges it: its counts, its order, its blind spots. */
import { isListOfObjects, type ObjectAt, objectsIn, resourceOf } from '../mesh/objects.ts';
import type { Diagnostic, Level, ResourceRef } from '../model/diagnostic.ts';
import { isMap } from '../model/json.ts';
import type { Reading } from '../yaml/parse.ts';
import type { LayerProblem } from './problem.ts';
import { levelIn } from './rules/index.ts';
import { checkRulesLayer, type Placement } from './rules-layer.ts';
import { type Validation, validateObject } from './validate.ts';

/** One line of istioctl's report. */
export interface ReferenceLine {
  readonly level: Level;
  /** `Kind/namespace/name`, as the document says it; absent for what concerns the file. */
  readonly resource?: string;
  readonly message: string;
}

const nameOf = ({ kind, namespace = '', name }: ResourceRef): string => `${kind}/${namespace}/${name}`;

/** In a List istioctl looks at these only. */
const IN_LISTS: ReadonlySet<string> = new Set(['Service', 'Deployment']);

/** How an object is looked at. */
interface Asked {
  readonly placement: Placement;
  /** What its lines are headed with: inside a List the List's name. */
  readonly resource: string;
}

function* objectLines(object: ObjectAt, { placement, resource }: Asked): Generator<ReferenceLine> {
  const { decoding, problems } = checkRulesLayer(object, placement);
  // It stops at the first thing it cannot decode.
  const [broken] = decoding;
  if (broken) yield { level: broken.level, resource, message: broken.message };
  for (const problem of problems) {
    const level = levelIn(problem, 'reference');
    if (level !== undefined) yield { level, resource, message: problem.message };
  }
}

function* schemaLines(object: ObjectAt, validation: Validation): Generator<ReferenceLine> {
  const layers = new Set([...validation.layers].filter((layer) => layer !== 'rules'));
  if (layers.size === 0) return;
  const { found, resource } = validateObject(object, { ...validation, layers });
  const problems: readonly LayerProblem[] = [...found.values()].flat();
  for (const { level, message } of problems) yield { level, resource: nameOf(resource), message };
}

function decodeLine({ message, range }: Diagnostic, file: string): ReferenceLine {
  const place = range ? `line ${range.start.line}: ` : '';
  return { level: 'error', message: `failed to decode file ${file}: ${place}${message}` };
}

/** What istioctl says of the documents of a file; it reads none behind one it cannot decode. */
export function* referenceLines(
  readings: Iterable<Reading>,
  file: string,
  validation: Validation,
): Generator<ReferenceLine> {
  for (const { manifest, diagnostics } of readings) {
    const [broken] = diagnostics;
    if (broken) {
      yield decodeLine(broken, file);
      return;
    }
    const value = manifest?.value;
    if (value !== undefined && value !== null && !isMap(value)) {
      yield { level: 'error', message: `failed to decode file ${file}: the document is not a mapping` };
      return;
    }
    const list = isMap(value) && isListOfObjects(value) ? nameOf(resourceOf(value)) : undefined;
    for (const object of objectsIn(value)) {
      const asked = { placement: validation, resource: list ?? nameOf(object.resource) };
      const looked = list === undefined || IN_LISTS.has(object.resource.kind);
      if (looked && validation.layers.has('rules')) yield* objectLines(object, asked);
      yield* schemaLines(object, validation);
    }
  }
}
