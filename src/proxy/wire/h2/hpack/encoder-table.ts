import { KnownName } from './known-name.ts';
import { ENTRY_OVERHEAD_BYTES, FIRST_DYNAMIC, STATIC_VALUES } from './static-table.ts';

/** Names kept before those are forgotten that have nothing in the table: no peer can make this grow. */
const MAX_NAMES = 512;

/** What is larger than this share of the table would push out too much. */
const MAX_SHARE = 0.5;

/** The place of no entry: behind those of the static table, which are negative. */
export const GONE: number = -FIRST_DYNAMIC;

/** The dynamic table of an encoder, found by name and value. Entries have numbers, counted up from 0. */
export class EncoderTable {
  /** Entries ever added: the number of the next. */
  added = 0;
  readonly #names = new Map<string, KnownName>();
  /** Entries in the table, the oldest first, from {@link EncoderTable.#oldest} on. */
  readonly #owners: KnownName[] = [];
  readonly #values: string[] = [];
  readonly #slots: number;
  #oldest = 0;
  #bytes = 0;
  #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#slots = Math.floor(maxBytes / ENTRY_OVERHEAD_BYTES);
  }

  /** What is known about a name. */
  name(text: string): KnownName {
    return this.#names.get(text) ?? this.#learn(text);
  }

  /** Whether the entry at a place is still there: those of the static table always are. */
  has(place: number): boolean {
    return place < 0 ? place > GONE : place >= this.#oldest;
  }

  /** The value of the entry at a place that {@link EncoderTable.has}. */
  valueAt(place: number): string {
    return (place < 0 ? STATIC_VALUES[-place] : this.#values[place % this.#slots]) ?? '';
  }

  /** Whether a field is small enough to be put into the table. */
  hasRoom(name: string, value: string): boolean {
    return name.length + value.length + ENTRY_OVERHEAD_BYTES <= this.#maxBytes * MAX_SHARE;
  }

  /** Adds an entry for a field that has room, as the peer does when it reads it. */
  add(owner: KnownName, text: string): void {
    const value = own(text);
    const size = owner.name.length + value.length + ENTRY_OVERHEAD_BYTES;
    this.#shrink(this.#maxBytes - size);
    const slot = this.added % this.#slots;
    this.#owners[slot] = owner;
    this.#values[slot] = value;
    owner.places.set(value, this.added);
    owner.newest = this.added;
    owner.live += 1;
    this.#bytes += size;
    this.added += 1;
  }

  /** Changes what the table may have; not above what it was made for. */
  resize(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#shrink(maxBytes);
  }

  #shrink(bytes: number): void {
    for (; this.#bytes > bytes; this.#oldest++) {
      const slot = this.#oldest % this.#slots;
      const owner = this.#owners[slot];
      const value = this.#values[slot];
      if (owner === undefined || value === undefined) return;
      owner.places.delete(value);
      owner.live -= 1;
      if (owner.newest === this.#oldest) owner.newest = -1;
      this.#bytes -= owner.name.length + value.length + ENTRY_OVERHEAD_BYTES;
      this.#values[slot] = '';
    }
  }

  #learn(text: string): KnownName {
    if (this.#names.size >= MAX_NAMES) this.#forget();
    const known = new KnownName(own(text));
    this.#names.set(known.name, known);
    return known;
  }

  #forget(): void {
    for (const [text, known] of this.#names) {
      if (known.live === 0) this.#names.delete(text);
    }
  }
}

/** A latin-1 text in memory of its own: a piece of a larger text would keep all of that for as long as the entry lives. */
function own(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
