import { describe, expect, test } from 'vitest';
import type { RuleSet } from '../../../src/iptables/model/rule.ts';
import { readListing } from '../../../src/iptables/read/listing.ts';
import { readSave } from '../../../src/iptables/read/save.ts';
import { ruleKey } from '../../../src/iptables/ruleset/save.ts';
import { DATA, dataText } from '../support/cases.ts';
import { fixture } from '../support/rules.ts';

/** Every rule with its place and count. */
function rows(sets: readonly RuleSet[]): readonly string[] {
  return sets
    .flatMap(({ tables }) => tables)
    .flatMap(({ name, chains }) =>
      [...chains.values()].flatMap((chain) =>
        chain.rules.map(
          (rule) => `${name} ${chain.name} ${rule.counters?.packets}:${rule.counters?.bytes} ${ruleKey(rule, 'ipv4')}`,
        ),
      ),
    );
}

const table = (
  rows_: string,
  heading = ' pkts bytes target     prot opt in     out     source               destination',
) => `Chain OUTPUT (policy ACCEPT 0 packets, 0 bytes)\n${heading}\n${rows_}\n`;

const key = (text: string, options = {}): string => {
  const rule = readListing(text, options)[0]?.tables[0]?.chains.get('OUTPUT')?.rules[0];
  return rule ? ruleKey(rule, options && 'family' in options ? 'ipv6' : 'ipv4') : '';
};

describe('iptables -L', () => {
  test.each(['sidecar-counters', 'sidecar-counters-numeric'])('%s says the rules that iptables-save says', (name) => {
    expect(rows(readListing(fixture(`read/${name}.listing`)))).toEqual(
      rows(readSave(fixture('read/sidecar-counters.save'))),
    );
  });

  test('without -v and -n', () => {
    const text = `Chain OUTPUT (policy ACCEPT)\ntarget     prot opt source               destination\nRETURN     tcp  --  localhost            anywhere             tcp dpt:https /* why, not */\n`;
    const [set] = readListing(text, { table: 'nat' });
    expect(key(text, {})).toBe('-s 127.0.0.1/32 -p tcp -m tcp --dport 443 -j RETURN');
    expect(set?.tables[0]?.chains.get('OUTPUT')?.rules[0]?.comment).toBe('why, not');
  });

  test.each([
    ['    0     0            all  --  any    any     anywhere             anywhere', ''],
    [
      '    0     0 A          all  --  any    any     anywhere             anywhere            [goto]  ctstate NEW',
      '-m conntrack --ctstate NEW -g A',
    ],
    ['    0     0 DROP       all  -f  any    any     anywhere             anywhere', '-f -j DROP'],
    [
      '    0     0 RETURN     !tcp --  !lo    eth+    !10.0.0.0/8          anywhere',
      '! -s 10.0.0.0/8 ! -i lo -o eth+ ! -p tcp -j RETURN',
    ],
    [
      '    0     0 RETURN     tcp  --  any    any     my.host              anywhere            tcp dpt:sieve',
      '-p tcp -s my.host -m tcp --dport 4190 -j RETURN',
    ],
    [
      '    0     0 RETURN     tcp  --  any    any     anywhere             anywhere            tcp dpt:odd-name',
      '-p tcp -m tcp --dport odd-name -j RETURN',
    ],
    [
      '    0     0 RETURN     all  --  any    any     anywhere             anywhere            owner GID match !7 owner socket exists',
      '-m owner ! --gid-owner 7 --socket-exists -j RETURN',
    ],
    [
      '    0     0 MARK       all  --  any    any     anywhere             anywhere            connmark match ! 0x111/0xfff MARK xset 0x53a/0xff',
      '-m connmark ! --mark 0x111/0xfff -j MARK --set-xmark 0x53a/0xff',
    ],
    [
      '    0     0 CONNMARK   all  --  any    any     anywhere             anywhere            CONNMARK restore',
      '-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff',
    ],
    [
      '    0     0 TPROXY     tcp  --  any    any     anywhere            !localhost           TPROXY redirect 0.0.0.0:15006 mark 0x539/0xffffffff',
      '! -d 127.0.0.1/32 -p tcp -j TPROXY --on-port 15006 --on-ip 0.0.0.0 --tproxy-mark 0x539/0xffffffff',
    ],
    [
      '    0     0 LOG        all  --  any    any     anywhere             anywhere            ADDRTYPE match dst-type LOCAL LOG flags 0 level 4 prefix "a "',
      'ADDRTYPE match dst-type LOCAL LOG flags 0 level 4 prefix "a " -j LOG',
    ],
    [
      '    0     0 REJECT     tcp  --  any    any     anywhere             anywhere            reject-with tcp-reset',
      '-p tcp -j REJECT --reject-with tcp-reset',
    ],
    [
      '    0     0 DNAT       tcp  --  any    any     anywhere             anywhere            to:10.0.0.9:80',
      '-p tcp -j DNAT --to-destination 10.0.0.9:80',
    ],
  ])('%s', (row, text) => {
    expect(key(table(row))).toBe(text);
  });

  test('counters with units', () => {
    const [set] = readListing(table('  12K 3456M RETURN     all  --  any    any     anywhere             anywhere'));
    expect(set?.tables[0]?.chains.get('OUTPUT')?.rules[0]?.counters).toEqual({ packets: 12_000, bytes: 3_456_000_000 });
  });

  test('IPv6, where older versions leave the fragment column out', () => {
    const row = '    0     0 RETURN     tcp      any    lo      ::/0                 ::1/128';
    expect(readListing(table(row))[0]?.families).toEqual(['ipv6']);
    expect(key(table(row), { family: 'ipv6' })).toBe('-d ::1/128 -o lo -p tcp -j RETURN');
  });

  test.each([
    ['RETURN all -- anywhere anywhere\n', 'f:1:1: a rule before its chain'],
    [
      table('    0     0 RETURN     what --  any    any     anywhere             anywhere'),
      'f:3:24: "what" is not a protocol',
    ],
    [
      table('    x     0 RETURN     all  --  any    any     anywhere             anywhere'),
      'packets and bytes of the rule are missing',
    ],
    [table('    0     0 RETURN     all  --  any    any     anywhere'), 'the row ends before its addresses'],
  ])('%j cannot be read', (text, message) => {
    expect(() => readListing(text, { file: 'f' })).toThrow(message);
  });
});

test.skipIf(DATA === undefined)("the article's listing (comparison data: absent without shared/conformance)", () => {
  expect(rows(readListing(dataText('article/nat-listing.txt')))).toEqual([
    'nat PREROUTING 2:120 -p tcp -j ISTIO_INBOUND',
    'nat OUTPUT 93:5580 -p tcp -j ISTIO_OUTPUT',
    'nat ISTIO_INBOUND 2:120 -p tcp -m tcp --dport 9080 -j ISTIO_IN_REDIRECT',
    'nat ISTIO_IN_REDIRECT 2:120 -p tcp -j REDIRECT --to-ports 15001',
    'nat ISTIO_OUTPUT 0:0 ! -d 127.0.0.1/32 -o lo -j ISTIO_REDIRECT',
    'nat ISTIO_OUTPUT 40:2400 -m owner --uid-owner 1337 -j RETURN',
    'nat ISTIO_OUTPUT 0:0 -m owner --gid-owner 1337 -j RETURN',
    'nat ISTIO_OUTPUT 0:0 -d 127.0.0.1/32 -j RETURN',
    'nat ISTIO_OUTPUT 53:3180 -j ISTIO_REDIRECT',
    'nat ISTIO_REDIRECT 53:3180 -p tcp -j REDIRECT --to-ports 15001',
  ]);
});
