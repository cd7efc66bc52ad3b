/** New YAML in block style, as people write manifests. */
import { isMap } from '../model/json.ts';
import { asLiteral, scalarText, stringText } from './quote.ts';

/** How new blocks are laid out. */
export interface BlockLayout {
  /** Column of the first key or dash. */
  readonly indent: number;
  /** How far a mapping inside a mapping is indented. */
  readonly step: number;
  /** How far a list's dashes are indented from the key they stand under; 0 puts them right under it. */
  readonly listIndent: number;
  readonly eol: string;
  /** List items whose text is there already. */
  readonly kept?: ReadonlyMap<unknown, KeptText>;
}

/** The lines of a list item, comments above it included, for its dash at a column. */
export type KeptText = (column: number) => string;

/** What a list item's content is indented by: the dash and a space. */
export const DASH_WIDTH = 2;

interface Writer {
  text: string;
  readonly step: number;
  readonly listIndent: number;
  readonly eol: string;
  readonly kept: BlockLayout['kept'];
}

function writerOf({ step, listIndent, eol, kept }: BlockLayout): Writer {
  return { text: '', step, listIndent, eol, kept };
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (!isMap(value)) return false;
  for (const key in value) if (value[key] !== undefined) return false;
  return true;
}

/** Whether a value stands on lines of its own instead of behind its key or dash. */
function isBlock(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isEmpty(value);
}

function writeScalar(w: Writer, value: unknown, indent: number): void {
  const literal = typeof value === 'string' ? asLiteral(value) : undefined;
  if (literal === undefined) {
    w.text += inlineText(value) + w.eol;
    return;
  }
  w.text += literal.header + w.eol;
  const lead = ' '.repeat(indent);
  for (const line of literal.lines) w.text += (line === '' ? '' : lead + line) + w.eol;
}

/** Text of a value that fits behind its key: a scalar, or an empty collection. */
function inlineText(value: unknown): string {
  if (Array.isArray(value)) return '[]';
  return isMap(value) ? '{}' : scalarText(value, false);
}

function writePairTo(w: Writer, [name, value]: readonly [string, unknown], indent: number): void {
  w.text += `${stringText(name, false)}:`;
  if (isBlock(value)) {
    w.text += w.eol;
    writeTo(w, value, { indent: indent + (Array.isArray(value) ? w.listIndent : w.step), behind: false });
  } else {
    w.text += ' ';
    writeScalar(w, value, indent + w.step);
  }
}

function writeItemTo(w: Writer, value: unknown, indent: number): void {
  w.text += '- ';
  if (isBlock(value)) writeTo(w, value, { indent: indent + DASH_WIDTH, behind: true });
  else writeScalar(w, value, indent + DASH_WIDTH);
}

/** Where a collection is written: its column, and whether its first entry stands behind a dash. */
interface Place {
  readonly indent: number;
  readonly behind: boolean;
}

interface Written extends Place, BlockLayout {
  readonly text: string;
}

/** What was written last of frozen collections: templates render the same ones for thousands of pods. */
const WRITTEN = new WeakMap<object, Written>();

/** Writes a collection's entries at a column; the first one without its indentation where it stands behind a dash. What is frozen is so throughout. */
function writeTo(w: Writer, value: object, place: Place): void {
  if (w.kept !== undefined || !Object.isFrozen(value)) {
    writeEntries(w, value, place);
    return;
  }
  const { step, listIndent, eol } = w;
  const { indent, behind } = place;
  const known = WRITTEN.get(value);
  if (known?.indent === indent && known.behind === behind && known.step === step && known.listIndent === listIndent) {
    if (known.eol === eol) {
      w.text += known.text;
      return;
    }
  }
  const own = writerOf({ indent, step, listIndent, eol });
  writeEntries(own, value, place);
  WRITTEN.set(value, { indent, behind, step, listIndent, eol, text: own.text });
  w.text += own.text;
}

function writeEntries(w: Writer, value: object, { indent, behind }: Place): void {
  const lead = ' '.repeat(indent);
  let first = behind;
  if (Array.isArray(value)) {
    for (const item of value) {
      const kept = first ? undefined : w.kept?.get(item);
      if (kept === undefined) {
        if (!first) w.text += lead;
        writeItemTo(w, item, indent);
      } else w.text += kept(indent);
      first = false;
    }
    return;
  }
  for (const entry of Object.entries(value)) {
    if (entry[1] === undefined) continue;
    if (!first) w.text += lead;
    first = false;
    writePairTo(w, entry, indent);
  }
}

/**
 * A value as lines, each ended by `eol`: block collections in the order of their keys, strings plain where that is safe,
 * strings of several lines as literal blocks, no line ever folded. Keys whose value is `undefined` are left out.
 */
export function writeBlock(value: unknown, layout: BlockLayout): string {
  const w = writerOf(layout);
  if (isBlock(value)) {
    writeTo(w, value, { indent: layout.indent, behind: false });
  } else {
    w.text = ' '.repeat(layout.indent);
    writeScalar(w, value, layout.indent + layout.step);
  }
  return w.text;
}

/** One entry of a mapping as lines, its key at `layout.indent`. */
export function writePair(name: string, value: unknown, layout: BlockLayout): string {
  const w = writerOf(layout);
  w.text = ' '.repeat(layout.indent);
  writePairTo(w, [name, value], layout.indent);
  return w.text;
}

/** One item of a list as lines, its dash at `layout.indent`. */
export function writeItem(value: unknown, layout: BlockLayout): string {
  const kept = layout.kept?.get(value);
  if (kept) return kept(layout.indent);
  const w = writerOf(layout);
  w.text = ' '.repeat(layout.indent);
  writeItemTo(w, value, layout.indent);
  return w.text;
}
