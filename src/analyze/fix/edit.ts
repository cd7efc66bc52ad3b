/** Fixes as text. */
import type { Path } from '../../model/diagnostic.ts';
import { deepEqual, getIn, isMap, setIn, without } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { editManifest } from '../../yaml/edit.ts';
import { BEGINNING, readDocument } from '../../yaml/parse.ts';
import type { Step } from './fix.ts';

function removed(value: unknown, path: Path): unknown {
  const parent = path.slice(0, -1);
  const last = path.at(-1);
  const holder = getIn(value, parent);
  if (Array.isArray(holder))
    return setIn(
      value,
      parent,
      holder.filter((_, index) => index !== last),
    );
  return isMap(holder) ? setIn(value, parent, without(holder, [String(last)])) : value;
}

function renamed(value: unknown, path: Path, name: string): unknown {
  const parent = path.slice(0, -1);
  const holder = getIn(value, parent);
  if (!isMap(holder) || Object.hasOwn(holder, name)) return value;
  const entries = Object.entries(holder).map(([key, item]) => [key === path.at(-1) ? name : key, item] as const);
  return setIn(value, parent, Object.fromEntries(entries));
}

function nextValue(value: unknown, step: Step): unknown {
  switch (step.kind) {
    case 'set':
      return setIn(value, step.path, step.value);
    case 'rename':
      return renamed(value, step.path, step.name);
    case 'remove':
      return removed(value, step.path);
  }
}

/** A key that takes the place of another, quoted as that is. */
function writtenAs(old: string, name: string): string {
  if (old.startsWith('"')) return JSON.stringify(name);
  return old.startsWith("'") ? `'${name.replaceAll("'", "''")}'` : name;
}

function withKey(manifest: Manifest, path: Path, name: string): string {
  const { text } = manifest;
  const { start, end } = manifest.locate(path, 'key');
  return text.slice(0, start.offset) + writtenAs(text.slice(start.offset, end.offset), name) + text.slice(end.offset);
}

function stepText(manifest: Manifest, step: Step): string | undefined {
  const next = nextValue(manifest.value, step);
  if (deepEqual(next, manifest.value)) return undefined;
  // A key that is renamed in its place keeps the comments of its entry.
  const text = step.kind === 'rename' ? withKey(manifest, step.path, step.name) : editManifest(manifest, next);
  const { manifest: read } = readDocument({ file: manifest.file, index: manifest.index, text, start: BEGINNING });
  return read && deepEqual(read.value, next) ? text : undefined;
}

/** The text of a document after the steps, whose paths lead from its root; `undefined` where one of them cannot be done. */
export function editedText({ file, index, text: before }: Manifest, steps: readonly Step[]): string | undefined {
  let text = before;
  for (const step of steps) {
    const { manifest } = readDocument({ file, index, text, start: BEGINNING });
    const after = manifest && stepText(manifest, step);
    if (after === undefined) return undefined;
    text = after;
  }
  return text;
}
