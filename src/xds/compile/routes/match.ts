/** Conditions of HTTP routes. */
import { compareText } from '../../../mesh/resource.ts';
import type { StringMatch } from '../../../mesh/types/common.ts';
import type { HttpMatch } from '../../../mesh/types/virtual-service.ts';
import type { HeaderMatcher, QueryParameterMatcher } from '../../resources/common.ts';
import type { RouteMatch } from '../../resources/route.ts';
import { stringMatcher } from '../matchers.ts';

/** How paths are compared: the Gateway API's prefixes end at slashes. */
export type RouteSemantics = 'istio' | 'gateway-api';

function headerMatcher(name: string, match: StringMatch): HeaderMatcher {
  const matcher = stringMatcher(match);
  return matcher === undefined ? { name, present_match: true } : { name, string_match: matcher };
}

/** True when the header is absent or other than said; without a value, when it is absent. */
function withoutMatcher(name: string, match: StringMatch): HeaderMatcher {
  const matcher = headerMatcher(name, match);
  if (matcher.present_match) return { ...matcher, invert_match: true };
  // An absent header never matches, not even when inverted, unless it counts as an empty one.
  return { ...matcher, invert_match: true, treat_missing_header_as_empty: true };
}

type Entries = Readonly<Record<string, StringMatch>> | undefined;

const sorted = (entries: Entries): readonly (readonly [string, StringMatch])[] =>
  Object.entries(entries ?? {}).sort(([a], [b]) => compareText(a, b));

/** Header conditions in the order of their names, then those on parts of the request line. */
function headerMatchers({ headers, withoutHeaders, method, authority, scheme }: HttpMatch): readonly HeaderMatcher[] {
  const line: readonly (readonly [string, StringMatch | undefined])[] = [
    [':method', method],
    [':authority', authority],
    [':scheme', scheme],
  ];
  return [
    ...sorted(headers).map(([name, match]) => headerMatcher(name, match)),
    ...sorted(withoutHeaders).map(([name, match]) => withoutMatcher(name, match)),
    ...line.flatMap(([name, match]) => (match === undefined ? [] : [headerMatcher(name, match)])),
  ];
}

function queryMatchers(params: Entries): readonly QueryParameterMatcher[] {
  return sorted(params).map(([name, match]) => {
    const matcher = stringMatcher(match);
    return matcher === undefined ? { name, present_match: true } : { name, string_match: matcher };
  });
}

type PathMatch = Pick<RouteMatch, 'prefix' | 'path' | 'safe_regex' | 'path_separated_prefix'>;

function pathMatch(uri: StringMatch | undefined, semantics: RouteSemantics): PathMatch {
  if (uri?.exact !== undefined) return { path: uri.exact };
  if (uri?.regex !== undefined) return { safe_regex: { regex: uri.regex } };
  const prefix = uri?.prefix ?? '/';
  if (semantics === 'istio' || prefix === '/') return { prefix };
  return { path_separated_prefix: prefix.replace(/\/$/, '') };
}

/** The conditions of a route; without any it takes every request. */
export function routeMatch(match: HttpMatch | undefined, semantics: RouteSemantics): RouteMatch {
  if (match === undefined) return { prefix: '/' };
  const headers = headerMatchers(match);
  const query = queryMatchers(match.queryParams);
  return {
    ...pathMatch(match.uri, semantics),
    case_sensitive: match.ignoreUriCase !== true,
    ...(headers.length === 0 ? {} : { headers }),
    ...(query.length === 0 ? {} : { query_parameters: query }),
  };
}

const ANY_PATH: ReadonlySet<string> = new Set(['*', '.*', '/.*']);

/** Whether every request meets the conditions, so that no later route can be reached. */
export function isCatchAll({ prefix, safe_regex: regex, headers, query_parameters: query }: RouteMatch): boolean {
  const anyPath = prefix === '/' || (regex !== undefined && ANY_PATH.has(regex.regex));
  return anyPath && headers === undefined && query === undefined;
}
