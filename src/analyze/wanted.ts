/** Findings of objects each for itself, narrowed as those of analyzers are. */

import { groupVersion } from '../mesh/kinds.ts';
import { objectsIn } from '../mesh/objects.ts';
import type { Diagnostic, ResourceRef } from '../model/diagnostic.ts';
import { asMap, stringMap } from '../model/json.ts';
import type { FindingScope } from './findings.ts';
import { ANALYZED, analyzedKind } from './kinds.ts';
import type { AnalyzedDocument } from './load.ts';
import { isSuppressed } from './suppress.ts';

/** What decides besides the scope. */
export interface WantedOptions extends FindingScope {
  /** Of objects that name none. */
  readonly defaultNamespace: string;
}

type Annotations = Readonly<Record<string, string>>;

const keyOf = ({ origin }: Diagnostic, { kind, namespace = '', name }: ResourceRef): string =>
  `${origin.file ?? ''}#${origin.document ?? 0}#${kind}/${namespace}/${name}`;

/** The annotations of every object, by where it stands and what it is called. */
function annotationsIn(documents: readonly AnalyzedDocument[]): ReadonlyMap<string, Annotations> {
  const out = new Map<string, Annotations>();
  for (const { manifest } of documents) {
    for (const { value, resource } of objectsIn(manifest.value)) {
      const annotations = stringMap(asMap(value['metadata'])['annotations']);
      if (Object.keys(annotations).length === 0) continue;
      out.set(
        `${manifest.file}#${manifest.index}#${resource.kind}/${resource.namespace ?? ''}/${resource.name}`,
        annotations,
      );
    }
  }
  return out;
}

function namespaceOf({ apiVersion, kind, name, namespace }: ResourceRef, fallback: string): string {
  if (kind === 'Namespace') return name;
  const of = analyzedKind(groupVersion(apiVersion).group, kind);
  return of !== undefined && ANALYZED.get(of)?.clusterScoped ? '' : (namespace ?? fallback);
}

/** The findings of the scope; those that concern no object are always of it. */
export function wantedFindings(
  findings: readonly Diagnostic[],
  documents: readonly AnalyzedDocument[],
  { namespace, suppressions, defaultNamespace }: WantedOptions,
): readonly Diagnostic[] {
  const annotations = annotationsIn(documents);
  return findings.filter((finding) => {
    const { resource } = finding.origin;
    if (resource === undefined) return true;
    const own = namespaceOf(resource, defaultNamespace);
    if (namespace !== undefined && own !== '' && own !== namespace) return false;
    const subject = {
      kind: resource.kind,
      name: resource.name,
      namespace: resource.kind === 'Namespace' ? '' : own,
      annotations: annotations.get(keyOf(finding, resource)) ?? {},
    };
    return !isSuppressed({ code: finding.code, resource: subject }, suppressions, 'own');
  });
}
