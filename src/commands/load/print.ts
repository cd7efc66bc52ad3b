/** Runs as tables. */
import type { Change, TargetChange } from '../../load/compare.ts';
import type { LoadReport, TargetReport } from '../../load/report.ts';
import { table } from '../../output/table.ts';
import { percentText, shortNumber } from '../../stats/format.ts';

/** This machine was too busy for its numbers to say much about the target. */
const LATE_MS = 50;

/** Milliseconds with as many digits as say something. */
function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0);
}

function cells({ url, requests, answersPerSecond, failed, latencyMs }: TargetReport): readonly string[] {
  const { p50, p90, p99, 'p99.9': p999, max } = latencyMs ?? {};
  const times = [p50, p90, p99, p999, max].map((value) => (value === undefined ? '-' : milliseconds(value)));
  return [url, String(requests), shortNumber(answersPerSecond), String(failed), ...times];
}

const HEAD = ['URL', 'REQUESTS', 'PER SECOND', 'FAILED', 'P50 ms', 'P90', 'P99', 'P99.9', 'MAX'];

/** What there were how many of, and their share. */
function shares(counts: Readonly<Record<string, number | undefined>>): readonly (readonly string[])[] {
  const all = Object.values(counts).reduce<number>((sum, count = 0) => sum + count, 0);
  return Object.entries(counts).map(([name, count = 0]) => [
    name,
    String(count),
    `${percentText(all === 0 ? 0 : count / all)}%`,
  ]);
}

function details(report: TargetReport, several: boolean): string {
  const rows = [
    ...shares({ ...report.statuses, ...report.failures }).map((row) => ['answer', ...row]),
    ...shares(report.by).map((row) => ['by', ...row]),
  ];
  return rows.length === 0 ? '' : `\n${several ? `${report.url}\n` : ''}${table(['', '', 'COUNT', 'SHARE'], rows)}`;
}

/** A run as text: a line for each target, then what its answers were, and whose. */
export function reportText({ targets, total, lateMs, elapsedSeconds }: LoadReport): string {
  const rows = [...targets, ...(total ? [total] : [])];
  const late =
    lateMs > LATE_MS
      ? `\nThis machine was late by up to ${milliseconds(lateMs)} ms: it is too busy for this rate.\n`
      : '';
  const lists = targets.map((target) => details(target, targets.length > 1));
  return `${table(HEAD, rows.map(cells))}${lists.join('')}\nin ${elapsedSeconds} s\n${late}`;
}

const number = (value: number | undefined): string => (value === undefined ? '-' : shortNumber(value));

function changeCells({ name, before, after, ratio }: Change): readonly string[] {
  const shown = name.endsWith(' ms') ? (value?: number) => (value === undefined ? '-' : milliseconds(value)) : number;
  return [name, shown(before), shown(after), ratio === undefined ? '-' : `${ratio.toFixed(2)}×`];
}

/** A comparison as text. */
export function changesText(changes: readonly TargetChange[]): string {
  const parts = changes.map(
    ({ url, changes: rows }) => `${url}\n${table(['', 'BEFORE', 'AFTER', 'AFTER / BEFORE'], rows.map(changeCells))}`,
  );
  return parts.join('\n');
}
