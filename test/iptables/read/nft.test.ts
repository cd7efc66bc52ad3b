import { describe, expect, test } from 'vitest';
import type { Rule, RuleSet } from '../../../src/iptables/model/rule.ts';
import { readNft } from '../../../src/iptables/read/nft.ts';
import { nftText } from '../../../src/iptables/ruleset/nft-text.ts';
import { DATA, dataText } from '../support/cases.ts';
import { fixture } from '../support/rules.ts';

const inChain = (rules: string): string =>
  `table inet t {\n\tchain c {\n\t\ttype filter hook output priority filter; policy accept;\n\t\t${rules}\n\t}\n}\n`;

const rulesOf = (set: RuleSet, chain = 'c'): readonly Rule[] => set.tables[0]?.chains.get(chain)?.rules ?? [];

/** A rule as it is printed after it was read. */
const printed = (rule: string): string => (/\n\t\t(?!type)(.*)\n/.exec(nftText(readNft(inChain(rule)))) ?? [])[1] ?? '';

describe('nft scripts', () => {
  test('sets, inserts and tproxy, as the kernel holds them', async () => {
    await expect(nftText(readNft(fixture('read/sidecar.nft')))).toMatchFileSnapshot(
      '../../../fixtures/iptables/read/sidecar.nft-list',
    );
  });

  test('an insert goes before its index, an add behind it', () => {
    const set = readNft(
      'add table ip t\nadd chain ip t c\nadd rule ip t c accept\ninsert rule ip t c drop\nadd rule ip t c index 0 return\ninsert rule ip t c index 9 continue\n',
    );
    expect(rulesOf(set).map(({ target }) => target.kind)).toEqual(['drop', 'return', 'accept', 'count']);
    expect(set.families).toEqual(['ipv4']);
  });

  test('flush and delete', () => {
    const set = readNft(
      'table ip6 t { chain c { accept; drop } chain d { accept } }\nflush chain ip6 t c\ndelete chain ip6 t d\nadd element ip6 t s { ::1 }\n',
    );
    expect(set.families).toEqual(['ipv6']);
    expect([...(set.tables[0]?.chains.keys() ?? [])]).toEqual(['c']);
    expect(readNft('table ip t { chain c { accept } }\nflush ruleset\n').tables).toEqual([]);
    expect(readNft('table ip t { chain c { accept } }\ndelete table ip t\n').tables).toEqual([]);
  });
});

