import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { liveAdmin } from '../../support/live-admin.ts';
import { shopRecording } from '../../support/live-shop.ts';
import { BIN } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

const PATIENCE_MS = 20_000;
const POLL_MS = 50;
const FIXTURES = '../../../fixtures/tui';

function hasTmux(): boolean {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const HAS_TMUX = hasTmux();
if (!HAS_TMUX) process.stderr.write('tmux is not installed: the screen is not tested in a terminal\n');

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal with the program in it, and a shell behind it that tells how the program ended. */
function terminal(
  args: readonly string[],
  { columns, rows }: Size = { columns: 80, rows: 24 },
  env: readonly string[] = [],
) {
  const folder = tempFolder();
  const socket = join(folder, 'tmux');
  const tmux = (...words: readonly string[]): string =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...words], { encoding: 'utf8' });
  const quoted = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ');
  // CI is unset: ink draws nothing where it thinks nobody looks.
  const command = `env -u CI LC_ALL=C.UTF-8 ${env.join(' ')} ${quoted}; echo "ended with $?"; exec cat`;
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), command);
  onTestFinished(() => void tmux('kill-server'));
  const capture = (): string => tmux('capture-pane', '-p');
  const shows = async (...texts: readonly (string | RegExp)[]): Promise<string> => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const now = capture();
      if (texts.every((text) => (typeof text === 'string' ? now.includes(text) : text.test(now)))) return now;
      if (performance.now() > deadline)
        throw new Error(`the terminal never showed ${texts.map(String).join(', ')}:\n${now}`);
      await sleep(POLL_MS);
    }
  };
  const gone = async (text: string): Promise<void> => {
    const deadline = performance.now() + PATIENCE_MS;
    while (capture().includes(text)) {
      if (performance.now() > deadline) throw new Error(`the terminal still shows ${text}`);
      await sleep(POLL_MS);
    }
  };
  return {
    capture,
    shows,
    gone,
    keys: (...keys: readonly string[]) => void tmux('send-keys', ...keys),
    resize: (size: Size) => void tmux('resize-window', '-x', String(size.columns), '-y', String(size.rows)),
    pid: () => {
      const shell = tmux('display-message', '-p', '#{pane_pid}').trim();
      return Number(execFileSync('ps', ['-o', 'pid=', '--ppid', shell], { encoding: 'utf8' }).trim());
    },
  };
}

function recording(): string {
  const file = join(tempFolder(), 'shop.rec');
  writeFileSync(file, shopRecording(5));
  return file;
}

const END = '■ end of recording';

// Without tmux there is no terminal to look at; a line above says so.
describe.skipIf(!HAS_TMUX)('the screen in a terminal', () => {
  it('opens, filters, goes down, compares, takes another size, and quits', async () => {
    const { shows, keys, resize } = terminal(['tui', '--replay', recording(), '-d', '50ms']);
    await expect(await shows(END)).toMatchFileSnapshot(`${FIXTURES}/tmux-80x24.txt`);
    keys('/', 'reviews', 'Enter');
    await expect(await shows('/reviews  1 of 3')).toMatchFileSnapshot(`${FIXTURES}/tmux-filter.txt`);
    keys('Enter');
    await expect(await shows('endpoints of', 'EJECTED!')).toMatchFileSnapshot(`${FIXTURES}/tmux-endpoints.txt`);
    keys('Escape');
    await shows('/reviews  1 of 3');
    keys('=');
    await expect(await shows(/"10s" +"3s"/)).toMatchFileSnapshot(`${FIXTURES}/tmux-diff.txt`);
    keys('1');
    resize({ columns: 200, rows: 60 });
    await expect(await shows('RETRY/S', 'LAST MINUTE', /\n 0all 1clusters/)).toMatchFileSnapshot(
      `${FIXTURES}/tmux-200x60.txt`,
    );
    keys('q');
    const after = await shows('ended with 0');
    expect(after).not.toContain('meshctl top');
  });

  it('shows the YAML behind a cluster', async () => {
    const folder = tempFolder({
      'mesh.yaml':
        'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: cart\n  namespace: shop\nspec:\n  host: cart\n',
    });
    const { shows, keys } = terminal(['tui', '--replay', recording(), '-d', '50ms', '-f', join(folder, 'mesh.yaml')]);
    await shows(END);
    keys('o');
    await shows('mesh.yaml:4', '▸   name: cart');
    keys('q');
    await shows('ended with 0');
  });

  it.each([
    ['SIGTERM', 'ended with 143'],
    ['SIGINT', 'ended with 130'],
    ['SIGHUP', 'ended with 129'],
  ] as const)('gives the terminal back after %s', async (signal, ended) => {
    const { shows, pid } = terminal(['tui', '--replay', recording(), '-d', '50ms']);
    await shows(END);
    process.kill(pid(), signal);
    const after = await shows(ended);
    expect(after).not.toContain('meshctl top');
  });

  it.each([
    ['Ctrl-Z', undefined],
    ['SIGTSTP', 'SIGTSTP'],
  ] as const)('lends the terminal to the shell at %s, and takes it back', async (_, signal) => {
    const { shows, gone, keys, pid } = terminal(['tui', '--replay', recording(), '-d', '50ms']);
    await shows(END);
    if (signal) process.kill(pid(), signal);
    else keys('C-z');
    await gone('meshctl top');
    expect(readFileSync(`/proc/${pid()}/status`, 'utf8')).toMatch(/^State:\tT/m);
    process.kill(pid(), 'SIGCONT');
    expect(await shows('continued at', END)).toContain('cart.shop');
    keys('q');
    await shows('ended with 0');
  });

  it.each([
    ['an exception', 'setTimeout(() => { throw new Error("torn") }, 1500)'],
    ['a rejection', 'setTimeout(() => { Promise.reject(new Error("torn")) }, 1500)'],
  ])('gives the terminal back after %s nobody caught, and tells of it there', async (_, code) => {
    const folder = tempFolder({ 'torn.cjs': `if (process.argv.includes('tui')) ${code};\n` });
    const env = [`NODE_OPTIONS='--require ${join(folder, 'torn.cjs')}'`];
    const { shows } = terminal(['tui', '--replay', recording(), '-d', '50ms'], { columns: 100, rows: 40 }, env);
    await shows(END);
    const after = await shows('ended with 70');
    expect(after).toContain('this is a defect of meshctl');
    expect(after).toContain('Error: torn');
    expect(after).not.toContain('meshctl top');
  });

  it('draws without colour and with ASCII characters where that is asked for', async () => {
    const { shows, keys } = terminal(['tui', '--replay', recording(), '-d', '50ms', '--ascii'], undefined, [
      'NO_COLOR=1',
    ]);
    const page = await shows(END, '##. 1/2');
    expect(page).not.toMatch(/[█░▁]/);
    keys('q');
    await shows('ended with 0');
  });

  it('watches a live port, over its loss and return', async () => {
    const { admin, stop, start } = await liveAdmin();
    const { shows, keys } = terminal(['top', admin, '-d', '100ms']);
    await shows('● live', /cart\.shop +.* 100\.0 /);
    await stop();
    await shows('✕ lost', 'ECONNREFUSED', 'cart.shop');
    await start();
    await shows('● live');
    keys('C-c');
    await shows('ended with 0');
  });
});

describe('without a terminal', () => {
  it('prints the view once', async () => {
    const { status, stdout } = await runCli(['top', '--replay', recording()]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^CLUSTER +HEALTH/);
  });
});
