/** Small readers of Gateway API fields, whose defaults the API server would have filled in. */
import { asList, asMap, asString, entry, type JsonMap } from '../../model/json.ts';

/** The API group of the Gateway API. */
export const GATEWAY_API_GROUP = 'gateway.networking.k8s.io';

/** The mappings of a list. */
export const maps = (value: unknown): readonly JsonMap[] => asList(value).map(asMap);

/** The texts of a list. */
export const texts = (value: unknown): readonly string[] =>
  asList(value).filter((item): item is string => typeof item === 'string');

/** A text, or what is meant without one. */
export const textOr = (value: unknown, fallback: string): string => asString(value) ?? fallback;

/** A number; `undefined` for anything else. */
export const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** What a reference to another object says; group, kind and namespace as they default. */
export interface Reference {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port: number | undefined;
  readonly section: string | undefined;
}

/** A reference in a resource of `namespace`. */
export function referenceOf(
  map: JsonMap,
  fallback: { readonly group: string; readonly kind: string; readonly namespace: string },
): Reference {
  return {
    group: textOr(map['group'], fallback.group),
    kind: textOr(map['kind'], fallback.kind),
    namespace: textOr(map['namespace'], fallback.namespace),
    name: textOr(map['name'], ''),
    port: numberOf(map['port']),
    section: asString(entry(map, 'sectionName')),
  };
}
