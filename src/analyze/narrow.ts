/** Findings about some objects only. */
import { groupVersion } from '../mesh/kinds.ts';
import { objectsIn } from '../mesh/objects.ts';
import type { Diagnostic, ResourceRef } from '../model/diagnostic.ts';
import { asMap, stringMap } from '../model/json.ts';
import { ANALYZED, analyzedKind } from './kinds.ts';
import type { LabelQuery } from './label-query.ts';
import type { AnalyzedDocument } from './load.ts';
import { type ObjectName, objectKey } from './suppress/suppression.ts';

/** Which findings are shown; those that concern no object always are. */
export interface Narrowing {
  /** Only those about objects of this namespace, and about ones without a namespace. */
  readonly namespace?: string | undefined;
  /** Only those about objects with such labels. */
  readonly labels?: LabelQuery | undefined;
  /** Of objects that name none. */
  readonly defaultNamespace: string;
}

function namespaceOf({ apiVersion, kind, name, namespace }: ResourceRef, fallback: string): string {
  if (kind === 'Namespace') return name;
  const of = analyzedKind(groupVersion(apiVersion).group, kind);
  return of !== undefined && ANALYZED.get(of)?.clusterScoped ? '' : (namespace ?? fallback);
}

/** Objects whose labels fit, by where they are written; under the namespace they are taken to be in as well. */
function fitting(documents: readonly AnalyzedDocument[], fits: LabelQuery, fallback: string): ReadonlySet<string> {
  const out = new Set<string>();
  for (const { manifest } of documents) {
    for (const { value, resource } of objectsIn(manifest.value)) {
      if (!fits(stringMap(asMap(value['metadata'])['labels']))) continue;
      const { kind, name, namespace = '' } = resource;
      const named: ObjectName = { file: manifest.file, document: manifest.index, kind, namespace, name };
      out.add(objectKey(named));
      if (namespace === '') out.add(objectKey({ ...named, namespace: fallback }));
    }
  }
  return out;
}

/** The findings that are asked for. */
export function narrowed(
  findings: readonly Diagnostic[],
  documents: readonly AnalyzedDocument[],
  { namespace, labels, defaultNamespace }: Narrowing,
): readonly Diagnostic[] {
  if (namespace === undefined && labels === undefined) return findings;
  const fit = labels && fitting(documents, labels, defaultNamespace);
  return findings.filter(({ origin: { file = '', document = 0, resource } }) => {
    if (resource === undefined) return true;
    const own = namespaceOf(resource, defaultNamespace);
    if (namespace !== undefined && own !== '' && own !== namespace) return false;
    return fit === undefined || fit.has(objectKey({ file, document, namespace: '', ...resource }));
  });
}

/** Whether no object is one of those that are asked for. */
export function leavesNothing(documents: readonly AnalyzedDocument[], narrowing: Narrowing): boolean {
  const { namespace, labels, defaultNamespace } = narrowing;
  if (namespace === undefined && labels === undefined) return false;
  for (const { manifest } of documents) {
    for (const { value, resource } of objectsIn(manifest.value)) {
      const isThere = namespace === undefined || namespaceOf(resource, defaultNamespace) === namespace;
      if (isThere && (labels?.(stringMap(asMap(value['metadata'])['labels'])) ?? true)) return false;
    }
  }
  return true;
}
