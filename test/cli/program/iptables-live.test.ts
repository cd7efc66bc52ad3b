import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import { conformanceDir } from '../../support/conformance.ts';
import {
  makeNamespace,
  namespacesReason,
  normalSave,
  type TestNamespace,
  TOOL_ENVIRONMENT,
} from '../../support/netns.ts';
import { BIN } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

const REASON = namespacesReason(['setpriv']);

/** Each run of the program takes half a second on a busy machine, most of it in the kernel's tools. */
const TIMEOUT_MS = 120_000;

interface Run {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly uid?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `meshctl iptables` inside a namespace, as somebody. */
async function meshctl(pod: TestNamespace, args: readonly string[], { uid, env = {} }: Options = {}): Promise<Run> {
  const as = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
  const command = [...as, process.execPath, BIN, 'iptables', ...args];
  const { exitCode, stdout, stderr } = await execa('ip', ['netns', 'exec', pod.name, ...command], {
    env: { ...TOOL_ENVIRONMENT, HOME: '/nonexistent', ...env },
    reject: false,
    stripFinalNewline: false,
    timeout: TIMEOUT_MS,
  });
  return { status: exitCode, stdout, stderr };
}

/** A tool that writes the mangle table and fails at nat, when it is to write rules for port 65535. */
const HALF_WAY = `#!/bin/sh
rules=$(cat)
case "$rules" in
  *65535*) echo "$rules" | sed '/^.nat/,$d' | iptables-nft-restore-real "$@"; echo 'nat: refused' >&2; exit 1 ;;
  *) echo "$rules" | iptables-nft-restore-real "$@" ;;
esac
`.replaceAll('iptables-nft-restore-real', '"$(PATH=/usr/sbin:/sbin command -v iptables-nft-restore)"');

/** A tool that says when it begins to write rules of nat, and takes its time. */
const SLOW = `#!/bin/sh
rules=$(cat)
case "$rules" in *'*nat'*) : >"$0.runs"; sleep 1 ;; esac
echo "$rules" | "$(PATH=/usr/sbin:/sbin command -v iptables-nft-restore)" "$@"
`;

const WIDE = ['-m', 'TPROXY', '-i', '*', '-b', '*'];

const open: TestNamespace[] = [];

afterEach(() => {
  for (const pod of open.splice(0)) pod.remove();
});

const ADDRESSES = {
  v4: ['10.1.1.5/24'],
  v6: ['2001:db8:1::5/64'],
  dual: ['10.1.1.5/24', '2001:db8:1::5/64'],
} as const;

/** A pod with addresses and nothing else. */
function makePod(family: keyof typeof ADDRESSES = 'v4'): TestNamespace {
  const pod = makeNamespace();
  open.push(pod);
  const addresses = ADDRESSES[family].map(
    (address) => `ip addr add ${address} dev eth0${address.includes(':') ? ' nodad' : ''}`,
  );
  // Without link-local addresses: the kernel adds their routes when it has made sure that they are its own.
  const quiet = ['eth0', 'eth0-peer'].map((name) => `ip link set ${name} addrgenmode none; ip link set ${name} up`);
  pod.sh(['ip link add eth0 type veth peer name eth0-peer', ...addresses, ...quiet].join('\n'));
  return pod;
}

/** Everything that applying may change, normalised. */
function stateOf(pod: TestNamespace) {
  const lines = (script: string) =>
    pod
      .sh(script)
      .split('\n')
      .filter((line) => line !== '');
  return {
    save4: normalSave(pod.sh('iptables-nft-save')),
    save6: normalSave(pod.sh('ip6tables-nft-save')),
    legacy4: normalSave(pod.sh('iptables-legacy-save')),
    legacy6: normalSave(pod.sh('ip6tables-legacy-save')),
    native: pod.sh("nft list tables | sed -n '/inet/p'"),
    rules: [...lines('ip rule'), ...lines('ip -6 rule')],
    routes: [...lines('ip route show table all'), ...lines('ip -6 route show table all')].sort(),
    addresses: lines("ip -o addr show lo | sed 's/.* inet6* \\([^ ]*\\) .*/\\1/'").sort(),
  };
}

const SIDECAR = ['-u', '1337', '-i', '*', '-b', '*', '-d', '15090,15021,15020'];

const FOREIGN = `
iptables-nft -t nat -N KUBE-SERVICES; iptables-nft -t nat -A OUTPUT -j KUBE-SERVICES
iptables-nft -t nat -A KUBE-SERVICES -d 10.96.0.1/32 -p tcp --dport 443 -j DNAT --to-destination 10.1.1.9:6443
iptables-nft -t nat -A POSTROUTING -s 10.1.0.0/16 -j MASQUERADE -m comment --comment "somebody else's"
iptables-nft -P FORWARD DROP; iptables-nft -A INPUT -p tcp --dport 9999 -j DROP
ip rule add fwmark 0x539 lookup 133 pref 100
`;

const CLOSE_WAIT = 'sysctl -n net.netfilter.nf_conntrack_tcp_timeout_close_wait';

describe.skipIf(REASON !== undefined)(`live rules (${REASON ?? 'in namespaces'})`, { timeout: TIMEOUT_MS }, () => {
  const wide = ['--redirect-dns', '--capture-all-dns', '--dual-stack', '-c', 'eth7', '-k', 'tap0', '--drop-invalid'];
  it.each([
    ['REDIRECT', SIDECAR],
    ['TPROXY with everything', ['-m', 'TPROXY', ...SIDECAR, ...wide]],
    ['nftables itself', ['-m', 'TPROXY', ...SIDECAR, ...wide, '--native-nftables']],
    ['the legacy tables', ['-m', 'TPROXY', ...SIDECAR, '--force-iptables-binary', 'legacy']],
  ])('apply, then clean without its flags: %s', async (_, args) => {
    const pod = makePod('dual');
    pod.sh(FOREIGN);
    const before = stateOf(pod);
    expect(await meshctl(pod, ['apply', '--this-namespace', ...args])).toMatchObject({ status: 0, stdout: '' });
    expect(stateOf(pod)).not.toEqual(before);
    expect(await meshctl(pod, ['clean', '--this-namespace'])).toMatchObject({ status: 0 });
    expect(stateOf(pod)).toEqual(before);
  });

  it.each([
    ['linkerd', ['-p', '4143', '-o', '4140', '-u', '2102', '--timeout-close-wait-secs', '3600']],
    ['kuma', ['--kuma-dp-user', '5678', '--redirect-all-dns-traffic']],
    ['istio-ambient', []],
    ['istio-cni', ['--force-iptables-binary', 'legacy']],
    ['istio-2018', ['-m', 'TPROXY', '-b', '*', '-i', '*']],
  ])('apply, apply again, then clean: %s', async (profile, args) => {
    const pod = makePod('dual');
    pod.sh(FOREIGN);
    const before = [stateOf(pod), pod.sh(CLOSE_WAIT)];
    const all = ['--netns', pod.name, '--profile', profile];
    expect(await meshctl(pod, ['apply', ...all, ...args])).toMatchObject({ status: 0, stdout: '' });
    expect((await meshctl(pod, ['apply', ...all, ...args])).stderr).toContain('everything is there already');
    expect(await meshctl(pod, ['clean', ...all])).toMatchObject({ status: 0 });
    expect([stateOf(pod), pod.sh(CLOSE_WAIT)]).toEqual(before);
  });

  it('changes nothing the second time, whatever the backend', async () => {
    for (const more of [[], ['--native-nftables']]) {
      const pod = makePod('dual');
      const args = ['apply', '--this-namespace', '-m', 'TPROXY', ...SIDECAR, '--dual-stack', ...more];
      await meshctl(pod, args);
      const before = [stateOf(pod), pod.sh('nft -a list ruleset')];
      const again = await meshctl(pod, args);
      expect(again.stderr).toContain('everything is there already');
      expect([stateOf(pod), pod.sh('nft -a list ruleset')]).toEqual(before);
      expect((await meshctl(pod, [...args, '--dry-run'])).stdout).toBe('');
    }
  });

  it('leaves everything as it was when the kernel refuses', async () => {
    const pod = makePod();
    await meshctl(pod, ['apply', '--this-namespace', ...SIDECAR]);
    pod.sh(FOREIGN);
    const before = stateOf(pod);
    const tools = tempFolder({ 'iptables-nft-restore': HALF_WAY });
    chmodSync(join(tools, 'iptables-nft-restore'), 0o755);
    const args = ['apply', '--this-namespace', '--reconcile', '-m', 'TPROXY', ...SIDECAR, '-q', '65535'];
    const run = await meshctl(pod, args, { env: { PATH: `${tools}:${TOOL_ENVIRONMENT.PATH}` } });
    expect(run.status).toBe(74);
    expect(run.stderr).toContain('nothing has changed');
    expect(stateOf(pod)).toEqual(before);
  });

  it('leaves everything as it was when it is interrupted', async () => {
    const pod = makePod();
    await meshctl(pod, ['apply', '--this-namespace', ...SIDECAR]);
    const before = stateOf(pod);
    const tools = tempFolder({ 'iptables-nft-restore': SLOW });
    chmodSync(join(tools, 'iptables-nft-restore'), 0o755);
    const running = execa(
      'ip',
      [
        'netns',
        'exec',
        pod.name,
        process.execPath,
        BIN,
        'iptables',
        'apply',
        '--this-namespace',
        '--reconcile',
        ...WIDE,
      ],
      { env: { ...TOOL_ENVIRONMENT, PATH: `${tools}:${TOOL_ENVIRONMENT.PATH}` }, reject: false },
    );
    const runs = join(tools, 'iptables-nft-restore.runs');
    await execa('sh', ['-c', `until [ -e ${runs} ]; do sleep 0.05; done`], { timeout: TIMEOUT_MS });
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(stateOf(pod)).toEqual(before);
  });

  it('does nothing in a dry run', async () => {
    const pod = makePod('dual');
    const before = [stateOf(pod), pod.sh('nft list ruleset')];
    for (const more of [[], ['--native-nftables'], ['-m', 'TPROXY']]) {
      const run = await meshctl(pod, ['apply', '--this-namespace', ...SIDECAR, ...more, '--dry-run']);
      expect(run).toMatchObject({ status: 0, stdout: expect.stringMatching(/^(iptables-nft-restore|nft -f|ip rule)/) });
    }
    expect([stateOf(pod), pod.sh('nft list ruleset')]).toEqual(before);
  });

  it('needs a namespace that is named, and the right to change it', async () => {
    const pod = makePod();
    expect((await meshctl(pod, ['apply', ...SIDECAR])).status).toBe(64);
    const run = await meshctl(pod, ['apply', '--this-namespace', ...SIDECAR], { uid: 1337 });
    expect(run).toMatchObject({ status: 77, stderr: expect.stringContaining('CAP_NET_ADMIN') });
    expect((await meshctl(pod, ['apply', '--netns', 'no-such-namespace', ...SIDECAR])).status).toBe(66);
  });

  it('finds what drifted', async () => {
    const pod = makePod();
    const flags = ['--proxy-uid', '1337', '--istio-service-cidr', '*', '--istio-inbound-ports', '*'];
    const tproxy = ['--istio-inbound-interception-mode', 'TPROXY'];
    await meshctl(pod, ['apply', '--this-namespace', ...flags, ...tproxy]);
    const verify = async () => {
      const { status, stdout } = await meshctl(pod, ['verify', '--this-namespace', ...flags, ...tproxy, '-o', 'json']);
      const { findings } = JSON.parse(stdout) as { findings: readonly { code: string }[] };
      return { status, codes: findings.map(({ code }) => code) };
    };
    expect(await verify()).toEqual({ status: 0, codes: [] });
    pod.sh('iptables-nft -t nat -D ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN; ip rule del fwmark 1337');
    expect(await verify()).toEqual({ status: 79, codes: ['MSH4110', 'MSH4114'] });
    pod.sh('iptables-nft -t nat -I ISTIO_OUTPUT 1 -d 127.0.0.1/32 -j RETURN; ip rule add fwmark 1337 lookup 133');
    expect(await verify()).toEqual({ status: 79, codes: ['MSH4112'] });
    pod.sh(
      'iptables-nft -t nat -I OUTPUT 1 -p tcp --dport 123 -j ACCEPT; iptables-nft -t nat -A ISTIO_OUTPUT -j RETURN',
    );
    expect(await verify()).toEqual({ status: 79, codes: ['MSH4111', 'MSH4112', 'MSH4116'] });
  });

  it('sees each class of traffic captured, and an escape when there is one', async () => {
    const pod = makePod();
    pod.sh('ip route add default dev eth0');
    const flags = ['--proxy-uid', '1337', '--istio-service-cidr', '*', '--istio-inbound-ports', '*'];
    for (const mode of ['REDIRECT', 'TPROXY']) {
      const args = [...flags, '--istio-inbound-interception-mode', mode];
      await meshctl(pod, ['apply', '--this-namespace', '--reconcile', ...args]);
      const run = await meshctl(pod, ['validate', '--this-namespace', ...args, '-o', 'json']);
      const { probes } = JSON.parse(run.stdout) as { probes: readonly { name: string; status: string }[] };
      expect(probes.map(({ name, status }) => `${name}: ${status}`)).toEqual([
        'outbound: ok',
        'self-call: ok',
        'localhost: ok',
        "proxy's own: ok",
        'proxy to its own pod: ok',
        'inbound: ok',
        'inbound, named port: ok',
      ]);
      expect(run.status).toBe(0);
    }
    pod.sh('iptables-nft -t nat -F ISTIO_REDIRECT');
    expect((await meshctl(pod, ['validate', '--this-namespace', ...flags, '--probe-timeout', '1s'])).status).toBe(79);
  });
});

interface Row {
  readonly name: string;
  readonly family: keyof typeof ADDRESSES;
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly args?: readonly string[]; readonly shell?: string; readonly runAsUid?: number }[];
  readonly runs: readonly {
    readonly exit: number;
    readonly save4: string;
    readonly save6: string;
    readonly fwmarkRules: readonly string[];
    readonly legacySave: string | null;
  }[];
  readonly peerDefect: boolean;
}

