import type { Cursor } from '../cursor.ts';
import { first, type Problems, problem } from '../problem.ts';
import { regex } from '../shared/regex.ts';

function* rewriteProblems(at: Cursor): Problems {
  const pattern = at.at('uriRegexRewrite');
  if (at.says('uri') && pattern.exists) yield problem('MSH2146', pattern, 'rewrite has both uri and uriRegexRewrite');
  if (!at.says('uri', 'authority') && !pattern.exists) yield problem('MSH2147', at, 'rewrite changes nothing');
  if (!pattern.exists) return;
  const missing = ['match', 'rewrite'].find((field) => !pattern.says(field));
  if (missing !== undefined) yield problem('MSH2148', pattern.at(missing), `uriRegexRewrite has no ${missing}`);
  yield* regex(pattern.at('match'));
}

/** How a request is changed before it is forwarded: the first thing wrong. */
export function* rewrite(at: Cursor): Problems {
  if (at.exists) yield* first(rewriteProblems(at));
}
