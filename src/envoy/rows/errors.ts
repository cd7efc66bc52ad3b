import type { StatedConfig } from '../states.ts';
import type { Table } from './table.ts';

/** Characters of a reason that are shown in a table; JSON has all of them. */
const SHOWN_DETAILS = 160;

/** The table of configuration that is not simply in force. */
export function errorTable(states: readonly StatedConfig[]): Table {
  const rows = states.map(({ kind, name, state, since, details }) => [
    state,
    kind,
    name || '-',
    since || '-',
    shortened(details),
  ]);
  return { header: ['STATE', 'KIND', 'NAME', 'SINCE', 'DETAILS'], rows, padding: 3 };
}

function shortened(details: string): string {
  const line = details.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN_DETAILS ? `${line.slice(0, SHOWN_DETAILS - 1)}…` : line;
}
