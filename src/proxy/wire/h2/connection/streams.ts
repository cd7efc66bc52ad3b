import type { Http2Stream } from './stream.ts';

/** Streams we gave up whose numbers are kept: the peer may have sent on them before it knew. */
const MAX_GIVEN_UP = 1024;

/**
 * The streams of a connection by number. All of them are a client's (nobody is allowed to push), so one number tells which have never
 * been opened (RFC 9113 5.1.1).
 */
export class StreamTable {
  /** The greatest number that was opened. */
  highest = 0;
  readonly #open = new Map<number, Http2Stream>();
  readonly #givenUp = new Set<number>();

  get size(): number {
    return this.#open.size;
  }

  get(id: number): Http2Stream | undefined {
    return this.#open.get(id);
  }

  /** A copy: whoever goes through them may close them. */
  all(): readonly Http2Stream[] {
    return [...this.#open.values()];
  }

  add(stream: Http2Stream): void {
    this.#open.set(stream.id, stream);
    if (stream.id > this.highest) this.highest = stream.id;
  }

  remove(id: number): void {
    this.#open.delete(id);
  }

  /** What comes on this stream from now on was sent before the peer knew. */
  giveUp(id: number): void {
    this.#givenUp.add(id);
    if (this.#givenUp.size <= MAX_GIVEN_UP) return;
    for (const oldest of this.#givenUp) {
      this.#givenUp.delete(oldest);
      return;
    }
  }

  wasGivenUp(id: number): boolean {
    return this.#givenUp.has(id);
  }

  /** Whether this number has never been a stream. */
  isIdle(id: number): boolean {
    return id > this.highest || id % 2 === 0;
  }
}
