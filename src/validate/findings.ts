/** Findings with their places in files. */
import { CODES } from '../model/codes.ts';
import type { Diagnostic, Path, ResourceRef } from '../model/diagnostic.ts';
import { entry, isMap } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Range } from '../model/range.ts';
import { type Mistake, mistakes } from './merge.ts';
import type { Layer } from './problem.ts';
import { type ObjectResult, type Validation, validateDocument } from './validate.ts';

/** A finding and the layers that see it. */
export interface Finding extends Diagnostic {
  /** The first of `layers`. */
  readonly layer: Layer;
  /** Present when more than one layer sees the mistake. */
  readonly layers?: readonly Layer[];
}

/** What was found in one document. */
export interface DocumentFindings {
  readonly findings: readonly Diagnostic[];
  /** How many objects the document holds. */
  readonly resources: number;
  /** The kinds of objects no layer knows, one entry an object. */
  readonly unchecked: readonly string[];
}

/** Whether something stands at the end of the path. */
function exists(value: unknown, path: Path): boolean {
  let at = value;
  for (const step of path) {
    const inside =
      typeof step === 'number' ? Array.isArray(at) && step < at.length : isMap(at) && Object.hasOwn(at, step);
    if (!inside) return false;
    at = typeof step === 'number' && Array.isArray(at) ? at[step] : entry(at, String(step));
  }
  return true;
}

/** Where a mistake stands: its field; when that is missing, the name of the nearest thing that holds it. */
function rangeOf(manifest: Manifest, path: Path, of: 'key' | 'value'): Range {
  if (exists(manifest.value, path)) return manifest.locate(path, of);
  let holder = path;
  while (holder.length > 0 && !exists(manifest.value, holder)) holder = holder.slice(0, -1);
  const range = manifest.locate(holder, 'key');
  // The root has no name: its first line stands for it.
  if (holder.length > 0) return range;
  return exists(manifest.value, ['kind']) ? manifest.locate(['kind'], 'key') : range;
}

function findingOf(manifest: Manifest, { resource, path }: ObjectResult, mistake: Mistake): Finding {
  const { code, level, message, layers, of } = mistake;
  const whole = [...path, ...mistake.path];
  const [layer = 'structure'] = layers;
  return {
    code,
    level,
    message,
    origin: { file: manifest.file, document: manifest.index, resource },
    range: rangeOf(manifest, whole, of),
    path: whole,
    remediation: mistake.remediation ?? CODES[code].remediation,
    layer,
    ...(layers.length > 1 ? { layers } : {}),
  };
}

/** What is no Kubernetes object: the document, or an item of a list in it. */
function noObject(manifest: Manifest, path: Path, message: string): Diagnostic {
  const { level, remediation } = CODES.MSH2911;
  const origin = { file: manifest.file, document: manifest.index };
  return { code: 'MSH2911', level, message, origin, range: manifest.locate(path, 'key'), path, remediation };
}

/** What an object lacks to be one. */
function missingIn({ apiVersion, kind }: ResourceRef): string | undefined {
  if (apiVersion === '') return 'apiVersion';
  return kind === '' ? 'kind' : undefined;
}

function findingsOf(manifest: Manifest, result: ObjectResult): readonly Diagnostic[] {
  const missing = missingIn(result.resource);
  if (missing !== undefined) return [noObject(manifest, result.path, `the object has no ${missing}`)];
  return mistakes(result.found).map((mistake) => findingOf(manifest, result, mistake));
}

/** Checks a document in the layers asked for; nothing is said of one without content. */
export function findingsIn(manifest: Manifest, validation: Validation): DocumentFindings {
  const { value } = manifest;
  if (value !== undefined && value !== null && !isMap(value)) {
    return { findings: [noObject(manifest, [], 'the document is not a mapping')], resources: 0, unchecked: [] };
  }
  const results = [...validateDocument(value, validation)];
  return {
    findings: results.flatMap((result) => findingsOf(manifest, result)),
    resources: results.length,
    unchecked: results
      .filter(({ checked, resource }) => !checked && missingIn(resource) === undefined)
      .map(({ resource }) => resource.kind),
  };
}
