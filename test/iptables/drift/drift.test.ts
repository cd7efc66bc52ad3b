import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftFindings } from '../../../src/iptables/drift/findings.ts';
import { savedDrift, type Wish } from '../../../src/iptables/drift/live.ts';
import { compareSequences } from '../../../src/iptables/drift/sequence.ts';
import { OWNERSHIP } from '../../../src/iptables/plan/ownership.ts';
import { restoreText } from '../../../src/iptables/print/restore.ts';
import { istioProfile } from '../../../src/iptables/profiles/istio/profile.ts';
import { readRules } from '../../../src/iptables/read/rules.ts';
import { planFor } from '../support/cases.ts';

const ARGS = ['-b', '*', '-i', '*', '-o', '111,222'];

const { program } = planFor(istioProfile, { args: ARGS });

const TEXT = restoreText(program, 'ipv4');

const WISH: Wish = { program, ownership: OWNERSHIP.istio, variant: 'nft' };

/** Differences of a text from the wanted rules, in a few words each. */
function driftOf(text: string, wish = WISH): readonly string[] {
  return savedDrift(readRules(text), wish).map(
    ({ kind, table, chain, position, wantedPosition, harmless }) =>
      `${kind} ${table} ${chain} ${position ?? ''}${wantedPosition === undefined ? '' : `→${wantedPosition}`}${harmless ? ' harmless' : ''}`,
  );
}

const without = (line: string): string => TEXT.replace(`${line}\n`, '');

const before = (anchor: string, line: string): string => TEXT.replace(`${anchor}\n`, `${line}\n${anchor}\n`);

const LAST = '-A ISTIO_OUTPUT -j ISTIO_REDIRECT';

const JUMP = '-A OUTPUT -j ISTIO_OUTPUT';

const GRID: readonly (readonly [name: string, text: string, drift: readonly string[]])[] = [
  ['nothing', TEXT, []],
  ['a missing rule', without('-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN'), ['missing nat ISTIO_OUTPUT 12']],
  ['a rule too many', before(LAST, '-A ISTIO_OUTPUT -p tcp --dport 5 -j RETURN'), ['extra nat ISTIO_OUTPUT 13']],
  ['a rule that was doubled', before(LAST, '-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN'), ['extra nat ISTIO_OUTPUT 13']],
  [
    'an order that matters',
    before('-A ISTIO_OUTPUT -p tcp --dport 111 -j RETURN', LAST).replace(new RegExp(`${LAST}\nCOMMIT`), 'COMMIT'),
    ['moved nat ISTIO_OUTPUT 1→13'],
  ],
  [
    'a chain too many',
    TEXT.replace('-N ISTIO_INBOUND\n', '-N ISTIO_INBOUND\n-N ISTIO_OLD\n'),
    ['extra-chain nat ISTIO_OLD '],
  ],
  ["somebody else's rule behind", before('COMMIT', '-A OUTPUT -p tcp --dport 123 -j ACCEPT'), []],
  ["somebody else's rule ahead", before(JUMP, '-A OUTPUT -p tcp --dport 123 -j ACCEPT'), ['ahead nat OUTPUT 1']],
  ["somebody else's jump ahead", before(JUMP, '-A OUTPUT -j DOCKER'), ['ahead nat OUTPUT 1']],
  ["somebody else's rule ahead that lets all pass", before(JUMP, '-A OUTPUT -j LOG'), []],
  ['an unmarked rule of ours that is not wanted', before(JUMP, '-A INPUT -j ISTIO_OUTPUT'), ['extra nat INPUT 1']],
];

describe('drift', () => {
  it.each(GRID)('%s', (_, text, drift) => {
    expect(driftOf(text)).toEqual(drift);
  });

  it('misses everything in an empty table', () => {
    expect(driftOf('*nat\nCOMMIT\n')).toEqual([
      'missing nat PREROUTING 1',
      'missing nat OUTPUT 1',
      'missing-chain nat ISTIO_INBOUND ',
      'missing-chain nat ISTIO_IN_REDIRECT ',
      'missing-chain nat ISTIO_OUTPUT ',
      'missing-chain nat ISTIO_REDIRECT ',
    ]);
  });

  it('tells an order that no packet can tell from one that matters', () => {
    const swapped = planFor(istioProfile, { args: ['-b', '*', '-i', '*', '-o', '222,111'] }).program;
    const drift = driftOf(restoreText(swapped, 'ipv4'));
    expect(drift.length).toBe(2);
    expect(drift.every((one) => one.startsWith('moved') && one.endsWith('harmless'))).toBe(true);
    const last = before('-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN', LAST).replace(
      new RegExp(`${LAST}\nCOMMIT`),
      'COMMIT',
    );
    expect(driftOf(last).filter((one) => one.endsWith('harmless'))).toEqual([]);
  });

  it('compares tables of nft, those of others left out', () => {
    const plan = planFor(istioProfile, { args: ARGS }, { backend: 'nft' });
    const script = plan.texts?.nft?.(['ipv4']) ?? '';
    const wish = { ...WISH, nftScript: script };
    const others = 'table inet firewall {\n\tchain output {\n\t\ttcp dport 5 drop\n\t}\n}\n';
    expect(driftOf(script + others, wish)).toEqual([]);
    expect(driftOf(script.replace('ip daddr 127.0.0.1/32 counter return', 'tcp dport 9 counter return'), wish)).toEqual(
      ['missing istio-proxy-nat istio-output 12', 'extra istio-proxy-nat istio-output 12'],
    );
  });

  it('says in a finding what, where and what to do', () => {
    const rules = savedDrift(readRules(without('-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN')), WISH);
    const drift = {
      rules,
      missingItems: ['ip rule add fwmark 1337 lookup 133'],
      extraItems: ['ip -6 addr add ::6/128 dev lo'],
      elsewhere: ['nft'],
    };
    const findings = driftFindings(drift, { file: 'rules.txt' });
    expect(findings.map(({ code, message }) => `${code} ${message}`)).toMatchInlineSnapshot(`
      [
        "MSH4110 IPv4 nat ISTIO_OUTPUT lacks rule 12 "-d 127.0.0.1/32 -j RETURN"",
        "MSH4114 what "ip rule add fwmark 1337 lookup 133" makes is not there",
        "MSH4115 what "ip -6 addr add ::6/128 dev lo" makes is there and is not wanted",
        "MSH4117 rules of the mesh are also with nft",
      ]
    `);
    expect(findings.every(({ origin, remediation }) => origin.file === 'rules.txt' && remediation !== undefined)).toBe(
      true,
    );
  });
});

describe('sequences', () => {
  const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 });

  it('become the wanted one when the difference is undone', () => {
    fc.assert(
      fc.property(keys, keys, (wanted, live) => {
        const { missing, extra, moved } = compareSequences(wanted, live);
        const gone = new Set([...extra, ...moved.map((one) => one.live)]);
        const rest = live.filter((_, index) => !gone.has(index));
        const put = new Set([...missing, ...moved.map((one) => one.wanted)]);
        expect(rest).toEqual(wanted.filter((_, index) => !put.has(index)));
      }),
    );
  });

  it('do not differ from themselves', () => {
    fc.assert(
      fc.property(keys, (list) => {
        expect(compareSequences(list, list)).toMatchObject({ missing: [], extra: [], moved: [] });
      }),
    );
  });
});
