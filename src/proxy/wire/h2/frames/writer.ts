/** What a block of the store has: the largest usual DATA frame, and what goes with it in one turn. */
const BLOCK_BYTES = 32 * 1024;

/** Most blocks kept for later, of all writers together: 1 MiB. */
const MAX_SPARE_BLOCKS = 32;

const NOTHING: Buffer = Buffer.alloc(0);

/** Blocks that nobody uses now. What stands in them is never read before it is written. */
const spare: Buffer[] = [];

/**
 * Bytes to be sent, one after the other: everything that one turn has to say leaves with one write of the socket. The memory comes
 * from a store that all writers share, so that a quiet connection has none.
 */
export class Writer {
  /** The block written into: a place in it is good until {@link Writer.reserve} or {@link Writer.take} is called. */
  bytes: Buffer = NOTHING;
  /** Where the next byte goes. */
  at = 0;
  /** The block of the bytes last taken. */
  #lent: Buffer = NOTHING;

  /** Bytes that were written and not taken yet. */
  get length(): number {
    return this.at;
  }

  /** Makes room for so many more bytes behind {@link Writer.at}. */
  reserve(count: number): void {
    const needed = this.at + count;
    if (needed > this.bytes.length) this.#grow(needed);
  }

  /** All bytes written since the last call; empty without any. They stay as they are until {@link Writer.giveBack}. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.at);
    this.#lent = this.bytes;
    this.bytes = NOTHING;
    this.at = 0;
    return taken;
  }

  /**
   * Says that nobody needs the bytes last taken any more (the socket has written all of them: its `writableLength` is 0), so that
   * their memory can be used again. Who does not say so loses nothing but the memory.
   */
  giveBack(): void {
    keep(this.#lent);
    this.#lent = NOTHING;
  }

  #grow(needed: number): void {
    const larger =
      needed <= BLOCK_BYTES ? (spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES)) : Buffer.allocUnsafeSlow(2 * needed);
    this.bytes.copy(larger, 0, 0, this.at);
    keep(this.bytes);
    this.bytes = larger;
  }
}

function keep(block: Buffer): void {
  if (block.length === BLOCK_BYTES && spare.length < MAX_SPARE_BLOCKS) spare.push(block);
}
