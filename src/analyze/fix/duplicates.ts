/** Keys that a mapping says twice with the same value. */
import { deepEqual } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { MapNode, Pair, SyntaxNode } from '../../model/syntax.ts';
import { BEGINNING, readDocument } from '../../yaml/parse.ts';

/** The mapping that has a key at that offset. */
function holderOf(node: SyntaxNode | undefined, offset: number): MapNode | undefined {
  if (node?.kind === 'seq') {
    const item = node.items.findLast(({ start }) => start <= offset);
    return holderOf(item?.value, offset);
  }
  if (node?.kind !== 'map') return undefined;
  if (node.pairs.some(({ key }) => key.start === offset)) return node;
  return holderOf(node.pairs.findLast(({ start }) => start <= offset)?.value, offset);
}

/** The lines an entry of a block mapping has to itself; `undefined` where it shares them, or has comments, which are somebody's. */
function ownLines(text: string, { start, value }: Pair): readonly [start: number, end: number] | undefined {
  const first = text.lastIndexOf('\n', start - 1) + 1;
  const rest = text.indexOf('\n', value.end);
  const end = rest < 0 ? text.length : rest + 1;
  const isAlone = text.slice(first, start).trim() === '' && text.slice(value.end, end).trim() === '';
  return isAlone && !/(?:^|\s)#/.test(text.slice(start, end)) ? [first, end] : undefined;
}

/** The text of a document without the key that begins at `offset`, where a later one of the same name has the same value; else `undefined`. */
export function withoutRepeatedKey({ file, index, text, tree, value }: Manifest, offset: number): string | undefined {
  const holder = holderOf(tree.root, offset);
  const at = holder?.pairs.findIndex(({ key }) => key.start === offset) ?? -1;
  const pair = holder?.pairs[at];
  const later = holder?.pairs.findLast(({ name }, place) => place > at && name === pair?.name);
  if (!pair || !later || holder?.flow || !deepEqual(pair.value.data, later.value.data)) return undefined;
  const lines = ownLines(text, pair);
  if (!lines) return undefined;
  const after = text.slice(0, lines[0]) + text.slice(lines[1]);
  const { manifest } = readDocument({ file, index, text: after, start: BEGINNING });
  return manifest && deepEqual(manifest.value, value) ? after : undefined;
}
