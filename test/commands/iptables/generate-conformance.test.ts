import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { type Case, casesOf, DATA, dataText } from '../../iptables/support/cases.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

interface BadInput extends Partial<Case> {
  readonly name: string;
  readonly profile: string;
  readonly meshctl?: string;
  readonly refused?: true;
  readonly exit?: number;
}

const GROUP_FILE = 'root:x:0:\njava:x:501:\nftp:x:502:\n';
const PASSWD_FILE = 'root:x:0:0::/root:/bin/sh\nkuma-dp:x:5678:5678::/:/bin/false\n';

function podFile({ annotations = {}, proxyEnv = {}, proxyUid, proxyGid }: Partial<Case>): string {
  const env = Object.entries(proxyEnv).map(([name, value]) => ({ name, value }));
  const securityContext = { runAsUser: proxyUid ?? undefined, runAsGroup: proxyGid ?? undefined };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', annotations },
    spec: { containers: [{ name: 'istio-proxy', image: 'proxy', env, securityContext }] },
  });
}

/** Runs generate as the command line would be for a case. */
async function generate(item: Partial<Case> & { readonly profile: string }, more: readonly string[]) {
  const { profile, args = [], env = {}, podAddresses = [], resolvConf } = item;
  const cwd = tempFolder({
    'resolv.conf': (resolvConf ?? []).map((server) => `nameserver ${server}\n`).join(''),
    group: GROUP_FILE,
    passwd: PASSWD_FILE,
    'pod.json': podFile(item),
    'config.yaml': JSON.stringify(item.configFile ?? {}),
  });
  const host = testHost({ cwd, env });
  const place = ['--resolv-conf', 'resolv.conf', '--group-file', 'group', '--passwd-file', 'passwd'];
  const addresses = podAddresses.flatMap((address) => ['--address', `eth0=${address}`]);
  const pod = item.annotations ? ['--from-pod', 'pod.json'] : [];
  const config = item.configFile ? ['--config-file', 'config.yaml'] : [];
  const argv = [
    'iptables',
    'generate',
    '--profile',
    profile,
    ...place,
    ...addresses,
    ...pod,
    ...config,
    ...more,
    ...args,
  ];
  const status = await run(argv, host);
  return { status, out: host.written(), err: host.complained() };
}

const OUTPUT: Readonly<Record<string, readonly string[]>> = {
  v4: ['--output', 'restore', '--family', '4'],
  v6: ['--output', 'restore', '--family', '6'],
  nft: ['--output', 'nft'],
  cmds: ['--output', 'commands'],
};

const textsOf = (item: Case) =>
  Object.entries(item.expected).flatMap(([kind, file]) =>
    OUTPUT[kind] ? [{ item, kind, file, name: item.name, profile: item.profile }] : [],
  );

describe.skipIf(DATA === undefined)('iptables generate (comparison data: absent without shared/conformance)', () => {
  const bad = DATA === undefined ? [] : (JSON.parse(dataText('bad-inputs.json')) as readonly BadInput[]);
  // What a peer generates although it cannot be used is refused but for --compat.
  const compatOnly = (item: Case): boolean =>
    item.iptablesApplyFails !== undefined ||
    item.nftApplyFails !== undefined ||
    bad.some(({ name }) => name === item.name);

  it.each(['istio', 'istio-cni', 'linkerd', 'kuma'].flatMap(casesOf).flatMap(textsOf))(
    '$profile $name.$kind',
    async ({ item, kind, file }) => {
      const compat = compatOnly(item) ? ['--compat', 'istioctl'] : [];
      const { status, out, err } = await generate(item, [...(OUTPUT[kind] ?? []), ...compat]);
      expect(out, err).toBe(dataText(file));
      expect(status).toBe(0);
    },
  );

  // A list of both families fails with the peer, which hands all of it to the tools of one; meshctl splits it.
  const mended = new Set(['linkerd-subnet-mixed-real-failure']);
  const refused = bad.filter(
    ({ name, meshctl, refused: peer, exit }) =>
      !mended.has(name) && (meshctl === 'refuse' || peer || (exit ?? 0) !== 0),
  );

  it.each(refused)('refuses $profile $name', async (item) => {
    const { status, out, err } = await generate(item, []);
    expect([64, 65], err).toContain(status);
    expect(out).toBe('');
    expect(err).toMatch(/^meshctl: /);
  });

  it.each(bad.filter(({ meshctl }) => meshctl === 'accept'))('accepts $name', async (item) => {
    expect(await generate(item, [])).toMatchObject({ status: 0 });
  });

  it.each(refused)('names flag or variable and value of $profile $name', async (item) => {
    const { err } = await generate(item, []);
    if (/ the flag \S+ is missing$/m.test(err)) return;
    const variables = Object.entries({ ...item.env, ...item.annotations }).filter(([name]) => !name.includes('status'));
    const flags = (item.args ?? []).flatMap((word, at, all) => {
      const [, name = '', , attached] = /^(--?[\w-]+)(=([\s\S]*))?$/.exec(word) ?? [];
      return name === '' ? [] : [[name, attached ?? all[at + 1] ?? ''] as const];
    });
    const given = variables.length > 0 ? variables : flags;
    const named = given.filter(([name]) =>
      err.includes(name.startsWith('--') ? name : name.replace(/^-(\w)$/, '(-$1)')),
    );
    expect(named, err).not.toEqual([]);
    const values = named.flatMap(([, value]) => value.split(',')).map((part) => JSON.stringify(part).slice(1, 40));
    expect(
      values.some((part) => err.includes(part.replace(/"$/, '').trim())),
      err,
    ).toBe(true);
  });
});
