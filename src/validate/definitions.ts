/** Which kinds have a schema, and which versions of them are served. */
import { KINDS, type KindInfo } from '../mesh/kinds.ts';
import { structuralKind } from './structure/from-table.ts';
import type { Structural } from './structure/schema.ts';

/** A kind the API server knows. */
export interface Definition {
  readonly group: string;
  readonly kind: string;
  /** The versions that are served, the preferred one first. */
  readonly versions: readonly string[];
  /** The schema of objects of a version that is served. */
  schema(version: string): Structural;
}

/** The kinds a run knows, by group and kind. */
export interface Definitions {
  find(group: string, kind: string): Definition | undefined;
  /** The kinds of a group; empty when nothing is known of it. */
  kindsOf(group: string): readonly string[];
}

function ofKind(info: KindInfo): Definition {
  const { group, kind, versions } = info;
  return { group, kind, versions, schema: () => structuralKind(info) };
}

/** Istio's and Gateway API's kinds, and those the user gave, which come first. */
export function definitions(given: readonly Definition[] = []): Definitions {
  const all = [...KINDS.map(ofKind), ...given];
  const byName = new Map(all.map((definition) => [`${definition.group}/${definition.kind}`, definition]));
  return {
    find: (group, kind) => byName.get(`${group}/${kind}`),
    kindsOf: (group) => all.filter((definition) => definition.group === group).map(({ kind }) => kind),
  };
}
