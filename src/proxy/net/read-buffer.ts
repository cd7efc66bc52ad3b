/**
 * One buffer that all plain upstream sockets read into: what comes is used up before the next read, by every reader alike, so
 * that no memory is taken for it. Whoever keeps bytes for later asks {@link lasting} for them.
 */
export const READ_BUFFER: Buffer = Buffer.allocUnsafeSlow(64 * 1024);

/** The same bytes in memory that stays as it is. */
export function lasting(chunk: Buffer): Buffer {
  return chunk.buffer === READ_BUFFER.buffer ? Buffer.from(chunk) : chunk;
}
