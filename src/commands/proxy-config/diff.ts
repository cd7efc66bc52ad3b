import type { ChalkInstance } from 'chalk';
import { diffDumps, type ObjectChange } from '../../envoy/diff/diff.ts';
import type { FieldChange } from '../../envoy/diff/values.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { formatOf } from './format.ts';
import { type NamedDump, readPair } from './operands.ts';
import type { ViewCall } from './run.ts';

/** Characters of a value that are shown as text; JSON has all of them. */
const SHOWN_VALUE = 100;

const MARKS = { added: '+', removed: '-', changed: '~' } as const;

/** `meshctl proxy-config diff A B`: how the configuration of two proxies, or of one at two moments, differs. */
export async function runDiff(call: ViewCall): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  if (flags.watch) return (await import('./diff-watch.ts')).watchDiff(call);
  const format = formatOf(flags);
  const pair = await readPair({ texts: positionals, flags }, host);
  const changes = diffDumps(pair[0].dump, pair[1].dump);
  if (format === 'table') {
    const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
    host.stdout.write(diffText(changes, paint));
  } else {
    host.stdout.write(await documentText(format, diffDocument(pair, changes)));
  }
  return flags.exitCode && changes.length > 0 ? EXIT.findings : EXIT.ok;
}

/** Changes for programs, with the time where they were seen in passing. */
export function diffDocument(
  [before, after]: readonly [NamedDump, NamedDump],
  changes: readonly ObjectChange[],
  at?: Date,
) {
  return envelope('ProxyConfigDiff', {
    ...(at && { at: at.toISOString() }),
    before: before.name,
    after: after.name,
    changes,
    summary: countsOf(changes),
  });
}

/** How many objects came, went and changed. */
export function countsOf(changes: readonly ObjectChange[]) {
  const count = (wanted: ObjectChange['change']): number => changes.filter(({ change }) => change === wanted).length;
  return { added: count('added'), removed: count('removed'), changed: count('changed') };
}

/** Changes for people. */
export function diffText(changes: readonly ObjectChange[], paint: ChalkInstance): string {
  const colours = { added: paint.green, removed: paint.red, changed: paint.yellow };
  const blocks = changes.map(({ kind, name, change, fields }) => {
    const head = colours[change](`${MARKS[change]} ${[kind, name].filter((word) => word !== '').join(' ')}`);
    return `${head}\n${fields.map((field) => `    ${fieldText(field)}\n`).join('')}`;
  });
  const { added, removed, changed } = countsOf(changes);
  const summary = changes.length === 0 ? 'no difference' : `${added} added, ${removed} removed, ${changed} changed`;
  return `${blocks.join('')}${summary}\n`;
}

function fieldText({ path, before, after }: FieldChange): string {
  if (before === undefined) return `${path}: + ${valueText(after)}`;
  return after === undefined
    ? `${path}: - ${valueText(before)}`
    : `${path}: ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > SHOWN_VALUE ? `${text.slice(0, SHOWN_VALUE - 1)}…` : text;
}
