import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnvoyJson } from '../../../src/stats/read/envoy-json.ts';
import { readStatsJson } from '../../../src/stats/read/json.ts';

const text = (stats: readonly unknown[]): string => JSON.stringify({ stats });
const value = (name: string, of: unknown) => ({ name, value: of });
const bins = (...counts: readonly number[]) => counts.map((count, at) => ({ lower_bound: at, width: 0.1, count }));
const histograms = (...names: readonly string[]) => ({
  histograms: {
    supported_percentiles: [0, 50, 99.9],
    details: names.map((name) => ({
      name,
      totals: bins(3, 2),
      intervals: bins(1),
      percentiles: [{ cumulative: 1, interval: null }],
    })),
  },
});

/** What the reader of any JSON makes of the same data: spaces are nothing Envoy writes. */
const slowly = (stats: readonly unknown[]) => readStatsJson(JSON.stringify({ stats }, undefined, 1));

/** Bins that come late as plain data. */
const plain = (snapshot: ReturnType<typeof readEnvoyJson>) =>
  snapshot && {
    values: [...snapshot.values],
    histograms: [...snapshot.histograms].map(([name, { total, recent }]) => [name, { ...total }, { ...recent }]),
  };

describe('the JSON Envoy writes', () => {
  it.each([
    ['values', [value('a.b', 1), value('c|80||d;.e', 0)]],
    ['numbers of 64 bits', [value('wrapped', 0), histograms()]],
    ['text in between', [value('v', 'an } odd ] "text'.replaceAll('"', "'")), value('a', 1)]],
    ['histograms alone', [histograms('h', 'i')]],
    ['values and histograms', [value('a', 1), value('b', 2.5), histograms('h')]],
    ['fractions behind many digits', [value('a', 1_110_689_994_794_978.1), value('b', 1.5e21)]],
    ['nothing', []],
  ])('%s is read as any JSON is', (_, stats) => {
    const read = readEnvoyJson(text(stats));
    expect(read).toBeDefined();
    expect(plain(read)).toEqual(plain(slowly(stats)));
  });

  it('keeps every digit', () => {
    const read = readEnvoyJson('{"stats":[{"name":"a","value":18446744073709551613}]}\n');
    expect(read?.values.get('a')).toBe(18446744073709551613n);
  });

  it.each([
    ['escapes', '{"stats":[{"name":"a\\u0062","value":1}]}'],
    ['spaces', '{ "stats": [{"name":"a","value":1}]}'],
    ['another order', '{"stats":[{"value":1,"name":"a"}]}'],
    ['no value', '{"stats":[{"name":"a","value":null}]}'],
    ['quantiles', text([{ histograms: { supported_quantiles: [50], computed_quantiles: [] } }])],
    ['buckets', text([{ histograms: [{ name: 'a', buckets: [] }] }])],
    ['something behind', '{"stats":[]}}'],
  ])('leaves %s to the reader of all JSON', (_, other) => {
    expect(readEnvoyJson(other)).toBeUndefined();
  });

  it('leaves whatever is cut off to it, wherever that is', () => {
    const whole = text([value('a', 1), value('v', 'text'), histograms('h', 'i')]);
    for (let end = 0; end < whole.length; end++) expect(readEnvoyJson(whole.slice(0, end))).toBeUndefined();
  });

  it('is read alike whatever is in it', () => {
    const name = fc.string({ unit: fc.constantFrom(...'ab.|;:{}[],é-0'), minLength: 1 });
    const entry = fc.record({
      name,
      value: fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true }), name),
    });
    const details = fc.array(name).map((names) => histograms(...names));
    fc.assert(
      fc.property(fc.array(entry), fc.option(details), (entries, last) => {
        const stats = [...entries, ...(last ? [last] : [])];
        const read = readEnvoyJson(text(stats));
        if (read) expect(plain(read)).toEqual(plain(slowly(stats)));
      }),
    );
  });
});
