/** A connection inside a request to an HTTP proxy (RFC 9110 9.3.6, and the same with POST). */
import type { ConnectionInfo, TunnelPlan } from '../contract.ts';
import type { FailureReason } from '../failure.ts';
import type { Endpoint } from '../upstream.ts';
import type { Fields } from './fields.ts';
import type { DialEvents } from './pool.ts';
import { RequestHead } from './request-head.ts';
import type { ResponseHead } from './response-head.ts';
import type { UpstreamEvents, UpstreamStream, Upstreams } from './stream.ts';
import type { Transport, TransportEvents } from './transport.ts';

const POST_PATH = '/';

/** The way a connection takes through an HTTP proxy. */
export interface TunnelOptions {
  /** The HTTP proxy. */
  readonly endpoint: Endpoint;
  readonly tunnel: TunnelPlan;
  readonly origin: ConnectionInfo;
}

function requestOf({ method, authority }: TunnelPlan): RequestHead {
  const head = new RequestHead();
  head.method = method;
  head.authority = authority;
  head.target = method === 'POST' ? POST_PATH : '';
  // A body of any length; with CONNECT the bytes go as they are from the first one on.
  head.framing.chunked = method === 'POST';
  return head;
}

/** The try at a tunnel, and from the proxy's consent on the connection in it. */
class Tunnel implements UpstreamEvents, Transport {
  readonly origin: ConnectionInfo;
  bytesRead = 0;
  bytesWritten = 0;
  readonly #plan: TunnelPlan;
  readonly #dialled: DialEvents;
  #stream: UpstreamStream | undefined;
  #events: TransportEvents | undefined;
  #ended = false;
  #peerEnded = false;
  #closed = false;

  constructor(plan: TunnelPlan, origin: ConnectionInfo, dialled: DialEvents) {
    this.origin = origin;
    this.#plan = plan;
    this.#dialled = dialled;
  }

  get backlog(): number {
    return this.#stream?.backlog ?? 0;
  }

  get localLabel(): string {
    return this.#stream?.localLabel ?? '';
  }

  onReady(stream: UpstreamStream): void {
    this.#stream = stream;
    stream.sendHead(requestOf(this.#plan), '');
    stream.flush();
  }

  onInterim(): void {
    // The proxy is still thinking.
  }

  onHead({ status }: ResponseHead): void {
    if (status >= 200 && status < 300) {
      this.#events = this.#dialled.onConnected(this);
      return;
    }
    this.#stream?.cancel();
    this.#stream = undefined;
    this.#closed = true;
    this.#dialled.onFailed('connect-failure', `the tunnel was refused with ${status}`);
  }

  onData(chunk: Buffer, from: number, to: number): void {
    this.bytesRead += to - from;
    this.#events?.onData(chunk.subarray(from, to));
  }

  onEnd(_trailers: Fields | undefined): void {
    if (this.#closed) return;
    this.#peerEnded = true;
    this.#stream = undefined;
    this.#events?.onEnd();
    this.#settle();
  }

  onFailure(reason: FailureReason, detail: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stream = undefined;
    if (this.#events) this.#events.onClose(detail);
    else this.#dialled.onFailed(reason, detail);
  }

  onDrain(): void {
    this.#events?.onDrain();
  }

  onPause(): void {
    // Whoever is slower than the tunnel pauses it.
  }

  write(text: string): void {
    this.send(Buffer.from(text, 'latin1'));
  }

  writeBytes(chunk: Buffer, from: number, to: number): void {
    this.bytesWritten += to - from;
    this.#stream?.sendData(chunk, from, to);
  }

  send(chunk: Buffer): void {
    this.writeBytes(chunk, 0, chunk.length);
    this.flush();
  }

  flush(): void {
    this.#stream?.flush();
  }

  pause(): void {
    this.#stream?.pause();
  }

  resume(): void {
    this.#stream?.resume();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stream?.sendEnd(undefined);
    this.flush();
    this.#settle();
  }

  /** With both directions at their end there is nothing left. */
  #settle(): void {
    if (this.#closed || !this.#ended || !this.#peerEnded) return;
    this.#closed = true;
    this.#events?.onClose('');
  }

  destroy(): void {
    this.#closed = true;
    this.#stream?.cancel();
    this.#stream = undefined;
  }

  reset(): void {
    this.destroy();
  }
}

/** Asks an HTTP proxy for a connection, which behaves as one that was dialled. */
export function openTunnel(upstreams: Upstreams, options: TunnelOptions, events: DialEvents): void {
  const { endpoint, tunnel, origin } = options;
  upstreams.acquire(endpoint, new Tunnel(tunnel, origin, events), endpoint.cluster.protocol === 'http2', true);
}
