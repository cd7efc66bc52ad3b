import { Timer } from '../../timer-wheel.ts';
import { DEFAULT_FRAME_BYTES, DEFAULT_WINDOW_BYTES, ERROR, type ErrorCode, MAX_31_BITS } from '../frames/codes.ts';
import { createFrameParser } from '../frames/parse.ts';
import { writePreface, writeSettings } from '../frames/write.ts';
import { FloodGuard } from './guard.ts';
import { Inbound } from './inbound.ts';
import { CONNECTION_WINDOW_BYTES, MAX_BLOCK_BYTES, SETTINGS_TIMEOUT_MS, STREAM_WINDOW_BYTES } from './limits.ts';
import type { ConnectionOptions } from './options.ts';
import { PeerSettings } from './peer-settings.ts';
import { Sender } from './sender.ts';
import type { Http2Stream } from './stream.ts';
import { StreamTable } from './streams.ts';

/** The opaque bytes of our PINGs: there is never more than one under way. */
const PING_BYTES: Buffer = Buffer.from('meshctl.', 'latin1');

/**
 * An HTTP/2 connection (RFC 9113): bytes and calls in, events and bytes out. Knows neither sockets nor what is asked or answered;
 * both ends of a proxy are made of it.
 */
export class Http2Connection {
  readonly streams = new StreamTable();
  readonly sender: Sender;
  readonly guard: FloodGuard;
  readonly options: ConnectionOptions;
  readonly role: 'server' | 'client';
  readonly peer: PeerSettings;
  /** Octets that may still come on all streams together. */
  receiveWindow = CONNECTION_WINDOW_BYTES;
  readonly #parser;
  readonly #inbound: Inbound;
  readonly #settingsTimer: Timer;
  #credit = 0;
  #over = false;
  #refusing = false;

