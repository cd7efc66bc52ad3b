/** Every fix there is. */
import { objectsIn } from '../../mesh/objects.ts';
import type { Diagnostic, Path } from '../../model/diagnostic.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Definitions } from '../../validate/definitions.ts';
import type { Context } from '../context.ts';
import { withoutRepeatedKey } from './duplicates.ts';
import { editedText } from './edit.ts';
import type { Fixer, Step } from './fix.ts';
import { enumValues, fieldNames } from './fixers/fields.ts';
import { apiVersions } from './fixers/kinds.ts';
import { annotationNames, injectionAnnotation, namespaceLabels } from './fixers/metadata.ts';
import { labelsOfNobody, missingNames, references } from './fixers/names.ts';
import { captureModes, filterNames, repetitions, withoutEffect } from './fixers/plain.ts';
import { portProtocols } from './fixers/ports.ts';
import { headerNames, mirrorPercent, ringSize } from './fixers/routes.ts';

/** In the order in which they are tried. */
export const FIXERS: readonly Fixer[] = [
  fieldNames,
  enumValues,
  apiVersions,
  missingNames,
  labelsOfNobody,
  references,
  annotationNames,
  injectionAnnotation,
  namespaceLabels,
  portProtocols,
  headerNames,
  mirrorPercent,
  ringSize,
  withoutEffect,
  captureModes,
  filterNames,
  repetitions,
];

const BY_CODE: ReadonlyMap<string, Fixer> = new Map(
  FIXERS.flatMap((fixer) => fixer.codes.map((code) => [code, fixer])),
);

/** What fixes go by besides the finding. */
export interface FixWorld {
  readonly context: Context;
  readonly definitions: Definitions;
}

/** A key that is there again; the finding is about the text, not about an object. */
const REPEATED_KEY = 'MSH0003';

/** The codes that are mended, with what is done about each. */
export const FIXED: ReadonlyMap<string, string> = new Map([
  ...FIXERS.flatMap(({ codes, does }) => codes.map((code) => [code, does] as const)),
  [REPEATED_KEY, 'Removes a key that is there again with the same value.'],
]);

/** What may be wrong about the world is no reason to change it. */
const isCertain = (finding: Diagnostic): boolean => !('confidence' in finding) || finding.confidence !== 'partial';

const startsWith = (path: Path, start: Path): boolean => start.every((step, index) => path[index] === step);

/** The text of the document with the finding mended; `undefined` where nothing can be done about it. */
export function fixedText(finding: Diagnostic, manifest: Manifest, world: FixWorld): string | undefined {
  const { range, path = [], origin } = finding;
  if (finding.code === REPEATED_KEY && range)
    return withoutRepeatedKey(manifest, range.start.offset - manifest.start.offset);
  const fixer = BY_CODE.get(finding.code);
  if (!fixer || !range || !origin.resource || !isCertain(finding)) return undefined;
  const object = [...objectsIn(manifest.value)].find(({ path: at }) => {
    const { start, end } = manifest.locate(at);
    return start.offset <= range.start.offset && range.start.offset < end.offset;
  });
  if (!object) return undefined;
  // Findings of validation count from the root of the document, those of analyzers from that of the object.
  const inside = startsWith(path, object.path) ? path.slice(object.path.length) : path;
  const steps = fixer.fix({ finding, object: object.value, resource: origin.resource, path: inside, ...world });
  const fromRoot = steps.map((step): Step => ({ ...step, path: [...object.path, ...step.path] }));
  return fromRoot.length === 0 ? undefined : editedText(manifest, fromRoot);
}
