/** `/stats` as plain text: a line for each statistic. */
import { type Distribution, fromBounds } from '../histogram.ts';
import { emptySnapshot, type SnapshotBuilder, type StatsSnapshot } from '../snapshot.ts';
import { parseValue } from '../value.ts';

/** `P50(1.5,2)` or, of buckets, `B0.5(3,7)`: of the last interval, and since the start. */
const PAIR = /([PB])([\d.e+]+)\(([^,)]+),([^)]+)\)/g;

/** Reads the text form; lines of another form are left out. */
export function readStatsText(text: string): StatsSnapshot {
  const snapshot = emptySnapshot();
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    readLine(text.slice(start, end), snapshot);
    start = end + 1;
  }
  return snapshot;
}

function readLine(line: string, { values, histograms }: SnapshotBuilder): void {
  // A name may have a colon, but none with a space after it.
  const colon = line.lastIndexOf(': ');
  if (colon < 0) return;
  const name = line.slice(0, colon);
  const rest = line.slice(colon + 2).trim();
  if (rest.startsWith('P') || rest.startsWith('B')) {
    const pairs = [...rest.matchAll(PAIR)];
    if (pairs.length > 0) histograms.set(name, { total: distribution(pairs, 4), recent: distribution(pairs, 3) });
    return;
  }
  const value = parseValue(rest);
  if (value !== undefined) values.set(name, value);
}

function distribution(pairs: readonly RegExpMatchArray[], group: 3 | 4): Distribution {
  const numbers = pairs.map((pair) => [Number(pair[2]), Number(pair[group])] as const);
  if (pairs[0]?.[1] === 'B') return { kind: 'buckets', buckets: fromBounds(numbers) };
  const percents = numbers.map(([percent]) => percent);
  const values = numbers.map(([, value]) => (Number.isFinite(value) ? value : undefined));
  return { kind: 'quantiles', quantiles: { percents, values } };
}
