import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { durationProblem, isWholeSeconds } from '../shared/durations.ts';
import { corsHeader } from '../shared/headers.ts';
import { regex } from '../shared/regex.ts';

const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  '*',
]);

const ORIGIN_MATCHES = ['exact', 'prefix', 'regex'] as const;

function* origin(at: Cursor): Problems {
  if (!at.says(...ORIGIN_MATCHES)) yield problem('MSH2120', at, `${at.name} matches no origin`);
  else if (at.has('regex')) yield* regex(at.at('regex'));
}

function* maxAge(at: Cursor): Problems {
  if (!at.exists) return;
  const found = durationProblem(at);
  if (found) yield found;
  if (!isWholeSeconds(at))
    yield problem('MSH2122', at, `maxAge ${quoted(at.text)} is not in whole seconds`, { echo: found !== undefined });
}

/** What browsers may do from other origins. */
export function* corsPolicy(policy: Cursor): Problems {
  for (const at of policy.items('allowOrigins')) yield* origin(at);
  for (const at of policy.items('allowMethods'))
    if (!METHODS.has(at.text)) yield problem('MSH2121', at, `${at.name} ${quoted(at.text)} is not an HTTP method`);
  for (const at of [...policy.items('allowHeaders'), ...policy.items('exposeHeaders')]) yield* corsHeader(at);
  yield* maxAge(policy.at('maxAge'));
}
