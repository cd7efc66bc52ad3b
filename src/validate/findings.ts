/** Findings with their places in files. */

import { straysIn } from '../mesh/objects.ts';
import { CODES } from '../model/codes.ts';
import type { Diagnostic, Path } from '../model/diagnostic.ts';
import { entry, getIn, isMap } from '../model/json.ts';
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
function noObject(manifest: Manifest, message: string, { path, of = 'key' }: Place): Diagnostic {
  const { level, remediation } = CODES.MSH2911;
  const origin = { file: manifest.file, document: manifest.index };
  return { code: 'MSH2911', level, message, origin, range: manifest.locate(path, of), path, remediation };
}

/** A path, and which side of its entry is meant. */
interface Place {
  readonly path: Path;
  readonly of?: 'key' | 'value';
}

/** What an object has to have to be one. */
const IDENTITY = ['apiVersion', 'kind'] as const;

/** Why something is no object that anybody could check; `undefined` when it is one. */
function unidentified(manifest: Manifest, { resource, path }: ObjectResult): Diagnostic | undefined {
  const field = IDENTITY.find((name) => resource[name] === '');
  if (field === undefined) return undefined;
  const given = getIn(manifest.value, [...path, field]);
  return given === undefined || given === null || given === ''
    ? noObject(manifest, `the object has no ${field}`, { path })
    : noObject(manifest, `${field} is not a string`, { path: [...path, field], of: 'value' });
}

/** What stands in the text once is found once, however often an alias repeats it. */
function withoutRepeats(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return findings.filter(({ code, message, range }) => {
    const key = JSON.stringify([code, range?.start.offset, range?.end.offset, message]);
    return !seen.has(key) && seen.add(key);
  });
}

/** Checks a document in the layers asked for; nothing is said of one without content. */
export function findingsIn(manifest: Manifest, validation: Validation): DocumentFindings {
  const { value } = manifest;
  if (value !== undefined && value !== null && !isMap(value)) {
    const finding = noObject(manifest, 'the document is not a mapping', { path: [] });
    return { findings: [finding], resources: 0, unchecked: [] };
  }
  const strays = [...straysIn(value)].map((path) =>
    noObject(manifest, `items[${path.at(-1)}] of the list is not an object`, { path, of: 'value' }),
  );
  const findings: Diagnostic[] = [];
  const unchecked: string[] = [];
  let resources = 0;
  for (const result of validateDocument(value, validation)) {
    resources += 1;
    const wrong = unidentified(manifest, result);
    if (wrong) findings.push(wrong);
    else {
      findings.push(...mistakes(result.found).map((mistake) => findingOf(manifest, result, mistake)));
      if (!result.checked) unchecked.push(result.resource.kind);
    }
  }
  return { findings: [...strays, ...withoutRepeats(findings)], resources, unchecked };
}
