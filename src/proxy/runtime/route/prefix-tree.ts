/** A node of the tree: the text that leads to it from its parent, and what begins here. */
interface Node<T> {
  label: string;
  readonly values: T[];
  /** Most nodes are leaves, and have no map of them. */
  children: Map<number, Node<T>> | undefined;
}

const node = <T>(label: string): Node<T> => ({ label, values: [], children: undefined });

function adopt<T>(parent: Node<T>, child: Node<T>): void {
  parent.children ??= new Map();
  parent.children.set(child.label.charCodeAt(0), child);
}

function commonLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

/** Values by prefix, found in time that depends on the text's length only: a radix tree. */
export class PrefixTree<T> {
  readonly #root = node<T>('');

  /** Values of one prefix keep the order in which they were added. */
  add(prefix: string, value: T): void {
    let at = this.#root;
    let rest = prefix;
    while (rest !== '') {
      const child = at.children?.get(rest.charCodeAt(0));
      if (child === undefined) {
        const leaf = node<T>(rest);
        adopt(at, leaf);
        at = leaf;
        break;
      }
      const shared = commonLength(child.label, rest);
      at = shared === child.label.length ? child : this.#split(at, child, shared);
      rest = rest.slice(shared);
    }
    at.values.push(value);
  }

  #split(parent: Node<T>, child: Node<T>, length: number): Node<T> {
    const middle = node<T>(child.label.slice(0, length));
    adopt(parent, middle);
    child.label = child.label.slice(length);
    adopt(middle, child);
    return middle;
  }

  /**
   * Goes over the prefixes of a text from the shortest to the longest, and hands the values of each to `visit` with the best
   * result so far. Returns the last result.
   */
  walk<R>(text: string, first: R, visit: (values: readonly T[], best: R) => R): R {
    let best = first;
    let at: Node<T> | undefined = this.#root;
    let position = 0;
    while (at !== undefined) {
      if (at.values.length > 0) best = visit(at.values, best);
      const next: Node<T> | undefined = at.children?.get(text.charCodeAt(position));
      if (next === undefined || !text.startsWith(next.label, position)) break;
      position += next.label.length;
      at = next;
    }
    return best;
  }
}
