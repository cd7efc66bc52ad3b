/** Clients of a soak. Each gives why it is not content, or nothing. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LARGE_BYTES } from './upstreams.ts';

/** Something a client does once. */
export type Deed = () => Promise<string | undefined>;

const ECHO_BYTES = 64 * 1024;
const SLOW_PIECES = 20;
const SLOW_PAUSE_MS = 25;

interface Call {
  readonly port: number;
  readonly path: string;
  readonly agent: Agent;
  /** Writes the body, if any. */
  readonly body?: (write: (piece: string) => void) => Promise<void>;
  /** How long the client stops reading after each piece. */
  readonly readPauseMs?: number;
}

function call({ port, path, agent, body, readPauseMs = 0 }: Call): Promise<{ status: number; length: number }> {
  return new Promise((resolve, reject) => {
    const method = body ? 'POST' : 'GET';
    const asked = request({ host: '127.0.0.1', port, path, method, agent, headers: { host: 'web.test' } });
    asked.on('error', reject);
    asked.on('response', (response) => {
      let length = 0;
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (readPauseMs === 0) return;
        response.pause();
        setTimeout(() => response.resume(), readPauseMs);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, length }));
      response.on('aborted', () => reject(new Error('the response was cut')));
    });
    const written = body ? body((piece) => void asked.write(piece)) : Promise.resolve();
    written.then(() => asked.end(), reject);
  });
}

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function expecting(made: Promise<{ status: number; length: number }>, length: number | undefined) {
  try {
    const got = await made;
    if (got.status !== 200) return `status ${got.status}`;
    return length === undefined || got.length === length ? undefined : `${got.length} bytes instead of ${length}`;
  } catch (error) {
    return told(error);
  }
}

/** HTTP/1.1 on a kept connection. */
export function quick(port: number): Deed {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return () => expecting(call({ port, path: '/quick', agent }), undefined);
}

/** Large bodies, read at once or slowly. */
export function large(port: number, readPauseMs: number): Deed {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return () => expecting(call({ port, path: '/steady/large', agent, readPauseMs }), LARGE_BYTES);
}

/** A body that comes in pieces, with pauses. */
export function slow(port: number): Deed {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = async (write: (piece: string) => void): Promise<void> => {
    for (let piece = 0; piece < SLOW_PIECES; piece++) {
      write('x'.repeat(1000));
      await sleep(SLOW_PAUSE_MS);
    }
  };
  return () => expecting(call({ port, path: '/steady/slow', agent, body }), String(SLOW_PIECES * 1000).length);
}

/** One stream after the other on an HTTP/2 connection, which is opened again when the proxy closes it. */
export function stream(port: number): Deed {
  let session: ClientHttp2Session | undefined;
  return async () => {
    if (session === undefined || session.closed || session.destroyed) {
      session = connectHttp2(`http://127.0.0.1:${port}`);
      session.on('error', () => undefined);
    }
    try {
      const asked = session.request({ ':path': '/quick', ':authority': 'web.test' });
      // The border of node:http2: the event has the headers.
      const [headers] = (await once(asked, 'response')) as [Record<string, unknown>];
      asked.resume();
      await once(asked, 'end');
      return headers[':status'] === 200 ? undefined : `status ${String(headers[':status'])}`;
    } catch (error) {
      return told(error);
    }
  };
}

/** A connection that sends, ends its side, and wants everything back. */
export function bare(port: number): Deed {
  const sent = Buffer.alloc(ECHO_BYTES, 'y');
  return async () => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    try {
      let length = 0;
      socket.on('data', (chunk) => {
        length += chunk.length;
      });
      socket.end(sent);
      await once(socket, 'end');
      return length === ECHO_BYTES ? undefined : `${length} bytes instead of ${ECHO_BYTES}`;
    } catch (error) {
      return told(error);
    } finally {
      socket.destroy();
    }
  };
}
