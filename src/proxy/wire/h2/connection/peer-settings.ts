import { HIGH_WATER_BYTES } from '../../transport.ts';
import { MAX_31_BITS, SETTING } from '../frames/codes.ts';
import type { Sender } from './sender.ts';
import type { StreamTable } from './streams.ts';

/** Streams a peer is taken to allow before it has said how many (RFC 9113 6.5.2 wants no fewer). */
const USUAL_STREAMS = 100;

/** What the peer has said of itself. */
export class PeerSettings {
  /** Streams that it takes at a time. */
  streams = USUAL_STREAMS;
  /** Whether it takes extended CONNECT (RFC 8441 3). */
  connects = false;
  /** Whether its first SETTINGS are here. */
  settled = false;
  readonly #sender: Sender;
  #windowChange = 0;
  #limited = false;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  /** One parameter, its value within bounds. */
  set(id: number, value: number): void {
    const sender = this.#sender;
    if (id === SETTING.headerTableSize) sender.encoder.setMaxTableBytes(value);
    else if (id === SETTING.maxConcurrentStreams) this.#limit(value);
    else if (id === SETTING.maxFrameSize) sender.frameBytes = Math.min(value, HIGH_WATER_BYTES);
    else if (id === SETTING.enableConnect) this.connects = value === 1;
    else if (id === SETTING.initialWindowSize) {
      this.#windowChange += value - sender.streamWindow;
      sender.streamWindow = value;
    }
  }

  #limit(streams: number): void {
    this.#limited = true;
    this.streams = streams;
  }

  /** RFC 9113 6.9.2: the windows of open streams move with the initial one; false when one gets larger than there can be. */
  settle(streams: StreamTable): boolean {
    const change = this.#windowChange;
    this.#windowChange = 0;
    if (!this.#limited) this.streams = MAX_31_BITS;
    this.settled = true;
    if (change === 0) return true;
    for (const stream of streams.all()) {
      stream.sendWindow += change;
      if (stream.sendWindow > MAX_31_BITS) return false;
    }
    if (change > 0) this.#sender.pump();
    return true;
  }
}
