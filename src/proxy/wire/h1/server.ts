import type { ConnectionInfo, ListenerPlan, LocalReply } from '../../contract.ts';
import type { Fields } from '../fields.ts';
import type { Ending } from '../outcome.ts';
import type { WireProblem } from '../problem.ts';
import { Relay } from '../relay.ts';
import type { RequestHead } from '../request-head.ts';
import type { ResponseBody, ResponseHead } from '../response-head.ts';
import type { ServerOptions } from '../server-host.ts';
import type { ClientSide, ClientWire } from '../stream.ts';
import type { Transport, TransportEvents } from '../transport.ts';
import { Binding } from './binding.ts';
import { Inflow, PAUSED } from './inflow.ts';
import { CLIENT_GONE, codecError, LOW_VERSION, refusal, TOO_SLOW } from './refusal.ts';
import { type RequestEvents, RequestReader } from './request-reader.ts';
import { ResponseWriter } from './response-writer.ts';
import { ServerTimer } from './server-timer.ts';
import { interimText } from './text.ts';

/** The rest of a body that nobody wants is read over up to this size, so that the connection can be kept. */
const MAX_DISCARD_BYTES = 64 * 1024;

/** `piping`: bytes as they are; `closing`: all is said, what still comes is read over. */
const STATES = { open: 0, piping: 1, closing: 2, closed: 3 } as const;

/** A client's HTTP/1.1 connection: requests one after the other, answers in their order (RFC 9112 9.3.2). */
export class Http1Server implements ClientSide, TransportEvents, RequestEvents {
  readonly connection: ConnectionInfo;
  readonly listener: ListenerPlan;
  readonly wire: ClientWire;
  readonly #binding: Binding;
  readonly #transport: Transport;
  readonly #inflow: Inflow;
  readonly #requests = new RequestReader(this);
  readonly #writer: ResponseWriter;
  readonly #relay: Relay;
  readonly #timer: ServerTimer;
  #state: number = STATES.open;
  #reading = false;
  #keepAlive = true;
  /** The answer was there before the body was complete. */
  #discarding = false;
  #discarded = 0;

