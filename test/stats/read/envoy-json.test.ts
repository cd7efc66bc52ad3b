import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentOf } from '../../../src/stats/moment.ts';
import { readStatsJson } from '../../../src/stats/read/json.ts';
import { StatsMemory } from '../../../src/stats/read/memory.ts';
import type { ScopeKind } from '../../../src/stats/scopes.ts';
import type { StatsSnapshot } from '../../../src/stats/snapshot.ts';

const text = (stats: readonly unknown[]): string => JSON.stringify({ stats });
const value = (name: string, of: unknown) => ({ name, value: of });
const total = (scope: string, of: unknown) => value(`${scope}.upstream_rq_total`, of);
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

const KINDS: readonly ScopeKind[] = ['cluster', 'http', 'listener', 'vhost'];

/** Every scope of a snapshot as plain data, also bins that come late. */
const plain = (snapshot: StatsSnapshot | undefined) =>
  snapshot &&
  KINDS.map((kind) =>
    [...momentOf(snapshot, 0).scopes[kind].values()]
      .map(({ name, totals, gauges, exact, times }) => ({
        name,
        exact: [...(exact ?? [])],
        totals,
        gauges,
        times: times && [times.total, times.recent].map((each) => ({ ...each })),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  );

const readOnce = (answer: string): StatsSnapshot | undefined => new StatsMemory().read(answer);

describe('the JSON Envoy writes', () => {
  it.each([
    ['values', [value('a.b', 1), value('cluster.c|80||d;.upstream_rq_total', 0)]],
    [
      'a scope in another',
      [total('cluster.c', 1), total('cluster.c.external', 2), value('cluster.c.upstream_rq_2xx', 3)],
    ],
    ['no bins', [value('wrapped', 0), histograms()]],
    ['text in between', [value('v', 'an } odd ] "text'.replaceAll('"', "'")), value('a', 1)]],
    ['histograms alone', [histograms('cluster.h.upstream_rq_time', 'i')]],
    ['values and histograms', [total('cluster.h', 1), value('b', 2.5), histograms('cluster.h.upstream_rq_time')]],
    ['fractions behind many digits', [total('cluster.a', 1_110_689_994_794_978.1), total('cluster.b', 1.5e21)]],
    ['nothing', []],
  ])('%s is read as any JSON is', (_, stats) => {
    const read = readOnce(text(stats));
    expect(read).toBeDefined();
    expect(plain(read)).toEqual(plain(slowly(stats)));
  });

  it('keeps every digit', () => {
    const read = readOnce('{"stats":[{"name":"a","value":18446744073709551613}]}\n');
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
    expect(readOnce(other)).toBeUndefined();
  });

  it('leaves whatever is cut off to it, wherever that is', () => {
    const whole = text([value('a', 1), value('v', 'text'), histograms('h', 'i')]);
    for (let end = 0; end < whole.length; end++) expect(readOnce(whole.slice(0, end))).toBeUndefined();
  });

  const scope = fc.constantFrom('cluster.a', 'cluster.a.external', 'cluster.b|80||c', 'http.in', 'listener.0_80', 'x');
  const stat = fc.constantFrom(
    'upstream_rq_total',
    'upstream_cx_active',
    'downstream_cx_total',
    'membership_total',
    'é{}',
  );
  const name = fc.tuple(scope, stat).map((words) => words.join('.'));
  const entry = fc.record({
    name,
    value: fc.oneof(fc.nat(3), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant('te}xt')),
  });
  const times = fc.uniqueArray(scope.map((each) => `${each}.upstream_rq_time`)).map((names) => histograms(...names));
  const answer = fc
    .tuple(fc.uniqueArray(entry, { selector: (each) => each.name }), fc.option(times))
    .map(([entries, last]) => [...entries, ...(last ? [last] : [])]);

  it('is read alike whatever is in it', () => {
    fc.assert(
      fc.property(answer, (stats) => {
        const read = readOnce(text(stats));
        expect(read).toBeDefined();
        expect(plain(read)).toEqual(plain(slowly(stats)));
      }),
    );
  });

  it('is read alike whatever was read before', () => {
    fc.assert(
      fc.property(fc.array(answer, { minLength: 2, maxLength: 5 }), (answers) => {
        const memory = new StatsMemory();
        for (const stats of answers) expect(plain(memory.read(text(stats)))).toEqual(plain(slowly(stats)));
      }),
    );
  });
});

describe('what did not change since the last answer', () => {
  const before = [total('cluster.a', 1), total('cluster.b', 1), histograms('cluster.a.upstream_rq_time')];
  const memory = new StatsMemory();
  const first = memory.read(text(before));

  it('is the same object, also when something else came in front of it', () => {
    const next = memory.read(text([total('cluster.0', 1), ...before]));
    expect(next?.scopes?.cluster.get('a')).toBe(first?.scopes?.cluster.get('a'));
  });

  it.each([
    ['a value', [total('cluster.a', 2), total('cluster.b', 1), histograms('cluster.a.upstream_rq_time')], ['b']],
    ['a histogram that is gone', before.slice(0, 2), ['b']],
    ['another statistic', [value('cluster.a.membership_total', 1), ...before], ['b']],
    ['all', [total('cluster.a', 2), total('cluster.b', 2)], []],
  ])('is kept apart from %s', (_, after, same) => {
    const own = new StatsMemory();
    const [one, two] = [own.read(text(before)), own.read(text(after))];
    const kept = ['a', 'b'].filter((each) => one?.scopes?.cluster.get(each) === two?.scopes?.cluster.get(each));
    expect(kept).toEqual(same);
  });

  it('is forgotten by an answer of another form', () => {
    const own = new StatsMemory();
    own.read(text(before));
    expect(own.read('cluster.a.upstream_rq_total: 1')).toBeUndefined();
    expect(plain(own.read(text(before)))).toEqual(plain(slowly(before)));
  });
});
