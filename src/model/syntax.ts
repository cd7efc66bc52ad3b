/**
 * The syntax tree of one YAML document: what stands where in its text. Offsets are UTF-16 indexes into the document's own
 * text, ends are exclusive.
 */

interface NodeBase {
  /** Where the node begins, anchor and tag included; `start` when it has neither. */
  readonly outer: number;
  /** Where the value itself begins. */
  readonly start: number;
  /** Where the value ends: before trailing white space, comments and line breaks. */
  readonly end: number;
  /** The anchor's name, without `&`; `undefined` when there is none. */
  readonly anchor: string | undefined;
  /** The tag as written: `!!str`, `!local`; `undefined` when there is none. */
  readonly tag: string | undefined;
  /** The node as plain data, as Kubernetes reads it. */
  readonly data: unknown;
  /** How many nodes this one stands for when every alias below it is expanded. */
  readonly weight: number;
  /** Whether an alias or a merge key stands in or below this node. */
  readonly aliased: boolean;
}

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A scalar; an absent value (`key:`) is a plain one whose `start` equals its `end`. */
export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
}

/** One entry of a mapping. */
export interface Pair {
  /** Where the entry begins: the key, or the `?` before it. */
  readonly start: number;
  readonly key: SyntaxNode;
  /** The key as the string it is in JSON. */
  readonly name: string;
  /** Offset of the `:`; -1 when there is none. */
  readonly colon: number;
  readonly value: SyntaxNode;
  /** Whether this is the merge key `<<`. */
  readonly merge: boolean;
}

/** A mapping. */
export interface MapNode extends NodeBase {
  readonly kind: 'map';
  /** Written with braces. */
  readonly flow: boolean;
  /** Column of the entries, 0-based; -1 in flow style, where it has no meaning. */
  readonly column: number;
  readonly pairs: readonly Pair[];
}

/** One entry of a sequence. */
export interface Item {
  /** Offset of the dash; in flow style of the value. */
  readonly start: number;
  readonly value: SyntaxNode;
}

/** A sequence. */
export interface SeqNode extends NodeBase {
  readonly kind: 'seq';
  /** Written with brackets. */
  readonly flow: boolean;
  /** Column of the dashes, 0-based; -1 in flow style, where it has no meaning. */
  readonly column: number;
  readonly items: readonly Item[];
}

/** An alias, and the node it stands for. */
export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly target: SyntaxNode;
}

/** A node of a document. */
export type SyntaxNode = ScalarNode | MapNode | SeqNode | AliasNode;

/** A mapping that says the same key twice; readers keep the last one. */
export interface DuplicateKey {
  readonly name: string;
  /** The earlier key, which has no effect. */
  readonly key: SyntaxNode;
}

/** A document as it is written. */
export interface SyntaxTree {
  /** The document's node; `undefined` when it holds nothing but comments and markers. */
  readonly root: SyntaxNode | undefined;
  /** Offset right after the `---` that opens the document; 0 when there is none. */
  readonly head: number;
  readonly duplicates: readonly DuplicateKey[];
  /** Whether it uses anchors, aliases, tags, `?` keys or other syntax rare in manifests. */
  readonly intricate: boolean;
}
