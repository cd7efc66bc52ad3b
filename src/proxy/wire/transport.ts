/** A two-way byte stream, as the byte machines see it: a socket, or a pair of arrays in a test. */
export interface Transport {
  /** Latin-1 text; leaves with the next {@link Transport.flush}. */
  write(text: string): void;
  /** `from` inclusive, `to` exclusive. */
  writeBytes(chunk: Buffer, from: number, to: number): void;
  flush(): void;
  /** Sends bytes at once, after what was written. The bytes are the transport's from then on. */
  send(chunk: Buffer): void;
  /** Bytes written that wait for the peer. */
  readonly backlog: number;
  pause(): void;
  resume(): void;
  /** Sends what is written, and says that nothing more comes. */
  end(): void;
  /** Ends both directions at once; what was not sent is lost. */
  destroy(): void;
  /** As `destroy`, in a way that the peer cannot take for a clean end. */
  reset(): void;
  /** `address:port` of our end; empty where there is none. */
  readonly localLabel: string;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** What a transport tells; each call may end the transport. */
export interface TransportEvents {
  /** The bytes are there until the call returns; whoever keeps them makes a copy or hands them to a transport. */
  onData(chunk: Buffer): void;
  /** The peer sends nothing more. */
  onEnd(): void;
  /** The last event; `detail` is the system's word for what went wrong, or empty. */
  onClose(detail: string): void;
  /** Everything written has left. */
  onDrain(): void;
}

/** With more than this waiting on one side, the other is not read any further. */
export const HIGH_WATER_BYTES = 64 * 1024;
