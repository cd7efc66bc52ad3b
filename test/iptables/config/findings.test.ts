import { describe, expect, it } from 'vitest';
import { istioProfile } from '../../../src/iptables/profiles/istio/profile.ts';
import { inputFor, planFor } from '../support/cases.ts';

const DUAL = ['10.1.1.5/24', '2001:db8:1::5/64'];

function messages(
  args: readonly string[],
  rest: Parameters<typeof planFor>[1] = {},
  options: Parameters<typeof planFor>[2] = {},
) {
  const { diagnostics } = planFor(istioProfile, { args, ...rest }, options);
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe('findings about the flags of a sidecar', () => {
  it('are none for what the injector passes', () => {
    expect(
      messages(['-u', '1337', '-m', 'REDIRECT', '-i', '*', '-x', '', '-b', '*', '-d', '15090,15021,15020']),
    ).toEqual([]);
  });

  it.each([
    [['-b', '80', '-d', '22'], '--istio-local-exclude-ports (-d)'],
    [['--capture-all-dns'], '--capture-all-dns'],
    [
      ['--istio-outbound-owner-groups', 'java', '--istio-outbound-owner-groups-exclude', 'ftp'],
      '--istio-outbound-owner-groups-exclude',
    ],
    [['-x', '10.0.0.0/8'], '--istio-service-exclude-cidr (-x)'],
    [['-t', '7'], '--istio-inbound-tproxy-mark (-t)'],
    [['-r', '7'], '--istio-inbound-tproxy-route-table (-r)'],
  ])('%j: a flag has no effect', (args, name) => {
    expect(messages(args)).toEqual([expect.stringContaining(`MSH4002 the flag ${name} has no effect`)]);
  });

  it('name the variable where that is where a swallowed value comes from', () => {
    const found = messages(['-b', '80'], { env: { ISTIO_LOCAL_EXCLUDE_PORTS: '22' } });
    expect(found).toEqual([
      expect.stringContaining('the environment variable ISTIO_LOCAL_EXCLUDE_PORTS has no effect'),
    ]);
  });

  it('tell of IPv6 addresses without IPv6 rules, unless families were asked for', () => {
    expect(messages([], { podAddresses: DUAL })).toEqual([
      'MSH4003 there are no IPv6 rules although the pod has the address "2001:db8:1::5/64"',
    ]);
    expect(messages(['--dual-stack'], { podAddresses: DUAL })).toEqual([]);
    expect(messages([], { podAddresses: DUAL }, { families: ['ipv4'] })).toEqual([]);
  });

  it.each([
    ['MSH4004', ['--redirect-dns'], {}],
    ['MSH4006', ['--run-validation', '-o', '15000-15010'], {}],
    ['MSH4008', ['-u', '1,2'], {}],
    ['MSH4013', ['-q', '80,443', '-o', '443'], {}],
    ['MSH4014', ['-p', '15001', '-z', '15001'], {}],
    ['MSH4010', ['--vip-range', '240.240.0.0/16'], {}],
  ] as const)('%s for %j', (code, args, rest) => {
    expect(messages(args, rest)).toEqual([expect.stringContaining(code)]);
  });

  it('tell of addresses in use in a virtual range', () => {
    const found = messages(['--vip-range', '10.0.0.0/8'], { resolvConf: ['10.96.0.10'] });
    expect(found).toEqual([
      expect.stringContaining('MSH4010'),
      expect.stringContaining('"10.1.1.5/24"'),
      expect.stringContaining('"10.96.0.10"'),
    ]);
  });

  it('tell of patterns and lists that only the peer accepts', () => {
    const groups = Array.from({ length: 50 }, (_, index) => index).join(',');
    const found = messages(
      ['-k', 'net+', '--istio-outbound-owner-groups', groups],
      {},
      { compat: true, backend: 'nft' },
    );
    expect(found).toEqual([expect.stringContaining('MSH4007'), expect.stringContaining('MSH4009')]);
  });
});

describe('flags that exclude each other', () => {
  it('a virtual range beside other addresses is refused', () => {
    expect(() => planFor(istioProfile, { args: ['-i', '*', '--vip-range', '240.240.0.0/16'] })).toThrow('--vip-range');
  });

  it('a virtual range that is none is refused', () => {
    expect(() => planFor(istioProfile, { args: ['--vip-range', '240.240.0.0'] })).toThrow('no prefix length');
  });
});

it('the user of the proxy is looked up by name where no number is given', () => {
  const around = { users: new Map([['istio-proxy', 999]]) };
  const uids = (args: readonly string[]) => istioProfile.plan(inputFor(istioProfile, { args }, { around })).facts.uids;
  expect([uids([]), uids(['--envoy-user', 'nobody']), uids(['-u', 'istio-proxy', '-g', '5'])]).toEqual([
    [999],
    [1337],
    [999],
  ]);
});

it("a user's name is no group's", () => {
  const around = { users: new Map([['web', 999]]) };
  expect(() => planFor(istioProfile, { args: ['-u', 'web'] }, { around })).toThrow('no group of this name');
});
