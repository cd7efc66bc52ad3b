/** New paths for old ones: of forwarded requests, and in redirects. */
import type { RegexRewrite, RouteMatch } from '../../../xds/resources/route.ts';
import { replacer } from '../match/regex.ts';
import { latin1 } from '../text.ts';

/** Gives the new path; neither has a query. */
export type PathRewrite = (path: string) => string;

/** How much of a path the route has matched: the prefix, or all of it. */
function matchedLength({ prefix, path_separated_prefix: separated }: RouteMatch): number {
  const text = prefix ?? separated;
  return text === undefined ? Number.POSITIVE_INFINITY : latin1(text).length;
}

/**
 * What a route's rewrite does; `undefined` without one. A prefix is replaced by another, a whole path as a whole; an expression
 * replaces what it matches, wherever that is.
 * @throws {BadValue} for a wrong expression.
 */
export function pathRewrite(
  prefix: string | undefined,
  regex: RegexRewrite | undefined,
  match: RouteMatch,
): PathRewrite | undefined {
  if (regex) return replacer(regex.pattern.regex, regex.substitution);
  if (prefix === undefined || prefix === '') return undefined;
  const text = latin1(prefix);
  const length = matchedLength(match);
  return (path) => text + path.slice(length);
}
