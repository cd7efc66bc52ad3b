/** The WebSocket a port is forwarded over. */
import type { IncomingMessage } from 'node:http';
import WebSocket, { type ClientOptions } from 'ws';
import { collectBytes } from '../io/collect.ts';
import { FORWARD_TIMEOUT_MS, MAX_RESPONSE_BYTES } from './limits.ts';
import { type Asked, statusProblem } from './problems.ts';

/** What the library wants a socket with, and what is asked over it. */
export interface SocketOptions {
  readonly protocols: string[];
  readonly options: ClientOptions;
  readonly asked: Asked;
}

/**
 * A socket with a time and a size; where the API server refuses it, it fails with what {@link statusProblem} says of the
 * answer. By itself it would tell the status alone.
 */
export function portSocket(url: string, { protocols, options, asked }: SocketOptions): WebSocket {
  const socket = new WebSocket(url, protocols, {
    ...options,
    handshakeTimeout: FORWARD_TIMEOUT_MS,
    perMessageDeflate: false,
    maxPayload: MAX_RESPONSE_BYTES,
  });
  socket.once('unexpected-response', (_, response: IncomingMessage) => {
    void refusal(response, asked).then((problem) => {
      socket.emit('error', problem);
      socket.terminate();
    });
  });
  return socket;
}

async function refusal(response: IncomingMessage, asked: Asked): Promise<unknown> {
  try {
    const body = await collectBytes(asked.path, response, MAX_RESPONSE_BYTES);
    return statusProblem(response.statusCode ?? 0, Buffer.from(body).toString('utf8'), asked);
  } catch (error) {
    return error;
  }
}
