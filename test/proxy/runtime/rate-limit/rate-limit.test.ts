import { describe, expect, it } from 'vitest';
import { type Exchange, NEXT } from '../../../../src/proxy/contract.ts';
import { FLAGS } from '../../../../src/proxy/flags.ts';
import { TYPES } from '../../../../src/xds/compile/type-urls.ts';
import type { LocalRateLimit } from '../../../../src/xds/resources/filter.ts';
import type { RateLimitAction, Route } from '../../../../src/xds/resources/route.ts';
import { cluster, fieldsOf, head, type Parts, response, start, toCluster } from '../support.ts';

const C = 'c';
const BASE: Parts = { routes: [toCluster(C)], clusters: [cluster(C, 1)] };
const ALL = { default_value: { numerator: 100 } };
const bucket = (tokens: number) => ({ max_tokens: tokens, tokens_per_fill: tokens, fill_interval: '60s' });

function config(parts: Partial<LocalRateLimit>): LocalRateLimit {
  return {
    '@type': TYPES.localRateLimit,
    stat_prefix: 's',
    token_bucket: { max_tokens: 4, tokens_per_fill: 2, fill_interval: '1s' },
    filter_enabled: ALL,
    filter_enforced: ALL,
    response_headers_to_add: [{ header: { key: 'x-limit', value: 'true' } }],
    ...parts,
  };
}

const limit = (parts: Partial<LocalRateLimit>) => ({ name: 'limit', typed_config: config(parts) });
const limited = (parts: Partial<LocalRateLimit>, more: Parts = BASE) => start({ ...more, filters: [limit(parts)] });

type Request = Parameters<typeof head>;

/** How many of so many requests are let through. */
function allowed(made: Exchange, now: number, times: number, ...request: Request): number {
  const asked = Array.from({ length: times }, () => made.begin(head(...request), now));
  return asked.filter((next) => next === NEXT.forward).length;
}

describe('rate limits', () => {
  it('let tokens through, which come one after the other', () => {
    const made = limited({}).exchange();
    const counts = [0, 499, 500, 999, 1000, 60_000].map((now) => allowed(made, now, 10));
    expect(counts).toEqual([4, 0, 1, 0, 1, 4]);
    made.begin(head(), 60_000);
    expect(made.reply).toEqual({
      status: 429,
      body: 'local_rate_limited',
      fields: 'content-type: text/plain\r\nx-limit: true\r\n',
    });
    // Logs name the cluster that would have been asked.
    expect([made.flags, made.cluster?.name]).toEqual([FLAGS.RL, C]);
  });

  it.each<[string, Partial<LocalRateLimit>, number]>([
    ['have a status of their own', { status: { code: 503 } }, 4],
    ['allow nothing without tokens', { token_bucket: bucket(0) }, 0],
  ])('%s', (_, parts, count) => {
    expect(allowed(limited(parts).exchange(), 0, 10)).toBe(count);
  });

  it('are off unless they are enabled', () => {
    const { filter_enabled: _, ...parts } = config({});
    const filters = [{ name: 'limit', typed_config: parts }];
    expect(allowed(start({ ...BASE, filters }).exchange(), 0, 10)).toBe(10);
  });

  it('only mark requests unless they are enforced', () => {
    const { filter_enforced: _, ...parts } = config({
      token_bucket: bucket(1),
      request_headers_to_add_when_not_enforced: [{ header: { key: 'x-too-many', value: '1' } }],
    });
    const made = start({ ...BASE, filters: [{ name: 'limit', typed_config: parts }] }).exchange();
    const marks = [1, 2].map(() => {
      const request = head();
      made.begin(request, 0);
      return request.fields.get('x-too-many');
    });
    expect(marks).toEqual([undefined, '1']);
  });

  it('count together, or by connection', () => {
    const together = limited({});
    const apart = limited({ local_rate_limit_per_downstream_connection: true });
    expect([1, 2].map(() => allowed(together.exchange(), 0, 5))).toEqual([4, 0]);
    expect([1, 2].map(() => allowed(apart.exchange(), 0, 5))).toEqual([4, 4]);
  });

  it('go on after a reload where they were', () => {
    const before = limited({});
    expect(allowed(before.exchange(), 0, 3)).toBe(3);
    expect(allowed(start({ ...BASE, filters: [limit({})] }, {}, before.runtime).exchange(), 0, 3)).toBe(1);
  });

  it.each([
    [8, 4],
    [2, 1],
  ])('of %i are shared by two processes, %i for each', (tokens, own) => {
    const made = start({ ...BASE, filters: [limit({ token_bucket: bucket(tokens) })] }, { workers: 2 });
    expect(allowed(made.exchange(), 0, 10)).toBe(own);
  });

  it('speak gRPC of what is exhausted where they are to', () => {
    const grpc = { 'content-type': 'application/grpc' };
    const statuses = [{}, { rate_limited_as_resource_exhausted: true }].map((parts) => {
      const made = limited({ token_bucket: bucket(0), ...parts }).exchange();
      made.begin(head('/', grpc), 0);
      return /grpc-status: (\d+)/.exec(made.reply.fields)?.[1];
    });
    expect(statuses).toEqual(['14', '8']);
  });

  it('tell responses what is left', () => {
    const made = limited({ token_bucket: bucket(2), enable_x_ratelimit_headers: 'DRAFT_VERSION_03' }).exchange();
    made.begin(head(), 0);
    made.pick(0);
    const answer = response(200);
    made.responded(answer, 0);
    expect(fieldsOf(answer)).toEqual({
      'x-ratelimit-limit': ['2'],
      'x-ratelimit-remaining': ['1'],
      'x-ratelimit-reset': ['0'],
    });
    made.begin(head(), 0);
    made.begin(head(), 0);
    expect(made.reply.fields).toContain('x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 30\r\n');
  });
});

