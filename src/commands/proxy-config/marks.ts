import type { Table } from '../../envoy/rows/table.ts';
import type { StatedConfig } from '../../envoy/states.ts';

/** The table with a column for what is rejected, warming or draining; as it is when nothing is. */
export function withStates(table: Table, states: readonly StatedConfig[]): Table {
  const { header, rows, keys } = table;
  if (!keys?.some((key) => states.some(({ name }) => name === key))) return table;
  const marked = rows.map((row, index) => {
    const own = states.filter(({ name }) => name === keys[index]).map(({ state }) => state);
    return [...row, [...new Set(own)].join(',')];
  });
  return { ...table, header: [...header, 'STATE'], rows: marked };
}

const WORDS = { REJECTED: 'rejected', WARMING: 'warming', DRAINING: 'draining' } as const;

/** What to say besides the table: how many of what it shows are not in force as they were sent; empty when all are. */
export function stateNote(states: readonly StatedConfig[]): string {
  const [first] = states;
  if (!first) return '';
  const counts = (['REJECTED', 'WARMING', 'DRAINING'] as const)
    .map((state) => [states.filter((item) => item.state === state).length, WORDS[state]] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  return `${first.kind}s not in force as they were sent: ${counts.join(', ')}; "meshctl proxy-config errors" tells which and why\n`;
}
