/** Rules that `proxy run` brings with it: they are there while it serves, and gone however it ends. */
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { type Child, startChild } from '../../kernel/support/child.ts';
import { makeNamespace, namespacesReason, type TestNamespace } from '../../support/netns.ts';
import { BIN } from '../../support/paths.ts';
import { sharedFolder } from '../../support/temp.ts';

const REASON = namespacesReason(['curl', 'perl']);

const TIMEOUT_MS = 60_000;
/** Longer than rules take to be read, written and read again on a busy machine. */
const PATIENCE = { timeout: 20_000 };

const MESH = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: world}
spec:
  hosts: [world.test]
  addresses: [203.0.113.10]
  resolution: STATIC
  ports: [{number: 8080, name: http, protocol: HTTP}]
  endpoints: [{address: 203.0.113.10}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: world}
spec: {hosts: [world.test], http: [{directResponse: {status: 418, body: {string: taken}}}]}
`;

const CALL = ['curl', '--silent', '--max-time', '5', '-H', 'host: world.test', 'http://203.0.113.10:8080/'];

describe.skipIf(REASON !== undefined)(`proxy run --apply-rules${REASON ? ` (skipped: ${REASON})` : ''}`, () => {
  const folder = sharedFolder();
  let pod: TestNamespace;

  const words = (...more: readonly string[]): readonly string[] => {
    const mesh = ['-f', join(folder, 'mesh.yaml'), '--for', 'sidecar:app=web', '--ca-dir', join(folder, 'ca')];
    const flags = ['--apply-rules', '--metrics', 'off', '--access-log', 'off'];
    return [process.execPath, BIN, 'proxy', 'run', ...mesh, ...flags, ...more];
  };
  const here = (...more: readonly string[]): readonly string[] => words('--this-namespace', ...more);

  /** Starts one that has put its rules there. */
  const start = async (mode: string): Promise<Child> => {
    const child = startChild(pod.name, ['sh', '-c', 'exec "$@" 2>&1', 'sh', ...here('--capture', mode)]);
    onTestFinished(() => child.stop());
    await child.until((line) => (line.startsWith('connections of this namespace are captured') ? true : undefined));
    return child;
  };

  const run = (command: readonly string[]) =>
    spawnSync('ip', ['netns', 'exec', pod.name, ...command], {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    });

  /** Everything that rules of interception leave in a namespace. */
  const traces = (): string =>
    pod
      .sh('iptables-save; ip6tables-save; ip rule; ip -6 rule; ip -6 addr show dev lo')
      .split('\n')
      .filter((line) => /ISTIO|fwmark|::6\//.test(line))
      .join('\n');

  beforeAll(() => {
    chmodSync(folder, 0o777);
    writeFileSync(join(folder, 'mesh.yaml'), MESH);
    pod = makeNamespace();
    pod.sh(
      'ip link add eth0 type veth peer name eth1; ip link set eth1 up; ip addr add 10.1.1.5/24 dev eth0; ip link set eth0 up; ip route add default dev eth0',
    );
  });

  beforeEach(() => {
    expect(traces()).toBe('');
  });

  afterAll(() => pod.remove());

  it.for(['redirect', 'tproxy'])(
    'has its rules (%s) while it serves, and takes them away on Ctrl-C',
    { timeout: TIMEOUT_MS },
    async (mode) => {
      const child = await start(mode);
      expect(traces()).toContain('ISTIO');
      expect(run(CALL).stdout).toBe('taken');
      child.process.kill('SIGINT');
      await expect.poll(() => child.process.exitCode, PATIENCE).toBe(130);
      expect(traces()).toBe('');
    },
  );

  it('leaves no rules when it is killed', { timeout: TIMEOUT_MS }, async () => {
    const child = await start('tproxy');
    await child.stop();
    await expect.poll(traces, PATIENCE).toBe('');
  });

  it.for(inject('nodes'))(
    'captures the program behind --, which is not in the group of the proxy (Node.js $major)',
    { timeout: TIMEOUT_MS },
    ({ path, reason }, { skip }) => {
      if (path === undefined) return skip(reason);
      const { stdout, status } = run([path, ...here('--capture', 'redirect', '--', ...CALL).slice(1)]);
      expect({ stdout, status }).toEqual({ stdout: 'taken', status: 0 });
    },
  );

  it('leaves rules that were there already', { timeout: TIMEOUT_MS }, async () => {
    const first = await start('redirect');
    const before = traces();
    const admin = ['--admin', '127.0.0.1:0'];
    const other = run(here('--capture', 'tproxy', ...admin, '--', 'true'));
    expect(other.status).not.toBe(0);
    expect(traces()).toBe(before);
    first.process.kill('SIGTERM');
    await expect.poll(() => first.process.exitCode, PATIENCE).toBe(0);
  });

  it('is refused where it would change more than was said', () => {
    const { status, stderr } = spawnSync(
      words('--capture', 'redirect')[0] ?? '',
      words('--capture', 'redirect').slice(1),
      {
        encoding: 'utf8',
      },
    );
    expect(status).toBe(64);
    expect(stderr).toMatch(/change the machine's own network namespace[\s\S]*--this-namespace/);
  });

  it('is refused for a gateway, whose connections nobody captures', { timeout: TIMEOUT_MS }, () => {
    const { status, stderr } = run(here('--capture', 'redirect', '--for', 'gateway'));
    expect(status).toBe(64);
    expect(stderr).toContain('--for sidecar:app=web');
  });

  it.for([
    [['--capture', 'none'], /--apply-rules needs to know which rules/],
    [[], /--apply-rules needs to know which rules/],
  ] as const)('is refused with %j', ([more, message]) => {
    const { status, stderr } = run(here(...more));
    expect(status).toBe(64);
    expect(stderr).toMatch(message);
  });
});
