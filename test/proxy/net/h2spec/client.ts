import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FLAG, PREFACE } from '../../../../src/proxy/wire/h2/frames/codes.ts';
import { createFrameParser, type FrameParser } from '../../../../src/proxy/wire/h2/frames/parse.ts';
import { createHpackDecoder } from '../../../../src/proxy/wire/h2/hpack/decoder.ts';
import { Silent } from '../../wire/h2/frames/silent.ts';
import { frame, ping, settingsAck } from './bytes.ts';

/** What came on one stream. */
export interface Stream {
  readonly heads: (readonly string[])[];
  body: string;
  ended: boolean;
  reset?: number;
}

/** PING whose answer tells that all before it was read. */
const SENTINEL = 'sentinel';

/** A client that sends what it is given, and notes what comes. It keeps to no rule but the acknowledgement of SETTINGS. */
export class Client extends Silent {
  readonly streams = new Map<number, Stream>();
  readonly settings = new Map<number, number>();
  /** Payloads of PINGs that were answered. */
  readonly pongs: string[] = [];
  settingsAcks = 0;
  goaway: { readonly lastStreamId: number; readonly code: number; readonly debug: string } | undefined;
  closed = false;
  /** What the server sent that is no HTTP/2. */
  fault: string | undefined;
  readonly #socket: Socket;
  readonly #parser: FrameParser;
  readonly #decoder = createHpackDecoder({ tableBytes: 4096, listBytes: 1_000_000 });
  #changed: () => void = () => undefined;
  #slow = false;
  readonly #later: Buffer[] = [];

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    this.#parser = createFrameParser({ role: 'client', frameBytes: 16_384, blockBytes: 1_000_000 }, this);
    socket.on('data', (chunk: Buffer) => {
      this.#parser.push(chunk);
      this.#changed();
    });
    socket.on('error', () => this.#onClose());
    socket.on('close', () => this.#onClose());
    socket.on('end', () => this.#onClose());
  }

  /** A connection whose preface and SETTINGS are sent. */
  static async open(port: number, settings: Buffer): Promise<Client> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.setNoDelay(true);
    const client = new Client(socket);
    client.send(Buffer.concat([Buffer.from(PREFACE), settings]));
    return client;
  }

  send(bytes: Buffer): void {
    if (this.#slow) this.#later.push(bytes);
    else if (!this.closed) this.#socket.write(bytes);
  }

  /** Sends one byte at a time; what has to be answered meanwhile is answered behind them. */
  async sendSlowly(bytes: Buffer): Promise<void> {
    this.#slow = true;
    for (const byte of bytes) {
      if (!this.closed) this.#socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#slow = false;
    for (const answer of this.#later.splice(0)) this.send(answer);
  }

  /** Sends a PING; {@link Client.alive} is true once it was answered. */
  sendSentinel(): void {
    this.send(ping(SENTINEL));
  }

  /** Sends a PING that says nothing of the end. */
  sendProbe(): void {
    this.send(ping('in midst'));
  }

  get alive(): boolean {
    return this.pongs.includes(SENTINEL) && this.goaway === undefined && !this.closed;
  }

  /** Waits until something holds, or nothing can happen any more; says whether it holds. */
  async until(holds: () => boolean, patienceMs: number): Promise<boolean> {
    const end = Date.now() + patienceMs;
    while (!holds() && !this.closed && Date.now() < end) await this.#change(end - Date.now());
    return holds();
  }

  stream(id: number): Stream {
    const known = this.streams.get(id);
    if (known !== undefined) return known;
    const stream: Stream = { heads: [], body: '', ended: false };
    this.streams.set(id, stream);
    return stream;
  }

  /** The status of a stream's answer; interim ones do not count. */
  status(id: number): number {
    const final = this.stream(id).heads.find((head) => head[0] === ':status' && !head[1]?.startsWith('1'));
    return Number(final?.[1] ?? 0);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** All there is to say, for a test that fails. */
  summary(): unknown {
    const { goaway, closed, pongs, settingsAcks, fault } = this;
    const streams = [...this.streams].map(([id, { heads, body, ended, reset }]) => ({
      id,
      heads: heads.map((head) => head.slice(0, 2).join(' ')),
      body: body.slice(0, 80),
      ended,
      reset,
    }));
    return { goaway, closed, pongs, settingsAcks, fault, streams };
  }

  override onHeaders(id: number, ends: boolean, bytes: Buffer, start: number, end: number): void {
    const result = this.#decoder.decode(bytes, start, end);
    if (result.kind === 'fields') this.stream(id).heads.push(result.fields);
    else this.fault ??= JSON.stringify(result);
    if (ends) this.stream(id).ended = true;
  }

  override onData(id: number, ends: boolean, bytes: Buffer, start: number, end: number): void {
    this.stream(id).body += bytes.toString('latin1', start, end);
    if (ends) this.stream(id).ended = true;
  }

  override onReset(id: number, code: number): void {
    this.stream(id).reset = code;
  }

  override onSetting(id: number, value: number): void {
    this.settings.set(id, value);
  }

  override onSettingsEnd(): void {
    this.send(settingsAck());
  }

  override onSettingsAck(): void {
    this.settingsAcks += 1;
  }

  override onPing(ack: boolean, bytes: Buffer, start: number): void {
    const payload = bytes.toString('latin1', start, start + 8);
    if (ack) this.pongs.push(payload);
    else this.send(frame({ type: 6, flags: FLAG.ack, payload: Buffer.from(payload, 'latin1') }));
  }

  override onGoaway(lastStreamId: number, code: number, bytes: Buffer, start: number, end: number): void {
    this.goaway = { lastStreamId, code, debug: bytes.toString('latin1', start, end) };
  }

  override onError(code: number, reason: string): void {
    this.fault ??= `${code}: ${reason}`;
  }

  #onClose(): void {
    this.closed = true;
    this.#changed();
  }

  #change(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, patienceMs));
      this.#changed = () => {
        clearTimeout(timer);
        this.#changed = () => undefined;
        resolve();
      };
    });
  }
}
