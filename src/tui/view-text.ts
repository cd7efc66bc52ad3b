import { table } from '../output/table.ts';
import { textsOf } from '../stats/cells.ts';
import type { Here } from './here.ts';
import { shownView } from './shown.ts';

/** The view as it is shown, all of its rows and columns, as text for a file. */
export function viewText({ live, screen, session }: Here): string {
  const shown = shownView(live, screen, { glyphs: session.glyphs, height: Number.MAX_SAFE_INTEGER });
  const { header, rows } = textsOf(shown.table);
  return table(header, rows);
}
