/** When one condition on a prefix of the path leaves nothing to another. */
import { asMap, without } from '../../../model/json.ts';
import { fingerprint } from '../../../yaml/compare.ts';
import type { Cursor } from '../cursor.ts';

/** A match of a string as one text: its kind and what it asks for. */
function matchText(match: Cursor): string {
  const kind = ['exact', 'prefix', 'regex'].find((name) => match.has(name));
  return kind === undefined ? '' : `${kind}:${match.at(kind).text}`;
}

/** The method of a condition that names none, as the control plane compares it. */
const ASSUMED_METHOD = 'exact:GET';

function methodText(match: Cursor): string {
  const text = matchText(match.at('method'));
  return text === '' ? ASSUMED_METHOD : text;
}

const MAPS = ['headers', 'queryParams', 'withoutHeaders'] as const;

/** Whether a later text is the earlier one or a beginning of it. */
const isWithin = (later: string, earlier: string): boolean => earlier.startsWith(later);

function mapsWithin(later: Cursor, earlier: Cursor, field: string): boolean {
  const [after, before] = [later.entries(field), earlier.at(field)];
  if (after.length !== earlier.entries(field).length) return false;
  return after.every(({ key, at }) => before.has(key) && isWithin(matchText(at), matchText(before.at(key))));
}

/** What a condition asks for as a text; equal for equal conditions, whatever their names. */
export function conditionText(match: Cursor, leaveOut: readonly string[] = []): string {
  return fingerprint(without(asMap(match.value), ['name', ...leaveOut]));
}

function isClaimed(later: Cursor, earlier: Cursor): boolean {
  if (later.at('port').number !== earlier.at('port').number) return false;
  if (!isWithin(methodText(later), methodText(earlier))) return false;
  if (later.has('authority') !== earlier.has('authority')) return false;
  if (!isWithin(matchText(later.at('authority')), matchText(earlier.at('authority')))) return false;
  return MAPS.every((field) => mapsWithin(later, earlier, field));
}

/**
 * Whether the condition `later` leaves nothing to do, as its prefix of the path begins with that of an earlier one. `certain`:
 * they ask for the same besides; `claimed`: istioctl, which compares less than that, says so; `undefined`: neither.
 */
export function coverage(later: Cursor, earlier: Cursor): 'certain' | 'claimed' | undefined {
  const prefix = later.at('uri').at('prefix').text;
  const before = earlier.at('uri').at('prefix').text;
  if (prefix === before || before === '' || !prefix.startsWith(before) || !isClaimed(later, earlier)) return undefined;
  return conditionText(later, ['uri']) === conditionText(earlier, ['uri']) ? 'certain' : 'claimed';
}
