/** Annotations by which objects say that findings of them are not wanted. */
import { POD_TEMPLATES } from '../../mesh/kubernetes/pods.ts';
import { type ObjectAt, objectsIn } from '../../mesh/objects.ts';
import type { Path } from '../../model/diagnostic.ts';
import { asMap, getIn, stringMap } from '../../model/json.ts';
import type { AnalyzedDocument } from '../load.ts';
import { PEER_ANNOTATION } from './reference.ts';
import { objectKey, type Suppression } from './suppression.ts';
import { codesIn, readTerms } from './terms.ts';

const ANNOTATIONS = ['meshctl.dev/suppress', PEER_ANNOTATION] as const;

/** Where the object has annotations: of itself, and of the pods it makes. */
function places({ value, resource }: ObjectAt): readonly Path[] {
  const template = POD_TEMPLATES[resource.kind];
  const own: Path = ['metadata', 'annotations'];
  return template && getIn(value, template) !== undefined ? [own, [...template, ...own]] : [own];
}

function* annotationsOf(
  object: ObjectAt,
  { manifest, cluster, live }: AnalyzedDocument,
  defaultNamespace: string,
): Generator<Suppression> {
  const { kind, name, namespace } = object.resource;
  // Findings name the namespace as it is written, or the one the object is taken to be in.
  const spaces = namespace === undefined ? ['', defaultNamespace] : [namespace];
  for (const place of places(object)) {
    const annotations = stringMap(asMap(getIn(object.value, place)));
    for (const annotation of ANNOTATIONS) {
      const text = annotations[annotation];
      if (text === undefined) continue;
      const path = [...object.path, ...place, annotation];
      const { what, terms } = readTerms(text);
      const { file, index: document } = manifest;
      yield {
        source: 'annotation',
        codes: codesIn(what),
        terms,
        title: `the annotation "${annotation}"`,
        at: live
          ? { origin: { ...(cluster !== undefined && { cluster }), resource: object.resource }, path }
          : { origin: { file, document, resource: object.resource }, range: manifest.locate(path), path },
        keys: spaces.map((space) => objectKey({ file, document, kind, namespace: space, name })),
      };
    }
  }
}

/** The annotations of the objects in documents. */
export function annotationSuppressions(
  documents: readonly AnalyzedDocument[],
  defaultNamespace: string,
): readonly Suppression[] {
  return documents
    .filter(({ manifest: { text } }) => ANNOTATIONS.some((annotation) => text.includes(annotation)))
    .flatMap((document) =>
      [...objectsIn(document.manifest.value)].flatMap((object) => [
        ...annotationsOf(object, document, defaultNamespace),
      ]),
    );
}
