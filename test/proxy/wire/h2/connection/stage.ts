import { Http2Connection } from '../../../../../src/proxy/wire/h2/connection/connection.ts';
import { Http2Stream, type StreamEvents } from '../../../../../src/proxy/wire/h2/connection/stream.ts';
import { FLAG, FRAME } from '../../../../../src/proxy/wire/h2/frames/codes.ts';
import { Writer } from '../../../../../src/proxy/wire/h2/frames/writer.ts';
import { createHpackEncoder } from '../../../../../src/proxy/wire/h2/hpack/encoder.ts';
import { TimerWheel } from '../../../../../src/proxy/wire/timer-wheel.ts';
import { type Call, frame, Recorder, SETTINGS } from '../frames/recorder.ts';

export const PREFACE: Buffer = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');
const GET = [':method', 'GET', ':scheme', 'http', ':authority', 'a', ':path', '/'];

/** HEADERS with a block that needs no table. */
export function headers(id: number, fields: readonly string[] = GET, flags: number = FLAG.endStream): Buffer {
  const out = new Writer();
  createHpackEncoder().encode(fields, out);
  return frame(FRAME.headers, flags | FLAG.endHeaders, id, out.take().toString('hex'));
}

/** DATA of so many bytes. */
export function data(id: number, bytes: number, flags = 0): Buffer {
  return frame(FRAME.data, flags, id, '61'.repeat(bytes));
}

const hex32 = (value: number): string => value.toString(16).padStart(8, '0');

export const windowUpdate = (id: number, octets: number): Buffer => frame(FRAME.windowUpdate, 0, id, hex32(octets));
export const reset = (id: number, code: number): Buffer => frame(FRAME.reset, 0, id, hex32(code));
export const ping = (): Buffer => frame(FRAME.ping, 0, 0, '0102030405060708');
export const goaway = (last: number, code: number): Buffer => frame(FRAME.goaway, 0, 0, hex32(last) + hex32(code));

/** SETTINGS: parameter, value, parameter, value. */
export function settings(...pairs: readonly number[]): Buffer {
  const payload = pairs.map((value, index) => (index % 2 === 0 ? value.toString(16).padStart(4, '0') : hex32(value)));
  return frame(FRAME.settings, 0, 0, payload.join(''));
}

/** A connection between arrays: a peer's bytes go in, what is told and what is sent is remembered. */
export class ConnectionStage {
  readonly connection: Http2Connection;
  /** What was told, of streams with their number in front. */
  readonly told: string[] = [];
  readonly errors: unknown[] = [];
  readonly streams: Http2Stream[] = [];
  /** What a stream does when it is told something. */
  act: (stream: Http2Stream, told: string) => void = () => undefined;
  backlog = 0;
  readonly #wheel: TimerWheel;
  readonly #recorder: Recorder;
  #now = 0;
  #acts: (() => void)[] = [];
  #writes = 0;

  constructor(role: 'server' | 'client', most = 100) {
    this.#recorder = new Recorder({
      role: role === 'server' ? 'client' : 'server',
      frameBytes: 2 ** 24 - 1,
      blockBytes: 1_000_000,
    });
    this.#wheel = new TimerWheel(
      () => this.#now,
      () => undefined,
      (error) => this.errors.push(error),
    );
    const transport = {
      send: (chunk: Buffer) => {
        this.#writes += 1;
        this.#recorder.parser.push(Buffer.from(chunk));
      },
    };
    const backlog = () => this.backlog;
    this.connection = new Http2Connection({
      ...(role === 'server' ? { accepts: { most, next: () => this.stream() } } : {}),
      transport: Object.defineProperty(transport, 'backlog', { get: backlog }) as typeof transport & {
        backlog: number;
      },
      events: {
        onSettings: () => void this.told.push('settings'),
        onGoaway: (code) => void this.told.push(`goaway ${code}`),
        onPong: () => void this.told.push('pong'),
        onIdle: () => void this.told.push('idle'),
        onError: (code) => void this.told.push(`error ${code}`),
      },
      settings: [],
      now: () => this.#now,
      wheel: this.#wheel,
      observer: { internalError: (error) => void this.errors.push(error) },
      atTurnEnd: (act) => void this.#acts.push(act),
    });
    this.connection.start();
  }

  /** An object that remembers what it is told as a stream. */
  stream(): Http2Stream {
    const note = (text: string): void => {
      this.told.push(`${stream.id} ${text}`);
      this.act(stream, text);
    };
    const events: StreamEvents = {
      onHeaders: (fields, wellFormed, ended) =>
        note(`headers ${fields.length / 2}${wellFormed ? '' : ' malformed'}${ended ? ' end' : ''}`),
      onTooLarge: () => note('too large'),
      onData: (_bytes, start, end) => note(`data ${end - start}`),
      onEnd: () => note('end'),
      onReset: (code) => note(`reset ${code}`),
      onLost: (code) => note(`lost ${code}`),
      onDrain: () => note('drain'),
      onPause: () => note('pause'),
      onClosed: () => void this.told.push('closed'),
    };
    const stream = new Http2Stream(this.connection, events);
    this.streams.push(stream);
    return stream;
  }

  /** Bytes of the peer come in one chunk. */
  read(...frames: readonly Buffer[]): this {
    this.connection.read(Buffer.concat(frames));
    return this;
  }

  /** A peer that has said hello, in the way its role asks for. */
  greeted(...pairs: readonly number[]): this {
    const hello = pairs.length === 0 ? SETTINGS : settings(...pairs);
    this.read(...(this.connection.role === 'server' ? [PREFACE, hello] : [hello]));
    this.sent();
    this.told.length = 0;
    return this;
  }

  /** Everything that came at once has been seen to. */
  turn(): this {
    for (const act of this.#acts.splice(0)) act();
    return this;
  }

  /** Frames that were sent since the last look, greetings apart. */
  sent(): readonly Call[] {
    this.turn();
    return this.#recorder.calls.splice(0);
  }

  /** How often bytes were handed to the transport. */
  get writes(): number {
    this.turn();
    return this.#writes;
  }

  pass(ms: number): void {
    this.#now += ms;
    this.#wheel.advance();
  }
}
