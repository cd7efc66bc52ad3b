/** The servers behind the proxy. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UpstreamBehaviour } from './scenario.ts';

/** A request that reached an upstream. */
export interface Hit {
  readonly upstream: string;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bodyLength: number;
}

export interface Upstream {
  readonly name: string;
  readonly port: number;
  readonly hits: readonly Hit[];
  readonly connections: () => number;
  stop(): Promise<void>;
}

const at = (value: number | readonly number[] | undefined, index: number, fallback: number): number => {
  if (value === undefined || typeof value === 'number') return value ?? fallback;
  return value[Math.min(index, value.length - 1)] ?? fallback;
};

interface Recorder {
  readonly name: string;
  readonly behaviour: UpstreamBehaviour;
  readonly hits: Hit[];
  /** Requests counted when they begin, so that several at once get different indexes. */
  started: number;
}

const resets = ({ resetOn }: UpstreamBehaviour, index: number): boolean =>
  resetOn === 'all' || (resetOn?.includes(index) ?? false);

function bodyOf({ behaviour }: Recorder, hit: Hit): string {
  if (behaviour.body !== undefined) return behaviour.body;
  if (behaviour.bytes !== undefined) return 'a'.repeat(behaviour.bytes);
  const { upstream, method, path, host, headers, bodyLength } = hit;
  return JSON.stringify({ upstream, method, path, host, headers, bodyLen: bodyLength });
}

async function lengthOf(stream: AsyncIterable<Buffer>): Promise<number> {
  let length = 0;
  for await (const chunk of stream) length += chunk.length;
  return length;
}

async function answer(recorder: Recorder, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { behaviour, hits, name } = recorder;
  const index = recorder.started++;
  const bodyLength = await lengthOf(request);
  const { method = '', url = '', headers } = request;
  const hit: Hit = { upstream: name, method, path: url, host: headers.host ?? '', headers, bodyLength };
  hits.push(hit);
  await sleep(at(behaviour.delayMs, index, 0));
  if (resets(behaviour, index)) {
    request.socket.destroy();
    return;
  }
  const body = bodyOf(recorder, hit);
  const status = at(behaviour.status, index, 200);
  const bare = status === 204 || status === 304 || behaviour.chunked;
  response.writeHead(status, { ...(bare ? {} : { 'content-length': Buffer.byteLength(body) }), ...behaviour.headers });
  response.end(status === 204 || status === 304 ? undefined : body);
}

function upgrade(recorder: Recorder, request: IncomingMessage, socket: Socket): void {
  const { method = '', url = '', headers } = request;
  recorder.hits.push({ upstream: recorder.name, method, path: url, host: headers.host ?? '', headers, bodyLength: 0 });
  socket.on('error', () => socket.destroy());
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  socket.pipe(socket);
}

function http1(recorder: Recorder): Server {
  const server = createServer((request, response) => {
    answer(recorder, request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket: Socket) => upgrade(recorder, request, socket));
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answerStream(recorder: Recorder, stream: ServerHttp2Stream, headers: Record<string, unknown>) {
  const { behaviour, hits, name } = recorder;
  const index = recorder.started++;
  const bodyLength = await lengthOf(stream);
  const text = (key: string): string => String(headers[key] ?? '');
  const fields = Object.fromEntries(Object.keys(headers).map((key) => [key, text(key)]));
  const hit = { upstream: name, method: text(':method'), path: text(':path'), host: text(':authority') };
  hits.push({ ...hit, headers: fields, bodyLength });
  await sleep(at(behaviour.delayMs, index, 0));
  if (stream.destroyed) return;
  if (!behaviour.grpc) {
    stream.respond({ ':status': at(behaviour.status, index, 200), ...behaviour.headers });
    stream.end(bodyOf(recorder, { ...hit, headers: fields, bodyLength }));
    return;
  }
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  // One message without a byte in it: its flags and its length.
  stream.end(Buffer.alloc(5));
}

function http2(recorder: Recorder): Http2Server {
  const server = createHttp2Server();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.destroy());
    answerStream(recorder, stream, headers).catch(() => stream.destroy());
  });
  return server;
}

function tcp(recorder: Recorder): NetServer {
  return createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    recorder.hits.push({ upstream: recorder.name, method: '', path: '', host: '', headers: {}, bodyLength: 0 });
    if (recorder.behaviour.tcp === 'banner') socket.write(`${recorder.name}:hello\n`);
    socket.on('data', (data) => socket.write(Buffer.concat([Buffer.from(`${recorder.name}:`), data])));
  });
}

/** Starts a server that behaves as told. */
export async function startUpstream(name: string, behaviour: UpstreamBehaviour): Promise<Upstream> {
  const recorder: Recorder = { name, behaviour, hits: [], started: 0 };
  const server = behaviour.tcp ? tcp(recorder) : behaviour.h2 ? http2(recorder) : http1(recorder);
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server on a TCP port has an address of this form.
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { name, port, hits: recorder.hits, connections: () => connections, stop };
}
