/**
 * The syntax tree of a document, made from the parser's event stream. The parser tells where scalars and properties stand;
 * the rest (indicators, ends of collections) is found by walking the white space and comments between them.
 */
import { COLLECTION_STYLE, EVENT_ID, type MappingEvent, type SequenceEvent } from 'js-yaml';
import type { Item, Pair, SyntaxNode, SyntaxTree } from '../model/syntax.ts';
import {
  asPlainScalar,
  type Builder,
  buildAlias,
  buildScalar,
  type Properties,
  readProperties,
  SyntaxProblem,
} from './build.ts';
import { readEvents } from './events.ts';
import { mapData, mergeSources, resolveAlias, setKey } from './merge.ts';
import { keyName } from './resolve.ts';
import { columnOf, isBlankAt, skipTrivia } from './source.ts';

/** go-yaml stops trusting aliases once a document has grown to this many nodes by them. */
const MAX_EXPANDED_NODES = 400_000;

/** The line that opens a document, wherever comments and directives put it. */
const HEAD = /(?:^|[\r\n\uFEFF])---(?=[ \t\r\n]|$)/;

interface CollectionStart {
  readonly properties: Properties | undefined;
  readonly start: number;
  readonly flow: boolean;
}

/** Moves over white space, comments and, in flow style, the comma before the next entry; answers where that begins. */
function skipSeparator(b: Builder, flow: boolean): number {
  let at = skipTrivia(b.text, b.cursor);
  if (flow && b.text.charAt(at) === ',') at = skipTrivia(b.text, at + 1);
  b.cursor = at;
  return at;
}

/** What was seen of a collection's entries. */
interface Seen {
  /** Where the last one ends; the collection's start where there is none. */
  readonly end: number;
  readonly weight: number;
  readonly aliased: boolean;
  /** Whether a bracket closes the collection. */
  readonly bracketed: boolean;
}

/** Takes the event that closes a collection; answers what mappings and sequences have in common. Throws {@link SyntaxProblem} for one that is too large. */
function closeCollection(b: Builder, { properties, start, flow }: CollectionStart, seen: Seen) {
  const { weight, aliased, bracketed } = seen;
  b.next += 1;
  if (bracketed) b.cursor = skipSeparator(b, true) + 1;
  const end = bracketed ? b.cursor : seen.end;
  if (weight > MAX_EXPANDED_NODES) {
    throw new SyntaxProblem(`aliases expand to more than ${MAX_EXPANDED_NODES} nodes`, start, end);
  }
  return {
    flow,
    column: flow ? -1 : columnOf(b.text, start),
    outer: properties?.outer ?? start,
    start,
    end,
    anchor: properties?.anchor,
    tag: properties?.tag,
    weight,
    aliased,
  };
}

function buildSeq(b: Builder, { properties, start, flow }: CollectionStart): SyntaxNode {
  const items: Item[] = [];
  const data: unknown[] = [];
  let weight = 1;
  let aliased = false;
  let end = start;
  b.cursor = flow ? start + 1 : start;
  while (b.events[b.next]?.type !== EVENT_ID.POP) {
    const at = skipSeparator(b, flow);
    if (!flow) b.cursor = at + 1;
    const value = asPlainScalar(b, buildNode(b));
    items.push({ start: flow ? value.outer : at, value });
    data.push(value.data);
    weight += value.weight;
    aliased ||= value.aliased;
    end = value.end;
  }
  return {
    kind: 'seq',
    items,
    data,
    ...closeCollection(b, { properties, start, flow }, { end, weight, aliased, bracketed: flow }),
  };
}

function isMergeKey(b: Builder, key: SyntaxNode): boolean {
  const plain = key.kind === 'scalar' && key.style === 'plain' && key.tag === undefined;
  return plain && key.end - key.start === 2 && b.text.startsWith('<<', key.start);
}

function nameOf(b: Builder, key: SyntaxNode): string {
  const { start, end } = resolveAlias(key);
  const name = keyName(key.data, b.text.slice(start, end));
  if (name !== undefined) return name;
  const kind = key.data === null ? 'null' : 'not a scalar';
  throw new SyntaxProblem(`a mapping key is ${kind}`, key.start, Math.max(key.end, key.start + 1));
}

