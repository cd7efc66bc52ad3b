import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { gatewayNames } from '../shared/gateway-names.ts';
import { matchedHeader } from '../shared/headers.ts';
import { labelMap } from '../shared/labels.ts';
import { isDnsLabel } from '../shared/names.ts';
import { optionalPort } from '../shared/numbers.ts';
import { stringMatch, uriMatch } from '../shared/regex.ts';

const MATCHED_STRINGS = ['scheme', 'method', 'authority'] as const;

/** A regular expression that stands for "the header is there" where its absence is asked for. */
const ANY = '*';

function* headers(match: Cursor): Problems {
  for (const { key, at } of match.entries('headers')) {
    yield* matchedHeader({ at, name: key, of: 'key' });
    yield* stringMatch(at);
  }
  for (const { key, at } of match.entries('withoutHeaders')) {
    yield* matchedHeader({ at, name: key, of: 'key' });
    if (at.at('regex').text !== ANY) yield* stringMatch(at);
  }
}

/** One of the conditions of a rule of the list `http`. */
export function* httpMatch(match: Cursor): Problems {
  yield* headers(match);
  yield* uriMatch(match.at('uri'));
  for (const field of MATCHED_STRINGS) yield* stringMatch(match.at(field));
  for (const { at } of match.entries('queryParams')) yield* stringMatch(at);
  yield* optionalPort(match.at('port'));
  yield* labelMap(match, 'sourceLabels');
  yield* gatewayNames(match);
  const namespace = match.at('sourceNamespace');
  if (namespace.text !== '' && !isDnsLabel(namespace.text))
    yield problem('MSH2116', namespace, `sourceNamespace ${quoted(namespace.text)} is not a namespace`);
}
