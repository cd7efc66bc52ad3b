/** What a block of the store has: the largest usual DATA frame, and what goes with it in one turn. */
const BLOCK_BYTES = 32 * 1024;

/** Most blocks kept for later, of all writers together: 1 MiB. */
const MAX_SPARE_BLOCKS = 32;

const NOTHING: Buffer = Buffer.alloc(0);

/** Blocks that nobody uses now. What stands in them is never read before it is written. */
const spare: Buffer[] = [];

/**
 * The block of the bytes that were taken last, and how often any were. One for all writers: a writer that kept its own would hold on
 * to a block for as long as its connection is quiet, since what is written with TLS is never gone at once.
 */
let lent: Buffer = NOTHING;
let taken = 0;

/**
 * Bytes to be sent, one after the other: everything that one turn has to say leaves with one write of the socket. The memory comes
 * from a store that all writers share, so that a quiet connection has none.
 */
export class Writer {
  /** The block written into: a place in it is good until {@link Writer.reserve} or {@link Writer.take} is called. */
  bytes: Buffer = NOTHING;
  /** Where the next byte goes. */
  at = 0;
  /** Which of all takings was this writer's last. */
  #taken = 0;

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
    const bytes = this.bytes.subarray(0, this.at);
    lent = this.bytes;
    taken += 1;
    this.#taken = taken;
    this.bytes = NOTHING;
    this.at = 0;
    return bytes;
  }

  /**
   * Says that nobody needs the bytes just taken any more (the socket has written all of them: its `writableLength` is 0), so that
   * their memory can be used again. Whoever does not say so before another writer's bytes are taken loses nothing but the memory.
   */
  giveBack(): void {
    if (this.#taken !== taken) return;
    keep(lent);
    lent = NOTHING;
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