function buildPair(b: Builder, flow: boolean): Pair {
  const start = skipSeparator(b, flow);
  if (b.text.charAt(start) === '?' && isBlankAt(b.text, start + 1)) {
    b.intricate = true;
    b.cursor = start + 1;
  }
  const key = buildNode(b);
  if (key.kind !== 'scalar') b.intricate = true;
  const after = skipTrivia(b.text, b.cursor);
  const colon = b.text.charAt(after) === ':' ? after : -1;
  if (colon >= 0) b.cursor = colon + 1;
  const value = buildNode(b);
  const merge = isMergeKey(b, key);
  if (merge) {
    b.intricate = true;
    if (mergeSources(value) === undefined)
      throw new SyntaxProblem('a merge key needs a mapping or a list of mappings', value.start, value.end);
  }
  return { start, key, name: merge ? '<<' : nameOf(b, key), colon, value, merge };
}

/** The mapping's data; notes keys that are said twice. */
function collectData(b: Builder, pairs: readonly Pair[]): Record<string, unknown> {
  if (pairs.some((pair) => pair.merge)) b.intricate = true;
  const seen = new Map<string, Pair>();
  const data: Record<string, unknown> = {};
  let merged = false;
  for (const pair of pairs) {
    merged ||= pair.merge;
    const earlier = pair.merge ? undefined : seen.get(pair.name);
    if (earlier) {
      b.intricate = true;
      b.duplicates.push({ name: pair.name, key: earlier.key });
    }
    seen.set(pair.name, pair);
    setKey(data, pair.name, pair.value.data);
  }
  return merged ? mapData(pairs) : data;
}

function buildMap(b: Builder, { properties, start, flow }: CollectionStart): SyntaxNode {
  const bracketed = flow && b.text.charAt(start) === '{';
  // `[a: b]`: a mapping without braces inside a flow sequence.
  if (flow && !bracketed) b.intricate = true;
  const pairs: Pair[] = [];
  let weight = 1;
  let aliased = false;
  let end = start;
  b.cursor = bracketed ? start + 1 : start;
  while (b.events[b.next]?.type !== EVENT_ID.POP) {
    const pair = buildPair(b, flow);
    pairs.push(pair);
    weight += pair.value.weight;
    aliased ||= pair.value.aliased || pair.key.aliased;
    end = pair.value.end;
  }
  const data = collectData(b, pairs);
  return {
    kind: 'map',
    pairs,
    data,
    ...closeCollection(b, { properties, start, flow }, { end, weight, aliased, bracketed }),
  };
}

function buildCollection(b: Builder, event: SequenceEvent | MappingEvent): SyntaxNode {
  const properties = readProperties(b, event);
  const flow = event.style === COLLECTION_STYLE.FLOW;
  const start = flow ? event.start : skipTrivia(b.text, properties?.end ?? b.cursor);
  const anchor = properties?.anchor;
  if (anchor !== undefined) b.open.push(anchor);
  const node =
    event.type === EVENT_ID.SEQUENCE
      ? buildSeq(b, { properties, start, flow })
      : buildMap(b, { properties, start, flow });
  if (anchor !== undefined) b.open.pop();
  return node;
}

function buildNode(b: Builder): SyntaxNode {
  const event = b.events[b.next];
  b.next += 1;
  if (event?.type === EVENT_ID.ALIAS) return buildAlias(b, event.anchorStart, event.anchorEnd);
  if (event?.type !== EVENT_ID.SCALAR && event?.type !== EVENT_ID.SEQUENCE && event?.type !== EVENT_ID.MAPPING) {
    throw new Error('the parser promised a node and gave none');
  }
  const node = event.type === EVENT_ID.SCALAR ? buildScalar(b, event) : buildCollection(b, event);
  if (node.anchor !== undefined) b.anchors.set(node.anchor, node);
  return node;
}

/**
 * The syntax tree of the first document in `text`. Nodes carry their data as Kubernetes reads it.
 * Throws {@link SyntaxProblem} for text that is not YAML, unknown anchors, keys that cannot be JSON keys, and documents
 * that nest too deep or grow too large by their aliases.
 */
export function parseTree(text: string): SyntaxTree {
  const { events, flattened } = readEvents(text);
  const document = events[0];
  if (document?.type !== EVENT_ID.DOCUMENT) return { root: undefined, head: 0, duplicates: [], intricate: false };
  const head = document.explicitStart ? HEAD.exec(text) : null;
  const cursor = head === null ? 0 : head.index + head[0].length;
  const intricate = flattened || document.directives.length > 0;
  const b: Builder = {
    text,
    events,
    next: 1,
    cursor,
    flattened,
    anchors: new Map(),
    open: [],
    duplicates: [],
    intricate,
  };
  const root = buildNode(b);
  const empty = root.kind === 'scalar' && root.style === 'plain' && root.outer === root.end;
  return { root: empty ? undefined : root, head: cursor, duplicates: b.duplicates, intricate: b.intricate };
}
