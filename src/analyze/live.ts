/** Objects as a cluster has them. */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { JsonMap } from '../model/json.ts';
import { BEGINNING } from '../yaml/parse.ts';
import { ANALYZED, type AnalyzedKind } from './kinds.ts';
import type { AnalyzedDocument } from './load.ts';

/** A kind that clusters are asked for. */
export interface LiveKind {
  readonly of: AnalyzedKind;
  readonly group: string;
  /** Those that can be read, the newest first. */
  readonly versions: readonly string[];
  readonly kind: string;
  /** As the path of the API has it. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** The mesh config and networks are no objects of a cluster: they stand in a ConfigMap. */
const NO_OBJECTS: ReadonlySet<AnalyzedKind> = new Set(['MeshConfig', 'MeshNetworks']);

/** All kinds analysis reads are called by the plural English has for them. */
const pluralOf = (kind: string): string => `${kind.toLowerCase()}s`.replace(/([^aeiou])ys$/, '$1ies');

/** What analysis reads of a cluster. */
export const LIVE_KINDS: readonly LiveKind[] = [...ANALYZED]
  .filter(([of]) => !NO_OBJECTS.has(of))
  .map(([of, { group, kind, versions, clusterScoped }]) => ({
    of,
    group,
    versions,
    kind,
    plural: pluralOf(kind),
    namespaced: !clusterScoped,
  }));

/** An object of a cluster as a document. */
export function liveDocument(object: JsonMap, cluster: string): AnalyzedDocument {
  return {
    cluster,
    live: true,
    manifest: {
      file: '',
      index: 0,
      // What looks for words in documents finds them here.
      get text() {
        return JSON.stringify(object);
      },
      start: BEGINNING,
      format: 'json',
      tree: { root: undefined, head: 0, duplicates: [], intricate: false },
      value: object,
      locate: () => ({ start: BEGINNING, end: BEGINNING }),
    },
  };
}

/** A finding of such a document: it has no place but the object. */
export function liveFinding(finding: Diagnostic, cluster: string): Diagnostic {
  const { resource } = finding.origin;
  const placeless = { ...finding, origin: { cluster, ...(resource ? { resource } : {}) } };
  delete placeless.range;
  return placeless;
}
