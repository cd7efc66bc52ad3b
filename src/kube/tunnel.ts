/** Ports of pods as ports of this machine. */
import { createServer, type Server, type Socket } from 'node:net';
import { isSystemError } from '../io/problems.ts';
import { UnavailableError } from '../model/errors.ts';
import type { KubeClient } from './client.ts';
import { openPort, type PodPort } from './forward.ts';

/** A port of this machine that leads to one of a pod. */
export interface Tunnel {
  readonly port: number;
  /** Stops accepting and ends what is open. */
  readonly close: () => void;
}

/** Where a tunnel begins. */
export interface TunnelOptions {
  /** Default the loopback. */
  readonly host?: string;
  /** 0 is any free one. */
  readonly port?: number;
  /** Told when a connection could not be forwarded. */
  readonly onProblem?: (error: unknown) => void;
}

/**
 * Listens, and forwards each connection to a pod's port over a stream of its own. Throws UnavailableError when the port is
 * taken.
 */
export async function openTunnel(client: KubeClient, target: PodPort, options: TunnelOptions = {}): Promise<Tunnel> {
  const { host = '127.0.0.1', port = 0, onProblem = () => undefined } = options;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Whoever connected goes away whenever it likes.
    socket.on('error', () => undefined);
    void join(client, target, socket).catch((error: unknown) => {
      onProblem(error);
      socket.destroy();
    });
  });
  await listening(server, host, port);
  // It goes on listening when there is no descriptor left for a connection.
  server.on('error', onProblem);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function join(client: KubeClient, target: PodPort, socket: Socket): Promise<void> {
  const stream = await openPort(client, target);
  // Whoever connected may have left while the port was opened, and would never say so again.
  if (socket.destroyed) {
    stream.destroy();
    return;
  }
  await new Promise<void>((resolve, reject) => {
    stream.once('error', reject);
    stream.once('close', () => {
      socket.destroy();
      resolve();
    });
    stream.once('end', () => socket.end());
    socket.once('close', () => stream.destroy());
    socket.pipe(stream);
    stream.pipe(socket);
  });
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      const taken = isSystemError(error, 'EADDRINUSE');
      reject(
        taken
          ? new UnavailableError('UNAVAILABLE_ADDRESS', `${host}:${port} is in use`, {
              cause: error,
              hint: 'choose another port with -p',
            })
          : error,
      );
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}
