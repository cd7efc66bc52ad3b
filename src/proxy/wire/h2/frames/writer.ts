/**
 * Bytes to be sent, one after the other: everything that one turn has to say leaves with one write of the socket. The memory comes
 * from a store that all writers share, so that a quiet connection has none.
 */
export declare class Writer {
  /** The block written into; only [.., at) of it has a meaning. Valid until {@link Writer.reserve} or {@link Writer.take}. */
  bytes: Buffer;
  /** Where the next byte goes. */
  at: number;
  /** Bytes not taken yet. */
  get length(): number;
  /** Makes room for so many more bytes behind {@link Writer.at}. */
  reserve(count: number): void;
  /** All bytes written since the last call; empty without any. They stay as they are until {@link Writer.giveBack}. */
  take(): Buffer;
  /**
   * Says that the bytes last taken are not needed any more (the socket has written all of them: its `writableLength` is 0), so that
   * their memory can be used again. Who does not say so loses nothing but the memory.
   */
  giveBack(): void;
}
