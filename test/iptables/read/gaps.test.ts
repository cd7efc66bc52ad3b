import { describe, expect, test } from 'vitest';
import { gapsOf } from '../../../src/iptables/read/gaps.ts';
import { readRules } from '../../../src/iptables/read/rules.ts';

const gaps = (text: string) => gapsOf(text, readRules(text));

const LISTING = `Chain OUTPUT (policy ACCEPT)
target     prot opt source               destination
RETURN     all  --  anywhere             anywhere             ! owner UID match 1337
`;

const KEPT = `table ip6 nat {
  chain OUTPUT {
    type nat hook output priority -100; policy accept;
    jump ISTIO_REDIRECT
  }
  chain ISTIO_REDIRECT {
    meta l4proto tcp counter packets 0 bytes 0
  }
}
`;

describe('what a text does not show', () => {
  test('interfaces, in a listing without -v', () => {
    expect(gaps(LISTING)).toEqual([expect.stringContaining('no interfaces')]);
    expect(gaps(LISTING.replaceAll(/^target/gm, 'num  target').replace(/^RETURN/m, '1 RETURN'))).toHaveLength(1);
  });

  test('targets of iptables, in what nft lists', () => {
    expect(gaps(KEPT)).toEqual(['nft does not show what every rule of table ip6 nat does; ip6tables-save does']);
    expect(gaps(KEPT.replace('bytes 0', 'bytes 0 xt target "REDIRECT"').replace('ip6', 'ip'))).toEqual([
      'nft does not show what every rule of table ip nat does; iptables-save does',
    ]);
    expect(gaps(KEPT.replace('bytes 0', 'bytes 0 redirect to :15001'))).toEqual([]);
  });

  test("nothing, where it is nft's own table, saved, or listed with -v", () => {
    expect(gaps(KEPT.replace('OUTPUT', 'output').replace('ip6 nat', 'inet mine'))).toEqual([]);
    expect(gaps('*nat\n-A OUTPUT -j RETURN\nCOMMIT\n')).toEqual([]);
    expect(
      gaps(
        'Chain OUTPUT (policy ACCEPT 0 packets, 0 bytes)\n pkts bytes target prot opt in out source destination\n 0 0 RETURN all -- any lo anywhere anywhere\n',
      ),
    ).toEqual([]);
  });
});
