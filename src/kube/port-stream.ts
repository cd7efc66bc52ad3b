import { Duplex, Readable, Writable } from 'node:stream';
import WebSocket from 'ws';
import { UnavailableError } from '../model/errors.ts';
import type { PodPort } from './forward.ts';

/** What is sent at once; API servers refuse messages of more than a few MiB. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/**
 * A port of a pod as one stream. The library takes three: what it sends, what it received, and what the kubelet says went
 * wrong; and it asks neither whether somebody still reads nor whether what it sends goes out.
 */
export class PortStream extends Duplex {
  /** What the library is to send. */
  readonly input = new Readable({ read: () => undefined });
  /** Takes what the port says. */
  readonly output: Writable;
  /** Takes what went wrong with the port: this stream fails with UnavailableError. */
  readonly problems: Writable;
  #socket: WebSocket | undefined;
  #unsent = 0;
  #written: (error?: Error | null) => void = () => undefined;

  constructor(target: PodPort) {
    super();
    // Whoever reads hears of it as well; nobody may be there yet.
    this.on('error', () => undefined);
    this.output = new Writable({
      write: (chunk: Buffer, _, done) => {
        // The number of the port comes first, with nothing behind it.
        if (chunk.length > 0 && !this.push(chunk)) this.#socket?.pause();
        done();
      },
    });
    this.problems = new Writable({
      write: (chunk: Buffer, _, done) => {
        if (chunk.length > 0) this.destroy(portProblem(target, chunk.toString('utf8')));
        done();
      },
    });
  }

  /** The socket itself, whose life is now that of the stream. */
  joined(socket: WebSocket): WebSocket {
    this.#socket = socket;
    const send = socket.send.bind(socket);
    // The library does not ask when a message has gone out; who writes has to wait for it.
    socket.send = (data: Buffer) => send(data, (error) => this.#sent(error));
    socket.once('close', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    return socket;
  }

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    // A connection that is being closed has said, or will say, why; who reads learns of it.
    if (this.#socket?.readyState !== WebSocket.OPEN || chunk.length === 0) {
      done();
      return;
    }
    this.#unsent = Math.ceil(chunk.length / MAX_MESSAGE_BYTES);
    this.#written = done;
    for (let at = 0; at < chunk.length; at += MAX_MESSAGE_BYTES) {
      this.input.push(chunk.subarray(at, at + MAX_MESSAGE_BYTES));
    }
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket?.terminate();
    done(error);
  }

  #sent(error: Error | null | undefined): void {
    this.#unsent -= 1;
    if (!error && this.#unsent > 0) return;
    const done = this.#written;
    // The rest of a message that failed fails as well.
    this.#written = () => undefined;
    done(error);
  }
}

/** The kubelet tells at length which of its processes failed; the last words say why. */
function portProblem({ namespace, pod, port }: PodPort, text: string): UnavailableError {
  const refused = /connection refused/i.test(text);
  const reason = refused ? 'nothing listens there' : text.trim().replace(/^error forwarding port [^:]*: /, '');
  return new UnavailableError(
    'UNAVAILABLE_PORT',
    `port ${port} of the pod ${pod}.${namespace} cannot be reached: ${reason}`,
    {
      hint: refused
        ? 'has the pod a sidecar, and is it ready? kubectl get pod -o wide tells; --proxy-admin-port chooses another port'
        : 'look at the pod, and at the kubelet of its node',
    },
  );
}
