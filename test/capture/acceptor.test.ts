import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import process from 'node:process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Acceptor, type OnConnection, type OpenDoor, type Place, type Wanted } from '../../src/capture/acceptor.ts';
import type { Host } from '../../src/model/host.ts';
import { testHost } from '../support/host.ts';

const hasPerl = spawnSync('perl', ['-e', 'use Socket']).status === 0;
const REASON = process.platform !== 'linux' ? 'it is for Linux' : hasPerl ? undefined : 'perl is not installed';

const ANY: Place = { address: '127.0.0.1', port: 0 };

function host(more: Partial<Host> = {}) {
  const made = testHost({ env: { PATH: process.env['PATH'] } });
  const runtime = { node: process.versions.node, platform: process.platform, arch: process.arch };
  return { ...made, runtime, ...more };
}

async function open(wanted: Partial<Wanted>, onConnection: OnConnection, of: Host = host()): Promise<OpenDoor> {
  const acceptor = new Acceptor({ host: of, shared: false });
  const door = await acceptor.open({ places: [ANY], transparent: false, ...wanted }, onConnection);
  onTestFinished(() => door.close());
  return door;
}

/** The helpers of this process. */
const helpers = (): readonly string[] =>
  execFileSync('ps', ['--ppid', String(process.pid), '-o', 'pid=,comm='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => /^\s*(\d+) perl$/.exec(line)?.[1] ?? []);

async function echoed(port: number, text: string): Promise<string> {
  const client = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  client.end(text);
  let all = '';
  for await (const chunk of client) all += String(chunk);
  return all;
}

const echo: OnConnection = (socket: Socket) => void socket.pipe(socket);

describe.skipIf(REASON !== undefined)(
  `sockets for captured connections${REASON ? ` (skipped: ${REASON})` : ''}`,
  () => {
    it('gives connections that can be used both ways, and closed one way', async () => {
      const door = await open({}, echo);
      expect(await echoed(door.port, 'hello')).toBe('hello');
    });

    it('says once that the kernel does not know where connections wanted to go', async () => {
      const of = host();
      const meant: (Place | undefined)[] = [];
      const take: OnConnection = (socket, place) => {
        meant.push(place);
        echo(socket, place);
      };
      const door = await open({}, take, of);
      await echoed(door.port, 'a');
      await echoed(door.port, 'b');
      // A machine that tracks connections for other reasons knows them.
      const unknown = meant.filter((place) => place === undefined).length;
      expect(meant).toHaveLength(2);
      expect(of.complained().split('meshctl iptables verify')).toHaveLength(unknown > 0 ? 2 : 1);
    });

    it('brings all of many, in any order', async () => {
      const door = await open({}, echo);
      const texts = Array.from({ length: 300 }, (_, index) => `number ${index}`);
      expect(await Promise.all(texts.map((text) => echoed(door.port, text)))).toEqual(texts);
    });

    it('listens at several places, IPv6 apart', async () => {
      const seen: string[] = [];
      const places = [ANY, { address: '::1', port: 0 }];
      const door = await open({ places }, (socket) => {
        seen.push(socket.localAddress ?? '');
        socket.end();
      });
      await echoed(door.port, '');
      expect(seen).toEqual(['127.0.0.1']);
    });

    it('accepts nobody any more when it is closed, and leaves no process', async () => {
      const door = await open({}, echo);
      door.close();
      await expect.poll(helpers).toEqual([]);
      const client = connect(door.port, '127.0.0.1');
      const [error] = await once(client, 'error');
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    });

    it('replaces a helper that is lost, and says so', async () => {
      const of = host();
      const server = createServer();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      await new Promise((resolve) => server.close(resolve));
      await open({ places: [{ address: '127.0.0.1', port }] }, echo, of);
      const [lost] = helpers();
      process.kill(Number(lost), 'SIGKILL');
      await expect.poll(() => helpers().filter((pid) => pid !== lost).length).toBe(1);
      await expect.poll(() => echoed(port, 'again').catch(() => '')).toBe('again');
      expect(of.complained()).toContain('another one takes its place');
    });

    it('takes its time with the next one when helpers are lost one after the other', async () => {
      await open({}, echo);
      for (const leastMs of [0, 900]) {
        const [lost] = helpers();
        const began = performance.now();
        process.kill(Number(lost), 'SIGKILL');
        await expect.poll(() => helpers().filter((pid) => pid !== lost).length, { timeout: 10_000 }).toBe(1);
        expect(performance.now() - began).toBeGreaterThanOrEqual(leastMs);
      }
    });

    it('tries again when what is in the way of the next one goes', async () => {
      const of = host();
      const server = createServer();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      await new Promise((resolve) => server.close(resolve));
      await open({ places: [{ address: '127.0.0.1', port }] }, echo, of);
      for (let round = 0; round < 2; round += 1) {
        const [lost] = helpers();
        await expect.poll(() => echoed(port, 'here').catch(() => '')).toBe('here');
        process.kill(Number(lost), 'SIGKILL');
        if (round === 0) await expect.poll(() => helpers().filter((pid) => pid !== lost).length).toBe(1);
      }
      // The third waits a moment, in which somebody else takes the address.
      const other = createServer();
      await expect
        .poll(async () => {
          other.listen(port, '127.0.0.1');
          return Promise.race([once(other, 'listening'), once(other, 'error')]).then(
            () => other.listening,
            () => false,
          );
        })
        .toBe(true);
      await expect.poll(() => of.complained(), { timeout: 10_000 }).toContain('is tried again every second');
      await new Promise((resolve) => other.close(resolve));
      await expect.poll(() => echoed(port, 'again').catch(() => ''), { timeout: 10_000 }).toBe('again');
      expect(of.complained()).toContain('connections are taken again');
    });

    it('names an address that is in use, and one that is not here', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      onTestFinished(() => void server.close());
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      await expect(open({ places: [{ ...ANY, port }] }, echo)).rejects.toMatchObject({
        code: 'UNAVAILABLE_ADDRESS',
        message: `127.0.0.1:${port} is in use`,
      });
      await expect(open({ places: [{ address: '192.0.2.1', port: 1 }] }, echo)).rejects.toMatchObject({
        message: '192.0.2.1:1 cannot be listened on (EADDRNOTAVAIL)',
      });
    });

    it('says what is missing without perl', async () => {
      const of = host({ env: { PATH: '/nowhere' } });
      await expect(open({}, echo, of)).rejects.toMatchObject({ code: 'UNAVAILABLE_PERL', exitCode: 69 });
    });

    it('says where it cannot be had', async () => {
      const runtime = { node: '20.19.0', platform: 'darwin', arch: 'arm64' };
      await expect(open({}, echo, host({ runtime }))).rejects.toMatchObject({
        code: 'UNAVAILABLE_CAPTURE',
        message: 'connections cannot be captured on darwin arm64',
      });
    });
  },
);

describe.skipIf(REASON !== undefined || process.getuid?.() !== 0)('a transparent socket', () => {
  it('is refused without CAP_NET_ADMIN, with the next step', async () => {
    const script = `
      import { Acceptor } from '${new URL('../../src/capture/acceptor.ts', import.meta.url).pathname}';
      const runtime = { node: '', platform: 'linux', arch: process.arch };
      const acceptor = new Acceptor({ host: { env: process.env, runtime, stderr: process.stderr }, shared: false });
      await acceptor.open({ places: [{ address: '127.0.0.1', port: 0 }], transparent: true }, () => {})
        .catch((error) => console.log(error.code, error.exitCode));`;
    const words = [
      '--bounding-set=-all',
      '--inh-caps=-all',
      process.execPath,
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      script,
    ];
    const said = spawnSync('setpriv', words, { encoding: 'utf8', cwd: new URL('../..', import.meta.url).pathname });
    expect(said.stdout).toBe('NO_PERM_TRANSPARENT 77\n');
  });
});
