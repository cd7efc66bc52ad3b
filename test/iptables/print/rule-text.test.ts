import { describe, expect, it } from 'vitest';
import {
  ACCEPT,
  connmark,
  copyMark,
  DROP,
  destination,
  destinationPort,
  destinationPorts,
  inInterface,
  jump,
  mark,
  module,
  not,
  outInterface,
  ownerGid,
  ownerUid,
  protocol,
  RETURN,
  redirect,
  STATE_INVALID,
  setMark,
  source,
  sourcePort,
  zone,
} from '../../../src/iptables/model/build.ts';
import type { Match } from '../../../src/iptables/model/match.ts';
import type { Target } from '../../../src/iptables/model/target.ts';
import { nftRuleText } from '../../../src/iptables/print/nft-text.ts';
import { ISTIO_STYLE, ruleText, ruleWords } from '../../../src/iptables/print/rule-text.ts';
import { append } from '../../../src/iptables/profiles/steps.ts';

const TCP = protocol('tcp');
const UDP = protocol('udp');

const same = (chain: string): string => chain;

function nft(matches: readonly Match[], target: Target): string | undefined {
  return nftRuleText(append('nat', 'C', { matches, target, reason: { id: 'x' } }), same);
}

const MATCHES: readonly (readonly [readonly Match[], string, string])[] = [
  [[TCP], '-p tcp', 'meta l4proto tcp'],
  [[protocol('all')], '-p all', ''],
  [[not(UDP)], '! -p udp', 'meta l4proto != udp'],
  [[source('10.0.0.0/8')], '-s 10.0.0.0/8', 'ip saddr 10.0.0.0/8'],
  [[not(destination('::1/128'))], '! -d ::1/128', 'ip6 daddr != ::1/128'],
  [[{ ...destination('10.0.0.1'), others: ['10.0.0.2'] }], '-d 10.0.0.1,10.0.0.2', 'ip daddr { 10.0.0.1, 10.0.0.2 }'],
  [[inInterface('eth0')], '-i eth0', 'iifname eth0'],
  [[not(outInterface('lo'))], '! -o lo', 'oifname != lo'],
  [[TCP, destinationPort(80)], '-p tcp --dport 80', 'meta l4proto tcp tcp dport 80'],
  [[UDP, sourcePort({ first: 1, last: 9 })], '-p udp --sport 1:9', 'udp sport 1-9'],
  [
    [TCP, not(destinationPorts([53, 15_008]))],
    '-p tcp -m multiport ! --dports 53,15008',
    'meta l4proto tcp tcp dport != { 53, 15008 }',
  ],
  [
    [TCP, { ...destinationPort(0), ports: [], service: 'http' }],
    '-p tcp --dport http',
    'meta l4proto tcp tcp dport http',
  ],
  [[ownerUid(1337)], '-m owner --uid-owner 1337', 'skuid 1337'],
  [[not(ownerGid(1, 9))], '-m owner ! --gid-owner 1-9', 'skgid != 1-9'],
  [[{ ...ownerGid(501), name: 'java' }], '-m owner --gid-owner java', 'skgid java'],
  [[not(mark(1338))], '-m mark ! --mark 1338', 'mark != 1338'],
  [[mark(0x539, 0xfff)], '-m mark --mark 0x539/0xfff', 'meta mark & 0xfff == 0x539'],
  [[connmark(1337)], '-m connmark --mark 1337', 'ct mark 1337'],
  [[not(connmark(0x111, 0xfff))], '-m connmark ! --mark 0x111/0xfff', 'ct mark & 0xfff != 0x111'],
  [[STATE_INVALID], '-m conntrack --ctstate INVALID', 'ct state invalid'],
  [[{ ...STATE_INVALID, module: 'state' }], '-m state --state INVALID', 'ct state invalid'],
  [[TCP, module('tcp')], '-p tcp -m tcp', 'meta l4proto tcp'],
];

