import { describe, expect, test } from 'vitest';
import type { Program, RuleStep } from '../../../src/iptables/model/rule.ts';
import { ruleSetOf } from '../../../src/iptables/ruleset/execute.ts';
import { saveText } from '../../../src/iptables/ruleset/save.ts';

const step = (
  table: RuleStep['table'],
  chain: string,
  target: RuleStep['rule']['target'],
  rest: Partial<RuleStep> = {},
): RuleStep => ({
  table,
  chain,
  op: 'append',
  families: ['ipv4', 'ipv6'],
  rule: { matches: [], target },
  ...rest,
});

const program = (...steps: readonly RuleStep[]): Program => ({
  profile: 'istio',
  families: ['ipv4', 'ipv6'],
  steps,
  host: [],
});

/** The lines of rules and of chains of somebody's own. */
const lines = (made: Program, family: 'ipv4' | 'ipv6' = 'ipv4'): readonly string[] =>
  saveText(ruleSetOf(made, family))
    .split('\n')
    .filter((line) => /^(?:\*|-A|:.* - )/.test(line));

describe('a program on an empty kernel', () => {
  test('inserts land at their position as it is then', () => {
    const made = program(
      step('nat', 'OUTPUT', { kind: 'accept' }),
      step('nat', 'OUTPUT', { kind: 'drop' }, { op: 'insert', position: 1 }),
      step('nat', 'OUTPUT', { kind: 'return' }, { op: 'insert', position: 2 }),
    );
    expect(lines(made)).toEqual(['*nat', '-A OUTPUT -j DROP', '-A OUTPUT -j RETURN', '-A OUTPUT -j ACCEPT']);
  });

  test('chains that are only jumped to exist; tables and chains are in the order of iptables-save', () => {
    const made = program(
      step('nat', 'Z', { kind: 'return' }),
      step('nat', 'OUTPUT', { kind: 'jump', chain: 'B' }),
      step('raw', 'OUTPUT', { kind: 'zone', zone: 1 }),
      step('mangle', 'OUTPUT', { kind: 'goto', chain: 'A' }),
    );
    expect(lines(made)).toEqual([
      '*mangle',
      ':A - [0:0]',
      '-A OUTPUT -g A',
      '*raw',
      '-A OUTPUT -j CT --zone 1',
      '*nat',
      ':B - [0:0]',
      ':Z - [0:0]',
      '-A OUTPUT -j B',
      '-A Z -j RETURN',
    ]);
  });

  test('each family gets its own steps', () => {
    const made = program(step('nat', 'OUTPUT', { kind: 'tproxy', port: 1, mark: 2, mask: 3 }, { families: ['ipv6'] }));
    expect(lines(made)).toEqual([]);
    expect(lines(made, 'ipv6')).toEqual(['*nat', '-A OUTPUT -j TPROXY --on-port 1 --on-ip :: --tproxy-mark 0x2/0x3']);
  });
});
