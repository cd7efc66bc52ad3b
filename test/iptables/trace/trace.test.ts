import { describe, expect, test } from 'vitest';
import type { RuleSet } from '../../../src/iptables/model/rule.ts';
import { readRules } from '../../../src/iptables/read/rules.ts';
import { conditionText } from '../../../src/iptables/ruleset/rule-text.ts';
import { machineOf, type Place } from '../../../src/iptables/trace/machine.ts';
import { packetOf } from '../../../src/iptables/trace/packet-text.ts';
import { trace } from '../../../src/iptables/trace/trace.ts';
import { whyNot } from '../../../src/iptables/trace/why-not.ts';
import { fixture } from '../support/rules.ts';

/** Flags of a packet in short: `out tcp 10.1.1.5 10.9.9.9:80 uid=1337 iface=lo`. */
function packet(text: string) {
  const words = text.split(' ');
  const options = Object.fromEntries(words.filter((word) => word.includes('=')).map((word) => word.split('=')));
  return packetOf(
    words.filter((word) => !word.includes('=')),
    options,
  );
}

const sidecar = readRules(fixture('read/sidecar-counters.save'));

function walk(text: string, sets: readonly RuleSet[] = sidecar, place: Place = {}) {
  const { verdict, port, hops, ...rest } = trace(machineOf(sets, place), packet(text));
  const steps = hops.map((hop) =>
    hop.steps.map(({ table, chain, number, action }) => `${table}/${chain}/${number} ${action}`).join(', '),
  );
  return { ...rest, fate: port === null ? verdict : `${verdict} ${port}`, steps, hops };
}

const nat = (...rules: readonly string[]): readonly RuleSet[] => readRules(`*nat\n${rules.join('\n')}\nCOMMIT\n`);

describe('the sidecar', () => {
  test.each([
    ['out tcp 10.1.1.5 203.0.113.10:443 uid=1000', 'REDIRECT 15001'],
    ['out tcp 10.1.1.5 203.0.113.10:443 uid=1337', 'ACCEPT'],
    ['out udp 10.1.1.5 203.0.113.10:443 uid=1000', 'ACCEPT'],
    ['out tcp 127.0.0.1 127.0.0.1:8080 uid=1000', 'ACCEPT'],
    ['out tcp 10.1.1.5 10.1.1.5:8080 uid=1337', 'REDIRECT 15006'],
    ['out tcp 127.0.0.6 10.1.1.5:8080 uid=1337 iface=lo', 'ACCEPT'],
    ['in tcp 10.1.1.1 10.1.1.5:8080', 'REDIRECT 15006'],
    ['in tcp 10.1.1.1 10.1.1.5:8005', 'ACCEPT'],
    ['in tcp 10.1.1.1 10.1.1.5:8080 state=INVALID', 'DROP'],
    ['out tcp 10.1.1.5 203.0.113.10:443 state=ESTABLISHED', 'ACCEPT'],
    ['out tcp 2001:db8::5 [2001:db8::9]:443', 'ACCEPT'],
  ])('%s: %s', (text, fate) => {
    expect(walk(text).fate).toBe(fate);
  });

  test('a redirected packet comes back over lo', () => {
    expect(walk('out tcp 10.1.1.5 203.0.113.10:443')).toMatchObject({
      steps: [
        'raw/OUTPUT/1 jump ISTIO_OUTPUT_DNS, raw/OUTPUT/policy accept, nat/OUTPUT/1 jump ISTIO_OUTPUT, nat/ISTIO_OUTPUT/6 jump ISTIO_REDIRECT, nat/ISTIO_REDIRECT/1 accept',
        'mangle/PREROUTING/policy accept',
      ],
      hops: [
        { hook: 'output', iface: 'eth0', dst: '203.0.113.10', dport: 443 },
        { hook: 'prerouting', iface: 'lo', dst: '127.0.0.1', dport: 15001 },
      ],
    });
  });

  test('the first zone wins', () => {
    const both = readRules('*raw\n-A OUTPUT -j CT --zone 4\n-A OUTPUT -j CT --zone 5\nCOMMIT\n');
    expect(walk('out udp 10.1.1.5 10.0.0.1:53', both)).toMatchObject({ effects: ['zone=4'] });
  });

  test('says when there are no rules of the family', () => {
    expect(walk('out tcp 2001:db8::5 [2001:db8::9]:443').notes).toEqual([
      'there are no rules for IPv6: nothing touches the packet',
    ]);
  });

  test('names the one condition a rule failed by', () => {
    const misses = walk('out tcp 10.1.1.5 10.1.1.5:8080 uid=1000').nearMisses.map(
      ({ chain, number, but, dialect }) => `${chain} ${number}: ${conditionText(but, dialect)}`,
    );
    expect(misses).toEqual(['ISTIO_OUTPUT 1: -s 127.0.0.6/32', 'ISTIO_OUTPUT 2: --uid-owner 1337']);
  });
});

