import { describe, expect, it } from 'vitest';
import { commandsText } from '../../../../src/iptables/print/commands.ts';
import { istio2018Profile } from '../../../../src/iptables/profiles/istio-2018/profile.ts';
import { ISTIO_2018_REASONS } from '../../../../src/iptables/profiles/istio-2018/reasons.ts';
import { type Case, planFor } from '../../support/cases.ts';

const FIXTURES = '../../../../fixtures/iptables/istio-2018';

const GRID: Readonly<Record<string, Partial<Case>>> = {
  // The arguments of an article of 2018 about the sidecar of a book shop.
  bookinfo: { args: ['-p', '15001', '-u', '1337', '-m', 'REDIRECT', '-i', '*', '-x', '', '-b', '9080,', '-d', ''] },
  'no-arguments': {},
  'all-ports': { args: ['-i', '*', '-b', '*', '-d', '15020', '-x', '192.168.0.0/16'] },
  ranges: { args: ['-i', '10.0.0.0/8,172.16.0.0/12', '-g', '1338', '-u', '1337'] },
  tproxy: { args: ['-m', 'TPROXY', '-b', '*', '-d', '9090'] },
  'tproxy-of-two-ports': { args: ['-m', 'TPROXY', '-b', '80,443'] },
  'ipv6-left-alone': { env: { ENABLE_INBOUND_IPV6: '1', INBOUND_CAPTURE_PORT: '15006' } },
};

const planned = (name: string) => planFor(istio2018Profile, GRID[name] ?? {});

describe('the rules of the script of 2018', () => {
  it.each(Object.keys(GRID))('%s', async (name) => {
    const { program, texts } = planned(name);
    await expect(texts?.commands?.(program.families)).toMatchFileSnapshot(`${FIXTURES}/${name}.sh`);
  });

  it('each have a reason, and there is no reason without a rule', () => {
    const reasons = Object.keys(GRID).flatMap((name) => {
      const { steps, host } = planned(name).program;
      return [...steps.map(({ rule }) => rule.reason?.id), ...host.map(({ reason }) => reason.id)];
    });
    expect(new Set(reasons)).toEqual(new Set(Object.keys(ISTIO_2018_REASONS)));
  });

  it('are those of the families that are asked for', () => {
    const { program, texts } = planFor(istio2018Profile, {}, { families: ['ipv6'] });
    expect(program.families).toEqual(['ipv6']);
    expect(texts?.commands?.(program.families)).toMatch(/^ip6tables -F INPUT\n/);
    expect(commandsText(program, ['ipv4'])).toContain('ISTIO_OUTPUT');
  });

  it('are told of by facts: one port for both ways, users and groups, mark and table', () => {
    expect(planned('tproxy').facts).toEqual({
      uids: [1337, 0],
      gids: [1337, 0],
      outboundPort: 15001,
      inboundPort: 15001,
      inboundMode: 'tproxy',
      tproxy: { mark: 1337, table: 133 },
    });
    expect(planned('ipv6-left-alone').facts).toMatchObject({ inboundPort: 15006, inboundMode: 'none' });
  });

  it.each([
    [['-m', 'tproxy'], 'REDIRECT or TPROXY'],
    [['-b', 'http'], '--istio-inbound-ports (-b)'],
    [['-i', '10.0.0.0'], '--istio-service-cidr (-i)'],
    [['-u', 'nobody'], '--proxy-uid (-u)'],
    [['-p', '0'], '--envoy-port (-p)'],
  ])('%j is refused', (args, why) => {
    expect(() => planFor(istio2018Profile, { args })).toThrow(why);
  });
});
