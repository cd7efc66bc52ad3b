/** What routes do to headers. */
import { compareText } from '../../../mesh/resource.ts';
import type { Headers, HeaderOperations as Operations } from '../../../mesh/types/virtual-service.ts';
import type { HeaderOperations, HeaderValueOption } from '../../resources/common.ts';

/** Header operations, and the authority they ask for: Envoy sets that by another field. */
export interface RouteHeaders {
  readonly operations: HeaderOperations;
  readonly authority: string | undefined;
}

const AUTHORITY: ReadonlySet<string> = new Set(['host', ':authority']);

const isAuthority = (name: string): boolean => AUTHORITY.has(name.toLowerCase());

type Action = NonNullable<HeaderValueOption['append_action']>;

function options(values: Readonly<Record<string, string>> | undefined, action: Action): readonly HeaderValueOption[] {
  return Object.entries(values ?? {})
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, value]) => ({
      header: { key, value },
      append_action: action,
      ...(value === '' ? { keep_empty_value: true } : {}),
    }));
}

function added(operations: Operations | undefined): readonly HeaderValueOption[] {
  return [
    ...options(operations?.set, 'OVERWRITE_IF_EXISTS_OR_ADD'),
    ...options(operations?.add, 'APPEND_IF_EXISTS_OR_ADD'),
  ];
}

/** Both lists of a direction; empty lists are left out. */
function direction(side: 'request' | 'response', operations: Operations | undefined): HeaderOperations {
  const add = added(operations).filter(({ header }) => side === 'response' || !isAuthority(header.key));
  const remove = operations?.remove ?? [];
  return {
    ...(add.length === 0 ? {} : { [`${side}_headers_to_add`]: add }),
    ...(remove.length === 0 ? {} : { [`${side}_headers_to_remove`]: remove }),
  };
}

/** The operations of a `headers` field, names in order. */
export function routeHeaders(headers: Headers | undefined): RouteHeaders {
  const set = Object.entries(headers?.request?.set ?? {}).find(([name]) => isAuthority(name));
  return {
    operations: { ...direction('request', headers?.request), ...direction('response', headers?.response) },
    authority: set?.[1],
  };
}

const LISTS = [
  'request_headers_to_add',
  'request_headers_to_remove',
  'response_headers_to_add',
  'response_headers_to_remove',
] as const;

/** One operation after the other. */
export function joinOperations(first: HeaderOperations, second: HeaderOperations): HeaderOperations {
  const joined = LISTS.map((name) => [name, [...(first[name] ?? []), ...(second[name] ?? [])]] as const);
  return Object.fromEntries(joined.filter(([, list]) => list.length > 0));
}