describe('the rate limit of a route', () => {
  const routes = (own: Route['typed_per_filter_config']): readonly Route[] => [
    { match: { path: '/own' }, route: { cluster: C }, ...(own ? { typed_per_filter_config: own } : {}) },
    { match: { prefix: '/' }, route: { cluster: C } },
  ];

  it('takes the place of that of all, and shares its tokens with no other route', () => {
    const own = { limit: config({ token_bucket: bucket(1) }) };
    const [first, second] = routes(own);
    const other: Route = { ...(first ?? toCluster(C)), match: { path: '/other' } };
    const made = limited({}, { ...BASE, routes: [first, other, second].flatMap((each) => each ?? []) }).exchange();
    const counts = ['/own', '/other', '/'].map((path) => allowed(made, 0, 5, path));
    expect(counts).toEqual([1, 1, 4]);
  });

  it('is that of its virtual host, shared, where it has none', () => {
    const host = { typed_per_filter_config: { limit: config({ token_bucket: bucket(3) }) } };
    const made = limited({}, { ...BASE, routes: routes(undefined), host }).exchange();
    expect([allowed(made, 0, 2, '/own'), allowed(made, 0, 5)]).toEqual([2, 1]);
  });

  it('can be none at all', () => {
    const off = { '@type': TYPES.filterConfig, disabled: true };
    const made = limited({}, { ...BASE, routes: routes({ limit: off }) }).exchange();
    expect([allowed(made, 0, 9, '/own'), allowed(made, 0, 9)]).toEqual([9, 4]);
    const other = limited({}, { ...BASE, routes: routes({ 'another filter': off }) }).exchange();
    expect(allowed(other, 0, 9, '/own')).toBe(4);
  });
});