  constructor({ context, host, connection, service, transport }: ServerOptions) {
    this.connection = connection;
    this.listener = host.listener;
    this.#transport = transport;
    this.#inflow = new Inflow(transport);
    this.#binding = new Binding({ context, host, connection, service });
    this.#requests.head.scheme = connection.transport === 'tls' ? 'https' : 'http';
    this.#writer = new ResponseWriter(context, transport, this.#requests);
    this.wire = this.#writer;
    this.#relay = new Relay(context, this);
    this.#timer = new ServerTimer(context, service.settings, {
      onIdle: () => this.#idle(),
      onSlow: () => this.#refuse(TOO_SLOW),
      onLingered: () => transport.destroy(),
    });
    this.#applySettings();
  }

  get protocol(): ClientSide['protocol'] {
    return this.#requests.head.http10 ? 'HTTP/1.0' : 'HTTP/1.1';
  }

  get backlog(): number {
    return this.#transport.backlog;
  }

  /** The proxy is about to end: a connection without a request goes at once, another one after its answer. */
  drain(): void {
    if (!this.#relay.active && this.#requests.idle) this.#close();
  }

  onData(chunk: Buffer): void {
    if (this.#state === STATES.open) this.#read(chunk);
    else if (this.#state === STATES.piping) this.#relay.requestData(chunk, 0, chunk.length);
    this.#relay.flushUpstream();
  }

  #read(chunk: Buffer): void {
    let at = 0;
    this.#reading = true;
    while (at < chunk.length && this.#state === STATES.open) {
      if (!this.#requests.inBody && this.#relay.active) {
        this.#inflow.hold(chunk.subarray(at));
        break;
      }
      at = this.#requests.read(chunk, at);
    }
    this.#reading = false;
    if (this.#requests.begun) this.#timer.awaitHead();
    else if (this.#requests.inBody) this.#timer.awaitBody();
    this.flush();
  }

  onRequest(head: RequestHead): void {
    if (this.#binding.next()) this.#applySettings();
    this.#keepAlive = head.persistent;
    if (head.http10 && !this.#binding.settings.acceptHttp10) this.#refuse(LOW_VERSION);
    else this.#relay.begin(this.#binding.exchange, head, !this.#requests.inBody);
  }

  #applySettings(): void {
    const { settings } = this.#binding;
    this.#timer.use(settings);
    this.#writer.serverName = settings.serverName;
    this.#requests.lenient = settings.lenientLineEnds;
  }

  data(chunk: Buffer, from: number, to: number): void {
    this.#timer.received(to - from);
    if (this.#relay.active) this.#relay.requestData(chunk, from, to);
    else {
      this.#discarded += to - from;
      if (this.#discarded > MAX_DISCARD_BYTES) this.#close();
    }
  }

  onComplete(trailers: Fields | undefined): void {
    this.#timer.quiet();
    if (this.#relay.active) this.#relay.requestEnd(trailers);
    else this.#nextRequest();
  }

  onRefused(problem: WireProblem): void {
    this.#refuse(codecError(problem));
  }

  /** Answers with an error and ends the connection: where the next request would begin is not known. */
  #refuse(ending: Ending): void {
    const { active, responding } = this.#relay;
    if (active) this.#relay.abandon(ending);
    else if (!this.#discarding) this.#relay.refuse(this.#requests.head, ending);
    if (responding) this.#transport.reset();
    else if (!this.#discarding) this.#writer.reply(this.#requests.head, refusal(ending.status), false);
    this.#close();
  }

  sendInterim(response: ResponseHead): void {
    if (!this.#requests.head.http10) this.#transport.write(interimText(response));
  }

  sendHead(response: ResponseHead, body: ResponseBody, serviceMs: number): void {
    this.#writer.serviceMs = serviceMs;
    this.#writer.head(this.#requests.head, response, body, this.#goesOn());
  }

  sendData(chunk: Buffer, from: number, to: number): void {
    this.#writer.data(chunk, from, to);
  }

  sendEnd(trailers: Fields | undefined): void {
    if (this.#state !== STATES.piping) this.#writer.end(trailers);
    this.#answered();
  }

  sendReply(reply: LocalReply): void {
    const { inBody, left, head } = this.#requests;
    // A client that waits for 100 sends its body, or does not: nobody can tell.
    if (inBody && (head.framing.expectsContinue || (left > MAX_DISCARD_BYTES && !head.framing.chunked)))
      this.#keepAlive = false;
    this.#writer.reply(head, reply, this.#goesOn());
    this.#answered();
  }

  /** Whether the connection stays open after this answer. */
  #goesOn(): boolean {
    if (!this.#binding.mayGoOn) this.#keepAlive = false;
    return this.#keepAlive;
  }

  #answered(): void {
    this.#timer.quiet();
    if (!this.#keepAlive || this.#writer.untilClose || this.#state === STATES.piping) this.#close();
    else if (this.#requests.inBody) this.#discarding = true;
    else this.#nextRequest();
  }

  #nextRequest(): void {
    this.#discarding = false;
    this.#discarded = 0;
    this.#requests.next();
    const rest = this.#reading ? undefined : this.#inflow.take();
    if (rest) this.onData(rest);
  }

  abort(): void {
    // A body without a length would look complete if it ended in the usual way.
    if (this.#writer.untilClose || this.#state === STATES.piping) this.#transport.reset();
    this.#close();
  }

  pipe(): void {
    this.#state = STATES.piping;
    this.#timer.stop();
    const rest = this.#inflow.take();
    if (rest) this.onData(rest);
  }

  flush(): void {
    this.#transport.flush();
  }

  pauseRequest(): void {
    this.#timer.excuse();
    this.#inflow.pause(PAUSED.body);
  }

  resumeRequest(): void {
    this.#inflow.resume(PAUSED.body);
  }

  /** Says good-bye; what the client still sends is read over, so that it can read our last answer. */
  #close(): void {
    if (this.#state >= STATES.closing) return;
    this.#state = STATES.closing;
    this.#inflow.drop();
    this.#transport.end();
    if (this.#transport.backlog === 0) this.#timer.linger();
  }

  #idle(): void {
    if (this.#state === STATES.closing) this.#transport.destroy();
    else if (this.#requests.idle) this.#close();
  }

  onDrain(): void {
    if (this.#state === STATES.closing) this.#timer.linger();
    else this.#relay.clientDrained();
  }

  onEnd(): void {
    if (this.#state === STATES.piping) {
      this.#relay.requestEnd(undefined);
      this.#relay.flushUpstream();
      return;
    }
    // What we have said may still be on its way; the socket closes when it has arrived.
    if (this.#state === STATES.closing) return;
    if (this.#relay.active) this.#relay.abandon(CLIENT_GONE);
    this.#transport.destroy();
  }

  onClose(): void {
    this.#state = STATES.closed;
    this.#timer.stop();
    if (this.#relay.active) this.#relay.abandon(CLIENT_GONE);
  }
}
