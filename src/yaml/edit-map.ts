/** Editing the entries of a mapping. */
import type { Path } from '../model/diagnostic.ts';
import { asMap, type JsonMap } from '../model/json.ts';
import type { MapNode, SyntaxNode } from '../model/syntax.ts';
import { keysOf, sameData } from './compare.ts';
import { type Edit, layoutAt, noteUntouched, type Slot, type Splice } from './edit-context.ts';
import { editFlow, flowFrame, pairExtent } from './edit-flow.ts';
import { replaceValue } from './edit-replace.ts';
import { writeFlowPair } from './flow.ts';
import { mergeSources, resolveAlias } from './merge.ts';
import { afterOwnComments, lineStart, nextLine, skipSpaces, startsLine } from './source.ts';
import { writePair } from './writer.ts';

/** A mapping being edited. */
interface MapEdit {
  readonly edit: Edit;
  readonly slot: Slot;
  readonly node: MapNode;
  readonly next: JsonMap;
  readonly path: Path;
}

/** What happens to a mapping's entries. */
interface MapPlan {
  /** Indexes of the entries that stay, in order, among them merge keys and entries without effect. */
  readonly kept: ReadonlySet<number>;
  /** Indexes of the entries that give their key its value. */
  readonly effective: ReadonlySet<number>;
  /** Keys to be added, in the order of the new value. */
  readonly added: readonly string[];
}

/** Where a key gets its value from: the index of an entry, or what a merge key takes in. */
type Giver = { readonly index: number } | { readonly inherited: unknown };

function dataAfter(edit: Edit, node: SyntaxNode): unknown {
  const target = resolveAlias(node);
  return edit.anchored.has(target) ? edit.anchored.get(target) : target.data;
}

function giversOf(edit: Edit, node: MapNode, merges: boolean): Map<string, Giver> {
  const givers = new Map<string, Giver>();
  for (const [index, pair] of node.pairs.entries()) {
    if (!pair.merge) {
      givers.set(pair.name, { index });
      continue;
    }
    for (const source of merges ? (mergeSources(pair.value) ?? []) : []) {
      for (const [name, inherited] of Object.entries(asMap(dataAfter(edit, source)))) givers.set(name, { inherited });
    }
  }
  return givers;
}

/** Whether the merge keys can stay: what they take in is wanted, or can be overruled by an entry that is added. */
function mergesCanStay(node: MapNode, next: JsonMap, givers: ReadonlyMap<string, Giver>): boolean {
  const own = new Set(node.pairs.map((pair) => pair.name));
  return [...givers].every(([name, giver]) => {
    if ('index' in giver) return true;
    if (!Object.hasOwn(next, name) || next[name] === undefined) return false;
    return !own.has(name) || sameData(giver.inherited, next[name]);
  });
}

function planMap({ edit, node, next }: MapEdit): MapPlan {
  const all = giversOf(edit, node, true);
  const merges = mergesCanStay(node, next, all);
  const givers = merges ? all : giversOf(edit, node, false);
  const wanted = new Set(keysOf(next));
  const kept = new Set<number>();
  const effective = new Set<number>();
  for (const [index, pair] of node.pairs.entries()) {
    if (pair.merge ? merges : wanted.has(pair.name)) kept.add(index);
    const giver = givers.get(pair.name);
    if (kept.has(index) && giver && 'index' in giver && giver.index === index) effective.add(index);
  }
  const added = [...wanted].filter((name) => {
    const giver = givers.get(name);
    return giver === undefined || ('inherited' in giver && !sameData(giver.inherited, next[name]));
  });
  return { kept, effective, added };
}

/** Visits an entry that stays; one without effect says what it said. */
function visitPair(m: MapEdit, plan: MapPlan, index: number, out: Splice[], flow: Slot['flow']): void {
  const pair = m.node.pairs[index];
  if (pair === undefined) return;
  noteUntouched(m.edit, pair.key);
  if (!plan.effective.has(index)) {
    noteUntouched(m.edit, pair.value);
    return;
  }
  const colonless = pair.colon < 0;
  const after = colonless ? pair.key.end : pair.colon + 1;
  const slot: Slot = { kind: 'pair', after, indent: m.node.column, flow, colonless };
  m.edit.visit(m.edit, slot, pair.value, m.next[pair.name], [...m.path, pair.name], out);
}

function editFlowMap(m: MapEdit, plan: MapPlan, out: Splice[]): void {
  const { edit, node, slot, next } = m;
  const frame = flowFrame(edit, node, slot.flow);
  editFlow(
    {
      edit,
      node,
      entries: node.pairs.map(pairExtent),
      frame,
      steps: [
        ...Array.from(plan.kept, (old) => ({ old })),
        ...plan.added.map((name) => ({ text: writeFlowPair(name, next[name], frame.style, frame.indent) })),
      ],
      visitEntry: (index, inner) => visitPair(m, plan, index, inner, frame),
    },
    out,
  );
}

/** Removes the lines of the entries from `first` to `last`; the first entry of a mapping behind a dash leaves the dash. */
function removePairs({ edit, node }: MapEdit, first: number, last: number, out: Splice[]): void {
  const { text } = edit;
  const [from, to] = [node.pairs[first], node.pairs[last]];
  if (from === undefined || to === undefined) return;
  const below = nextLine(text, pairExtent(to).end);
  if (startsLine(text, from.start)) {
    out.push({ start: lineStart(text, from.start), end: afterOwnComments(text, below, node.column + 1), text: '' });
    return;
  }
  let end = skipSpaces(text, below);
  while (end < text.length && nextLine(text, end) > end && /[\r\n]/.test(text.charAt(end)))
    end = skipSpaces(text, nextLine(text, end));
  out.push({ start: from.start, end, text: '' });
}

function editBlockMap(m: MapEdit, plan: MapPlan, out: Splice[]): void {
  const { edit, node, next } = m;
  for (const index of plan.kept) visitPair(m, plan, index, out, undefined);
  for (let first = 0; first < node.pairs.length; first += 1) {
    if (plan.kept.has(first)) continue;
    let last = first;
    while (last + 1 < node.pairs.length && !plan.kept.has(last + 1)) last += 1;
    removePairs(m, first, last, out);
    first = last;
  }
  if (plan.added.length === 0) return;
  const at = afterOwnComments(edit.text, nextLine(edit.text, node.end), node.column);
  const layout = layoutAt(edit, node.column);
  out.push({ start: at, end: at, text: plan.added.map((name) => writePair(name, next[name], layout)).join('') });
}

/**
 * Adds to `out` what makes the mapping's text say `next`, which has entries: entries whose keys are gone are removed,
 * changed values are edited where they stand, new keys follow the last entry in the order they have in `next`.
 */
export function editMap(edit: Edit, slot: Slot, node: MapNode, next: JsonMap, path: Path, out: Splice[]): void {
  const m: MapEdit = { edit, slot, node, next, path };
  // `? key` without a colon and `[key: value]` have no place for entries of their own.
  const rigid = node.flow ? edit.text.charAt(node.start) !== '{' : node.pairs.some((pair) => pair.colon < 0);
  if (rigid) {
    if (!sameData(node.data, next)) replaceValue(edit, slot, node, next, out);
    return;
  }
  const plan = planMap(m);
  if (plan.kept.size === 0) replaceValue(edit, slot, node, next, out);
  else if (node.flow) editFlowMap(m, plan, out);
  else editBlockMap(m, plan, out);
}
