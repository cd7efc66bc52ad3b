/** How the configuration differs between two moments. */
import { diffDumps, type ObjectChange } from '../../envoy/diff/diff.ts';
import type { ConfigDump } from '../../envoy/dump.ts';
import { type Column, type Tone, textCell, type ViewRow } from '../cells.ts';
import { type View, waiting } from './view.ts';

const COLUMNS: readonly Column[] = [
  { title: ' ', drop: 0 },
  { title: 'KIND', drop: 1 },
  { title: 'NAME', grows: true, drop: 0 },
  { title: 'FIELD', grows: true, drop: 2 },
  { title: 'BEFORE', grows: true, least: 8, drop: 4 },
  { title: 'AFTER', grows: true, least: 8, drop: 3 },
];

const MARKS = { added: '+', removed: '-', changed: '~' } as const;
const TONES: Readonly<Record<ObjectChange['change'], Tone>> = { added: 'watch', removed: 'bad', changed: 'watch' };

/** Characters of a value in a cell; the row's own JSON has all of them. */
const SHOWN_VALUE = 60;

/** Differences that were made: neither side changes. */
const known = new WeakMap<ConfigDump, WeakMap<ConfigDump, readonly ObjectChange[]>>();

function changesOf(before: ConfigDump, after: ConfigDump): readonly ObjectChange[] {
  if (before === after) return [];
  const from = known.get(before) ?? new WeakMap<ConfigDump, readonly ObjectChange[]>();
  const changes = from.get(after) ?? diffDumps(before, after);
  known.set(before, from.set(after, changes));
  return changes;
}

function valueText(value: unknown): string {
  const text = value === undefined ? '' : (JSON.stringify(value) ?? '');
  return text.length > SHOWN_VALUE ? `${text.slice(0, SHOWN_VALUE - 1)}…` : text;
}

function rowsOf(change: ObjectChange): readonly ViewRow[] {
  const { kind, name, change: how, fields } = change;
  const tone = TONES[how];
  const parts = fields.length === 0 ? [undefined] : fields;
  return parts.map((part) => ({
    key: `${kind} ${name} ${part?.path ?? ''}`,
    cells: [
      textCell(MARKS[how], tone),
      textCell(kind, tone),
      textCell(name, tone),
      textCell(part?.path ?? ''),
      textCell(valueText(part?.before)),
      textCell(valueText(part?.after)),
    ],
    value: { kind, name, change: how, ...part },
  }));
}

/** What changed since the snapshot or, without one, since the configuration was first seen. */
export const diff: View = {
  title: 'diff',
  kind: 'ProxyConfigDiff',
  needs: ['dump'],
  table({ proxy: { firstDump, dump }, base }) {
    const before = base ?? firstDump;
    const changes = before && dump ? changesOf(before.dump, dump.dump) : [];
    return { columns: COLUMNS, rows: changes.flatMap(rowsOf) };
  },
  empty: ({ proxy, base }) => {
    if (!proxy.dump) return waiting('/config_dump', proxy);
    return base
      ? 'nothing has changed since the snapshot'
      : 'nothing has changed since the configuration was first read; S takes a snapshot';
  },
};
