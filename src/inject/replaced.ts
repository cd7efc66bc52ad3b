/** What of an edit is not addition. Whether that comes back as it was written is tried on it alone, which is cheap. Pure. */
import type { Path } from '../model/diagnostic.ts';
import { deepEqual, isMap, type JsonMap } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { SyntaxNode } from '../model/syntax.ts';
import { editManifest } from '../yaml/edit.ts';
import { readManifests } from '../yaml/parse.ts';
import { itemIdentity } from './identity-of.ts';

function replacedInMap(before: JsonMap, after: JsonMap, path: Path): unknown {
  const keys = Object.keys(before);
  if (keys.length === 0 || keys.some((key) => !Object.hasOwn(after, key))) return after;
  return Object.fromEntries(keys.map((key) => [key, replacedPart(before[key], after[key], [...path, key])]));
}

/** The items of `after` that continue those of `before`, one for one; `undefined` when that cannot be told. */
function continued(before: readonly unknown[], after: readonly unknown[], path: Path): readonly unknown[] | undefined {
  if (before.length === after.length) return after;
  const wanted = before.map((item) => itemIdentity(path, item));
  const names = new Set(wanted);
  if (names.has(undefined) || names.size < wanted.length) return undefined;
  const kept = after.filter((item) => names.has(itemIdentity(path, item)));
  return kept.length === wanted.length && kept.every((item, at) => itemIdentity(path, item) === wanted[at])
    ? kept
    : undefined;
}

/** `before` with what `after` has in the place of something else; what it only adds is left out where that can be told. */
function replacedPart(before: unknown, after: unknown, path: Path): unknown {
  if (deepEqual(before, after)) return before;
  if (isMap(before) && isMap(after)) return replacedInMap(before, after, path);
  if (!Array.isArray(before) || !Array.isArray(after) || before.length === 0) return after;
  const items = continued(before, after, path);
  return items ? before.map((item, at) => replacedPart(item, items[at], [...path, at])) : after;
}

/** Plain scalars that every writer writes like this: whole numbers, and words that are nothing but text. */
const WHOLE = /^(?:0|[1-9][0-9]{0,8})$/;
const WORD = /^[A-Za-z/][A-Za-z0-9/_.-]*$/;
const NO_TEXT = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return WHOLE.test(String(value));
  return typeof value === 'string' && WORD.test(value) && !NO_TEXT.test(value);
}

/** Whether `after` differs from the node in plain scalars alone, which is how probes of HTTP are rewritten. */
function differsInPlainScalars(node: SyntaxNode, after: unknown, text: string): boolean {
  if (deepEqual(node.data, after)) return true;
  if (node.kind === 'map') {
    const same = isMap(after) && Object.keys(after).length === node.pairs.length;
    return same && node.pairs.every(({ name, value }) => differsInPlainScalars(value, after[name], text));
  }
  if (node.kind === 'seq') {
    const same = Array.isArray(after) && after.length === node.items.length;
    return same && node.items.every(({ value }, at) => differsInPlainScalars(value, after[at], text));
  }
  const written = node.kind === 'scalar' && node.outer === node.start && text.slice(node.start, node.end);
  return written === String(node.data) && isPlain(node.data) && isPlain(after);
}

/**
 * Whether taking an injection back gives the document's text: what was only added comes out without a trace (see
 * `editManifest`), and of the rest it is tried. False where it cannot be told, as with anchors.
 */
export function comesBack(manifest: Manifest, value: unknown): boolean {
  if (manifest.tree.intricate) return false;
  const replaced = replacedPart(manifest.value, value, []);
  if (deepEqual(replaced, manifest.value)) return true;
  // The short way; the other one edits and reads the document twice.
  const { root } = manifest.tree;
  if (root && differsInPlainScalars(root, replaced, manifest.text)) return true;
  const options = { identity: itemIdentity };
  const [reading] = readManifests(editManifest(manifest, replaced, options), manifest.file);
  return reading?.manifest !== undefined && editManifest(reading.manifest, manifest.value, options) === manifest.text;
}
