/** Tables of nft that are a profile's own. */
import type { HostItem } from './host-item.ts';
import type { LiveNftTable } from './live.ts';
import { isMark, readMark } from './mark.ts';

const COMMENT = /^\s*comment "([^"]*)"/m;

/** The comment of a table itself; rules' comments stand behind their rules and never begin a line. */
function commentOf({ text }: LiveNftTable): string | undefined {
  return COMMENT.exec(text)?.[1];
}

/** Whether a table carries our mark. */
export function isMarkedTable(table: LiveNftTable): boolean {
  return isMark(commentOf(table));
}

/** What the mark of a table says was added besides rules. */
export function tableItems(table: LiveNftTable): readonly HostItem[] {
  return readMark(commentOf(table) ?? '');
}

/** Lines that take tables away, whether they are there or not. */
function removal(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [`add table ${name}`, `delete table ${name}`]);
}

const named = ({ family, name }: LiveNftTable): string => `${family} ${name}`;

/**
 * The script that puts a profile's script in the place of the tables that are there: one transaction, with the mark as the
 * comment of every table.
 */
export function replaceScript(script: string, old: readonly LiveNftTable[], mark: string | undefined): string {
  const made = [...script.matchAll(/^add table (\S+ \S+)/gm)].map(([, name = '']) => name);
  const gone = [...new Set([...old.map(named), ...made])];
  const comment = mark === undefined ? '' : ` { comment "${mark}"; }`;
  const lines = [...removal(gone), ...made.map((name) => `add table ${name}${comment}`)];
  return `${lines.join('\n')}\n${script}`;
}

/** The script that takes tables away and gives others back as they were listed; empty when there is nothing to do. */
export function returnScript(now: readonly LiveNftTable[], before: readonly LiveNftTable[]): string {
  const gone = [...new Set([...now, ...before].map(named))];
  return [...removal(gone), ...before.map(({ text }) => text)].map((line) => `${line.trimEnd()}\n`).join('');
}