  constructor(options: ConnectionOptions) {
    this.options = options;
    this.role = options.accepts ? 'server' : 'client';
    this.guard = new FloodGuard(options.now);
    const { transport, atTurnEnd } = options;
    const onStuffed = () => this.fail(ERROR.enhanceYourCalm, 'nothing of what is sent is read');
    this.sender = new Sender({ transport, atTurnEnd, onStuffed });
    this.peer = new PeerSettings(this.sender);
    this.#inbound = new Inbound(this);
    this.#parser = createFrameParser(
      { role: this.role, frameBytes: DEFAULT_FRAME_BYTES, blockBytes: MAX_BLOCK_BYTES },
      this.#inbound,
    );
    this.#settingsTimer = new Timer(() => this.fail(ERROR.settingsTimeout, 'SETTINGS were not acknowledged'));
  }

  /** Whether it has failed or been ended. */
  get over(): boolean {
    return this.#over;
  }

  /** Frames that have come, and whether one has come in part: what tells a slow peer from a quiet one. */
  get frames(): number {
    return this.#inbound.frames;
  }

  get begun(): boolean {
    return this.#parser.begun;
  }

  /** Says the first word. */
  start(): void {
    const { settings, wheel } = this.options;
    const { out } = this.sender;
    if (this.role === 'client') writePreface(out);
    writeSettings(out, settings.flat());
    this.sender.grant(0, CONNECTION_WINDOW_BYTES - DEFAULT_WINDOW_BYTES);
    wheel.start(this.#settingsTimer, SETTINGS_TIMEOUT_MS);
  }

  /** Our SETTINGS have been taken. */
  acknowledged(): void {
    this.options.wheel.stop(this.#settingsTimer);
  }

  /** Takes bytes of the peer. */
  read(chunk: Buffer): void {
    if (this.#over) return;
    this.#parser.push(chunk);
    this.#inbound.settle();
  }

  /** The transport has taken everything. */
  onDrain(): void {
    this.sender.onDrain();
  }

  /** Whether no numbers are left for streams of ours (RFC 9113 5.1.1). */
  get exhausted(): boolean {
    return this.streams.highest >= MAX_31_BITS;
  }

  /** Makes the object a new stream of ours; there have to be numbers left. */
  open(stream: Http2Stream): void {
    this.accept(stream, this.streams.highest + (this.streams.highest % 2 === 0 ? 1 : 2));
  }

  /** Makes the object the stream with this number. */
  accept(stream: Http2Stream, id: number): void {
    stream.open(id, this.sender.streamWindow, STREAM_WINDOW_BYTES);
    this.streams.add(stream);
  }

  /** Ends our direction of a stream. */
  sendEnd(stream: Http2Stream, trailers: readonly string[] | undefined): void {
    this.sender.end(stream, trailers);
    stream.localEnded = true;
    if (stream.remoteEnded) this.close(stream);
    // RFC 9113 8.1: a client whose request is not needed any more is told to stop.
    else if (this.role === 'server') this.reset(stream, ERROR.none);
  }

  /** Gives a stream up. */
  reset(stream: Http2Stream, code: ErrorCode): void {
    if (!this.#over) this.sender.reset(stream.id, code);
    if (!stream.remoteEnded) this.streams.giveUp(stream.id);
    this.close(stream);
  }

  /** A stream error (RFC 9113 5.4.2), of which a client can make as many as of resets. */
  refuse(stream: Http2Stream, code: ErrorCode): void {
    this.sender.reset(stream.id, code);
    if (!stream.remoteEnded) this.streams.giveUp(stream.id);
    this.breakOff(stream, code);
    if (this.role === 'server' && !this.guard.reset()) {
      this.fail(ERROR.enhanceYourCalm, 'too many streams are broken');
    }
  }

  /** Both directions are at their end. */
  close(stream: Http2Stream): void {
    this.streams.remove(stream.id);
    this.sender.leave(stream);
    stream.clear();
    stream.events.onClosed();
    if (this.streams.size === 0 && !this.#over) this.options.events.onIdle();
  }

  /** Octets of a stream were used up. A client does not wait for that: others share the connection with a slow reader. */
  used(octets: number): void {
    if (this.role === 'server') this.giveBack(octets);
  }

  /** The peer may send so much more on all streams together; it is told so now and then. */
  giveBack(octets: number): void {
    this.#credit += octets;
    if (this.#credit * 2 < CONNECTION_WINDOW_BYTES || this.#over) return;
    this.receiveWindow += this.#credit;
    this.sender.grant(0, this.#credit);
    this.#credit = 0;
  }

  /** The peer may send so much more on a stream. */
  widen(stream: Http2Stream, octets: number): void {
    stream.receiveWindow += octets;
    this.sender.grant(stream.id, octets);
  }

  /** Asks for a sign of life, which comes as `onPong`. */
  ping(): void {
    this.sender.ping(false, PING_BYTES, 0);
  }

  /** Whether new streams of the peer's are refused. */
  get refusing(): boolean {
    return this.#refusing || this.streams.size >= (this.options.accepts?.most ?? 0);
  }

  /** RFC 9113 6.8: says that the end is near; nothing is refused yet. */
  announceEnd(): void {
    this.sender.goaway(MAX_31_BITS, ERROR.none, '');
  }

  /** Says which stream was the last. Those there are end in peace. */
  refuseMore(): void {
    this.#refusing = true;
    this.#goaway(ERROR.none, '');
  }

  /** A connection error (RFC 9113 5.4.1). */
  fail(code: ErrorCode, reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#goaway(code, reason);
    this.sender.flush();
    this.#loseAll(code);
    this.options.events.onError(code, reason);
  }

  /** The transport has ended, or is about to: streams that are left are lost. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#loseAll(ERROR.none);
  }

  #goaway(code: ErrorCode, reason: string): void {
    this.sender.goaway(this.role === 'server' ? this.streams.highest : 0, code, reason);
  }

  #loseAll(code: number): void {
    this.#parser.stop();
    this.sender.stop();
    this.options.wheel.stop(this.#settingsTimer);
    for (const stream of this.streams.all()) {
      this.tell(stream, ({ events }) => events.onLost(code));
      if (stream.id !== 0) this.close(stream);
    }
  }

  /** Tells whoever has a stream something; a defect of ours ends this stream and no other. */
  tell(stream: Http2Stream, act: (stream: Http2Stream) => void): void {
    const { id } = stream;
    try {
      act(stream);
    } catch (error) {
      this.defect(stream, id, error);
    }
  }

  /** Something was thrown while the stream with this number was told of something. */
  defect(stream: Http2Stream, id: number, error: unknown): void {
    this.options.observer.internalError(error);
    if (id === 0 || stream.id !== id) return;
    if (!this.#over) this.sender.reset(id, ERROR.internal);
    if (!stream.remoteEnded) this.streams.giveUp(id);
    this.breakOff(stream, ERROR.internal);
  }

  /** The stream is no more: whoever has it is told. */
  breakOff(stream: Http2Stream, code: number): void {
    const { id } = stream;
    try {
      stream.events.onReset(code);
    } catch (error) {
      this.options.observer.internalError(error);
    }
    if (stream.id === id) this.close(stream);
  }
}
