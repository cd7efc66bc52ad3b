/** Load that wrk does not make, in a process of its own: `generator.ts KIND JSON`; one line of JSON comes back. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Generated, type GeneratorOptions, result } from './generated.ts';
import { echo, grpc, http2 } from './http2.ts';

const OPEN_CONNECTIONS = 32;
const PARALLEL_CONNECTIONS = 16;
const CHUNK = Buffer.alloc(64 * 1024);

/** A connection that asks again and again; answers are as long as the first one. */
class Asker {
  free = true;
  readonly #socket: Socket;
  readonly #request: Buffer;
  #waited = 0;
  #length = 0;
  #got = 0;

  constructor({ port, host }: GeneratorOptions, onAnswer: (asker: Asker, due: number) => void) {
    this.#request = Buffer.from(`GET /s HTTP/1.1\r\nhost: ${host}\r\nuser-agent: bench\r\naccept: */*\r\n\r\n`);
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk) => {
      if (this.#got === 0) this.#length = Asker.#lengthOf(chunk);
      this.#got += chunk.length;
      if (this.#got < this.#length) return;
      this.free = true;
      onAnswer(this, this.#waited);
    });
  }

  static #lengthOf(chunk: Buffer): number {
    const text = chunk.toString('latin1');
    const body = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    return text.indexOf('\r\n\r\n') + 4 + body;
  }

  ask(due: number): void {
    this.free = false;
    this.#got = 0;
    this.#waited = due;
    this.#socket.write(this.#request);
  }

  end(): void {
    this.#socket.destroy();
  }
}

/** Requests at a fixed rate, whether answers come or not: latency is counted from when each was due. */
async function open(options: GeneratorOptions): Promise<Generated> {
  const { seconds, rate = 1000 } = options;
  const due: number[] = [];
  const latencies: number[] = [];
  const askers = Array.from(
    { length: OPEN_CONNECTIONS },
    () =>
      new Asker(options, (asker, at) => {
        latencies.push(performance.now() - at);
        const next = due.shift();
        if (next !== undefined) asker.ask(next);
      }),
  );
  await sleep(200);
  const started = performance.now();
  for (let sent = 0; performance.now() < started + seconds * 1000; await sleep(1)) {
    for (; sent < ((performance.now() - started) * rate) / 1000; sent++) {
      const at = started + (sent * 1000) / rate;
      const free = askers.find((asker) => asker.free);
      if (free) free.ask(at);
      else due.push(at);
    }
  }
  for (const asker of askers) asker.end();
  return result(started, latencies, latencies.length, 0);
}

async function sinkAt(port: number, onBytes: (bytes: number) => void) {
  const server = createServer({ allowHalfOpen: false }, (socket) => {
    socket.on('data', (chunk) => onBytes(chunk.length));
    socket.on('error', () => socket.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function bytes({ port, seconds, sink = 0 }: GeneratorOptions): Promise<Generated> {
  let received = 0;
  const server = await sinkAt(sink, (length) => {
    received += length;
  });
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  const started = performance.now();
  while (performance.now() < started + seconds * 1000) {
    if (!socket.write(CHUNK)) await once(socket, 'drain');
  }
  socket.destroy();
  server.close();
  return result(started, [], received / 2 ** 20, 0);
}

async function connections({ port, seconds, sink = 0 }: GeneratorOptions): Promise<Generated> {
  const server = await sinkAt(sink, () => undefined);
  const latencies: number[] = [];
  let failures = 0;
  const started = performance.now();
  const repeat = async (): Promise<void> => {
    while (performance.now() < started + seconds * 1000) {
      const from = performance.now();
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => {
        failures += 1;
      });
      socket.end('x');
      socket.resume();
      await once(socket, 'close');
      latencies.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_CONNECTIONS }, repeat));
  server.close();
  return result(started, latencies, latencies.length, failures);
}

const KINDS = { open, http2, grpc, echo, bytes, connections } as const;

/** What `generate` of machine.ts can ask for. */
export type GeneratorKind = keyof typeof KINDS;

const [, file, kind, text] = process.argv;
if (file === import.meta.filename && kind !== undefined && kind in KINDS && text !== undefined) {
  // The border of a command line that this bench writes itself.
  const made = await KINDS[kind as GeneratorKind](JSON.parse(text) as GeneratorOptions);
  process.stdout.write(`${JSON.stringify(made)}\n`);
}
