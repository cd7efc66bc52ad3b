import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Family } from '../../../src/iptables/model/rule.ts';
import { type HostItem, hostCommand, hostItem, hostText, sameItem } from '../../../src/iptables/plan/host-item.ts';
import { GUARD_MARK, isMark, marked, readMark, writeMark } from '../../../src/iptables/plan/mark.ts';
import { istioProfile } from '../../../src/iptables/profiles/istio/profile.ts';
import { planFor } from '../support/cases.ts';

const family = fc.constantFrom<Family>('ipv4', 'ipv6');
const bits = fc.integer({ min: 0, max: 0xff_ff_ff_ff });
const number = fc.integer({ min: 0, max: 4_000_000 });

const item: fc.Arbitrary<HostItem> = fc.oneof(
  fc.record({ kind: fc.constant('address' as const), family, cidr: fc.constantFrom('::6/128', '127.0.0.6/32') }),
  fc.record({ kind: fc.constant('route' as const), family, table: number }),
  fc.record(
    { kind: fc.constant('policy-rule' as const), family, mark: bits, mask: bits, table: number, priority: number },
    { requiredKeys: ['kind', 'family', 'mark', 'mask', 'table'] },
  ),
  fc.record({
    kind: fc.constant('sysctl' as const),
    family,
    key: fc.constantFrom('net.netfilter.nf_conntrack_tcp_timeout_close_wait'),
    value: number.map(String),
    previous: number.map(String),
  }),
);

describe('marks', () => {
  it('tell what was added', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), (items) => {
        expect(readMark(writeMark('0123456789ab', items))).toEqual(items);
      }),
    );
  });

  it('fit into a comment of iptables with everything a profile adds', () => {
    const args = ['-m', 'TPROXY', '-b', '*', '--dual-stack'];
    const { program } = planFor(istioProfile, { args, podAddresses: ['10.1.1.5/24', '2001:db8::5/64'] });
    expect(program.host.length).toBe(5);
    // xt_comment: XT_MAX_COMMENT_LEN, the final zero included.
    expect(writeMark('0123456789ab', program.host.map(hostItem)).length).toBeLessThan(256);
  });

  it.each([
    ['meshctl/0123', true],
    ['proxy-init/redirect meshctl/0123,t4=133', true],
    [GUARD_MARK, true],
    ['see meshctl/ for more', false],
    ['not-meshctl/0123', false],
    [undefined, false],
  ])('%s', (comment, is) => {
    expect(isMark(comment)).toBe(is);
  });

  it('leave out what they do not understand', () => {
    expect(readMark('meshctl/0123,x9=1,t4=133,r4=zz>1')).toEqual([{ kind: 'route', family: 'ipv4', table: 133 }]);
  });

  it('stand on rules of the chains of others, behind a comment the profile has there', () => {
    const { program } = planFor(istioProfile, { args: ['-b', '*'] });
    const first = program.steps.map((step, index) =>
      index === 0 ? { ...step, chain: 'OUTPUT', rule: { ...step.rule, comment: 'why' } } : step,
    );
    const isOwn = (chain: string): boolean => chain.startsWith('ISTIO_');
    const comments = (mark: string) =>
      marked({ ...program, steps: first }, mark, isOwn).steps.flatMap(({ rule }) => rule.comment ?? []);
    expect(comments('meshctl/1')).toEqual(['why', 'meshctl/1', 'meshctl/1']);
    expect(comments('meshctl/1,t4=133')).toEqual(['why meshctl/1,t4=133', 'meshctl/1,t4=133', 'meshctl/1,t4=133']);
  });
});

describe('host items', () => {
  it('come from a program and go back to its commands', () => {
    const args = ['-m', 'TPROXY', '-b', '*', '--dual-stack'];
    const { program } = planFor(istioProfile, { args, podAddresses: ['10.1.1.5/24', '2001:db8::5/64'] });
    for (const step of program.host) expect(hostText(hostItem(step))).toBe(['ip', ...step.args].join(' '));
  });

  it('are the same whatever priority the kernel chose, but not another one than was asked for', () => {
    const rule = { kind: 'policy-rule', family: 'ipv4', mark: 1337, mask: 0xff_ff_ff_ff, table: 133 } as const;
    expect(sameItem(rule, { ...rule, priority: 32_765 })).toBe(true);
    expect(sameItem({ ...rule, priority: 100 }, { ...rule, priority: 32_765 })).toBe(false);
    expect(sameItem(rule, { ...rule, mask: 0xfff })).toBe(false);
    expect(sameItem(rule, { ...rule, family: 'ipv6' })).toBe(false);
  });

  it('take a setting back to what it was', () => {
    const setting = { kind: 'sysctl', family: 'ipv4', key: 'a.b', value: '5', previous: '60' } as const;
    expect(hostCommand(setting, 'add')).toEqual(['sysctl', '-q', '-w', 'a.b=5']);
    expect(hostCommand(setting, 'del')).toEqual(['sysctl', '-q', '-w', 'a.b=60']);
  });
});
