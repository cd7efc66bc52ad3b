/** A piece of an answer, as long as it is known where it was read. */
interface Part {
  readonly name: string;
  text: string;
}

function isAgain(part: Part, text: string, at: number): boolean {
  if (!text.startsWith(part.text, at)) return false;
  // A piece of the old answer would keep all of it in memory.
  part.text = text.slice(at, at + part.text.length);
  return true;
}

/** The parts of the last answer while the next one is read: they mostly come in the same order. */
export class Parts<Known extends Part> {
  private readonly known: readonly Known[];
  private at = 0;
  private places: ReadonlyMap<string, number> | undefined;

  constructor(known: readonly Known[]) {
    this.known = known;
  }

  /** The part that comes next if nothing changed. */
  get next(): Known | undefined {
    return this.known[this.at];
  }

  /** The next part, if it stands in the text word for word as it did before. */
  same(text: string, at: number): Known | undefined {
    const part = this.next;
    if (part === undefined || !isAgain(part, text, at)) return undefined;
    this.at += 1;
    return part;
  }

  /** The part of that name, behind which it goes on, and whether it stands in the text as it did; `undefined` for one that is new. */
  named(name: string, text: string, at: number): { readonly part: Known; readonly same: boolean } | undefined {
    const next = this.next?.name === name;
    const index = next ? this.at : this.placeOf(name);
    const part = index === undefined ? undefined : this.known[index];
    if (index === undefined || part === undefined) return undefined;
    this.at = index + 1;
    return { part, same: !next && isAgain(part, text, at) };
  }

  private placeOf(name: string): number | undefined {
    this.places ??= new Map(this.known.map((part, index) => [part.name, index]));
    return this.places.get(name);
  }
}
