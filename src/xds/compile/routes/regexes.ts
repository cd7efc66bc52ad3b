/** Regular expressions of routes: Envoy refuses a whole configuration for one that it cannot read. */
import { RE2JS } from 're2js';
import type { MeshResource } from '../../../mesh/resource.ts';
import type { Path } from '../../../model/diagnostic.ts';
import type { RegexMatcher, StringMatcher } from '../../resources/common.ts';
import type { Route } from '../../resources/route.ts';
import type { CompileContext } from '../context.ts';

function ofMatchers(matchers: readonly { readonly string_match?: StringMatcher }[] = []): readonly RegexMatcher[] {
  return matchers.flatMap(({ string_match: match }) => match?.safe_regex ?? []);
}

function regexesOf({ match, route, redirect, typed_per_filter_config: filters = {} }: Route): readonly RegexMatcher[] {
  const origins = filters['envoy.filters.http.cors']?.['allow_origin_string_match'];
  return [
    ...(match.safe_regex ? [match.safe_regex] : []),
    ...ofMatchers(match.headers),
    ...ofMatchers(match.query_parameters),
    ...(route?.regex_rewrite ? [route.regex_rewrite.pattern] : []),
    ...(redirect?.regex_rewrite ? [redirect.regex_rewrite.pattern] : []),
    // A CORS policy of our own making: its origins are matchers.
    ...ofMatchers(((origins ?? []) as readonly StringMatcher[]).map((each) => ({ string_match: each }))),
  ];
}

/** What is wrong with an expression; `undefined` when RE2 reads it. */
function regexProblem(regex: string): string | undefined {
  try {
    RE2JS.compile(regex);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether all expressions of a route can be read; those that cannot are findings. */
export function checkRegexes(
  context: CompileContext,
  route: Route,
  at: { resource: MeshResource; path: Path },
): boolean {
  let good = true;
  for (const { regex } of regexesOf(route)) {
    const problem = regexProblem(regex);
    if (problem === undefined) continue;
    good = false;
    context.report(at.resource, 'MSH5010', { message: `"${regex}" cannot be read: ${problem}`, path: at.path });
  }
  return good;
}
