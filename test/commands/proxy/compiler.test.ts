import { afterEach, describe, expect, it, vi } from 'vitest';
import { Compiler } from '../../../src/commands/proxy/compiler.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const started = vi.hoisted(() => ({ threads: 0 }));

/** Threads of this test answer nothing; whether one is started is the question. */
vi.mock('node:worker_threads', async (original) => ({
  ...(await original<typeof import('node:worker_threads')>()),
  Worker: class {
    constructor() {
      started.threads += 1;
    }
    ref() {}
    unref() {}
    on() {}
    postMessage() {}
    async terminate() {}
  },
}));

const GATEWAY = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: 8080, name: http, protocol: HTTP}, bind: 127.0.0.1, hosts: ["*"]}
`;

const FLAGS = { namespace: 'default' };

afterEach(() => {
  started.threads = 0;
});

function compilerOf(text: string, filename = ['mesh.yaml']): Compiler {
  const cwd = tempFolder({ 'mesh.yaml': text });
  return new Compiler({ ...FLAGS, filename }, testHost({ cwd }));
}

describe('what compiles for a proxy', () => {
  it('compiles small files here at first, knows their places, and leaves what comes later to a thread', async () => {
    const compiler = compilerOf(GATEWAY);
    const { refused, packed = [], digest } = await compiler.compile(undefined);
    expect([refused, packed.length > 0]).toEqual([false, true]);
    expect(await compiler.place('listener 127.0.0.1_8080 is refused')).toBe('mesh.yaml:7');
    expect(started.threads).toBe(0);
    const later = compiler.compile(digest);
    await vi.waitFor(() => expect(started.threads).toBe(1));
    compiler.stop();
    await expect(later).rejects.toThrow('has ended');
  });

  it('says what is wrong with small files as a thread would', async () => {
    const compiler = compilerOf(GATEWAY.replace('8080', '"none"'));
    expect(await compiler.compile(undefined)).toMatchObject({ refused: true });
    const absent = compilerOf(GATEWAY, ['missing.yaml']);
    expect(await absent.compile(undefined)).toMatchObject({ absent: true });
    expect(started.threads).toBe(0);
  });

  it('has a thread for what is large', async () => {
    const compiler = compilerOf(`${GATEWAY}${'# filling\n'.repeat(10_000)}`);
    const compiling = compiler.compile(undefined);
    await vi.waitFor(() => expect(started.threads).toBe(1));
    compiler.stop();
    await expect(compiling).rejects.toThrow('has ended');
  });
});
