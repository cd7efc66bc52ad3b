/** Answers the proxy gives itself: redirects and fixed responses. */
import type { Cursor } from '../cursor.ts';
import { first, type Problems, problem, quoted } from '../problem.ts';
import { port } from '../shared/numbers.ts';

const KIB = 1024;
const LARGE_BODY = 100 * KIB;
const MAX_BODY = 1024 * KIB;

/** The status of an answer; 600 passes as in the control plane. */
export function* httpStatus(at: Cursor): Problems {
  if (at.number < 200 || at.number > 600)
    yield problem('MSH2133', at, `${at.name} ${at.number} is not a status of an answer`);
}

function* redirectProblems(route: Cursor): Problems {
  const at = route.at('redirect');
  const prefix = at.at('prefixRewrite');
  if (at.says('uri') && prefix.text !== '') yield problem('MSH2134', prefix, 'redirect has both uri and prefixRewrite');
  const otherwise = route.items('match').some((match) => match.has('uri') && !match.at('uri').has('prefix'));
  if (prefix.text !== '' && otherwise)
    yield problem(
      'MSH2135',
      prefix,
      'prefixRewrite replaces a matched prefix, but a match of the uri is not by prefix',
    );
  if (!at.says('uri', 'prefixRewrite', 'authority', 'scheme') && !at.has('port') && !at.has('derivePort'))
    yield problem('MSH2136', at, 'redirect says nothing of where to');
  const code = at.at('redirectCode');
  if (code.number !== 0 && (code.number < 300 || code.number > 399))
    yield problem('MSH2137', code, `redirectCode ${code.number} is not between 300 and 399`);
  const scheme = at.at('scheme');
  if (!['', 'http', 'https'].includes(scheme.text))
    yield problem('MSH2138', scheme, `the scheme ${quoted(scheme.text)} of the redirect is neither "http" nor "https"`);
  if (at.has('port')) yield* port(at.at('port'));
}

/** The redirect of a route: the first thing wrong with it. */
export function* redirect(route: Cursor): Problems {
  if (route.has('redirect')) yield* first(redirectProblems(route));
}

/** Bytes of a body that is written as text or in base64. */
function bodySize(body: Cursor): number {
  const encoded = body.at('bytes').text.replace(/[\r\n=]/g, '');
  return body.has('bytes')
    ? Math.floor((encoded.length * 3) / 4)
    : new TextEncoder().encode(body.at('string').text).length;
}

/** A fixed response. */
export function* directResponse(at: Cursor): Problems {
  if (!at.exists) return;
  const body = at.at('body');
  if (body.exists) {
    const size = bodySize(body);
    if (size > MAX_BODY) yield problem('MSH2139', body, `the body of the response has ${size} bytes, more than 1 MiB`);
    else if (size > LARGE_BODY)
      yield problem('MSH2140', body, `the body of the response has ${size} bytes, which every proxy keeps in memory`);
  }
  yield* httpStatus(at.at('status'));
}
