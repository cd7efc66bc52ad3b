import { describe, expect, test } from 'vitest';
import { diff } from '../../../src/iptables/diff/diff.ts';
import { factsFrom } from '../../../src/iptables/prove/facts.ts';
import { regionReports } from '../../../src/iptables/prove/report.ts';
import { readRules } from '../../../src/iptables/read/rules.ts';
import { machineOf } from '../../../src/iptables/trace/machine.ts';

const nat = (...rules: readonly string[]): string => `*nat\n${rules.join('\n')}\nCOMMIT\n`;

/** The packets that fare differently, in words, and how. */
function changes(before: string, after: string, strays = true): readonly string[] {
  const [one, other] = [readRules(before), readRules(after)];
  const facts = factsFrom(one);
  return diff({ before: machineOf(one), after: machineOf(other), facts, strays }).flatMap(({ answers, field }) =>
    answers
      .flatMap((answer) => regionReports(answer, field, () => undefined))
      .map(
        ({ traffic, packets, fates }) =>
          `${traffic}: ${packets.join(' or ')}: ${fates.map(({ fate }) => fate).join(' → ')}`,
      ),
  );
}

const REDIRECT = '-A OUTPUT -p tcp -j REDIRECT --to-ports 15001';

describe('packets whose fate differs', () => {
  test('none, when rules only look different', () => {
    const folded = nat('-A OUTPUT -p tcp -m multiport --dports 80,443 -j RETURN', REDIRECT);
    const plain = nat('-A OUTPUT -p tcp --dport 443 -j RETURN', '-A OUTPUT -p tcp --dport 80 -j RETURN', REDIRECT);
    expect(changes(folded, plain)).toEqual([]);
  });

  test('those of one exclusion', () => {
    expect(changes(nat(REDIRECT), nat('-A OUTPUT -p tcp -d 10.0.0.0/8 -j RETURN', REDIRECT), false)).toEqual([
      'TCP that anybody here sends to other machines: to 10.0.0.0/8: REDIRECT 15001 → ACCEPT',
      'TCP that anybody here sends to this pod itself: to 10.1.1.5: REDIRECT 15001 → ACCEPT',
    ]);
  });

  test('strays, which nft and iptables treat differently', () => {
    const iptables = nat('-A OUTPUT -m owner ! --uid-owner 1337 -j RETURN', REDIRECT);
    const nft =
      'table ip t {\nchain c {\ntype nat hook output priority -100;\nskuid != 1337 return\nmeta l4proto tcp redirect to :15001\n}\n}\n';
    expect(changes(iptables, nft, false)).toEqual([]);
    expect(changes(iptables, nft)).toEqual([
      'TCP that no socket sends, to other machines: all of them: ACCEPT → REDIRECT 15001',
      'TCP that no socket sends, to this pod itself: all of them: ACCEPT → REDIRECT 15001',
    ]);
  });

  test('interfaces that rules name', () => {
    expect(changes(nat(REDIRECT), nat('-A OUTPUT -o net+ -j RETURN', REDIRECT), false)).toEqual([
      'TCP that anybody here sends to other machines by net0: all of them: REDIRECT 15001 → ACCEPT',
    ]);
  });

  test('marks and states', () => {
    const before = '*mangle\n-A PREROUTING -m mark --mark 0x1/0x3 -j DROP\nCOMMIT\n';
    const after = '*mangle\n-A PREROUTING -m mark --mark 0x1/0x1 -m conntrack --ctstate ESTABLISHED -j DROP\nCOMMIT\n';
    expect(changes(before, after, false).filter((line) => line.startsWith('UDP') && line.includes('arrives'))).toEqual([
      'UDP that arrives from other machines: mark 0x1/0x3: DROP → ACCEPT',
      'UDP in state ESTABLISHED that arrives from other machines: mark 0x1/0x1 but not 0x1/0x3: ACCEPT → DROP',
      'UDP in state INVALID that arrives from other machines: mark 0x1/0x3: DROP → ACCEPT',
    ]);
  });

  test('both families', () => {
    const six = '*nat\n-A OUTPUT -d ::1/128 -j RETURN\n-A OUTPUT -p tcp -j REDIRECT --to-ports 15001\nCOMMIT\n';
    expect(changes(nat('-A OUTPUT -j RETURN'), six, false)).toEqual([
      'TCP that anybody here sends to other machines: all of them: ACCEPT → REDIRECT 15001',
      'TCP that anybody here sends to this pod itself: to not ::1: ACCEPT → REDIRECT 15001',
    ]);
  });
});
