import { describe, expect, it } from 'vitest';
import { assess, type Sight } from '../../../src/iptables/probe/assess.ts';
import { type Probe, type ProbeInput, probesFor } from '../../../src/iptables/probe/classes.ts';
import { istioProfile } from '../../../src/iptables/profiles/istio/profile.ts';
import { planFor } from '../support/cases.ts';

const ADDRESSES = ['10.1.1.5/24', '2001:db8:1::5/64'];

const ARRIVAL: ProbeInput['arrival'] = {
  iface: 'probe',
  ends: {
    ipv4: { src: '192.0.2.2', dst: '192.0.2.1' },
    ipv6: { src: '2001:db8:115::2', dst: '2001:db8:115::1' },
  },
};

function probes(args: readonly string[], more: Partial<ProbeInput> = {}): readonly string[] {
  const { program, facts } = planFor(istioProfile, { args, podAddresses: ADDRESSES, resolvConf: ['10.96.0.10'] });
  const addresses = [
    { iface: 'lo', address: '127.0.0.1/8' },
    ...ADDRESSES.map((address) => ({ iface: 'eth0', address })),
    { iface: 'probe', address: '192.0.2.1/30' },
  ];
  const input = { program, facts, addresses, identity: 'any', sourcePort: 40_000, freePort: 29_467, ...more } as const;
  return probesFor(input).map(({ name, packet, expected }) => {
    const who = packet.uid === undefined ? '' : ` ${packet.uid}`;
    return `${name}${who} ${packet.dst} ${packet.dport} ${expected.verdict} ${expected.port ?? ''}`.trimEnd();
  });
}

describe('the classes of traffic', () => {
  it('are those the flags tell apart', () => {
    const args = ['-b', '8080', '-i', '10.96.0.0/12', '-o', '3306', '--redirect-dns'];
    expect(probes(args, { arrival: ARRIVAL })).toEqual([
      'outbound 65534 203.0.113.10 80 ACCEPT',
      'outbound, listed range 65534 10.96.0.1 80 REDIRECT 15001',
      'excluded port 65534 203.0.113.10 3306 ACCEPT',
      'DNS 65534 10.96.0.10 53 REDIRECT 15053',
      'self-call 65534 10.1.1.5 29467 ACCEPT',
      'localhost 65534 127.0.0.1 29467 ACCEPT',
      "proxy's own 1337 203.0.113.10 80 ACCEPT",
      'proxy to its own pod 1337 10.1.1.5 29467 REDIRECT 15006',
      'inbound 192.0.2.1 29467 ACCEPT',
      'inbound, named port 192.0.2.1 8080 REDIRECT 15006',
      'inbound, named port 192.0.2.1 15008 ACCEPT',
    ]);
  });

  it('are tried in both families where both are programmed', () => {
    const found = probes(['-b', '*', '-i', '*', '--dual-stack', '-m', 'TPROXY'], { arrival: ARRIVAL });
    expect(found).toContain('outbound 65534 2001:db8:113::10 80 REDIRECT 15001');
    expect(found).toContain('inbound 2001:db8:115::1 29467 TPROXY 15006');
    expect(found).toContain('proxy to its own pod 1337 2001:db8:1::5 29467 REDIRECT 15006');
  });

  it('are fewer for somebody who can only send as himself', () => {
    const names = (uid: number) => probes(['-i', '*'], { identity: { uid, gid: uid } }).map((one) => one.split(' ')[0]);
    expect(names(1337)).toEqual(["proxy's", 'proxy']);
    expect(names(1000)).toEqual(['outbound', 'self-call', 'localhost']);
  });

  it('have an application that is not the proxy', () => {
    expect(probes(['-i', '*', '-u', '65534', '-g', '1000'])[0]).toBe('outbound 1001 203.0.113.10 80 REDIRECT 15001');
  });
});

const PACKET = { dir: 'out', proto: 'tcp', src: '10.1.1.5', iface: 'eth0', ctstate: 'NEW' } as const;

function probe(verdict: Probe['expected']['verdict'], port: number | null, more: Partial<Probe> = {}): Probe {
  const packet = { ...PACKET, dst: '203.0.113.10', dport: 80 };
  return { name: 'x', family: 'ipv4', packet, needsListener: false, expected: { verdict, port }, ...more };
}

const sight = (more: Partial<Sight>): Sight => ({ outcome: 'timeout', busy: new Set(), tproxied: false, ...more });

const BUSY = new Set([15_001, 15_006, 80]);

const here = { needsListener: true };

const UDP = { packet: { ...PACKET, proto: 'udp', dst: '10.96.0.10', dport: 53 } };

describe('what was seen', () => {
  it.each([
    ['arrives as wanted', probe('REDIRECT', 15_001), sight({ arrivedAt: 15_001 }), 'ok'],
    ['arrives at another port', probe('REDIRECT', 15_006), sight({ arrivedAt: 15_001 }), 'wrong'],
    ['does not arrive', probe('REDIRECT', 15_001), sight({}), 'wrong'],
    ['is refused', probe('REDIRECT', 15_001), sight({ outcome: 'refused' }), 'wrong'],
    [
      'is answered by the proxy that runs already',
      probe('REDIRECT', 15_001),
      sight({ outcome: 'connected', busy: BUSY }),
      'ok',
    ],
    ['is not answered by it', probe('REDIRECT', 15_001), sight({ busy: BUSY }), 'wrong'],
    [
      'goes to a DNS proxy that runs already',
      probe('REDIRECT', 15_001, UDP),
      sight({ outcome: 'sent', busy: BUSY }),
      'unknown',
    ],
    ['leaves as wanted', probe('ACCEPT', null), sight({}), 'ok'],
    ['is captured although it should leave', probe('ACCEPT', null), sight({ arrivedAt: 15_001 }), 'wrong'],
    ['arrives directly as wanted', probe('ACCEPT', null, here), sight({ arrivedAt: 80 }), 'ok'],
    ['is captured on its way to the pod itself', probe('ACCEPT', null, here), sight({ arrivedAt: 15_006 }), 'wrong'],
    [
      'is answered by somebody at that port',
      probe('ACCEPT', null, here),
      sight({ outcome: 'connected', busy: BUSY }),
      'unknown',
    ],
    ['is counted by TPROXY', probe('TPROXY', 15_006, here), sight({ tproxied: true }), 'ok'],
    ['passes TPROXY by', probe('TPROXY', 15_006, here), sight({ arrivedAt: 80 }), 'wrong'],
    ['is lost on the way to TPROXY', probe('TPROXY', 15_006, here), sight({}), 'wrong'],
    ['is answered behind TPROXY', probe('TPROXY', 15_006, here), sight({ outcome: 'connected', busy: BUSY }), 'ok'],
    ['is dropped as wanted', probe('DROP', null, here), sight({}), 'ok'],
    ['has no way', probe('REDIRECT', 15_001), sight({ outcome: 'unreachable' }), 'unknown'],
  ] as const)('%s', (_, wanted, seen, status) => {
    const finding = assess(wanted, seen);
    expect(finding.status).toBe(status);
    expect(finding.observed).not.toBe('');
  });
});