describe('owners', () => {
  const stray = 'in=0';
  test.each([
    ['*nat\n-A OUTPUT -m owner ! --uid-owner 1337 -j DROP\nCOMMIT\n', 'DROP'],
    ['*nat\n-A OUTPUT -m owner --uid-owner 1337 -j DROP\nCOMMIT\n', 'ACCEPT'],
    ['*nat\n-A OUTPUT -m owner ! --socket-exists -j DROP\nCOMMIT\n', 'DROP'],
    ['table ip t {\nchain c {\ntype nat hook output priority 0;\nskuid != 1337 drop\n}\n}', 'ACCEPT'],
    ['table ip t {\nchain c {\ntype nat hook output priority 0;\nskuid 1337 drop\n}\n}', 'ACCEPT'],
  ])('of a packet without a socket: %j %s', (rules, fate) => {
    expect(walk(`out tcp 10.1.1.5 10.9.9.9:80 tcpFlags=rst ${stray}`, readRules(rules)).fate).toBe(fate);
  });
});

describe('the way through the hooks', () => {
  test('filter drops what nat redirected', () => {
    const rules = readRules(
      '*filter\n-A OUTPUT -p tcp --dport 15001 -j DROP\nCOMMIT\n*nat\n-A OUTPUT -p tcp -j REDIRECT --to-ports 15001\nCOMMIT\n',
    );
    expect(walk('out tcp 10.1.1.5 10.9.9.9:80', rules)).toMatchObject({
      fate: 'DROP',
      steps: ['nat/OUTPUT/1 accept, filter/OUTPUT/1 drop'],
    });
  });

  test('a mark can route back to this machine', () => {
    const rules = readRules(
      '*mangle\n-A OUTPUT -p tcp -m connmark --mark 0x539 -j CONNMARK --restore-mark\n-A PREROUTING -i lo -j ACCEPT\nCOMMIT\n',
    );
    const place: Place = { localMarks: [{ value: 0x539, mask: 0xffff_ffff }] };
    const text = 'out tcp 10.1.1.5 10.9.9.9:80 state=ESTABLISHED connmark=0x539';
    expect(walk(text, rules, place)).toMatchObject({
      effects: ['0x539'],
      steps: ['mangle/OUTPUT/1 continue, mangle/OUTPUT/policy accept', 'mangle/PREROUTING/1 accept'],
    });
    expect(walk(text, rules).steps).toHaveLength(1);
  });

  test('what is not for this machine is forwarded', () => {
    const rules = readRules('*filter\n-A INPUT -j DROP\n-A FORWARD -j REJECT\nCOMMIT\n');
    const place: Place = { addresses: [{ iface: 'eth0', address: '10.1.1.5/24' }] };
    expect(walk('in tcp 10.1.1.1 10.1.1.5:80', rules, place).steps).toEqual(['filter/INPUT/1 drop']);
    expect(walk('in tcp 10.1.1.1 10.9.9.9:80', rules, place).steps).toEqual(['filter/FORWARD/1 drop']);
  });

  test('REDIRECT at PREROUTING goes to the first address of the interface', () => {
    const rules = readRules(
      '*filter\n-A INPUT -d 10.8.8.5 -j DROP\nCOMMIT\n*nat\n-A PREROUTING -p tcp -j REDIRECT --to-ports 15001\nCOMMIT\n',
    );
    const place: Place = { addresses: [{ iface: 'eth8', address: '10.8.8.5/24' }] };
    expect(walk('in tcp 10.8.8.1 203.0.113.77:80 iface=eth8', rules, place).fate).toBe('DROP');
  });

  test('DNAT to another machine, MASQUERADE, SNAT', () => {
    const rules = nat('-A OUTPUT -j DNAT --to-destination 10.0.0.9:80', '-A POSTROUTING -d 10.0.0.9 -j MASQUERADE');
    expect(walk('out tcp 10.1.1.5 10.9.9.9:443', rules)).toMatchObject({
      fate: 'ACCEPT',
      steps: ['nat/OUTPUT/1 accept, nat/POSTROUTING/1 accept'],
    });
  });

  test('goto does not come back, RETURN at the end of a base chain is its policy', () => {
    const rules = nat(
      ':OUTPUT DROP [0:0]',
      '-N A',
      '-N B',
      '-A OUTPUT -j A',
      '-A OUTPUT -j ACCEPT',
      '-A A -g B',
      '-A A -j DROP',
      '-A B -j RETURN',
    );
    expect(walk('out tcp 10.1.1.5 10.9.9.9:80', rules).steps).toEqual([
      'nat/OUTPUT/1 jump A, nat/A/1 goto B, nat/B/1 return, nat/OUTPUT/2 accept',
    ]);
  });

  test('statements of one nft rule are done in order', () => {
    const rules = readRules(
      'table ip t {\nchain c {\ntype filter hook output priority 0;\nmeta mark set 5 accept\n}\n}',
    );
    expect(walk('out tcp 10.1.1.5 10.9.9.9:80', rules)).toMatchObject({ effects: ['0x5'], steps: ['t/c/1 accept'] });
  });

  test.each([
    [':A - [0:0]\n-A A -j B\n-A B -j A', 'jump in a circle: A → B → A'],
    [':OUTPUT ACCEPT [0:0]\n-A OUTPUT -j GONE\n-X GONE', 'jumps to GONE, which is not there'],
  ])('%j is refused as the kernel does', (rules, message) => {
    expect(() => machineOf(nat(rules))).toThrow(message);
  });
});

