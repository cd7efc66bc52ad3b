import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ambientProfile } from '../../../../src/iptables/profiles/ambient/profile.ts';
import type { Plan } from '../../../../src/iptables/profiles/profile.ts';
import { ROOT } from '../../../support/paths.ts';
import { planFor } from '../../support/cases.ts';
import { podWith } from '../../support/pods.ts';

type Rest = Parameters<typeof planFor>[2];

const DUAL = ['10.1.1.5/24', '2001:db8:1::5/64'];
const plan = (args: readonly string[] = [], rest: Rest = {}): Plan =>
  planFor(ambientProfile, { args, podAddresses: DUAL }, rest);
const text = ({ texts, program }: Plan, format: 'restore' | 'nft'): string => texts?.[format]?.(program.families) ?? '';

const fixture = (name: string): string => join(ROOT, 'fixtures/iptables/ambient', name);

describe('goldens', () => {
  const made = plan(['--virtual-interfaces', 'tap0,tap1']);

  it('restore text', async () => {
    await expect(text(made, 'restore')).toMatchFileSnapshot(fixture('virtual.restore'));
  });

  it('nft', async () => {
    await expect(text(made, 'nft')).toMatchFileSnapshot(fixture('virtual.nft'));
  });

  it('rules of the host', async () => {
    const host = plan(['--kubelet-uid', '998'], { host: true });
    await expect(text(host, 'restore') + text(host, 'nft')).toMatchFileSnapshot(fixture('host.txt'));
  });
});

describe('rules', () => {
  it('bring replies back to ztunnel by a rule and a route of each family', () => {
    expect(plan().program.host.map(({ args }) => args.join(' '))).toEqual([
      'rule add fwmark 0x111/0xfff pref 32764 lookup 100',
      'route replace local 0.0.0.0/0 dev lo table 100',
      '-6 rule add fwmark 0x111/0xfff pref 32764 lookup 100',
      '-6 route replace local ::/0 dev lo table 100',
    ]);
    expect(plan([], { host: true }).program.host).toEqual([]);
  });

  it('follow the wish of the pod about DNS before everybody else’s', () => {
    const dns = (...args: readonly string[]) => plan(args).facts.dnsPort !== undefined;
    expect(dns()).toBe(true);
    expect(dns('--redirect-dns=false')).toBe(false);
    expect(dns('--redirect-dns=false', '--pod-dns-override=enabled')).toBe(true);
    expect(dns('--pod-dns-override=disabled')).toBe(false);
    expect(text(plan(['--pod-dns-override=disabled']), 'restore')).not.toContain('* raw');
  });

  it('capture nothing inbound in ingress mode', () => {
    const { facts, program } = plan(['--ingress-mode']);
    expect(facts.inboundMode).toBe('none');
    expect(program.steps.some(({ rule }) => rule.reason?.id === 'inbound' || rule.reason?.id === 'probe-in')).toBe(
      false,
    );
  });

  it('are for IPv6 where the pod has such an address, unless the file or --family says otherwise', () => {
    const configFile = { name: 'a.yaml', text: 'ipv6: false' };
    expect(plan().program.families).toEqual(['ipv4', 'ipv6']);
    expect(planFor(ambientProfile, {}).program.families).toEqual(['ipv4']);
    expect(plan([], { around: { configFile, addresses: [] } }).program.families).toEqual(['ipv4']);
    expect(plan([], { families: ['ipv6'] }).program.families).toEqual(['ipv6']);
  });

  it('of the host say which sets have to be there', () => {
    const { diagnostics } = plan([], { host: true });
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "MSH4054 the host's rules need the set istio-inpod-probes-v4",
      "MSH4054 the host's rules need the set istio-inpod-probes-v6",
    ]);
  });

  it('have a reason each that the profile explains', () => {
    const all = [...plan(['--virtual-interfaces', 'tap0']).program.steps, ...plan([], { host: true }).program.steps];
    const host = plan().program.host.map(({ reason }) => reason.id);
    for (const id of [...all.map(({ rule }) => rule.reason?.id ?? ''), ...host]) {
      expect(ambientProfile.reasons).toHaveProperty(id);
    }
  });
});

describe('values', () => {
  it.each([
    { args: ['--pod-dns-override=on'], says: '--pod-dns-override has the value "on"' },
    { args: ['--host-probe-snat-v4=fd00::1'], says: '--host-probe-snat-v4 has the value "fd00::1"' },
    { args: ['--host-probe-snat-v4=10.0.0.1/32'], says: 'without prefix length' },
    { args: ['--host-probe-snat-v6=10.0.0.1'], says: '--host-probe-snat-v6 has the value "10.0.0.1"' },
    { args: ['--virtual-interfaces=an-interface-too-long'], says: '--virtual-interfaces' },
    { args: ['--kubelet-uid=kubelet'], says: '--kubelet-uid has the value "kubelet"' },
  ])('refuses $args', ({ args, says }) => {
    expect(() => plan(args)).toThrow(says);
  });

  it('come from the file beneath the environment and flags', () => {
    const configFile = {
      name: 'a.yaml',
      text: 'hostProbeSnatV4: 10.0.0.1\nvirtualInterfaces: [tap0]\nredirectDns: false\n',
    };
    const made = planFor(
      ambientProfile,
      { args: ['--virtual-interfaces=tap1'], env: { HOST_PROBE_SNAT_IP: '10.0.0.2', AMBIENT_DNS_CAPTURE: 'true' } },
      { around: { configFile } },
    );
    expect(text(made, 'restore')).toContain('-s 10.0.0.2 ');
    expect(text(made, 'restore')).toContain('-i tap1 ');
    expect(text(made, 'restore')).not.toContain('tap0');
    expect(made.facts.dnsPort).toBe(15053);
  });
});

describe('pods', () => {
  it('say it by annotations', () => {
    const pod = podWith({
      'istio.io/reroute-virtual-interfaces': 'tap0',
      'ambient.istio.io/dns-capture': 'false',
      'ambient.istio.io/bypass-inbound-capture': 'true',
    });
    const { values } = ambientProfile.fromPod?.(pod) ?? { values: new Map() };
    expect([...values].map(([flag, { text: value }]) => `${flag}=${value}`)).toEqual([
      'virtual-interfaces=tap0',
      'pod-dns-override=disabled',
      'ingress-mode=true',
    ]);
  });
});
