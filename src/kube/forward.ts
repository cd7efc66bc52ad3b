/** A port of a pod as a stream, over the API server. */
import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import WebSocket from 'ws';
import { collectBytes } from '../io/collect.ts';
import { UnavailableError } from '../model/errors.ts';
import type { KubeClient } from './client.ts';
import { FORWARD_TIMEOUT_MS, MAX_RESPONSE_BYTES } from './limits.ts';
import { connectionProblem, statusProblem } from './problems.ts';
import { mutable, urlPath } from './request.ts';
import { pathOf, RESOURCES } from './resources.ts';

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/**
 * Each message starts with the number of its channel: 0 is the port's data, 1 what went wrong with it. The first message of
 * either has the port's number, two bytes, and nothing else.
 *
 * @see https://kubernetes.io/docs/reference/using-api/ (port forwarding), kubelet's `v4.channel.k8s.io`
 */
const PROTOCOL = 'v4.channel.k8s.io';
const DATA = 0;
const PROBLEM = 1;
const PORT_BYTES = 2;

/** What is sent at once; API servers refuse messages of more than a few MiB. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/**
 * Opens a stream to a port of a pod. It stands when the API server has agreed; whether anybody listens in the pod may show
 * only when something is read: then the stream fails with UnavailableError. Throws as `statusProblem` says when the API server
 * refuses, UnavailableError when it says nothing for {@link FORWARD_TIMEOUT_MS}.
 */
export async function openPort(client: KubeClient, target: PodPort): Promise<Duplex> {
  const { connection, signal } = client;
  const { server, agent, headers } = connection;
  const path = pathOf(RESOURCES.pods, { namespace: target.namespace, name: target.pod, subresource: 'portforward' });
  const url = `${server.protocol === 'https:' ? 'wss' : 'ws'}://${server.host}${urlPath(server, path, { ports: String(target.port) })}`;
  const socket = new WebSocket(url, PROTOCOL, {
    agent,
    headers: { ...mutable(headers), 'user-agent': 'meshctl' },
    handshakeTimeout: FORWARD_TIMEOUT_MS,
    perMessageDeflate: false,
    maxPayload: MAX_RESPONSE_BYTES,
  });
  const asked = { server: server.origin, method: 'GET', path };
  const stop = (): void => socket.terminate();
  signal.addEventListener('abort', stop, { once: true });
  // Before the connection stands: what the API server sends with its agreement must not be missed.
  const stream = portStream(socket, target, () => signal.removeEventListener('abort', stop));
  try {
    await opened(socket, asked);
    // The port's error may come with the agreement.
    if (stream.errored) throw stream.errored;
    return stream;
  } catch (error) {
    stream.destroy();
    signal.throwIfAborted();
    throw handshakeProblem(error, asked.server);
  }
}

function handshakeProblem(error: unknown, server: string): unknown {
  // ws says this in words alone.
  if (error instanceof Error && error.message === 'Opening handshake has timed out') {
    return new UnavailableError(
      'UNAVAILABLE_TIMEOUT',
      `${server} did not open the port for ${FORWARD_TIMEOUT_MS / 1000} s`,
      {
        cause: error,
      },
    );
  }
  return connectionProblem(error, { server });
}

function opened(socket: WebSocket, asked: Parameters<typeof statusProblem>[2]): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.on('error', reject);
    socket.once('unexpected-response', (_, response: IncomingMessage) => {
      void refusal(response, asked).then((problem) => {
        socket.terminate();
        reject(problem);
      });
    });
  });
}

async function refusal(response: IncomingMessage, asked: Parameters<typeof statusProblem>[2]): Promise<unknown> {
  try {
    const body = await collectBytes(asked.path, response, MAX_RESPONSE_BYTES);
    return statusProblem(response.statusCode ?? 0, Buffer.from(body).toString('utf8'), asked);
  } catch (error) {
    return error;
  }
}

function portStream(socket: WebSocket, target: PodPort, release: () => void): Duplex {
  const stream = new Duplex({
    read: () => socket.resume(),
    write(chunk: Buffer, _, done) {
      // A connection that is being closed has said, or will say, why; who reads learns of it.
      if (socket.readyState === WebSocket.OPEN) send(socket, chunk, done);
      else done();
    },
    final: (done) => done(),
    destroy(error, done) {
      release();
      socket.terminate();
      done(error);
    },
  });
  // Whoever reads hears of it as well; nobody may be there yet.
  stream.on('error', () => undefined);
  const named = new Set<number>();
  socket.on('message', (message: Buffer) => {
    const channel = message[0] ?? DATA;
    const first = !named.has(channel);
    named.add(channel);
    const content = message.subarray(first ? 1 + PORT_BYTES : 1);
    if (content.length === 0) return;
    if (channel === PROBLEM) stream.destroy(portProblem(target, content.toString('utf8')));
    else if (channel === DATA && !stream.push(content)) socket.pause();
  });
  socket.once('close', () => stream.push(null));
  socket.on('error', (error) => stream.destroy(error));
  return stream;
}

function send(socket: WebSocket, chunk: Buffer, done: (error?: Error | null) => void): void {
  for (let at = 0; at < chunk.length; at += MAX_MESSAGE_BYTES) {
    const part = chunk.subarray(at, at + MAX_MESSAGE_BYTES);
    const last = at + MAX_MESSAGE_BYTES >= chunk.length;
    socket.send(Buffer.concat([Buffer.of(DATA), part]), last ? (error) => done(error ?? null) : () => undefined);
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
