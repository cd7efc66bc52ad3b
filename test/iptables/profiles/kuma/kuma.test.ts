import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kumaProfile } from '../../../../src/iptables/profiles/kuma/profile.ts';
import type { Plan } from '../../../../src/iptables/profiles/profile.ts';
import { ROOT } from '../../../support/paths.ts';
import { type Case, planFor } from '../../support/cases.ts';
import { podWith } from '../../support/pods.ts';

const plan = (args: readonly string[], item: Partial<Case> = {}): Plan => planFor(kumaProfile, { ...item, args });
const withFile = (text: string, args: readonly string[] = []): Plan =>
  planFor(kumaProfile, { args }, { around: { configFile: { name: 'kuma.yaml', text } } });
const restore = ({ texts }: Plan, family: 'ipv4' | 'ipv6' = 'ipv4'): string => texts?.restore?.([family]) ?? '';
const codes = ({ diagnostics }: Plan): readonly string[] => diagnostics.map(({ code }) => code);

/** Rules of a chain without comments, in the order of the text. */
const chain = (made: Plan, name: string): readonly string[] =>
  restore(made)
    .split('\n')
    .filter((line) => new RegExp(`^-[AI] ${name}( |$)`).test(line))
    .map((line) => line.replace(/ -m comment --comment "[^"]*"/, ''));

const ALL = [
  '--kuma-dp-user=1000',
  '--exclude-inbound-ports=22,8000-8010',
  '--exclude-outbound-ports=3306',
  '--exclude-outbound-ports-for-uids=tcp:80,443:1000-1010',
  '--exclude-outbound-ports-for-uids=106',
  '--exclude-inbound-ips=10.0.0.1,fd00::1',
  '--exclude-outbound-ips=10.9.0.0/16,fd00::/8',
  '--vnet=docker0:172.17.0.0/16',
  '--vnet=br+:fd01::/64',
  '--redirect-dns',
  '--drop-invalid-packets',
];

describe('goldens', () => {
  const made = plan(ALL, { resolvConf: ['10.96.0.10', 'fd00::a'] });

  it.each(['ipv4', 'ipv6'] as const)('restore text of %s', async (family) => {
    await expect(restore(made, family)).toMatchFileSnapshot(join(ROOT, 'fixtures/iptables/kuma', `all.${family}`));
  });

  it('verbose', async () => {
    const text = restore(plan([...ALL, '--verbose'], { resolvConf: ['10.96.0.10'] }));
    await expect(text).toMatchFileSnapshot(join(ROOT, 'fixtures/iptables/kuma/verbose.ipv4'));
  });

  it('nft', async () => {
    const text = made.texts?.nft?.(['ipv4', 'ipv6']);
    await expect(text).toMatchFileSnapshot(join(ROOT, 'fixtures/iptables/kuma/all.nft'));
  });

  it('commands', async () => {
    const text = plan(['--disable-comments', '--ip-family-mode=ipv4']).texts?.commands?.(['ipv4']);
    await expect(text).toMatchFileSnapshot(join(ROOT, 'fixtures/iptables/kuma/plain.cmds'));
  });
});

describe('rules', () => {
  it('counts inserts of OUTPUT from the head: log, users, addresses, DNS, jump', () => {
    const made = plan([...ALL, '--iptables-logs', '--redirect-outbound-insert-instead-of-append'], {
      resolvConf: ['10.96.0.10'],
    });
    expect(chain(made, 'OUTPUT').filter((line) => line.startsWith('-I'))).toEqual([
      '-I OUTPUT 1 -j LOG --log-prefix OUTPUT: --log-level 7',
      '-I OUTPUT 2 -m multiport -p tcp --dport 80,443 -m owner --uid-owner 1000:1010 -j RETURN',
      '-I OUTPUT 3 -m multiport -p tcp --dport 1:65535 -m owner --uid-owner 106 -j RETURN',
      '-I OUTPUT 4 -m multiport -p udp --dport 1:65535 -m owner --uid-owner 106 -j RETURN',
      '-I OUTPUT 5 -d 10.9.0.0/16 -j RETURN',
      '-I OUTPUT 6 -p udp --dport 53 -m owner --uid-owner 1000 -j RETURN',
      '-I OUTPUT 7 -d 10.96.0.10 -p udp --dport 53 -j REDIRECT --to-ports 15053',
      '-I OUTPUT 8 -p tcp -j KUMA_MESH_OUTBOUND',
    ]);
  });

  it('captures only listed ports, and says that excluded ones have no effect beside them', () => {
    const made = plan(['--include-inbound-ports=80', '--exclude-inbound-ports=22', '--include-outbound-ports=443']);
    expect(chain(made, 'KUMA_MESH_INBOUND')).toEqual([
      '-A KUMA_MESH_INBOUND -p tcp --dport 80 -j KUMA_MESH_INBOUND_REDIRECT',
    ]);
    expect(chain(made, 'KUMA_MESH_OUTBOUND').at(-1)).toBe(
      '-A KUMA_MESH_OUTBOUND -p tcp --dport 443 -j KUMA_MESH_OUTBOUND_REDIRECT',
    );
    expect(codes(made)).toEqual(['MSH4056']);
  });

  it('sends its own queries through the chain of Docker, which it does not make', () => {
    const made = plan(['--redirect-all-dns-traffic', '--skip-dns-conntrack-zone-split', '--docker-resolver']);
    expect(chain(made, 'OUTPUT')[0]).toBe('-I OUTPUT 1 -p udp --dport 53 -m owner --uid-owner 5678 -j DOCKER_OUTPUT');
    expect(restore(made)).not.toContain('-N DOCKER_OUTPUT');
    expect(restore(made, 'ipv6')).not.toContain('DOCKER_OUTPUT');
    expect(() => made.texts?.nft?.(['ipv4'])).toThrow('--docker-resolver has no form in nft');
  });

  it('has no log in nft', () => {
    expect(() => plan(['--iptables-logs']).texts?.nft?.(['ipv4'])).toThrow('--iptables-logs has no form in nft');
  });

  it('has a zone for the answers of a resolver on localhost', () => {
    const made = plan(['--redirect-dns'], { resolvConf: ['127.0.0.11', '::1'] });
    expect(restore(made)).toContain('-s 127.0.0.11 -d 127.0.0.1/32 -p udp -j CT --zone 1');
    expect(restore(made, 'ipv6')).toContain('-s ::1 -d ::1/128 -p udp -j CT --zone 1');
  });

  it('leaves DNS alone without a nameserver, and says so', () => {
    const made = plan(['--redirect-dns']);
    expect(codes(made)).toEqual(['MSH4055']);
    expect(restore(made)).not.toContain('53');
  });

  it('makes no rules of IPv6 where the loopback interface is known to have no address of it', () => {
    const around = (...addresses: readonly string[]) => ({
      around: { addresses: addresses.map((address) => ({ iface: 'lo', address })) },
    });
    expect(planFor(kumaProfile, {}, around('127.0.0.1/8')).program.families).toEqual(['ipv4']);
    expect(planFor(kumaProfile, {}, around('127.0.0.1/8', '::1/128')).program.families).toEqual(['ipv4', 'ipv6']);
  });

  it('gives every rule a reason the profile explains', () => {
    const made = plan([...ALL, '--iptables-logs', '--redirect-all-dns-traffic', '--redirect-inbound=false']);
    for (const { rule } of made.program.steps) expect(kumaProfile.reasons).toHaveProperty(rule.reason?.id ?? '');
  });

  it('tells what others want to know', () => {
    expect(plan(['--redirect-inbound=false', '--redirect-all-dns-traffic']).facts).toEqual({
      uids: [5678],
      gids: [],
      outboundPort: 15001,
      dnsPort: 15053,
      inboundMode: 'none',
    });
  });
});

describe('values', () => {
  it.each([
    { args: ['--kuma-dp-user=nobodyhere'], says: '--kuma-dp-user has the value "nobodyhere"' },
    { args: ['--kuma-dp-user=1-2'], says: 'one user' },
    { args: ['--redirect-inbound-port=0'], says: '--redirect-inbound-port has the value "0"' },
    { args: ['--exclude-inbound-ports=22,http'], says: '--exclude-inbound-ports has the value "http"' },
    { args: ['--exclude-outbound-ports=1-2-3'], says: 'neither a number nor a range' },
    { args: ['--exclude-outbound-ports=9-8'], says: 'first number is larger' },
    { args: ['--exclude-outbound-ports-for-uids=sctp:1:2'], says: 'its protocol "sctp"' },
    { args: ['--exclude-outbound-ports-for-uids=tcp:x:2'], says: 'its port "x"' },
    { args: ['--exclude-outbound-ports-for-uids=tcp:1:'], says: 'its users' },
    { args: ['--exclude-outbound-ports-for-uids=a:b:c:d'], says: 'PROTOCOL' },
    { args: [`--exclude-outbound-ports-for-uids=${Array.from({ length: 16 }, (_, i) => i + 1).join()}:1`], says: '15' },
    { args: ['--exclude-inbound-ips=300.1.1.1'], says: '--exclude-inbound-ips has the value "300.1.1.1"' },
    { args: ['--vnet=docker0:172.17.0.0'], says: '--vnet has the value "docker0:172.17.0.0"' },
    { args: ['--vnet=172.17.0.0/16'], says: 'INTERFACE:CIDR' },
    { args: ['--vnet=a/b:172.17.0.0/16'], says: 'interface' },
    { args: ['--ip-family-mode=ipv6'], says: '--ip-family-mode has the value "ipv6"' },
    { args: ['--wait=soon'], says: '--wait has the value "soon"' },
    { args: ['--sleep-between-retries=2'], says: '--sleep-between-retries has the value "2"' },
  ])('refuses $args', ({ args, says }) => {
    expect(() => plan(args)).toThrow(says);
  });

  it('says that nothing is stored in firewalld', () => {
    expect(codes(plan(['--store-firewalld']))).toEqual(['MSH4057']);
  });

  it('finds users by name', () => {
    const users = new Map([
      ['kuma-dp', 999],
      ['envoy', 7],
    ]);
    const uid = (...args: readonly string[]) => planFor(kumaProfile, { args }, { around: { users } }).facts.uids;
    expect(uid()).toEqual([999]);
    expect(uid('--kuma-dp-user', 'envoy')).toEqual([7]);
  });

  it('reads a variable made of the key', () => {
    const env = { KUMA_TRANSPARENT_PROXY_REDIRECT_OUTBOUND_EXCLUDE_PORTS_FOR_UIDS: 'tcp:80,81:5;106' };
    const rules = chain(plan(['--ip-family-mode=ipv4'], { env }), 'OUTPUT');
    expect(rules.slice(0, 3).map((line) => line.replace(/.*--dport (\S+) .*--uid-owner (\d+).*/, '$1 $2'))).toEqual([
      '80,81 5',
      '1:65535 106',
      '1:65535 106',
    ]);
  });
});

describe('configuration file', () => {
  it('is read with nested keys and with dots', () => {
    for (const text of ['redirect:\n  outbound:\n    enabled: false\n', 'redirect.outbound.enabled: false\n']) {
      expect(restore(withFile(text))).toContain('outbound traffic redirection is disabled');
    }
  });

  it('gives way to flags', () => {
    const made = withFile('redirect: { inbound: { port: 1, includePorts: [80, 443] } }\n', [
      '--redirect-inbound-port=2',
    ]);
    expect(made.facts.inboundPort).toBe(2);
    expect(chain(made, 'KUMA_MESH_INBOUND')).toHaveLength(2);
  });

  it('names file and key of a value that cannot be used', () => {
    expect(() => withFile('redirect:\n  inbound:\n    port: 70000\n')).toThrow(
      'kuma.yaml:3:11: the key redirect.inbound.port has the value "70000"',
    );
    expect(() => withFile('log: { enabled: true, level: 9 }\n')).toThrow('the key log.level');
  });

  it('says which keys it does not know', () => {
    const made = withFile('redirect: { inbuond: { port: 1 } }\n');
    expect(made.diagnostics.map(({ message }) => message)).toEqual(['the key "redirect.inbuond.port" is not known']);
  });
});

describe('pods', () => {
  it('capture DNS unless they say no, and leave inbound traffic of gateways alone', () => {
    const texts = (annotations: Readonly<Record<string, string>>) =>
      Object.fromEntries(
        [...(kumaProfile.fromPod?.(podWith(annotations)).values ?? [])].map(([flag, { text }]) => [flag, text]),
      );
    expect(texts({})).toEqual({ 'redirect-all-dns-traffic': 'true' });
    expect(texts({ 'kuma.io/gateway': 'enabled', 'kuma.io/builtin-dns': 'disabled' })).toEqual({
      'redirect-inbound': 'false',
      'redirect-all-dns-traffic': 'false',
    });
  });

  it('refuse a word an annotation does not have', () => {
    expect(() => kumaProfile.fromPod?.(podWith({ 'kuma.io/gateway': 'perhaps' }))).toThrow(
      'the annotation kuma.io/gateway has the value "perhaps"',
    );
  });
});
