/** Load and an upstream of HTTP/2. */
import { once } from 'node:events';
import { type ClientHttp2Session, connect, createServer } from 'node:http2';
import { type Generated, type GeneratorOptions, result } from './generated.ts';

const SESSIONS = 8;
const STREAMS = 16;

/** One request after the other on each of so many streams; `ask` makes one and says whether it was answered as it should be. */
async function onStreams(
  { port, seconds }: GeneratorOptions,
  ask: (session: ClientHttp2Session, then: (good: boolean) => void) => void,
): Promise<Generated> {
  const latencies: number[] = [];
  let failures = 0;
  const sessions = Array.from({ length: SESSIONS }, () => connect(`http://127.0.0.1:${port}`));
  await Promise.all(sessions.map((session) => once(session, 'connect')));
  const started = performance.now();
  const ends = started + seconds * 1000;
  const one = (session: ClientHttp2Session): Promise<void> =>
    new Promise((resolve) => {
      const sent = performance.now();
      ask(session, (good) => {
        if (!good) failures += 1;
        latencies.push(performance.now() - sent);
        resolve();
      });
    });
  const repeat = async (session: ClientHttp2Session): Promise<void> => {
    while (performance.now() < ends) await one(session);
  };
  await Promise.all(sessions.flatMap((session) => Array.from({ length: STREAMS }, () => repeat(session))));
  for (const session of sessions) session.destroy();
  return result(started, latencies, latencies.length, failures);
}

/** Requests for a path. */
export function http2(options: GeneratorOptions): Promise<Generated> {
  const headers = { ':path': options.path ?? '/s', ':authority': options.host };
  return onStreams(options, (session, then) => {
    const asked = session.request(headers);
    let good = false;
    asked.on('response', ({ ':status': status }) => {
      good = status === 200;
    });
    asked.on('error', () => {
      good = false;
    });
    asked.on('close', () => then(good));
    asked.resume();
  });
}

/** A message of 16 bytes behind its flags and length. */
const MESSAGE = Buffer.from('000000001061616161616161616161616161616161', 'hex');

/** Calls of gRPC with one message each way. */
export function grpc(options: GeneratorOptions): Promise<Generated> {
  const headers = {
    ':method': 'POST',
    ':path': '/bench.Echo/Unary',
    ':authority': options.host,
    'content-type': 'application/grpc',
    te: 'trailers',
  };
  return onStreams(options, (session, then) => {
    const asked = session.request(headers);
    let good = false;
    asked.on('trailers', ({ 'grpc-status': status }) => {
      good = status === '0';
    });
    asked.on('error', () => {
      good = false;
    });
    asked.on('close', () => then(good));
    asked.resume();
    asked.end(MESSAGE);
  });
}

/** An upstream of gRPC that answers each call with its own message, until the process is ended. */
export async function echo({ port }: GeneratorOptions): Promise<Generated> {
  const server = createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => stream.destroy());
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.pipe(stream);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'close');
  return result(0, [], 0, 0);
}
