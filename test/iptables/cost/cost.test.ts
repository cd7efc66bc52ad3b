import { describe, expect, test } from 'vitest';
import { savingsOf } from '../../../src/iptables/cost/cheaper.ts';
import { costOf } from '../../../src/iptables/cost/cost.ts';
import { connectionRate } from '../../../src/iptables/cost/rate.ts';
import { factsFrom } from '../../../src/iptables/prove/facts.ts';
import { readRules } from '../../../src/iptables/read/rules.ts';
import { machineOf } from '../../../src/iptables/trace/machine.ts';
import { fixture } from '../support/rules.ts';

describe('rules crossed', () => {
  test('on first and later packets, by class', () => {
    const sets = readRules(fixture('read/sidecar-counters.save'));
    const costs = costOf(machineOf(sets), sets, { facts: factsFrom(sets), family: 'ipv4' });
    expect(costs.map(({ name, fate, first, later }) => [name, fate.port ?? fate.verdict, first, later])).toEqual([
      ['application to the mesh', 15_001, 12, 4],
      ['application to outside', 15_001, 12, 4],
      ['proxy to anywhere', 'ACCEPT', 8, 3],
      ['inbound', 15_006, 6, 1],
      ['DNS query of the application', 'ACCEPT', 11, 3],
    ]);
  });

  test('calls to the mesh are those to what is captured by address', () => {
    const sets = readRules(
      '*nat\n-N R\n-A OUTPUT -d 240.240.0.0/16 -j R\n-A R -p tcp -j REDIRECT --to-ports 15001\nCOMMIT\n',
    );
    const [mesh, outside] = costOf(machineOf(sets), sets, { facts: factsFrom(sets), family: 'ipv4' });
    expect([mesh?.packet.dst, mesh?.fate.port, outside?.fate.port]).toEqual(['240.240.0.20', 15_001, null]);
  });
});

describe('the estimate', () => {
  test.each([
    ['ACCEPT', 0, 1],
    ['ACCEPT', 10, 0.92],
    ['ACCEPT', 310, 0.82],
    ['REDIRECT', 10, 0.42],
    ['REDIRECT', 310, 0.4],
    ['TPROXY', 10, 0.38],
  ] as const)('%s over %i rules: %f', (verdict, rules, rate) => {
    expect(connectionRate({ verdict, rules })).toBeCloseTo(rate, 2);
  });
});

describe('cheaper forms', () => {
  const nat = (...rules: readonly string[]) => readRules(`*nat\n${rules.join('\n')}\nCOMMIT\n`);
  const told = (sets: ReturnType<typeof readRules>) =>
    savingsOf(sets).map(({ kind, from, to, instead, saved }) => `${kind} ${from}-${to} ${instead} ${saved}`);

  test('ports fold fifteen at a time, a range taking two places', () => {
    const ports = Array.from({ length: 16 }, (_, index) => `-A OUTPUT -p tcp --dport ${index + 1} -j RETURN`);
    expect(told(nat(...ports))).toEqual(['fold-ports 1-16 2 14']);
    expect(told(nat('-A OUTPUT -p tcp --dport 1:9 -j RETURN', '-A OUTPUT -p udp --dport 5 -j RETURN'))).toEqual([]);
  });

  test('addresses fold into a set', () => {
    expect(
      told(nat('-A OUTPUT -d 10.0.0.0/8 -j RETURN', '-A OUTPUT -d 192.168.0.0/16 -j RETURN', '-A OUTPUT -j DROP')),
    ).toEqual(['fold-addresses 1-2 1 1']);
    expect(told(nat('-A OUTPUT -d 10.0.0.0/8 -j RETURN', '-A OUTPUT -d 192.168.0.0/16 -j ACCEPT'))).toEqual([]);
  });

  test('nft folds any number', () => {
    const rules = Array.from({ length: 40 }, (_, index) => `tcp dport ${index + 1} return`).join('\n');
    const sets = readRules(`table ip t {\nchain c {\ntype nat hook output priority 0;\n${rules}\n}\n}\n`);
    expect(told(sets)).toEqual(['fold-ports 1-40 1 39']);
  });

  test('live counters tell a better order', () => {
    const sets = nat(
      '[1:0] -A OUTPUT -p tcp --dport 1 -j RETURN',
      '[0:0] -A OUTPUT -p tcp --dport 2 -j RETURN',
      '[99:0] -A OUTPUT -p tcp --dport 3 -j RETURN',
    );
    expect(savingsOf(sets).map(({ kind, saved }) => `${kind} ${saved.toFixed(2)}`)).toEqual([
      'fold-ports 2.00',
      'reorder 1.97',
    ]);
  });
});
