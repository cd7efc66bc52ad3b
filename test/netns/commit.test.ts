import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/iptables/plan/command.ts';
import { KernelError } from '../../src/model/errors.ts';
import { type Change, commit } from '../../src/netns/commit.ts';
import type { Shell } from '../../src/netns/shell.ts';
import { type TestHost, testHost } from '../support/host.ts';

const named = (...names: readonly string[]): readonly Command[] => names.map((tool) => ({ tool, args: [] }));

interface Lab {
  readonly host: TestHost;
  readonly ran: string[];
  readonly change: (more?: Partial<Change>) => Promise<void>;
}

/** A shell in which some tools fail; `during` is called when a tool runs. */
function lab(
  failing: readonly string[] = [],
  during: (tool: string, host: TestHost) => Promise<void> | void = () => undefined,
): Lab {
  const host = testHost();
  const ran: string[] = [];
  const shell: Shell = {
    namespace: { label: 'a test', enter: [] },
    async run({ tool }) {
      ran.push(tool);
      await during(tool, host);
      const fails = failing.includes(tool);
      return { outcome: 'ended', exitCode: fails ? 2 : 0, stdout: '', stderr: fails ? `${tool}: no` : '' };
    },
  };
  const change = (more: Partial<Change> = {}): Promise<void> =>
    commit(
      {
        commands: named('first', 'second'),
        guard: { on: named('guard on'), off: named('guard off') },
        failOpen: false,
        check: () => undefined,
        back: () => named('back'),
        ...more,
      },
      { shell, host, read: () => Promise.resolve({ tables: [], nftTables: [], host: [] }) },
    );
  return { host, ran, change };
}

const failure = (run: Promise<void>): Promise<KernelError> =>
  run.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => (error instanceof KernelError ? error : Promise.reject(error)),
  );

describe('commit', () => {
  it('puts the guard up, does everything, and takes it down', async () => {
    const { ran, change, host } = lab();
    await change();
    expect(ran).toEqual(['guard on', 'first', 'second', 'guard off']);
    expect(host.hooks()).toBe(0);
  });

  it('goes back when a command fails, and then takes the guard down', async () => {
    const { ran, change, host } = lab(['second']);
    const error = await failure(change());
    expect(error).toMatchObject({ exitCode: 74, hint: expect.stringContaining('nothing has changed') });
    expect(error.message).toContain('second : refused a parameter: second: no');
    expect(ran).toEqual(['guard on', 'first', 'second', 'back', 'guard off']);
    expect(host.hooks()).toBe(0);
  });

  it('goes back when the kernel does not hold what was written', async () => {
    const { ran, change } = lab();
    const error = await failure(change({ check: () => 'a rule is missing' }));
    expect(error.message).toContain('a rule is missing');
    expect(ran).toEqual(['guard on', 'first', 'second', 'back', 'guard off']);
  });

  it('keeps the guard up when the way back fails, unless it is to fail open', async () => {
    const closed = lab(['second', 'back']);
    const error = await failure(closed.change());
    expect(error).toMatchObject({ code: 'KERNEL_LEFT', hint: expect.stringContaining('dropped') });
    expect(closed.ran).not.toContain('guard off');
    const open = lab(['second', 'back']);
    expect((await failure(open.change({ failOpen: true }))).hint).toContain('pass the proxy by');
    expect(open.ran.at(-1)).toBe('guard off');
  });

  it('leaves a guard up that was up before', async () => {
    const { ran, change } = lab(['second']);
    await failure(change({ guard: { on: [], off: named('guard off') } }));
    expect(ran).toEqual(['first', 'second', 'back']);
  });

  it('goes back when it is interrupted, and the interrupt waits for that', async () => {
    const finished: string[] = [];
    let interrupted: Promise<void> | undefined;
    const { ran, change } = lab([], (tool, host) => {
      if (tool === 'first') interrupted = host.interrupt().then(() => void finished.push(...ran));
    });
    await expect(change()).rejects.toThrow();
    await interrupted;
    expect(finished).toEqual(['guard on', 'first', 'back', 'guard off']);
  });

  it('takes an interrupt after the check as too late', async () => {
    const { ran, change } = lab([], async (tool, host) => {
      if (tool === 'guard off') void host.interrupt();
    });
    await expect(change()).rejects.toThrow();
    expect(ran).toEqual(['guard on', 'first', 'second', 'guard off']);
  });

  it('starts nothing after an interrupt', async () => {
    const { host, ran, change } = lab();
    await host.interrupt();
    await expect(change()).rejects.toThrow();
    expect(ran).toEqual([]);
  });
});