describe('what cannot be decided', () => {
  const rules = nat(
    '-A OUTPUT -m set --match-set vip dst -p tcp -j REDIRECT --to-ports 15001',
    '-A OUTPUT -m rateest -j DROP',
  );

  test('forks the walk', () => {
    const { fate, branches, truncated } = walk('out tcp 10.1.1.5 10.9.9.9:80', rules);
    expect(fate).toBe('ACCEPT');
    expect(truncated).toBe(false);
    expect(branches.map(({ assuming, verdict, port }) => [assuming, verdict, port])).toEqual([
      [['-m set --match-set vip dst'], 'REDIRECT', 15001],
      [['-m rateest'], 'DROP', null],
    ]);
  });

  test('ends somewhere', () => {
    const many = nat(
      ...Array.from(
        { length: 10 },
        (_, index) => `-A OUTPUT -m set --match-set s${index} dst -j MARK --set-mark ${index}`,
      ),
    );
    expect(walk('out tcp 10.1.1.5 10.9.9.9:80', many)).toMatchObject({ truncated: true });
  });

  test('targets that are not understood are noted', () => {
    expect(
      walk('out tcp 10.1.1.5 10.9.9.9:80', nat('-A OUTPUT -j LOG', '-A OUTPUT -j NFQUEUE --queue-num 1')).notes,
    ).toEqual(['NFQUEUE leaves the packet to a program; it is taken to let it pass']);
  });
});

describe('a packet without destination port', () => {
  const rules = nat('-A OUTPUT -p tcp --dport 80 -j REDIRECT --to-ports 15001');

  test('is told to be one, where its protocol has ports', () => {
    const note = 'the packet has no destination port: rules about certain ports are taken not to match';
    expect(walk('out tcp 10.1.1.5 10.9.9.9', rules).notes).toEqual([note]);
    expect(walk('out icmp 10.1.1.5 10.9.9.9', rules).notes).toEqual([]);
  });
});

describe('why not', () => {
  const ask = (text: string, port: number) => whyNot(machineOf(sidecar), packet(text), port);

  test('the rule that took the packet off the way', () => {
    const { arrives, diverted, missed } = ask('out tcp 10.1.1.5 203.0.113.10:443 uid=1337', 15_001);
    expect(arrives).toBe(false);
    expect([diverted?.chain, diverted?.number, diverted?.action]).toEqual(['ISTIO_OUTPUT', 4, 'return']);
    expect(missed).toEqual([]);
  });

  test('the rules to the port that did not match', () => {
    const { diverted, missed } = ask('out udp 10.1.1.5 203.0.113.10:443', 15_001);
    expect(diverted).toBeUndefined();
    expect(
      missed.map(({ chain, number, failed }) => [
        chain,
        number,
        failed.map((match) => conditionText(match, 'iptables')),
      ]),
    ).toEqual([['ISTIO_REDIRECT', 1, ['-p tcp']]]);
  });

  test('it does arrive, it never can, it is too late for it', () => {
    expect(ask('out tcp 10.1.1.5 203.0.113.10:443', 15_001)).toMatchObject({ arrives: true, missed: [] });
    expect(ask('out tcp 10.1.1.5 203.0.113.10:443', 9999)).toMatchObject({ unknownPort: true });
    expect(ask('out tcp 10.1.1.5 203.0.113.10:443 state=ESTABLISHED', 15_001)).toMatchObject({ natSkipped: true });
  });
});
