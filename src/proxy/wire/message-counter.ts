/** The flags byte and the length in front of every message. @see gRPC over HTTP/2, "Length-Prefixed-Message" */
const PREFIX_BYTES = 5;

/** Counts the messages of a gRPC body, which come in pieces of any size. A message counts when its prefix is complete. */
export class MessageCounter {
  count = 0;
  /** Bytes of the current prefix that are there, the length as far as it is known, and what is left of the message. */
  #prefix = 0;
  #length = 0;
  #left = 0;

  reset(): void {
    this.count = 0;
    this.#prefix = 0;
    this.#length = 0;
    this.#left = 0;
  }

  read(chunk: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, to - at);
        this.#left -= taken;
        at += taken;
      } else {
        // The first byte is no part of the length.
        this.#length = this.#prefix === 0 ? 0 : this.#length * 256 + (chunk[at] ?? 0);
        this.#prefix += 1;
        at += 1;
        if (this.#prefix === PREFIX_BYTES) this.#begin();
      }
    }
  }

  #begin(): void {
    this.count += 1;
    this.#left = this.#length;
    this.#prefix = 0;
  }
}
