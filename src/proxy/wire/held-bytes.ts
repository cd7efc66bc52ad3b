/** Bytes that are put together from several chunks; the memory is kept for the next time. */
export class HeldBytes {
  /** Valid up to {@link HeldBytes.length}. */
  bytes: Buffer = Buffer.alloc(0);
  length = 0;

  /** Adds a chunk's bytes from `from` to its end. */
  add(chunk: Buffer, from: number): void {
    const needed = this.length + chunk.length - from;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length, 1024));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    chunk.copy(this.bytes, this.length, from);
    this.length = needed;
  }
}
