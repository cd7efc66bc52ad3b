/** Findings with their places in files. */
import { CODES, type Code } from '../model/codes.ts';
import type { Diagnostic, Path } from '../model/diagnostic.ts';
import { asMap, asString, entry, isMap } from '../model/json.ts';
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

function documentFinding(manifest: Manifest, code: Code, message: string): Diagnostic {
  const { level, remediation } = CODES[code];
  const origin = { file: manifest.file, document: manifest.index };
  return { code, level, message, origin, range: manifest.locate([], 'key'), remediation };
}

/** What is wrong with a document before it is an object; nothing for one without content. */
function formOf(manifest: Manifest): Diagnostic | undefined {
  const { value } = manifest;
  if (value === undefined || value === null) return undefined;
  if (!isMap(value)) return documentFinding(manifest, 'MSH2911', 'the document is not a mapping');
  const missing = ['apiVersion', 'kind'].find((name) => !asString(asMap(value)[name]));
  return missing === undefined ? undefined : documentFinding(manifest, 'MSH2911', `the document has no ${missing}`);
}

/** Checks a document in the layers asked for. */
export function findingsIn(manifest: Manifest, validation: Validation): DocumentFindings {
  const form = formOf(manifest);
  if (form) return { findings: [form], resources: isMap(manifest.value) ? 1 : 0, unchecked: [] };
  const results = [...validateDocument(manifest.value, validation)];
  return {
    findings: results.flatMap((result) =>
      mistakes(result.found).map((mistake) => findingOf(manifest, result, mistake)),
    ),
    resources: results.length,
    unchecked: results.filter(({ checked }) => !checked).map(({ resource }) => resource.kind),
  };
}
