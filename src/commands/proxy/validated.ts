/** Findings of the validator beside those of the translation. */
import { objectsIn } from '../../mesh/objects.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Manifest } from '../../model/manifest.ts';
import { definitions } from '../../validate/definitions.ts';
import { findingsIn } from '../../validate/findings.ts';
import { LAYERS } from '../../validate/problem.ts';
import type { Validation } from '../../validate/validate.ts';
import { withEnvoy } from '../validate/envoy.ts';

/** Who reads on past a field that nobody knows. */
const LENIENT_CODE = 'MSH2901';

/** Where objects without a namespace belong, and how strict the reader is. */
export interface ValidationOptions {
  readonly namespace: string;
  /** The namespace of the control plane. */
  readonly rootNamespace: string;
  readonly lenient: boolean;
}

const placeOf = ({ code, origin, range }: Diagnostic): string =>
  [code, origin.file ?? '', range?.start.offset ?? ''].join('\n');

/** What the validator says of the manifests, each for itself, that is not among the findings already. */
export async function validated(
  manifests: readonly Manifest[],
  { namespace, rootNamespace, lenient }: ValidationOptions,
  known: readonly Diagnostic[],
): Promise<readonly Diagnostic[]> {
  const base: Validation = {
    layers: new Set(LAYERS),
    definitions: definitions([]),
    evaluate: () => [],
    namespace,
    istioNamespace: rootNamespace,
  };
  const kinds = manifests.flatMap(({ value }) => [...objectsIn(value)].map(({ resource }) => resource.kind));
  const validation = await withEnvoy(base, kinds.join(' '));
  const seen = new Set(known.map(placeOf));
  return manifests
    .flatMap((manifest) => findingsIn(manifest, validation).findings)
    .filter((finding) => !seen.has(placeOf(finding)))
    .map((finding) => (lenient && finding.code === LENIENT_CODE ? { ...finding, level: 'warning' } : finding));
}
