import { ERROR, type ErrorCode } from '../frames/codes.ts';
import { writeSettingsAck } from '../frames/write.ts';
import type { Http2Connection } from './connection.ts';
import { COST } from './guard.ts';

/** What frames do that concern the connection as a whole, or nobody (RFC 9113 section 6). */
export class ControlFrames {
  /** Frames, and pieces of them, that have come. */
  frames = 0;
  protected readonly connection: Http2Connection;

  constructor(connection: Http2Connection) {
    this.connection = connection;
  }

  onPriority(): void {
    this.frames += 1;
    this.pay(COST.priority);
  }

  onSetting(id: number, value: number): void {
    this.connection.peer.set(id, value);
  }

  onSettingsEnd(): void {
    this.frames += 1;
    const connection = this.connection;
    if (!this.pay(COST.settings)) return;
    writeSettingsAck(connection.sender.out);
    connection.sender.schedule();
    if (connection.peer.settle(connection.streams)) connection.options.events.onSettings();
    else connection.fail(ERROR.flowControl, 'a window beyond what there can be');
  }

  onSettingsAck(): void {
    this.frames += 1;
    this.connection.acknowledged();
  }

  onPing(ack: boolean, bytes: Buffer, start: number): void {
    this.frames += 1;
    if (ack) this.connection.options.events.onPong();
    else if (this.pay(COST.ping)) this.connection.sender.ping(true, bytes, start);
  }

  onGoaway(lastStreamId: number, code: number): void {
    this.frames += 1;
    const connection = this.connection;
    // First, so that nobody tries again here.
    connection.options.events.onGoaway(code);
    if (connection.role === 'client') {
      for (const stream of connection.streams.all()) {
        if (stream.id > lastStreamId) connection.breakOff(stream, ERROR.refusedStream);
      }
    }
  }

  onUnknown(): void {
    this.frames += 1;
    this.pay(COST.unknown);
  }

  onError(code: ErrorCode, reason: string): void {
    this.connection.fail(code, reason);
  }

  /** Takes the cost of a frame from what the peer has; false when that was the last straw. */
  protected pay(cost: number): boolean {
    const { guard, sender } = this.connection;
    // What we send has to be answered: by windows, and by whoever measures how fast it comes.
    guard.earn(sender.dataFrames);
    sender.dataFrames = 0;
    if (guard.spend(cost)) return true;
    this.connection.fail(ERROR.enhanceYourCalm, 'too many frames that bring nobody further');
    return false;
  }
}
