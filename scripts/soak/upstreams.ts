/** What the proxy of a soak talks to. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

/** What `/large` answers. */
export const LARGE_BYTES = 1024 * 1024;
const LARGE = Buffer.alloc(LARGE_BYTES, 'x');

async function listen(server: Server | ReturnType<typeof createTcpServer>, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  // The soak ends when its clients do.
  server.unref();
  // A server on a TCP port has an address of this form.
  return (server.address() as AddressInfo).port;
}

/** An HTTP service: it gives the length of what it is sent, or a large body. */
function service(): Server {
  return createServer((request, response) => {
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
    });
    request.on('error', () => undefined);
    request.on('end', () => response.end(request.url?.includes('large') ? LARGE : String(length)));
  });
}

/** One endpoint of a service. */
export interface Upstream {
  readonly port: number;
  die(): Promise<void>;
  comeBack(): Promise<void>;
}

/** Starts an HTTP endpoint that can die, with everything that is under way, and come back. */
export async function startUpstream(): Promise<Upstream> {
  let server = service();
  const port = await listen(server, 0);
  return {
    port,
    async die() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    async comeBack() {
      server = service();
      await listen(server, port);
    },
  };
}

/** Starts a service that gives every byte back, and ends when its client does. */
export async function startEcho(): Promise<number> {
  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  return listen(server, 0);
}
