import { describe, expect, it } from 'vitest';
import type { Family } from '../../../../src/iptables/model/rule.ts';
import { restoreText } from '../../../../src/iptables/print/restore.ts';
import { istioProfile } from '../../../../src/iptables/profiles/istio/profile.ts';
import { ISTIO_REASONS } from '../../../../src/iptables/profiles/istio/reasons.ts';
import type { Plan } from '../../../../src/iptables/profiles/profile.ts';
import { type Case, planFor } from '../../support/cases.ts';

const FIXTURES = '../../../../fixtures/iptables/istio';
const DUAL = ['10.1.1.5/24', '2001:db8:1::5/64'];

/** Each is named for what it adds to the sidecar as it is injected by default. */
const GRID: Readonly<Record<string, Partial<Case>>> = {
  default: {},
  'nothing-captured': { args: ['-b', '', '-i', ''] },
  'dual-stack': { args: ['--dual-stack'], podAddresses: DUAL },
  'ipv6-first': { podAddresses: DUAL.toReversed() },
  tproxy: { args: ['-m', 'TPROXY'] },
  'tproxy-dual-stack': { args: ['-m', 'TPROXY', '--dual-stack'], podAddresses: DUAL },
  'tproxy-of-no-port': { args: ['-m', 'TPROXY', '-b', ''] },
  'tproxy-of-two-ports': { args: ['-m', 'TPROXY', '-b', '80,8080-8090'] },
  'inbound-ports': { args: ['-b', '80,8080:8090'] },
  'outbound-ranges': {
    args: ['-i', '10.0.0.0/8,fd00::/8', '-x', '10.9.0.0/16,fd00:9::/32', '--dual-stack'],
    podAddresses: DUAL,
  },
  'outbound-loopback': { args: ['-i', '127.0.0.0/8'] },
  'outbound-ports': { args: ['-i', '', '-q', '80,443', '-o', '443,8443'] },
  'excluded-interface': { args: ['-m', 'TPROXY', '-c', 'eth1'] },
  'virtual-interfaces': { args: ['-k', 'vnet0,vnet+'] },
  'virtual-interfaces-of-ranges': {
    args: ['-k', 'vnet0', '-i', '10.0.0.0/8,fd00::/8', '--dual-stack'],
    podAddresses: DUAL,
  },
  'several-owners': { args: ['-u', '1337,1338', '-g', '1-9'] },
  'excluded-groups': { env: { ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE: 'java,202' } },
  'included-groups': { env: { ISTIO_OUTBOUND_OWNER_GROUPS: 'java,202' } },
  'no-group': { env: { ISTIO_OUTBOUND_OWNER_GROUPS: '' } },
  'loopback-range': { env: { ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR: '127.0.0.0/8' } },
  'drop-invalid': { args: ['--drop-invalid'] },
  'dns-of-nameservers': { args: ['--redirect-dns'], resolvConf: ['10.96.0.10', '2001:db8::53'] },
  'dns-dual-stack': { args: ['--redirect-dns', '--dual-stack'], resolvConf: ['10.96.0.10'], podAddresses: DUAL },
  'dns-all': { args: ['--redirect-dns', '--capture-all-dns'] },
  'vip-range': { args: ['-i', '', '--vip-range', '240.240.0.0/16'] },
  'other-ports': { args: ['-p', '6001', '-z', '6006', '-e', '6008', '-m', 'TPROXY', '-t', '4242', '-r', '200'] },
};

const INJECTED = ['-u', '1337', '-i', '*', '-b', '*', '-d', '15090,15021,15020'];

const planned = ({ args = [], ...rest }: Partial<Case>, backend: 'iptables' | 'nft' = 'iptables'): Plan =>
  planFor(istioProfile, { args: [...INJECTED, ...args], ...rest }, { backend });

function everything({ program }: Plan): string {
  const texts = program.families.map((family: Family) => `# ${family}\n${restoreText(program, family)}`);
  const host = program.host.map(({ args }) => `ip ${args.join(' ')}\n`);
  return [...texts, ...(host.length > 0 ? ['# host\n', ...host] : [])].join('');
}

describe('the rules of the sidecar', () => {
  it.each(Object.keys(GRID))('%s, for iptables', async (name) => {
    await expect(everything(planned(GRID[name] ?? {}))).toMatchFileSnapshot(`${FIXTURES}/${name}.rules`);
  });

  it.each(Object.keys(GRID).filter((name) => !name.startsWith('virtual-interfaces-')))('%s, for nft', async (name) => {
    const plan = planned(GRID[name] ?? {}, 'nft');
    await expect(plan.texts?.nft?.(plan.program.families)).toMatchFileSnapshot(`${FIXTURES}/${name}.nft`);
  });

  const programs = Object.values(GRID).map((item) => planned(item).program);
  const reasons = programs.flatMap(({ steps, host }) => [
    ...steps.map(({ rule }) => rule.reason?.id),
    ...host.map(({ reason }) => reason.id),
  ]);

  it('each have a reason, and there is no reason without a rule', () => {
    expect(new Set(reasons)).toEqual(new Set(Object.keys(ISTIO_REASONS)));
  });

  it('name no chain they do not make', () => {
    for (const { steps } of programs) {
      for (const { table, rule, families } of steps) {
        if (!('chain' in rule.target)) continue;
        const { chain } = rule.target;
        for (const family of families) {
          expect(
            steps.some((step) => step.table === table && step.chain === chain && step.families.includes(family)),
          ).toBe(true);
        }
      }
    }
  });

  it('are for no family that is not programmed', () => {
    for (const { steps, families } of programs) {
      expect(
        steps.every((step) => step.families.length > 0 && step.families.every((family) => families.includes(family))),
      ).toBe(true);
    }
  });

  it('are made for the families that are asked for, whatever the addresses', () => {
    const families = ['ipv6'] as const;
    const { program } = planFor(istioProfile, { args: INJECTED }, { families });
    expect(program.families).toEqual(families);
    expect(restoreText(program, 'ipv4')).toBe('');
  });
});

describe('the facts of the sidecar', () => {
  it('tell users, groups, ports and mode', () => {
    expect(planned({ args: ['-u', '5', '-g', 'java', '--redirect-dns', '--capture-all-dns'] }).facts).toEqual({
      uids: [5],
      gids: [501],
      outboundPort: 15001,
      inboundPort: 15006,
      tunnelPort: 15008,
      dnsPort: 15053,
      inboundMode: 'redirect',
    });
  });

  it('list the users of a range, of a long one its ends', () => {
    const { uids, gids } = planned({ args: ['-u', '5,7-9', '-g', '1-4294967295'] }).facts;
    expect({ uids, gids }).toEqual({ uids: [5, 7, 8, 9], gids: [1, 4294967295] });
  });

  it('tell mark and table of TPROXY, and that no port is taken', () => {
    expect(planned({ args: ['-m', 'TPROXY', '-b', ''] }).facts).toMatchObject({
      inboundMode: 'none',
      tproxy: { mark: 1337, table: 133 },
    });
  });
});