describe('descriptors', () => {
  const listed = (entries: readonly { key: string; value?: string }[], tokens: number) => ({
    entries,
    token_bucket: bucket(tokens),
  });
  const by = (actions: readonly RateLimitAction[], descriptors: LocalRateLimit['descriptors'], parts = {}) => {
    const route = toCluster(C, { rate_limits: [{ actions }] });
    return limited(
      { token_bucket: bucket(100), descriptors: descriptors ?? [], ...parts },
      { ...BASE, routes: [route] },
    );
  };

  it.each<[string, RateLimitAction, readonly { key: string; value?: string }[], Request, Request]>([
    ['a constant', { generic_key: { descriptor_value: 'a' } }, [{ key: 'generic_key', value: 'a' }], ['/'], ['/']],
    [
      'a field',
      { request_headers: { header_name: 'X-Who', descriptor_key: 'who' } },
      [{ key: 'who', value: 'me' }],
      ['/', { 'x-who': 'me' }],
      ['/', { 'x-who': 'you' }],
    ],
    [
      'a parameter',
      { query_parameters: { query_parameter_name: 'q', descriptor_key: 'q' } },
      [{ key: 'q', value: '1' }],
      ['/?q=1'],
      ['/?q=2'],
    ],
    [
      'a condition on fields',
      { header_value_match: { descriptor_value: 'yes', headers: [{ name: 'x-a' }] } },
      [{ key: 'header_match', value: 'yes' }],
      ['/', { 'x-a': '' }],
      ['/'],
    ],
    [
      'a condition that does not hold',
      { header_value_match: { descriptor_value: 'no', expect_match: false, headers: [{ name: 'x-a' }] } },
      [{ key: 'header_match', value: 'no' }],
      ['/'],
      ['/', { 'x-a': '' }],
    ],
    [
      'a condition on parameters',
      {
        query_parameter_value_match: {
          descriptor_value: 'y',
          query_parameters: [{ name: 'q', string_match: { prefix: 'a' } }],
        },
      },
      [{ key: 'query_match', value: 'y' }],
      ['/?q=ab'],
      ['/?q=b'],
    ],
    ['the client', { remote_address: {} }, [{ key: 'remote_address', value: '10.1.2.3' }], ['/'], ['/']],
    ['the destination', { destination_cluster: {} }, [{ key: 'destination_cluster', value: C }], ['/'], ['/']],
  ])('know requests by %s', (_, action, entries, some, others) => {
    const made = by([action], [listed(entries, 2)]).exchange();
    expect(allowed(made, 0, 5, ...some)).toBe(2);
    const same = JSON.stringify(some) === JSON.stringify(others);
    expect(allowed(made, 0, 5, ...others)).toBe(same ? 0 : 5);
  });

  it('have to be the same in all entries', () => {
    const who: RateLimitAction = { request_headers: { header_name: 'x-who', descriptor_key: 'who' } };
    const made = by([who, { remote_address: {} }], [listed([{ key: 'who', value: 'me' }], 1)]).exchange();
    expect(allowed(made, 0, 5, '/', { 'x-who': 'me' })).toBe(5);
  });

  it('leave out what a request does not have, where that is allowed', () => {
    const who = (skip: boolean): RateLimitAction => ({
      request_headers: { header_name: 'x-who', descriptor_key: 'who', skip_if_absent: skip },
    });
    const client = [listed([{ key: 'remote_address', value: '10.1.2.3' }], 1)];
    expect(allowed(by([who(true), { remote_address: {} }], client).exchange(), 0, 5)).toBe(1);
    expect(allowed(by([who(false), { remote_address: {} }], client).exchange(), 0, 5)).toBe(5);
  });

  it('without a value are one for each value, and old ones are forgotten', () => {
    const who: RateLimitAction = { request_headers: { header_name: 'x-who', descriptor_key: 'who' } };
    const made = by([who], [listed([{ key: 'who' }], 1)], { max_dynamic_descriptors: 2 }).exchange();
    const ask = (name: string): number => allowed(made, 0, 2, '/', { 'x-who': name });
    expect(['a', 'b', 'a', 'c', 'a', 'b'].map(ask)).toEqual([1, 1, 0, 1, 0, 1]);
  });

  it('count for the common tokens, too, unless they are not to', () => {
    const all: RateLimitAction = { generic_key: { descriptor_value: 'a' } };
    const own = [listed([{ key: 'generic_key', value: 'a' }], 9)];
    const common = { token_bucket: bucket(3) };
    expect(allowed(by([all], own, common).exchange(), 0, 20)).toBe(3);
    const apart = { ...common, always_consume_default_token_bucket: false };
    expect(allowed(by([all], own, apart).exchange(), 0, 20)).toBe(9);
  });

  it('are those of the filter, of the route, or of the virtual host where the route has none', () => {
    const a = [{ actions: [{ generic_key: { descriptor_value: 'a' } }] }];
    const descriptors = [listed([{ key: 'generic_key', value: 'a' }], 1)];
    const parts = { token_bucket: bucket(100), descriptors };
    expect(allowed(limited({ ...parts, rate_limits: a }).exchange(), 0, 5)).toBe(1);
    expect(allowed(limited(parts, { ...BASE, host: { rate_limits: a } }).exchange(), 0, 5)).toBe(1);
    const other = [{ actions: [{ generic_key: { descriptor_value: 'b' } }] }];
    const routed = (more: Route['route']): number => {
      const routes = [toCluster(C, { rate_limits: other, ...more })];
      return allowed(limited(parts, { ...BASE, routes, host: { rate_limits: a } }).exchange(), 0, 5);
    };
    expect([routed({}), routed({ include_vh_rate_limits: true })]).toEqual([5, 1]);
    expect(allowed(limited({ ...parts, stage: 1 }, { ...BASE, host: { rate_limits: a } }).exchange(), 0, 5)).toBe(5);
  });
});