const DATA = conformanceDir('iptables');

const ROWS: readonly Row[] =
  DATA === undefined || REASON !== undefined
    ? []
    : // The border of JSON.parse: the shape is that of conformance/iptables/README.md.
      (JSON.parse(readFileSync(join(DATA, 'reconcile.json'), 'utf8')) as readonly Row[]);

/** What the data compares of a state. */
function comparable(pod: TestNamespace) {
  const { save4, save6, legacy4, rules } = stateOf(pod);
  return { save4, save6, legacy: legacy4, fwmark: rules.filter((rule) => rule.includes('fwmark')) };
}

async function play(pod: TestNamespace, { steps, env }: Pick<Row, 'steps' | 'env'>) {
  const seen: { readonly status: number | undefined; readonly state: ReturnType<typeof comparable> }[] = [];
  for (const { args, shell, runAsUid } of steps) {
    if (shell !== undefined) pod.sh(shell);
    if (args === undefined) continue;
    const options = { env, ...(runAsUid === undefined ? {} : { uid: runAsUid }) };
    const { status } = await meshctl(pod, ['apply', '--this-namespace', ...args], options);
    seen.push({ status, state: comparable(pod) });
  }
  return seen;
}

/** The peer's statuses in ours: what it fails to apply is refused, what it finds wrong is found. */
const STATUS: Readonly<Record<number, number>> = { 0: 0, 1: 74, 126: 79 };

