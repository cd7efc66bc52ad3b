/** Conditions on fields and query parameters. */
import type { HeaderMatcher, QueryParameterMatcher } from '../../../xds/resources/common.ts';
import { latin1 } from '../text.ts';
import { fieldTest, type RequestView } from './request-view.ts';
import { type TextTest, textTest } from './strings.ts';

/** Whether something holds for a request. */
export type Condition = (request: RequestView) => boolean;

const always = (): boolean => true;

/**
 * Whether a request has the field as the matcher asks. An absent field fails every matcher but one for absence, unless it counts
 * as an empty one.
 * @throws {BadValue} for a wrong expression.
 */
export function headerCondition(matcher: HeaderMatcher): Condition {
  const { name, string_match: pattern, present_match: present, invert_match: inverted = false } = matcher;
  const field = fieldTest(name);
  if (pattern === undefined) {
    const wanted = (present ?? true) !== inverted;
    return (request) => (field(request, always) !== undefined) === wanted;
  }
  const test = textTest(pattern);
  const absent = matcher.treat_missing_header_as_empty === true ? test('') !== inverted : false;
  return (request) => {
    const found = field(request, test);
    return found === undefined ? absent : found !== inverted;
  };
}

/** The first value of a parameter as written; `undefined` without one. */
export function queryValue(query: string, name: string): string | undefined {
  for (let start = 0; start <= query.length; ) {
    const next = query.indexOf('&', start);
    const end = next < 0 ? query.length : next;
    if (query.startsWith(name, start)) {
      const after = start + name.length;
      if (after === end) return '';
      if (after < end && query.charCodeAt(after) === 0x3d) return query.slice(after + 1, end);
    }
    start = end + 1;
  }
  return undefined;
}

/** Whether a request has the query parameter as the matcher asks. @throws {BadValue} for a wrong expression. */
export function queryCondition({
  name,
  string_match: pattern,
  present_match: present,
}: QueryParameterMatcher): Condition {
  const key = latin1(name);
  const test: TextTest | undefined = pattern && textTest(pattern);
  const wanted = present ?? true;
  return ({ query }) => {
    const value = query === '' ? undefined : queryValue(query, key);
    return test === undefined ? (value !== undefined) === wanted : value !== undefined && test(value);
  };
}

/** Whether all conditions hold. */
export function allHold(conditions: readonly Condition[], request: RequestView): boolean {
  for (let index = 0; index < conditions.length; index++) if (conditions[index]?.(request) === false) return false;
  return true;
}
