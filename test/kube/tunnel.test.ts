import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTunnel } from '../../src/kube/tunnel.ts';
import { clusterForTest } from '../support/kube-api-client.ts';

describe('openTunnel', () => {
  /** A program in the pod, the connections it has, and a tunnel to it. */
  async function tunnelled() {
    const program = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void program.close());
    // A server that listens on a port has an address of this kind.
    const ports = new Map([['shop/a:7', (program.address() as AddressInfo).port]]);
    const { client } = await clusterForTest({ ports });
    const problems: unknown[] = [];
    const target = { namespace: 'shop', pod: 'a', port: 7 };
    const tunnel = await openTunnel(client, target, { onProblem: (error) => problems.push(error) });
    onTestFinished(() => tunnel.close());
    return { program, client, target, tunnel, problems };
  }

  it('leads to the port, both ways', async () => {
    const { tunnel } = await tunnelled();
    const socket = connect(tunnel.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write('hello');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toBe('hello');
  });

  it('closes the port for who has left before it was open', async () => {
    const { program, tunnel, problems } = await tunnelled();
    const inside = once(program, 'connection');
    const socket = connect(tunnel.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.resetAndDestroy();
    const [connection] = await inside;
    await once(connection, 'close');
    expect(problems).toEqual([]);
  });

  it('says whose port is taken', async () => {
    const { client, target, tunnel } = await tunnelled();
    await expect(openTunnel(client, target, { port: tunnel.port })).rejects.toMatchObject({
      exitCode: 69,
      message: `127.0.0.1:${tunnel.port} is in use`,
    });
  });
});
