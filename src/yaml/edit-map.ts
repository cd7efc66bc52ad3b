/** Editing the entries of a mapping. */
import { asMap, type JsonMap } from '../model/json.ts';
import type { MapNode, Pair, SyntaxNode } from '../model/syntax.ts';
import { keysOf, sameData } from './compare.ts';
import { type Edit, layoutAt, noteUntouched, type Slot, type Splice, type Target } from './edit-context.ts';
import { editFlow, flowFrame, pairExtent } from './edit-flow.ts';
import { replaceValue } from './edit-replace.ts';
import { type FlowFrame, writeFlowPair } from './flow.ts';
import { mergeSources, resolveAlias } from './merge.ts';
import { afterOwnComments, lineStart, nextLine, nextText, startsLine } from './source.ts';
import { writePair } from './writer.ts';

type MapTarget = Target<MapNode, JsonMap>;

/** What happens to a mapping's entries. */
interface MapPlan {
  /** Indexes of the entries that stay, in order, among them merge keys and entries without effect. */
  readonly kept: ReadonlySet<number>;
  /** Indexes of the entries that give their key its value. */
  readonly effective: ReadonlySet<number>;
  /** Keys to be added, in the order of the new value. */
  readonly added: readonly string[];
}

/** A mapping being edited. */
interface MapEdit {
  readonly edit: Edit;
  readonly target: MapTarget;
  readonly plan: MapPlan;
  /** The flow collection it is; `undefined` in block style. */
  readonly flow: FlowFrame | undefined;
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

/** The plan for a mapping without merge keys, as nearly all are. */
function planPlain(node: MapNode, next: JsonMap): MapPlan {
  const last = new Map<string, number>();
  for (let index = 0; index < node.pairs.length; index += 1) last.set(node.pairs[index]?.name ?? '', index);
  const kept = new Set<number>();
  const effective = new Set<number>();
  for (let index = 0; index < node.pairs.length; index += 1) {
    const name = node.pairs[index]?.name ?? '';
    if (!Object.hasOwn(next, name) || next[name] === undefined) continue;
    kept.add(index);
    if (last.get(name) === index) effective.add(index);
  }
  return { kept, effective, added: keysOf(next).filter((name) => !last.has(name)) };
}

function planMap(edit: Edit, { node, next }: MapTarget): MapPlan {
  if (!node.pairs.some((pair) => pair.merge)) return planPlain(node, next);
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
function visitPair({ edit, target, plan, flow }: MapEdit, index: number, out: Splice[]): void {
  const { node, next, path } = target;
  const pair = node.pairs[index];
  // What is the same object needs no look; in intricate text it still may have to change.
  if (pair === undefined || (!edit.intricate && pair.value.data === next[pair.name])) return;
  noteUntouched(edit, pair.key);
  if (!plan.effective.has(index)) {
    noteUntouched(edit, pair.value);
    return;
  }
  const colonless = pair.colon < 0;
  const after = colonless ? pair.key.end : pair.colon + 1;
  const slot: Slot = { kind: 'pair', after, indent: node.column, flow, colonless };
  edit.visit(edit, { slot, node: pair.value, next: next[pair.name], path: [...path, pair.name] }, out);
}

function editFlowMap(m: MapEdit, frame: FlowFrame, out: Splice[]): void {
  const { edit, target, plan } = m;
  const { node, next } = target;
  editFlow(
    {
      edit,
      node,
      entries: node.pairs.map(pairExtent),
      frame,
      steps: [
        ...Array.from(plan.kept, (old) => ({ old })),
        ...plan.added.map((name) => ({ text: writeFlowPair(name, next[name], frame) })),
      ],
      visitEntry: (index, inner) => visitPair(m, index, inner),
    },
    out,
  );
}

/** Removes the lines of the entries from `first` to `last`; the first entry of a mapping behind a dash leaves the dash. */
function removePairs({ text }: Edit, node: MapNode, [first, last]: readonly [Pair, Pair]): Splice {
  const below = nextLine(text, pairExtent(last).end);
  if (!startsLine(text, first.start)) return { start: first.start, end: nextText(text, below), text: '' };
  return { start: lineStart(text, first.start), end: afterOwnComments(text, below, node.column + 1), text: '' };
}

function editBlockMap(m: MapEdit, out: Splice[]): void {
  const { edit, target, plan } = m;
  const { node, next } = target;
  for (const index of plan.kept) visitPair(m, index, out);
  for (let at = 0; at < node.pairs.length; at += 1) {
    const first = plan.kept.has(at) ? undefined : node.pairs[at];
    if (first === undefined) continue;
    while (at + 1 < node.pairs.length && !plan.kept.has(at + 1)) at += 1;
    out.push(removePairs(edit, node, [first, node.pairs[at] ?? first]));
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
export function editMap(edit: Edit, target: MapTarget, out: Splice[]): void {
  const { node, next, slot } = target;
  // `? key` without a colon and `[key: value]` have no place for entries of their own.
  const rigid = node.flow ? edit.text.charAt(node.start) !== '{' : node.pairs.some((pair) => pair.colon < 0);
  if (rigid) {
    if (!sameData(node.data, next)) replaceValue(edit, target, out);
    return;
  }
  const plan = planMap(edit, target);
  const flow = node.flow ? flowFrame(edit, node, slot.flow) : undefined;
  const m: MapEdit = { edit, target, plan, flow };
  if (plan.kept.size === 0) replaceValue(edit, target, out);
  else if (flow) editFlowMap(m, flow, out);
  else editBlockMap(m, out);
}
