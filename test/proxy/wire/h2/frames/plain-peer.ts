import { once } from 'node:events';
import type { Socket } from 'node:net';
import { ERROR } from '../../../../../src/proxy/wire/h2/frames/codes.ts';
import { createFrameParser, type FrameParser } from '../../../../../src/proxy/wire/h2/frames/parse.ts';
import {
  writeData,
  writeHeaders,
  writePing,
  writePreface,
  writeSettings,
  writeSettingsAck,
} from '../../../../../src/proxy/wire/h2/frames/write.ts';
import { Writer } from '../../../../../src/proxy/wire/h2/frames/writer.ts';
import { createHpackDecoder } from '../../../../../src/proxy/wire/h2/hpack/decoder.ts';
import { createHpackEncoder } from '../../../../../src/proxy/wire/h2/hpack/encoder.ts';
import { Silent } from './silent.ts';

/** A message as it came: its fields, and its body. */
export interface PlainMessage {
  readonly streamId: number;
  readonly fields: readonly string[];
  body: string;
}

/**
 * A peer that has nothing but the codec: it answers SETTINGS and PING, and knows of no windows. What outside peers send it is what
 * the codec reads, what they get is what the codec writes.
 */
export class PlainPeer extends Silent {
  readonly #socket: Socket;
  readonly #parser: FrameParser;
  readonly #out = new Writer();
  readonly #encoder = createHpackEncoder();
  readonly #decoder = createHpackDecoder({ tableBytes: 4096, listBytes: 1_000_000 });
  readonly #open = new Map<number, PlainMessage>();
  #whole: (message: PlainMessage) => void = () => undefined;
  error: string | undefined;

  constructor(socket: Socket, role: 'client' | 'server', settings: readonly number[] = []) {
    super();
    this.#socket = socket;
    this.#parser = createFrameParser({ role, frameBytes: 16_384, blockBytes: 1_000_000 }, this);
    socket.on('data', (chunk: Buffer) => {
      this.#parser.push(chunk);
      this.#flush();
    });
    if (role === 'client') writePreface(this.#out);
    writeSettings(this.#out, settings);
    this.#flush();
  }

  /** Called with every message that has come whole. */
  onMessage(whole: (message: PlainMessage) => void): void {
    this.#whole = whole;
  }

  /** The next message that comes whole. */
  next(): Promise<PlainMessage> {
    return new Promise((resolve) => this.onMessage(resolve));
  }

  send(streamId: number, fields: readonly string[], body: string): void {
    writeHeaders(this.#out, this.#encoder, streamId, body === '', fields, 16_384);
    const bytes = Buffer.from(body, 'latin1');
    if (body !== '') writeData(this.#out, streamId, true, bytes, 0, bytes.length);
    this.#flush();
  }

  async end(): Promise<void> {
    this.#socket.destroy();
    await once(this.#socket, 'close');
  }

  override onHeaders(streamId: number, endStream: boolean, bytes: Buffer, start: number, end: number): void {
    const result = this.#decoder.decode(bytes, start, end);
    if (result.kind !== 'fields') throw new Error(`a block cannot be read: ${JSON.stringify(result)}`);
    this.#open.set(streamId, { streamId, fields: result.fields, body: '' });
    if (endStream) this.#end(streamId);
  }

  override onData(streamId: number, endStream: boolean, bytes: Buffer, start: number, end: number): void {
    const message = this.#open.get(streamId);
    if (message !== undefined) message.body += bytes.toString('latin1', start, end);
    if (endStream) this.#end(streamId);
  }

  override onSetting(id: number, value: number): void {
    if (id === 1) this.#encoder.setMaxTableBytes(value);
  }

  override onSettingsEnd(): void {
    writeSettingsAck(this.#out);
  }

  override onPing(ack: boolean, bytes: Buffer, start: number): void {
    if (!ack) writePing(this.#out, true, bytes, start);
  }

  override onGoaway(_last: number, code: number): void {
    if (code !== ERROR.none) this.error ??= `the peer has gone away with ${code}`;
  }

  override onError(code: number, reason: string): void {
    this.error ??= `${code}: ${reason}`;
  }

  #end(streamId: number): void {
    const message = this.#open.get(streamId);
    this.#open.delete(streamId);
    if (message !== undefined) this.#whole(message);
  }

  #flush(): void {
    const bytes = this.#out.take();
    if (bytes.length > 0) this.#socket.write(bytes);
    if (this.#socket.writableLength === 0) this.#out.giveBack();
  }
}