describe('conditions and statements', () => {
  test.each([
    ['meta mark and 0xff != 0x5 accept', 'meta mark & 0x000000ff != 0x00000005 accept'],
    ['mark set 5', 'meta mark set 0x00000005'],
    ['meta mark set mark or 0x5', 'meta mark set meta mark and 0xfffffffa xor 0x5'],
    ['meta mark set ct mark and 0xff', 'meta mark set ct mark and 0xff'],
    ['ct mark set meta mark', 'ct mark set meta mark'],
    ['ct zone set 2', 'ct zone set 2'],
    ['ct state { established, related } accept', 'ct state established,related accept'],
    ['skuid root accept', 'meta skuid 0 accept'],
    ['meta skgid 5-9 accept', 'meta skgid 5-9 accept'],
    ['ip6 daddr != fd00::1/64 accept', 'ip6 daddr != fd00::/64 accept'],
    ['ip saddr 10.0.0.1-10.0.0.2 accept', 'ip saddr { 10.0.0.1, 10.0.0.2 } accept'],
    ['th dport 53 accept', 'th dport 53 accept'],
    ['meta l4proto udp udp dport 53 accept', 'udp dport 53 accept'],
    ['iifname "eth*" counter drop', 'iifname "eth*" counter packets 0 bytes 0 drop'],
    ['dnat ip to 10.0.0.1:80', 'dnat to 10.0.0.1:80'],
    ['tproxy to [::1]:15006 accept', 'tproxy to [::1]:15006 accept'],
    ['reject with icmpx port-unreachable', 'reject with icmpx port-unreachable'],
    ['reject with tcp reset', 'reject with tcp reset'],
    ['accept comment "why; not"', 'accept comment "why; not"'],
    ['goto d', 'goto d'],
    ['fib daddr type local accept', 'fib daddr type local accept'],
    ['tcp flags syn / syn,ack drop', 'tcp flags syn / syn,ack drop'],
    ['ip daddr vmap { 10.0.0.1 : accept, 10.0.0.2 : drop }', 'ip daddr vmap { 10.0.0.1 : accept, 10.0.0.2 : drop }'],
    ['ip daddr @nowhere accept', 'ip daddr @nowhere accept'],
    ['log prefix "a b" level info', 'log prefix "a b" level info'],
    ['redirect', 'redirect'],
  ])('%s', (written, text) => {
    expect(printed(written)).toBe(text);
    expect(printed(text)).toBe(text);
  });

  test('families other than IP are left out', () => {
    expect(readNft('table bridge t {\n chain c {\n accept\n }\n}\n').tables).toEqual([]);
    expect(rulesOf(readNft(inChain('meta nfproto ipv6 accept')))[0]?.matches).toEqual([
      { kind: 'source', cidr: '::/0', negated: false },
    ]);
  });

  test('a chain at a device is no part of the way meshctl walks', () => {
    const text =
      'table inet t {\n\tchain c {\n\t\ttype filter hook ingress device eth0 priority 0; policy drop;\n\t\tdrop\n\t}\n}\n';
    expect(readNft(text).tables[0]?.chains.get('c')?.hook).toBeUndefined();
  });

  test('maps, counters and remarks do not disturb', () => {
    const text = `table inet t {\n\tcomment "x"\n\tflags dormant\n\tmap m {\n\t\ttype mark : verdict\n\t\telements = { 1 : jump c }\n\t}\n\tchain c { # handle 1\n\t\taccept # handle 4\n\t}\n}\n`;
    expect(rulesOf(readNft(text)).map(({ target }) => target.kind)).toEqual(['accept']);
  });
});

describe('text that cannot be read', () => {
  test.each([
    ['table inet t {\n\tchain c {\n\t\taccept\n', 'f:4:1: "}" is missing'],
    ['frob rule inet t c accept\n', 'f:1:1: "frob" is not something a rule set says'],
    [
      'table inet t {\n\tchain c {\n\t\ttype filter hook output priority high;\n\t}\n}\n',
      'f:3:40: "high" is not a priority',
    ],
    ['table inet t {\n\tchain c {\n\t\ttype filter output;\n\t}\n}\n', 'f:3:15: "hook" is missing'],
    ['table inet t {\n\tchain c {\n\t\tlog prefix "open\n\t}\n}\n', 'f:3:14: a quote is not closed'],
    ['add rule inet t c handle 4 accept\n', 'f:1:26: rules by handle are not understood'],
  ])('%j', (text, message) => {
    expect(() => readNft(text, { file: 'f' })).toThrow(message);
  });
});

describe.skipIf(DATA === undefined)('lists of the kernel (comparison data: absent without shared/conformance)', () => {
  const lists: Readonly<Record<string, { readonly nftList?: string | null }>> =
    DATA === undefined ? {} : JSON.parse(dataText('kernel/istio.json'));

  test('every text is printed as it was read', () => {
    for (const { nftList } of Object.values(lists)) if (nftList) expect(nftText(readNft(nftList))).toBe(nftList);
  });

  test('the scripts that made them are read to the same', () => {
    const groups = new Map([
      ['java', 501],
      ['ftp', 502],
    ]);
    for (const [name, { nftList }] of Object.entries(lists)) {
      if (!nftList) continue;
      const script = dataText(`goldens/istio/${name}.nft`);
      expect(nftText(readNft(script, { groups })), name).toBe(nftList);
    }
  });
});
