/** Connections that are as bad as a developer wants them. */
import type { ConnectionFaults } from '../upstream.ts';
import { FaultyLane, type LaneContext } from './faulty-lane.ts';
import { Timer } from './timer-wheel.ts';
import { HIGH_WATER_BYTES, type Transport, type TransportEvents } from './transport.ts';

/** A connection to an endpoint behind faults: slow, late, cut, or silent until it is closed. */
export class FaultyTransport implements Transport, TransportEvents {
  readonly #inner: Transport;
  readonly #faults: ConnectionFaults;
  readonly #up: FaultyLane;
  readonly #down: FaultyLane;
  readonly #context: LaneContext;
  readonly #silence = new Timer(() => this.#inner.destroy());
  #events: TransportEvents | undefined;
  #text = '';
  #left: number;
  #paused = false;
  #choked = false;

  constructor(inner: Transport, faults: ConnectionFaults, context: LaneContext) {
    this.#inner = inner;
    this.#faults = faults;
    this.#context = context;
    this.#left = faults.resetAfterBytes || Number.POSITIVE_INFINITY;
    const { sliceBytes, jitterMs, slowCloseMs } = faults;
    const common = { sliceBytes, jitterMs, slowCloseMs };
    const up = { pass: (piece: Buffer) => this.#sendUp(piece), end: () => inner.end() };
    const down = { pass: (piece: Buffer) => this.#passDown(piece), end: () => this.#events?.onEnd() };
    this.#up = new FaultyLane({ ...common, bytesPerSecond: faults.upBytesPerSecond }, up, context);
    this.#down = new FaultyLane({ ...common, bytesPerSecond: faults.downBytesPerSecond }, down, context);
    if (faults.silentMs > 0) context.wheel.start(this.#silence, faults.silentMs);
  }

  /** From now on these are told. */
  attach(events: TransportEvents): void {
    this.#events = events;
  }

  get backlog(): number {
    return this.#inner.backlog + this.#up.held;
  }

  get localLabel(): string {
    return this.#inner.localLabel;
  }

  get bytesRead(): number {
    return this.#inner.bytesRead;
  }

  get bytesWritten(): number {
    return this.#inner.bytesWritten;
  }

  #sendUp(piece: Buffer): void {
    this.#inner.send(piece);
    if (this.#up.held === 0) this.onDrain();
  }

  #passDown(piece: Buffer): void {
    const kept = piece.subarray(0, this.#left);
    this.#left -= kept.length;
    this.#events?.onData(kept);
    if (this.#left === 0) this.reset();
    this.#flow();
  }

  /** Who reads too slowly, or holds too much back, is sent nothing more. */
  #flow(): void {
    const stops = this.#paused || this.#down.held > HIGH_WATER_BYTES;
    if (stops === this.#choked) return;
    this.#choked = stops;
    if (stops) this.#inner.pause();
    else this.#inner.resume();
  }

  write(text: string): void {
    this.#text += text;
  }

  writeBytes(chunk: Buffer, from: number, to: number): void {
    this.#text += chunk.toString('latin1', from, to);
  }

  flush(): void {
    if (this.#text === '') return;
    const bytes = Buffer.from(this.#text, 'latin1');
    this.#text = '';
    if (this.#faults.silentMs === 0) this.#up.push(bytes);
  }

  send(chunk: Buffer): void {
    this.flush();
    if (this.#faults.silentMs === 0) this.#up.push(Buffer.from(chunk));
  }

  pause(): void {
    this.#paused = true;
    this.#flow();
  }

  resume(): void {
    this.#paused = false;
    this.#flow();
  }

  end(): void {
    this.flush();
    this.#up.end();
  }

  destroy(): void {
    this.#stop();
    this.#inner.destroy();
  }

  reset(): void {
    this.#stop();
    this.#inner.reset();
  }

  #stop(): void {
    this.#up.stop();
    this.#down.stop();
    this.#context.wheel.stop(this.#silence);
  }

  onData(chunk: Buffer): void {
    // The bytes are there only until this returns.
    if (this.#faults.silentMs === 0) this.#down.push(Buffer.from(chunk));
    this.#flow();
  }

  onEnd(): void {
    this.#down.end();
  }

  onClose(detail: string): void {
    this.#stop();
    this.#events?.onClose(detail);
  }

  onDrain(): void {
    if (this.backlog === 0) this.#events?.onDrain();
  }
}
