/** Reading position over a parser's event stream, and the nodes that have no children. */
import { CHOMPING_MODE, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { DuplicateKey, ScalarStyle, SyntaxNode } from '../model/syntax.ts';
import { resolvePlain, resolveTagged } from './resolve.ts';
import { blockScalarEnd, endsWithBreak, hasBreak, isBlankAt, skipTrivia } from './source.ts';

/** What is wrong with a document's text, and the offsets where. */
export class SyntaxProblem extends Error {
  readonly start: number;
  readonly end: number;

  constructor(reason: string, start: number, end: number) {
    super(reason);
    this.start = start;
    this.end = end;
  }
}

/** The state of one document being built. */
export interface Builder {
  readonly text: string;
  readonly events: readonly Event[];
  /** Index of the next event. */
  next: number;
  /** Offset up to which the text is accounted for. */
  cursor: number;
  /** Whether the events come from the text with its line breaks inside brackets and quotes blanked. */
  readonly flattened: boolean;
  readonly anchors: Map<string, SyntaxNode>;
  /** Anchors of the collections being built: an alias to one of them would contain itself. */
  readonly open: string[];
  readonly duplicates: DuplicateKey[];
  intricate: boolean;
}

/** Anchor and tag of a node: where they begin and end. */
export interface Properties {
  readonly outer: number;
  readonly end: number;
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
}

const STYLES: ReadonlyMap<number, ScalarStyle> = new Map<number, ScalarStyle>([
  [SCALAR_STYLE.PLAIN, 'plain'],
  [SCALAR_STYLE.SINGLE_QUOTED, 'single'],
  [SCALAR_STYLE.DOUBLE_QUOTED, 'double'],
  [SCALAR_STYLE.LITERAL_BLOCK, 'literal'],
  [SCALAR_STYLE.FOLDED_BLOCK, 'folded'],
]);

function styleOf(event: ScalarEvent): ScalarStyle {
  return STYLES.get(event.style) ?? 'plain';
}

/** The properties an event carries; `undefined` when it has none. */
export function readProperties(
  b: Builder,
  event: Pick<ScalarEvent, 'anchorStart' | 'anchorEnd' | 'tagStart' | 'tagEnd'>,
): Properties | undefined {
  const { anchorStart, anchorEnd, tagStart, tagEnd } = event;
  if (anchorStart < 0 && tagStart < 0) return undefined;
  b.intricate = true;
  const anchor = anchorStart < 0 ? undefined : b.text.slice(anchorStart, anchorEnd);
  const tag = tagStart < 0 ? undefined : b.text.slice(tagStart, tagEnd);
  if (anchor === undefined) return { outer: tagStart, end: tagEnd, anchor, tag };
  const outer = tag === undefined ? anchorStart - 1 : Math.min(anchorStart - 1, tagStart);
  return { outer, end: Math.max(anchorEnd, tagEnd), anchor, tag };
}

interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Where a scalar's value stands; moves the cursor behind it. */
function extentOf(b: Builder, event: ScalarEvent, from: number): Extent {
  const style = styleOf(event);
  const { valueStart, valueEnd } = event;
  if (valueStart < 0) {
    b.cursor = from;
    return { start: from, end: from };
  }
  if (style === 'literal' || style === 'folded') {
    b.cursor = valueEnd;
    const lines = { from: valueStart, to: valueEnd, indent: event.indent, keep: event.chomping === CHOMPING_MODE.KEEP };
    return { start: skipTrivia(b.text, from), end: blockScalarEnd(b.text, lines) };
  }
  const quote = style === 'plain' ? 0 : 1;
  b.cursor = valueEnd + quote;
  return { start: valueStart - quote, end: valueEnd + quote };
}

function tagged(tag: string, text: string, { start, end }: Extent): unknown {
  try {
    return resolveTagged(tag, text);
  } catch (cause) {
    throw new SyntaxProblem(cause instanceof Error ? cause.message : String(cause), start, end);
  }
}

/** The parser ends the last line of a block scalar even where the text does not; go-yaml takes the text as it is. */
function atEndOfText(b: Builder, event: ScalarEvent): boolean {
  const chomped = event.chomping === CHOMPING_MODE.STRIP || event.indent < 0;
  return !chomped && event.valueEnd === b.text.length && !endsWithBreak(b.text);
}

/** The node of a scalar event. Throws {@link SyntaxProblem} when the value does not fit its tag. */
export function buildScalar(b: Builder, event: ScalarEvent): SyntaxNode {
  const style = styleOf(event);
  const properties = readProperties(b, event);
  const { start, end } = extentOf(b, event, properties?.end ?? b.cursor);
  // What the parser saw on one line may have several in the text, and must be folded.
  const fast = event.fast && !(b.flattened && hasBreak(b.text, start, end));
  const parsed = getScalarValue(b.text, fast === event.fast ? event : { ...event, fast });
  if (fast !== event.fast && style === 'plain' && /\s#/.test(b.text.slice(start, end))) {
    throw new SyntaxProblem('a comment ends the text it stands in', start, end);
  }
  const text = (style === 'literal' || style === 'folded') && atEndOfText(b, event) ? parsed.slice(0, -1) : parsed;
  const tag = properties?.tag;
  let data: unknown = text;
  if (tag !== undefined) data = tagged(tag, text, { start, end });
  else if (style === 'plain') data = resolvePlain(text);
  const outer = properties?.outer ?? start;
  return { kind: 'scalar', style, outer, start, end, anchor: properties?.anchor, tag, data, weight: 1, aliased: false };
}

/** The node of an alias. Throws {@link SyntaxProblem} when nothing has that anchor yet, or what has it holds the alias. */
export function buildAlias(b: Builder, nameStart: number, nameEnd: number): SyntaxNode {
  const name = b.text.slice(nameStart, nameEnd);
  const start = nameStart - 1;
  b.cursor = nameEnd;
  b.intricate = true;
  const target = b.anchors.get(name);
  if (b.open.includes(name)) throw new SyntaxProblem(`anchor "${name}" contains itself`, start, nameEnd);
  if (target === undefined) throw new SyntaxProblem(`unknown anchor "${name}"`, start, nameEnd);
  const { data, weight } = target;
  return {
    kind: 'alias',
    target,
    outer: start,
    start,
    end: nameEnd,
    anchor: undefined,
    tag: undefined,
    data,
    weight,
    aliased: true,
  };
}

/**
 * `[fe80::, x]`: the parser takes a plain scalar that ends in a colon before `,` or a bracket for a key without a value;
 * go-yaml takes it for the text it is, and so do the people who write IPv6 addresses.
 */
export function asPlainScalar(b: Builder, node: SyntaxNode): SyntaxNode {
  if (node.kind !== 'map' || !node.flow || b.text.charAt(node.start) === '{') return node;
  const pair = node.pairs[0];
  if (pair?.key.kind !== 'scalar' || pair.key.style !== 'plain' || pair.colon !== pair.key.end) return node;
  if (pair.value.outer !== pair.colon + 1 || pair.value.end !== pair.value.outer || isBlankAt(b.text, pair.value.end))
    return node;
  const { start, outer, anchor, tag } = pair.key;
  const end = pair.colon + 1;
  return {
    kind: 'scalar',
    style: 'plain',
    outer,
    start,
    end,
    anchor,
    tag,
    data: b.text.slice(start, end),
    weight: 1,
    aliased: false,
  };
}