/** Where ours is better although the data does not call the peer's wrong. */
const BETTER: Readonly<Record<string, { readonly status: number; readonly as: 'before' | 'peer' }>> = {
  // The peer has written half of the new rules when it fails; nothing of ours is half.
  'mode-switch-no-reconcile': { status: 74, as: 'before' },
  // The same rules are written again in the place of those that are there.
  'tproxy-twice-force-apply': { status: 0, as: 'peer' },
};

describe.skipIf(ROWS.length === 0)('sequences on live state (comparison data)', { timeout: TIMEOUT_MS }, () => {
  it.each(ROWS.filter(({ peerDefect }) => !peerDefect))('$name', async (row) => {
    const seen = await play(makePod(row.family), row);
    expect(seen.length).toBe(row.runs.length);
    for (const [index, { status, state }] of seen.entries()) {
      const run = row.runs[index];
      const better = index === seen.length - 1 ? BETTER[row.name] : undefined;
      const from = better?.as === 'before' ? row.runs[index - 1] : run;
      expect(status).toBe(better?.status ?? STATUS[run?.exit ?? -1]);
      expect(state.save4).toBe(normalSave(from?.save4 ?? ''));
      expect(state.save6).toBe(normalSave(from?.save6 ?? ''));
      expect(state.legacy).toBe(normalSave(from?.legacySave ?? ''));
      expect(state.fwmark).toEqual(from?.fwmarkRules);
    }
  });

  it.each(ROWS.filter(({ peerDefect }) => peerDefect))(
    '$name: as if the last step had been the only one',
    async (row) => {
      const seen = await play(makePod(row.family), row);
      const last = row.steps.filter(({ args }) => args !== undefined).slice(-1);
      const alone = await play(makePod(row.family), { ...row, steps: last });
      expect(seen.at(-1)).toEqual({ status: 0, state: alone.at(-1)?.state });
    },
  );
});
