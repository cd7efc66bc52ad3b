import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linkerdProfile } from '../../../../src/iptables/profiles/linkerd/profile.ts';
import type { Plan } from '../../../../src/iptables/profiles/profile.ts';
import { ROOT } from '../../../support/paths.ts';
import { planFor } from '../../support/cases.ts';
import { podWith } from '../../support/pods.ts';

const PORTS = ['-p', '4143', '-o', '4140'];

const plan = (args: readonly string[], rest: Parameters<typeof planFor>[2] = {}): Plan =>
  planFor(linkerdProfile, { args: [...PORTS, ...args] }, rest);
const commands = ({ texts, program }: Plan): string => texts?.commands?.(program.families) ?? '';
const codes = ({ diagnostics }: Plan): readonly string[] => diagnostics.map(({ code }) => code);

describe('goldens', () => {
  const ALL = [
    '-u=2102',
    '-g=2103',
    '-r=8080,9090',
    '-w',
    '--timeout-close-wait-secs=3600',
    '--inbound-ports-to-ignore=25,4190-4191',
    '--outbound-ports-to-ignore=443',
    '--subnets-to-ignore=10.0.0.0/8, fd00::/8',
    '--iptables-mode=plain',
  ];

  it('commands', async () => {
    await expect(commands(plan(ALL))).toMatchFileSnapshot(join(ROOT, 'fixtures/iptables/linkerd/all.cmds'));
  });

  it('restore text', async () => {
    const text = plan(ALL).texts?.restore?.(['ipv4', 'ipv6']);
    await expect(text).toMatchFileSnapshot(join(ROOT, 'fixtures/iptables/linkerd/all.restore'));
  });

  it('removal', async () => {
    const text = plan(ALL).removal?.(['ipv4']).join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot(join(ROOT, 'fixtures/iptables/linkerd/removal.cmds'));
  });
});

describe('rules', () => {
  it('names the binaries of the mode', () => {
    const first = (mode: string) => commands(plan(['--iptables-mode', mode])).split('\n')[0];
    expect(first('legacy')).toBe('iptables-legacy-save -t nat');
    expect(first('nft')).toBe('iptables-nft-save -t nat');
    expect(first('plain')).toBe('iptables-save -t nat');
  });

  it.each([
    { ports: '1,2,3,4,5,6,7,8,9,10,11,12,13,14,15', groups: [15] },
    { ports: '1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16', groups: [15, 1] },
    { ports: '1,2,3,4,5,6,7,8,9,10,11,12,13,14,15-16', groups: [14, 1] },
    { ports: '80-80', groups: [1] },
  ])('fits $ports into $groups', ({ ports, groups }) => {
    const rules = plan(['--inbound-ports-to-ignore', ports]).program.steps.filter(
      ({ rule }) => rule.reason?.id === 'ignore-port',
    );
    expect(
      rules.map(({ rule }) => rule.matches.flatMap((match) => ('ports' in match ? match.ports : [])).length),
    ).toEqual(groups);
  });

  it('has no rules of IPv6 with --ipv6=false, and those that --family says', () => {
    expect(plan(['--ipv6=false']).program.families).toEqual(['ipv4']);
    expect(plan([]).program.families).toEqual(['ipv4', 'ipv6']);
    expect(plan([], { families: ['ipv6'] }).program.families).toEqual(['ipv6']);
  });

  it('gives each subnet to its own family and says so', () => {
    const made = plan(['--subnets-to-ignore', '10.0.0.0/8,fd00::/8']);
    const subnets = made.program.steps.filter(({ rule }) => rule.reason?.id === 'ignore-subnet');
    expect(subnets.map(({ families }) => families)).toEqual([['ipv4'], ['ipv6']]);
    expect(codes(made)).toContain('MSH4052');
    expect(() => plan(['--subnets-to-ignore', '10.0.0.0/8,fd00::/8'], { compat: true })).toThrow('--subnets-to-ignore');
  });

  it('gives every rule a reason the profile explains', () => {
    const made = plan([
      '-u',
      '1',
      '-g',
      '2',
      '-r',
      '80',
      '--outbound-ports-to-ignore',
      '25',
      '--subnets-to-ignore',
      '::/0',
    ]);
    for (const { rule } of made.program.steps) expect(linkerdProfile.reasons).toHaveProperty(rule.reason?.id ?? '');
  });
});

describe('values', () => {
  it.each([
    { args: ['-p', '4143'], says: '--outgoing-proxy-port is missing' },
    { args: ['-o', '4140'], says: '--incoming-proxy-port is missing' },
    { args: ['-p', '0', '-o', '4140'], says: /--incoming-proxy-port .*has the value "0"/ },
    { args: [...PORTS, '-r', '80,http'], says: /--ports-to-redirect .*has the value "http"/ },
    { args: [...PORTS, '-u', 'linkerd'], says: /--proxy-uid .*has the value "linkerd"/ },
    { args: [...PORTS, '--outbound-ports-to-ignore', '9-8'], says: '--outbound-ports-to-ignore has the value "9-8"' },
    { args: [...PORTS, '--outbound-ports-to-ignore', '0'], says: 'outside 1 to 65535' },
    { args: [...PORTS, '--subnets-to-ignore', '10.0.0.0'], says: '--subnets-to-ignore has the value "10.0.0.0"' },
    { args: [...PORTS, '--iptables-mode', 'NFT'], says: '--iptables-mode has the value "NFT"' },
    { args: [...PORTS, '--timeout-close-wait-secs', '5s'], says: '--timeout-close-wait-secs has the value "5s"' },
  ])('refuses $args', ({ args, says }) => {
    expect(() => planFor(linkerdProfile, { args })).toThrow(says);
  });

  it('passes over ports that are none under compat, and leaves the empty rule the peer leaves', () => {
    const made = plan(['--inbound-ports-to-ignore', 'http', '--ipv6=false'], { compat: true });
    expect(codes(made)).toContain('MSH4051');
    expect(commands(made)).toContain('--match multiport --dports  -j RETURN');
  });

  it('takes -1 for no user, and warns of 0', () => {
    expect(codes(plan(['-u=-1', '-g', '5']))).toEqual([]);
    expect(codes(plan(['-u=0', '-g', '5']))).toEqual(['MSH4059']);
  });

  it('warns of a proxy nobody can tell, and of a port that is both captured and left alone', () => {
    expect(codes(plan([]))).toEqual(['MSH4050']);
    expect(codes(plan(['-u', '1', '-r', '80', '--inbound-ports-to-ignore', '79-81']))).toEqual(['MSH4053']);
  });
});

describe('pods', () => {
  it('take the defaults of the chart', () => {
    const { values } = linkerdProfile.fromPod?.(podWith({})) ?? { values: new Map() };
    expect(Object.fromEntries([...values].map(([flag, { text }]) => [flag, text]))).toEqual({
      'incoming-proxy-port': '4143',
      'outgoing-proxy-port': '4140',
      'proxy-uid': '2102',
      'inbound-ports-to-ignore': '4190,4191,4567,4568',
      'outbound-ports-to-ignore': '4567,4568',
    });
  });

  it('say what their annotations say', () => {
    const pod = podWith({
      'config.linkerd.io/admin-port': '9',
      'config.linkerd.io/skip-inbound-ports': '25',
      'config.linkerd.io/skip-subnets': '10.0.0.0/8',
    });
    const { values } = linkerdProfile.fromPod?.(pod) ?? { values: new Map() };
    expect(values.get('inbound-ports-to-ignore')?.text).toBe('4190,9,25');
    expect(values.get('subnets-to-ignore')?.text).toBe('10.0.0.0/8');
  });
});
