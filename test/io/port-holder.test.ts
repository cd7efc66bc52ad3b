import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import process from 'node:process';
import { expect, it, onTestFinished } from 'vitest';
import { portHolder } from '../../src/io/port-holder.ts';

it.skipIf(process.platform !== 'linux')('names the process that listens on a port', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // A server on a TCP port has an address of this form.
  const { port } = server.address() as AddressInfo;
  expect(await portHolder(port)).toMatchObject({ pid: process.pid });
});

it('says nothing of a port that is free', async () => {
  expect(await portHolder(1)).toBeUndefined();
});
