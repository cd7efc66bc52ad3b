import type { StringMatcher } from '../../../xds/resources/common.ts';
import { asciiLower } from '../../wire/text.ts';
import { latin1 } from '../text.ts';
import { wholeMatch } from './regex.ts';

/** Whether a text is one that is meant. */
export type TextTest = (text: string) => boolean;

type Kind = 'exact' | 'prefix' | 'suffix' | 'contains';

const KINDS: Readonly<Record<Kind, (pattern: string) => TextTest>> = {
  exact: (pattern) => (text) => text === pattern,
  prefix: (pattern) => (text) => text.startsWith(pattern),
  suffix: (pattern) => (text) => text.endsWith(pattern),
  contains: (pattern) => (text) => text.includes(pattern),
};

const ORDER: readonly Kind[] = ['exact', 'prefix', 'suffix', 'contains'];

/**
 * The test of a matcher; one without a pattern takes every text. Case is ignored for ASCII only, and never by expressions.
 * @throws {BadValue} for a wrong expression.
 */
export function textTest(matcher: StringMatcher): TextTest {
  if (matcher.safe_regex) return wholeMatch(matcher.safe_regex.regex);
  const kind = ORDER.find((each) => matcher[each] !== undefined);
  if (kind === undefined) return () => true;
  const pattern = latin1(matcher[kind] ?? '');
  if (matcher.ignore_case !== true) return KINDS[kind](pattern);
  const test = KINDS[kind](asciiLower(pattern));
  return (text) => test(asciiLower(text));
}
