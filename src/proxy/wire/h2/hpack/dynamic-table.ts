import { ENTRY_OVERHEAD_BYTES } from './static-table.ts';

/** The name is not one a message may have. */
export const BAD_NAME = 1;
/** The value is not one a message may have. */
export const BAD_VALUE = 2;

/** The dynamic table of a decoder (RFC 7541 2.3.2): a ring of entries, the newest first. */
export class DynamicTable {
  /** By slot: see {@link DynamicTable.slot}. */
  readonly names: string[] = [];
  readonly values: string[] = [];
  /** What an entry counts, {@link ENTRY_OVERHEAD_BYTES} included. */
  readonly sizes: number[] = [];
  /** {@link BAD_NAME} and {@link BAD_VALUE}, so that nothing is looked at twice. */
  readonly defects: number[] = [];
  count = 0;
  #bytes = 0;
  #maxBytes: number;
  readonly #slots: number;
  #next = 0;

  /** A table that may never become larger than `maxBytes`. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#slots = Math.max(1, Math.floor(maxBytes / ENTRY_OVERHEAD_BYTES));
  }

  /** Where the entry stands, 0 being the newest; the index has to be below {@link DynamicTable.count}. */
  slot(index: number): number {
    const slot = this.#next - 1 - index;
    return slot < 0 ? slot + this.#slots : slot;
  }

  /** Adds an entry in front, and drops those behind that have no room (4.4): all, when it is larger than the table. */
  add(name: string, value: string, defects: number): void {
    const size = name.length + value.length + ENTRY_OVERHEAD_BYTES;
    this.#shrink(this.#maxBytes - size);
    if (size > this.#maxBytes) return;
    const slot = this.#next;
    this.names[slot] = name;
    this.values[slot] = value;
    this.sizes[slot] = size;
    this.defects[slot] = defects;
    this.#next = slot + 1 === this.#slots ? 0 : slot + 1;
    this.#bytes += size;
    this.count += 1;
  }

  /** Changes what the table may have (4.3); not above what it was made for. */
  resize(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#shrink(maxBytes);
  }

  #shrink(bytes: number): void {
    while (this.count > 0 && this.#bytes > bytes) {
      const slot = this.slot(this.count - 1);
      this.#bytes -= this.sizes[slot] ?? 0;
      this.names[slot] = '';
      this.values[slot] = '';
      this.count -= 1;
    }
  }
}
