import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ProxyObserver } from '../observer.ts';
import type { Transport, TransportEvents } from '../wire/transport.ts';
import { errorDetail } from './errors.ts';
import { lasting } from './read-buffer.ts';
import { release } from './spent.ts';

/** Bodies up to this size are copied into the text that leaves with the head: one system call instead of a gathered one. */
const COPY_BYTES = 16 * 1024;

/** A socket as the byte machines see it. What is written in one turn leaves in one system call. */
export class SocketTransport implements Transport {
  readonly socket: Socket;
  readonly #observer: ProxyObserver;
  #events: TransportEvents | undefined;
  #text = '';
  #corked = false;
  /** Copies that were made for what leaves with the next {@link SocketTransport.flush}. */
  #copies: Buffer[] = [];
  #ended = false;
  #detail = '';
  #label: string | undefined;

  constructor(socket: Socket, observer: ProxyObserver) {
    this.socket = socket;
    this.#observer = observer;
    socket.on('data', this.#onData);
    socket.on('end', () => this.#guarded(tellEnd));
    socket.on('drain', () => this.#guarded(tellDrain));
    socket.on('finish', () => this.#guarded(tellDrain));
    socket.on('error', (error) => {
      this.#detail = errorDetail(error);
    });
    socket.on('close', () => this.#guarded((events) => events.onClose(this.#detail)));
  }

  /** From now on these are told. */
  attach(events: TransportEvents): void {
    this.#events = events;
  }

  /** Nobody is told any more: the socket goes into other hands, not flowing. */
  release(): Socket {
    this.#events = undefined;
    this.socket.removeListener('data', this.#onData);
    this.socket.pause();
    return this.socket;
  }

  /** For sockets that read into memory of ours, and so have no event for it. */
  receive(chunk: Buffer): void {
    this.#onData(chunk);
  }

  readonly #onData = (chunk: Buffer): void => {
    try {
      this.#events?.onData(chunk);
    } catch (error) {
      this.#defect(error);
    }
  };

  #guarded(tell: (events: TransportEvents) => void): void {
    try {
      if (this.#events) tell(this.#events);
    } catch (error) {
      this.#defect(error);
    }
  }

  /** A defect of ours ends this connection and no other. */
  #defect(error: unknown): void {
    this.#observer.internalError(error);
    this.socket.destroy();
  }

  get backlog(): number {
    return this.socket.writableLength;
  }

  get localLabel(): string {
    this.#label ??= labelOf(this.socket);
    return this.#label;
  }

  get bytesRead(): number {
    return this.socket.bytesRead;
  }

  get bytesWritten(): number {
    return this.socket.bytesWritten;
  }

  write(text: string): void {
    this.#text += text;
  }

  writeBytes(chunk: Buffer, from: number, to: number): void {
    if (to - from <= COPY_BYTES) {
      this.#text += chunk.toString('latin1', from, to);
      return;
    }
    if (!this.#corked) {
      this.#corked = true;
      this.socket.cork();
    }
    this.#writeText();
    const part = chunk.subarray(from, to);
    const bytes = lasting(part);
    if (bytes !== part) this.#copies.push(bytes);
    this.socket.write(bytes);
  }

  #writeText(): void {
    if (this.#text === '') return;
    this.socket.write(this.#text, 'latin1');
    this.#text = '';
  }

  flush(): void {
    if (this.#ended) return;
    this.#writeText();
    if (!this.#corked) return;
    this.#corked = false;
    this.socket.uncork();
    this.#forget(this.#copies);
    this.#copies.length = 0;
  }

  /** With nothing waiting the system has every byte that was written. */
  #forget(written: readonly Buffer[]): void {
    if (this.socket.writableLength > 0) return;
    for (const each of written) release(each);
  }

  send(chunk: Buffer): void {
    this.flush();
    if (this.#ended) return;
    const bytes = lasting(chunk);
    this.socket.write(bytes);
    this.#forget([bytes]);
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  end(): void {
    if (this.#ended) return;
    this.flush();
    this.#ended = true;
    this.socket.end();
  }

  destroy(): void {
    this.#ended = true;
    this.socket.destroy();
  }

  reset(): void {
    this.#ended = true;
    // Only TCP has a reset; TLS shows a cut by the missing close_notify.
    if (this.socket instanceof TLSSocket || this.socket.remoteAddress === undefined) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }
}

function labelOf({ localAddress, localPort }: Socket): string {
  return localAddress === undefined ? '' : `${localAddress}:${localPort}`;
}

function tellEnd(events: TransportEvents): void {
  events.onEnd();
}

function tellDrain(events: TransportEvents): void {
  events.onDrain();
}