const TARGETS: readonly (readonly [Target, string, string])[] = [
  [RETURN, '-j RETURN', 'counter return'],
  [ACCEPT, '-j ACCEPT', 'counter accept'],
  [DROP, '-j DROP', 'counter drop'],
  [{ kind: 'reject' }, '-j REJECT', 'counter reject'],
  [jump('X'), '-j X', 'counter jump X'],
  [{ kind: 'goto', chain: 'X' }, '-g X', 'counter goto X'],
  [redirect(15_001), '-j REDIRECT --to-ports 15001', 'counter redirect to :15001'],
  [
    { kind: 'tproxy', port: 15_006, mark: 1337, mask: 0xffffffff },
    '-j TPROXY --tproxy-mark 1337/0xffffffff --on-port 15006',
    'tproxy ip to :15006 meta mark set 1337 counter accept',
  ],
  [setMark('set-mark', 1337), '-j MARK --set-mark 1337', 'counter meta mark set 1337'],
  [
    setMark('set-connmark', 0x111, 0xfff),
    '-j CONNMARK --set-xmark 0x111/0xfff',
    'counter ct mark set ct mark & 0xfffff000 | 0x111',
  ],
  [copyMark('save-mark'), '-j CONNMARK --save-mark', 'counter ct mark set mark'],
  [copyMark('restore-mark'), '-j CONNMARK --restore-mark', 'counter meta mark set ct mark'],
  [zone(2), '-j CT --zone 2', 'counter ct zone set 2'],
  [{ kind: 'snat', to: '192.0.2.1' }, '-j SNAT --to-source 192.0.2.1', 'counter snat to 192.0.2.1'],
  [{ kind: 'dnat', to: '192.0.2.1:80' }, '-j DNAT --to-destination 192.0.2.1:80', 'counter dnat to 192.0.2.1:80'],
  [{ kind: 'count' }, '', 'counter'],
];

describe('a rule in the words of both tools', () => {
  it.each(MATCHES)('%j', (matches, iptables, nftables) => {
    expect(ruleText({ matches, target: RETURN }, ISTIO_STYLE)).toBe(`${iptables} -j RETURN`);
    expect(nft(matches, RETURN)).toBe(`${nftables} counter return`.trim());
  });

  it.each(TARGETS)('%j', (target, iptables, nftables) => {
    expect(ruleText({ matches: [TCP], target }, ISTIO_STYLE)).toBe(`-p tcp ${iptables}`.trim());
    expect(nft([TCP], target)).toBe(`meta l4proto tcp ${nftables}`);
  });

  it('is undefined where nft has no word for it', () => {
    expect(nft([{ kind: 'socket', transparent: false, negated: false }], RETURN)).toBeUndefined();
    expect(nft([], { kind: 'unknown', name: 'LOG', text: '' })).toBeUndefined();
  });

  it('is in the order of each tool', () => {
    const matches = [TCP, destinationPort(80), destination('10.0.0.1'), outInterface('lo')];
    expect(ruleText({ matches, target: RETURN }, ISTIO_STYLE)).toBe('-p tcp --dport 80 -d 10.0.0.1 -o lo -j RETURN');
    expect(nft(matches, RETURN)).toBe('oifname lo meta l4proto tcp ip daddr 10.0.0.1 tcp dport 80 counter return');
  });
});

describe('the words of iptables', () => {
  it('spell the port of a redirect by protocol', () => {
    expect(ruleText({ matches: [UDP], target: redirect(15_053) }, ISTIO_STYLE)).toContain('--to-port 15053');
  });

  it('are what the style says', () => {
    const style = {
      ...ISTIO_STYLE,
      multiport: '--match',
      port: '--destination-port',
      comment: 'last',
      fullMasks: true,
    } as const;
    const rule = { matches: [TCP, destinationPorts([80])], target: copyMark('restore-mark'), comment: 'a/b' };
    expect(ruleText(rule, style)).toBe(
      '-p tcp --match multiport --dports 80 -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff -m comment --comment a/b',
    );
    expect(ruleText({ matches: [destinationPort(80)], target: RETURN }, style)).toBe('--destination-port 80 -j RETURN');
  });

  it('quote what a restore text would take for several words', () => {
    const rule = { matches: [], target: RETURN, comment: 'say "no" \\o/' };
    expect(ruleText(rule, ISTIO_STYLE)).toBe('-m comment --comment "say \\"no\\" \\\\o/" -j RETURN');
    expect(ruleWords(rule, ISTIO_STYLE)).toContain('say "no" \\o/');
  });

  it('are those that were read where nothing is known of them', () => {
    const matches: Match[] = [
      { kind: 'unknown', text: '-m set --match-set probes dst' },
      { kind: 'socket', transparent: true, negated: false },
      { kind: 'owner-socket', negated: false },
    ];
    expect(ruleText({ matches, target: { kind: 'unknown', name: 'LOG', text: '--log-level 4' } }, ISTIO_STYLE)).toBe(
      '-m set --match-set probes dst -m socket --transparent -m owner --socket-exists -j LOG --log-level 4',
    );
  });
});
