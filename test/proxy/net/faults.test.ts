import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionFaults } from '../../../src/proxy/upstream.ts';
import { rawServer, sendRaw } from '../support/raw.ts';
import { ask, endAll, endLater, httpUpstream, proxyWith } from '../support/stage.ts';

afterEach(endAll);

const NONE: ConnectionFaults = {
  upBytesPerSecond: 0,
  downBytesPerSecond: 0,
  sliceBytes: 0,
  jitterMs: 0,
  slowCloseMs: 0,
  silentMs: 0,
  resetAfterBytes: 0,
};

async function behind(faults: Partial<ConnectionFaults>, body: string) {
  const upstream = await httpUpstream((request, response) => request.resume().on('end', () => response.end(body)));
  return proxyWith({ ports: [upstream.port], cluster: { faults: { ...NONE, ...faults } } });
}

describe('an endpoint whose connections are bad on purpose', () => {
  it('answers, slowly and in pieces', async () => {
    const body = 'x'.repeat(2000);
    const { port } = await behind({ downBytesPerSecond: 10_000, sliceBytes: 64 }, body);
    const start = performance.now();
    expect((await ask({ port })).body).toBe(body);
    expect(performance.now() - start).toBeGreaterThan(180);
  });

  it('breaks off in the middle', async () => {
    const { port, seen } = await behind({ resetAfterBytes: 1000 }, 'x'.repeat(5000));
    await expect(ask({ port })).rejects.toThrow();
    expect(seen.requests).toMatchObject([{ status: 200 }]);
  });

  it('says nothing, and goes', async () => {
    const { port } = await behind({ silentMs: 100 }, 'never');
    expect((await ask({ port })).body).toContain('connection-termination');
  });

  it('is as bad for bytes without HTTP', async () => {
    const echo = await rawServer((socket) => socket.pipe(socket));
    endLater(echo.close);
    const faults = { ...NONE, sliceBytes: 1, jitterMs: 10 };
    const { port } = await proxyWith({ ports: [echo.port], kind: 'tcp', cluster: { faults } });
    expect((await sendRaw(port, 'hello', { enough: (text) => text === 'hello' })).text).toBe('hello');
  });
});
