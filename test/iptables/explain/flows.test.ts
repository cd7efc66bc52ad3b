import { describe, expect, test } from 'vitest';
import { destinationsOf, flowsOf, hasCounters } from '../../../src/iptables/explain/flows.ts';
import { readRules } from '../../../src/iptables/read/rules.ts';
import { DATA, dataText } from '../support/cases.ts';
import { fixture } from '../support/rules.ts';

const books = (text: string) =>
  flowsOf(readRules(text)).map(({ chain, entered, taken, rest, balanced }) => ({
    chain,
    entered,
    taken,
    rest,
    balanced,
  }));

describe('counters', () => {
  test('add up chain by chain', () => {
    const sets = readRules(fixture('read/sidecar-counters.save'));
    expect(hasCounters(sets)).toBe(true);
    expect(books(fixture('read/sidecar-counters.save')).slice(-4)).toEqual([
      { chain: 'ISTIO_INBOUND', entered: 12, taken: 12, rest: 0, balanced: true },
      { chain: 'ISTIO_IN_REDIRECT', entered: 10, taken: 10, rest: 0, balanced: true },
      { chain: 'ISTIO_OUTPUT', entered: 93, taken: 93, rest: 0, balanced: true },
      { chain: 'ISTIO_REDIRECT', entered: 53, taken: 50, rest: 3, balanced: true },
    ]);
    expect(destinationsOf(sets).map(({ what, packets }) => `${packets} ${what}`)).toEqual([
      '50 redirected to port 15001',
      '40 left alone by -m owner --uid-owner 1337 -j RETURN',
      '10 redirected to port 15006',
      '3 dropped by -j DROP',
      '2 left alone by -p tcp -m tcp --dport 8000:8010 -j RETURN',
    ]);
  });

  test('rules that only mark do not count', () => {
    const text =
      '*mangle\n:OUTPUT ACCEPT [0:0]\n-N A\n[5:0] -A OUTPUT -j A\n[5:0] -A A -j MARK --set-mark 1\n[4:0] -A A -j ACCEPT\nCOMMIT\n';
    expect(books(text)).toEqual([
      { chain: 'OUTPUT', entered: undefined, taken: 5, rest: 0, balanced: true },
      { chain: 'A', entered: 5, taken: 4, rest: 1, balanced: true },
    ]);
  });

  test('packets that came back and matched again do not balance', () => {
    const text = '*nat\n-N A\n-N B\n[5:0] -A OUTPUT -j A\n[5:0] -A A -j B\n[5:0] -A A -j ACCEPT\nCOMMIT\n';
    expect(books(text)[1]).toEqual({ chain: 'A', entered: 5, taken: 10, rest: undefined, balanced: false });
  });

  test('there are none in generated rules', () => {
    expect(hasCounters(readRules('*nat\n-A OUTPUT -j RETURN\nCOMMIT\n'))).toBe(false);
  });
});

test.skipIf(DATA === undefined)(
  "the article's 40 + 53 = 93 (comparison data: absent without shared/conformance)",
  () => {
    const chain = flowsOf(readRules(dataText('article/nat-listing.txt'))).find((flow) => flow.chain === 'ISTIO_OUTPUT');
    expect(chain).toMatchObject({ entered: 93, taken: 93, rest: 0 });
    expect(chain?.rules.map(({ packets }) => packets)).toEqual([0, 40, 0, 0, 53]);
  },
);
