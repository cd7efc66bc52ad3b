/**
 * What an injected document cannot tell about what it was, kept as comments at its end (in JSON as annotations) so that `uninject` gives it back exactly:
 * a probe's port by name where the agent only knows the number, the list a user's proxy stood in, a label that was there before.
 * See docs/decisions/0002-undo-record.md.
 */
import type { Path } from '../model/diagnostic.ts';
import { asMap, asString, deepEqual, getIn, isMap, setIn } from '../model/json.ts';
import type { TextEntry } from './text-record.ts';

/** One field as it was: `value` is `undefined` where there was none. */
export interface UndoEntry {
  readonly path: Path;
  readonly value: unknown;
}

/**
 * What a document's comments remember: `undo` for taking the injection out again, `carried` for the next one: the containers, by object,
 * whose fields an injection took over from an earlier one of another layout; `text` for giving back the bytes, once the values are back.
 */
export interface DocumentRecord {
  readonly undo: readonly UndoEntry[];
  readonly carried: readonly UndoEntry[];
  readonly text: readonly TextEntry[];
}

/** A document's record, and its text without it. */
export interface RecordReading {
  readonly record: DocumentRecord;
  readonly bare: string;
}

const FIELD_KINDS = ['undo', 'carried'] as const;
const LINES = /(?:^|\r?\n)# meshctl:(undo|carried|text) ([^\r\n]*)/g;

/** Characters that end a line for some reader of YAML, or that none may contain, and which JSON leaves as they are. */
const UNSAFE = /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g;

/** JSON that can stand in a comment. */
const comment = (kind: keyof DocumentRecord, value: unknown): string =>
  `# meshctl:${kind} ${JSON.stringify(value).replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}`;

/** The fields in which `derived` (what uninject would make of the injected document) differs from `original`. */
export function undoEntries(original: unknown, derived: unknown, path: Path = []): readonly UndoEntry[] {
  if (deepEqual(original, derived)) return [];
  if (isMap(original) && isMap(derived)) {
    const keys = new Set([...Object.keys(original), ...Object.keys(derived)]);
    return [...keys].flatMap((key) => undoEntries(original[key], derived[key], [...path, key]));
  }
  if (Array.isArray(original) && Array.isArray(derived) && original.length === derived.length) {
    return original.flatMap((item: unknown, index) => undoEntries(item, derived[index], [...path, index]));
  }
  return [{ path, value: original }];
}

/** `derived` with the recorded fields back in it. */
export function applyUndo(derived: unknown, entries: readonly UndoEntry[]): unknown {
  return entries.reduce((value, { path, value: was }) => setIn(value, path, was), derived);
}

/** The document's text with the record behind it; the text itself when there is nothing to record. */
export function writeRecord(text: string, record: DocumentRecord, eol: string): string {
  const fields = FIELD_KINDS.flatMap((kind) =>
    record[kind].map(({ path, value }) => comment(kind, value === undefined ? [path] : [path, value])),
  );
  const lines = [...fields, ...record.text.map(({ at, before, after }) => comment('text', [at, before, after]))];
  if (lines.length === 0) return text;
  const open = text !== '' && !text.endsWith('\n');
  return open ? `${text}${eol}${lines.join(eol)}` : `${text}${lines.join(eol)}${eol}`;
}

/** The record of a document, and its text without it. Lines that cannot be read stay where they are. */
export function readRecord(text: string): RecordReading {
  const record = { undo: [] as UndoEntry[], carried: [] as UndoEntry[], text: [] as TextEntry[] };
  if (!text.includes('# meshctl:')) return { record, bare: text };
  const bare = text.replace(LINES, (line, kind: keyof DocumentRecord, json: string) => {
    const value = parsed(json);
    if (kind === 'text') {
      const entry = textEntryOf(value);
      if (!entry) return line;
      record.text.push(entry);
      return '';
    }
    const entry = entryOf(value);
    if (!entry) return line;
    record[kind].push(entry);
    return '';
  });
  return { record, bare };
}

/** Where JSON, which has no comments, keeps the record of an object: on the object itself, so that no pod has it. */
const UNDO_ANNOTATION = 'meshctl.dev/undo';

const annotationOf = (object: Path): Path => [...object, 'metadata', 'annotations', UNDO_ANNOTATION];

const isBelow = (path: Path, outer: Path): boolean => outer.every((step, index) => path[index] === step);

/** The document's value with the record in annotations of the objects it is about, whose paths are `objects`. */
export function annotateRecord(root: unknown, entries: readonly UndoEntry[], objects: readonly Path[]): unknown {
  return objects.reduce((value, object) => {
    const own = entries.filter(({ path }) => isBelow(path, object));
    const lines = own.map(({ path, value: was }) => {
      const inside = path.slice(object.length);
      return was === undefined ? [inside] : [inside, was];
    });
    return own.length === 0 ? value : setIn(value, annotationOf(object), JSON.stringify(lines));
  }, root);
}

/** The record in the annotations of a document's objects, and its value without it. */
export function readAnnotations(
  root: unknown,
  objects: readonly Path[],
): { readonly value: unknown; readonly entries: readonly UndoEntry[] } {
  const entries: UndoEntry[] = [];
  const value = objects.reduce((done, object) => {
    const lines = parsed(asString(getIn(done, annotationOf(object))) ?? '');
    if (!Array.isArray(lines)) return done;
    for (const line of lines) {
      const undo = entryOf(line);
      if (undo) entries.push({ ...undo, path: [...object, ...undo.path] });
    }
    const bare = setIn(done, annotationOf(object), undefined);
    const annotations = annotationOf(object).slice(0, -1);
    return Object.keys(asMap(getIn(bare, annotations))).length === 0 ? setIn(bare, annotations, undefined) : bare;
  }, root);
  return { value, entries };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function entryOf(value: unknown): UndoEntry | undefined {
  if (!Array.isArray(value) || !Array.isArray(value[0])) return undefined;
  const path: unknown[] = value[0];
  if (!path.every((step) => typeof step === 'string' || typeof step === 'number')) return undefined;
  return { path, value: value[1] };
}

const isLines = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((line) => typeof line === 'string');

function textEntryOf(value: unknown): TextEntry | undefined {
  if (!Array.isArray(value)) return undefined;
  const [at, before, after]: readonly unknown[] = value;
  return typeof at === 'number' && isLines(before) && isLines(after) ? { at, before, after } : undefined;
}
