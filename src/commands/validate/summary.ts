import type { Diagnostic, Level } from '../../model/diagnostic.ts';

/** What a run found and what it looked at. */
export interface Summary {
  readonly findings: readonly Diagnostic[];
  readonly files: readonly string[];
  readonly resources: number;
  /** Kinds nobody knows, and how many objects are of each. */
  readonly unchecked: ReadonlyMap<string, number>;
  /** How many findings are below the level from which they are shown. */
  readonly hidden?: number;
}

const NOUNS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Level, string>;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** One line for a person: `2 errors in 12 objects of 4 files; not checked: ConfigMap (2)`; without files for what a cluster has. */
export function summaryText({ findings, files, resources, unchecked, hidden = 0 }: Summary): string {
  const counts = (['error', 'warning', 'info'] as const)
    .map((level) => [findings.filter((finding) => finding.level === level).length, NOUNS[level]] as const)
    .filter(([count]) => count > 0)
    .map(([count, noun]) => counted(count, noun));
  const objects = counted(resources, 'object');
  const where = files.length === 0 && resources > 0 ? objects : `${objects} of ${counted(files.length, 'file')}`;
  const said = counts.length > 0 ? `${counts.join(', ')} in ${where}` : `no findings in ${where}`;
  const below = hidden > 0 ? `; ${counted(hidden, 'finding')} below --output-threshold` : '';
  const kinds = [...unchecked].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${kind} (${count})`);
  return `${said}${below}${kinds.length > 0 ? `; not checked: ${kinds.join(', ')}` : ''}\n`;
}
