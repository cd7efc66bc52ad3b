import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Exchange, NEXT, VERDICT } from '../../../../src/proxy/contract.ts';
import type { FailureReason } from '../../../../src/proxy/failure.ts';
import { FLAGS, flagsText } from '../../../../src/proxy/flags.ts';
import { Runtime } from '../../../../src/proxy/runtime/runtime.ts';
import type { Route, RouteAction } from '../../../../src/xds/resources/route.ts';
import { testOptions } from '../engine.ts';
import { cluster, fieldsOf, head, response, seeded, snapshot, start, toCluster } from '../support.ts';

const C = 'outbound|80||c.test';

const started = (action: RouteAction = {}, count = 3) =>
  start({ routes: [toCluster(C, action)], clusters: [cluster(C, count)] });

const RETRY: RouteAction = { retry_policy: { retry_on: '5xx', num_retries: 2 } };

/** What the clusters hold when nobody holds anything. */
function expectNothingHeld(runtime: Runtime): void {
  for (const { plan, hosts } of runtime.clusters) {
    expect([plan.limits.requests, plan.limits.retries]).toEqual([0, 0]);
    expect(hosts.map(({ active }) => active)).toEqual(hosts.map(() => 0));
  }
}

const ending = (exchange: Exchange) => [
  exchange.reply.status,
  flagsText(exchange.flags),
  exchange.details,
  exchange.reply.body,
];

describe('answers of the proxy itself', () => {
  it.each<[string, Route[], readonly [number, string, string, string]]>([
    ['no route', [], [404, 'NR', 'route_not_found', '']],
    ['no such cluster', [toCluster('gone')], [503, 'NC', 'cluster_not_found', '']],
    [
      'no such cluster, with a status',
      [toCluster('gone', { cluster_not_found_response_code: 'NOT_FOUND' })],
      [404, 'NC', 'cluster_not_found', ''],
    ],
    [
      'a fixed one',
      [{ match: { prefix: '/' }, direct_response: { status: 418, body: { inline_string: 'teapot' } } }],
      [418, '-', 'direct_response', 'teapot'],
    ],
    [
      'bytes',
      [{ match: { prefix: '/' }, direct_response: { status: 200, body: { inline_bytes: '/w==' } } }],
      [200, '-', 'direct_response', '\xff'],
    ],
    ['a redirect', [{ match: { prefix: '/' }, redirect: { path_redirect: '/n' } }], [301, '-', 'direct_response', '']],
    ['a route that does nothing', [{ match: { prefix: '/' } }], [404, 'NR', 'route_not_found', '']],
  ])('%s', (_, routes, expected) => {
    const exchange = start({ routes }).exchange();
    expect(exchange.begin(head(), 0)).toBe(NEXT.reply);
    expect(ending(exchange)).toEqual(expected);
  });

  it('no host', () => {
    const { exchange, runtime } = started({}, 0);
    const made = exchange();
    expect(made.begin(head(), 0)).toBe(NEXT.forward);
    expect(made.pick(0)).toBeUndefined();
    expect(ending(made)).toEqual([503, 'UH', 'no_healthy_upstream', 'no healthy upstream']);
    expectNothingHeld(runtime);
  });

  it.each<[FailureReason, string, number, string, string]>([
    [
      'connect-failure',
      'refused',
      503,
      'UF',
      'upstream_reset_before_response_started{remote_connection_failure|refused}',
    ],
    ['connect-timeout', '', 503, 'UF', 'upstream_reset_before_response_started{connection_timeout}'],
    ['overflow', '', 503, 'UO', 'upstream_reset_before_response_started{overflow}'],
    ['connection-termination', '', 503, 'UC', 'upstream_reset_before_response_started{connection_termination}'],
    ['remote-reset', '', 503, 'UR', 'upstream_reset_before_response_started{remote_reset}'],
    ['protocol-error', '', 502, 'UPE', 'upstream_reset_before_response_started{protocol_error}'],
    ['try-timeout', '', 504, 'UT', 'upstream_per_try_timeout'],
    ['idle-timeout', '', 504, 'SI', 'stream_idle_timeout'],
  ])('%s', (reason, detail, status, flags, details) => {
    const { exchange, runtime } = started();
    const made = exchange();
    made.begin(head(), 0);
    made.pick(0);
    expect(made.failed(reason, detail, 5)).toBe(VERDICT.reply);
    expect([made.reply.status, flagsText(made.flags), made.details]).toEqual([status, flags, details]);
    expect(made.reply.fields.includes('x-envoy-overloaded')).toBe(reason === 'overflow');
    expectNothingHeld(runtime);
  });

  it('is gRPC to gRPC, with the message escaped', () => {
    const { exchange } = started({}, 0);
    const made = exchange();
    made.begin(head('/', { 'content-type': 'application/grpc+proto' }), 0);
    made.pick(0);
    expect(made.reply).toEqual({
      status: 200,
      body: '',
      fields: 'content-type: application/grpc\r\ngrpc-status: 14\r\ngrpc-message: no healthy upstream\r\n',
    });
  });

  it('refuses paths that lead nowhere and upgrades nobody allows', () => {
    const { exchange } = started();
    const made = exchange();
    expect(made.begin(head('/a#b'), 0)).toBe(NEXT.reply);
    expect(made.reply.status).toBe(400);
    expect(made.begin(head('*', {}, { method: 'OPTIONS' }), 0)).toBe(NEXT.reply);
    expect([made.reply.status, made.flags, made.details]).toEqual([404, 0, 'absolute_path_rejected']);
    const upgrade = head('/');
    upgrade.framing.upgrade = 'foo';
    expect([made.begin(upgrade, 0), made.reply.status, made.details]).toEqual([NEXT.reply, 403, 'upgrade_failed']);
    upgrade.framing.upgrade = 'websocket';
    expect(made.begin(upgrade, 0)).toBe(NEXT.forward);
  });

  it('allows requests up to the limit', () => {
    const limited = cluster(C, 1, { circuit_breakers: { thresholds: [{ max_requests: 2 }] } });
    const { exchange, runtime } = start({ routes: [toCluster(C)], clusters: [limited] });
    const all = [exchange(), exchange(), exchange()];
    for (const each of all) each.begin(head(), 0);
    expect(all.map((each) => each.pick(0) !== undefined)).toEqual([true, true, false]);
    expect(ending(all[2] as Exchange).slice(0, 2)).toEqual([503, 'UO']);
    for (const each of all.slice(0, 2)) each.completed(-1, 1);
    expectNothingHeld(runtime);
  });
});

describe('what is forwarded', () => {
  const route: Route = {
    match: { prefix: '/api' },
    request_headers_to_add: [
      { header: { key: 'X-Route', value: 'r %REQ(x-in)% %%' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
      { header: { key: 'x-add', value: 'two' }, append_action: 'APPEND_IF_EXISTS_OR_ADD' },
      { header: { key: 'x-anew', value: 'new' }, append_action: 'APPEND_IF_EXISTS_OR_ADD' },
    ],
    request_headers_to_remove: ['x-gone', 'x-anew'],
    response_headers_to_add: [{ header: { key: 'x-resp', value: 'ä' } }],
    route: { cluster: C, timeout: '0s', prefix_rewrite: '/v2', host_rewrite_literal: 'inner.test' },
  };

  it('edits head and response as the route says', () => {
    const { exchange } = start({ routes: [route], clusters: [cluster(C, 1)] });
    const made = exchange();
    const request = head('/api/x?q=1', { 'x-in': 'i', 'x-add': 'one', 'x-gone': '1', 'x-anew': '1', 'x-route': 'old' });
    expect(made.begin(request, 0)).toBe(NEXT.forward);
    expect([request.target, request.authority]).toEqual(['/v2/x?q=1', 'inner.test']);
    expect(fieldsOf(request)).toMatchObject({
      'x-route': ['r i %'],
      'x-add': ['one', 'two'],
      'x-anew': ['new'],
      'x-envoy-original-path': ['/api/x?q=1'],
    });
    expect(fieldsOf(request)).not.toHaveProperty('x-gone');
    made.pick(0);
    expect(made.tryFields(0)).toBe('x-envoy-attempt-count: 1\r\n');
    const answer = response(200);
    expect(made.responded(answer, 1)).toBe(VERDICT.pass);
    expect(fieldsOf(answer)).toEqual({ 'x-resp': [Buffer.from('ä').toString('latin1')] });
    expect(made.details).toBe('via_upstream');
  });

  it('is told by the route where several have one action', () => {
    const action: RouteAction = { cluster: C, timeout: '0s' };
    const rewriting: RouteAction = { ...action, prefix_rewrite: '/v2' };
    const add = (value: string): Partial<Route> => ({
      request_headers_to_add: [{ header: { key: 'x-route', value } }],
    });
    const routes: readonly Route[] = [
      { match: { prefix: '/plain' }, route: action },
      { match: { prefix: '/one' }, route: action, ...add('one') },
      { match: { prefix: '/two' }, route: action, ...add('two') },
      { match: { prefix: '/as-plain' }, route: action },
      { match: { prefix: '/cut' }, route: rewriting },
      { match: { prefix: '/cut-more' }, route: rewriting },
    ];
    const { exchange } = start({ routes: routes.toReversed(), clusters: [cluster(C, 1)] });
    const sent = ['/plain', '/one', '/two', '/as-plain', '/cut/x', '/cut-more/x'].map((path) => {
      const request = head(path);
      exchange().begin(request, 0);
      return [request.target, ...(fieldsOf(request)['x-route'] ?? [])];
    });
    expect(sent).toEqual([['/plain'], ['/one', 'one'], ['/two', 'two'], ['/as-plain'], ['/v2/x'], ['/v2/x']]);
  });

  it('goes to destinations by weight, each with its own fields', () => {
    const weighted: RouteAction = {
      timeout: '0s',
      weighted_clusters: {
        clusters: [
          { name: 'a', weight: 80, request_headers_to_add: [{ header: { key: 'x-d', value: 'a' } }] },
          { name: 'b', weight: 20, host_rewrite_literal: 'b.test' },
          { name: 'never', weight: 0 },
        ],
      },
    };
    const clusters = [cluster('a', 1), cluster('b', 1), cluster('never', 1)];
    const { exchange } = start({ routes: [{ match: { prefix: '/' }, route: weighted }], clusters });
    const made = exchange();
    const counts = { a: 0, b: 0, never: 0 };
    for (let index = 0; index < 2000; index++) {
      const request = head();
      made.begin(request, 0);
      const name = made.pick(0)?.cluster.name as keyof typeof counts;
      counts[name] += 1;
      expect(request.authority).toBe(name === 'b' ? 'b.test' : 'svc.test');
      expect(request.fields.get('x-d')).toBe(name === 'a' ? 'a' : undefined);
      made.completed(-1, 0);
    }
    expect(counts.never).toBe(0);
    expect(counts.a / 2000).toBeCloseTo(0.8, 1);
  });

  it('sticks to a host by cookie, and gives one to who has none', () => {
    const hash = [{ cookie: { name: 'user', ttl: '60s', path: '/p' } }];
    const { exchange } = start({
      routes: [toCluster(C, { hash_policy: hash })],
      clusters: [cluster(C, 5, { lb_policy: 'RING_HASH' })],
    });
    const made = exchange();
    made.begin(head(), 0);
    const host = made.pick(0);
    const answer = response(200);
    made.responded(answer, 0);
    made.completed(-1, 0);
    const [, cookie, value = ''] =
      /^(user="([0-9a-f]{16})"); Max-Age=60; Path=\/p; HttpOnly$/.exec(answer.fields.get('set-cookie') ?? '') ?? [];
    expect(value).not.toBe('');
    for (let index = 0; index < 20; index++) {
      made.begin(head('/', { cookie: `a=b; ${cookie}` }), 0);
      expect(made.pick(0)).toBe(host);
      const again = response(200);
      made.responded(again, 0);
      expect(again.fields.get('set-cookie')).toBeUndefined();
      made.completed(-1, 0);
    }
  });

  it('goes to mirrors as well, whatever becomes of them', () => {
    const mirrors = ['m', 'gone'].map((name) => ({ cluster: name }));
    const { exchange, runtime } = start({
      routes: [toCluster(C, { request_mirror_policies: mirrors })],
      clusters: [cluster(C, 1), cluster('m', 1)],
    });
    const made = exchange();
    made.begin(head(), 0);
    const [copy] = made.mirrors;
    expect([made.mirrors.length, made.bufferLimit]).toEqual([1, 1_048_576]);
    expect(copy?.pick(0)?.cluster.name).toBe('m');
    expect(copy?.failed('connect-failure', '', 1)).toBe(VERDICT.reply);
    made.pick(0);
    made.responded(response(200), 1);
    made.completed(-1, 2);
    expectNothingHeld(runtime);
    expect(made.flags).toBe(0);
  });
});

describe('tries', () => {
  it('go to other hosts, as often as the policy says; then the last answer stands', () => {
    const policy = { ...RETRY.retry_policy, retry_host_predicate: [{ name: 'previous' }] };
    const { exchange, runtime } = started({ retry_policy: policy });
    const made = exchange();
    made.begin(head(), 0);
    const labels = new Set<string>();
    for (let attempt = 1; attempt <= 3; attempt++) {
      labels.add(made.pick(0)?.label ?? '');
      expect(made.tryFields(0)).toContain(`x-envoy-attempt-count: ${attempt}\r\n`);
      expect(made.responded(response(503), 1)).toBe(attempt < 3 ? VERDICT.retry : VERDICT.pass);
      if (attempt < 3) expect(made.delayMs).toBeLessThan(25 * (2 ** attempt - 1));
    }
    expect(labels.size).toBe(3);
    expect(made.flags).toBe(FLAGS.URX);
    made.completed(-1, 2);
    expectNothingHeld(runtime);
  });

  it('end when the body is gone', () => {
    const { exchange } = started(RETRY);
    const made = exchange();
    made.begin(head(), 0);
    made.pick(0);
    made.replayable = false;
    expect(made.responded(response(503), 1)).toBe(VERDICT.pass);
    expect(made.flags).toBe(0);
  });

  it('end when there are too many at a time, and nobody calls that exhausted', () => {
    const limited = cluster(C, 1, { circuit_breakers: { thresholds: [{ max_retries: 1 }] } });
    const { exchange, runtime } = start({ routes: [toCluster(C, RETRY)], clusters: [limited] });
    const both = [exchange(), exchange()];
    for (const each of both) {
      each.begin(head(), 0);
      each.pick(0);
    }
    expect(both.map((each) => each.responded(response(503), 1))).toEqual([VERDICT.retry, VERDICT.pass]);
    expect(both[1]?.flags).toBe(0);
    expect(runtime.clusters[0]?.retriesOverLimit).toBe(1);
    both[1]?.completed(-1, 1);
    both[0]?.abandoned(2);
    expectNothingHeld(runtime);
  });

  it('end when the budget is used up', () => {
    const { exchange, runtime } = start({
      routes: [toCluster(C, RETRY)],
      clusters: [cluster(C, 1)],
      extensions: { [C]: { retryBudget: { percent: 20, perSecond: 0, windowMs: 10_000 } } },
    });
    const made = exchange();
    const verdicts = Array.from({ length: 5 }, () => {
      made.begin(head(), 0);
      made.pick(0);
      const verdict = made.responded(response(503), 0);
      made.abandoned(0);
      return verdict;
    });
    expect(verdicts).toEqual([VERDICT.pass, VERDICT.pass, VERDICT.pass, VERDICT.pass, VERDICT.retry]);
    expect(runtime.clusters[0]?.retriesOverBudget).toBe(4);
    expectNothingHeld(runtime);
  });

  it('know gRPC by its status in the head', () => {
    const { exchange } = started({ retry_policy: { retry_on: 'unavailable', num_retries: 1 } });
    const made = exchange();
    made.begin(head('/', { 'content-type': 'application/grpc' }), 0);
    made.pick(0);
    expect(made.responded(response(200, { 'grpc-status': '14' }), 1)).toBe(VERDICT.retry);
    made.begin(head(), 0);
    made.pick(0);
    expect(made.responded(response(200, { 'grpc-status': '14' }), 1)).toBe(VERDICT.pass);
  });

  it('are over when the time is: 504, and the host is to blame', () => {
    const { exchange, runtime } = started({ timeout: '0.3s', ...RETRY });
    const made = exchange();
    made.begin(head(), 0);
    expect([made.timeoutMs, made.bufferLimit]).toEqual([300, 65_536]);
    made.pick(0);
    expect(made.tryFields(0)).toContain('x-envoy-expected-rq-timeout-ms: 300\r\n');
    made.timedOut(300);
    expect(ending(made)).toEqual([504, 'UT', 'response_timeout', 'upstream request timeout']);
    expectNothingHeld(runtime);
  });

  it('are told how much time is left where that is asked for', () => {
    const parts = { routes: [toCluster(C, { timeout: '0.5s', ...RETRY })], clusters: [cluster(C, 1)] };
    const { exchange } = start(parts, { propagatesDeadline: true });
    const made = exchange();
    const request = head('/', { 'content-type': 'application/grpc', 'grpc-timeout': '400m' });
    made.begin(request, 1000);
    expect(made.timeoutMs).toBe(400);
    made.pick(1000);
    expect(made.tryFields(1000)).toBe(
      'x-envoy-attempt-count: 1\r\nx-envoy-expected-rq-timeout-ms: 400\r\ngrpc-timeout: 400m\r\n',
    );
    made.failed('connection-termination', '', 1150);
    made.pick(1150);
    expect(made.tryFields(1150)).toContain('grpc-timeout: 250m\r\n');
  });

  it('hold nothing once they are over, however they end', () => {
    const reasons: readonly FailureReason[] = ['connect-failure', 'overflow', 'connection-termination', 'try-timeout'];
    const step = fc.oneof(
      fc.constantFrom<readonly [string, number | FailureReason]>(['responded', 503], ['responded', 200]),
      fc.constantFrom(...reasons).map((reason) => ['failed', reason] as const),
    );
    const last = fc.constantFrom('completed', 'cut', 'timedOut', 'abandoned');
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 8 }), last, (requests, how) => {
        const { exchange, runtime } = started({ timeout: '1s', ...RETRY });
        const made = exchange();
        for (const steps of requests) {
          made.begin(head(), 0);
          let open = made.pick(0) !== undefined;
          for (const [kind, what] of steps) {
            if (!open) break;
            const verdict =
              kind === 'responded'
                ? made.responded(response(Number(what)), 1)
                : made.failed(what as FailureReason, '', 1);
            if (verdict === VERDICT.reply) open = false;
            else if (verdict === VERDICT.retry) open = made.pick(2) !== undefined;
            else break;
          }
          if (!open) continue;
          if (how === 'completed') made.completed(-1, 3);
          else if (how === 'cut') made.cut('connection-termination', 3);
          else if (how === 'timedOut') made.timedOut(3);
          else made.abandoned(3);
        }
        expectNothingHeld(runtime);
      }),
    );
  });
});

describe('fields between client and proxy', () => {
  const edge = (given: Readonly<Record<string, string>>, manager = {}, options = {}) => {
    const { exchange } = start({ routes: [toCluster(C)], clusters: [cluster(C, 1)], manager }, options);
    const request = head('/', given);
    const made = exchange();
    made.begin(request, 0);
    return { fields: fieldsOf(request), made };
  };
  const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const GATEWAY = { use_remote_address: true };

  it('at an edge strangers are not believed', () => {
    const { fields, made } = edge(
      {
        'x-forwarded-for': '1.1.1.1',
        'x-forwarded-proto': 'https',
        'x-request-id': 'mine',
        'x-envoy-internal': 'true',
        'x-envoy-upstream-rq-timeout-ms': '5',
        'x-envoy-attempt-count': '9',
        'x-forwarded-client-cert': 'By=me',
      },
      GATEWAY,
    );
    expect(fields).toMatchObject({
      'x-forwarded-for': ['1.1.1.1,10.1.2.3'],
      'x-forwarded-proto': ['http'],
      'x-request-id': [expect.stringMatching(UUID)],
      'x-envoy-external-address': ['10.1.2.3'],
    });
    for (const name of [
      'x-envoy-internal',
      'x-envoy-upstream-rq-timeout-ms',
      'x-envoy-attempt-count',
      'x-forwarded-client-cert',
    ])
      expect(fields).not.toHaveProperty(name);
    expect(made.timeoutMs).toBe(0);
  });

  it.each([
    ['behind an edge', {}, {}],
    ['at an edge that trusts them', GATEWAY, { trustsInternal: true }],
  ])('%s callers have their wishes', (_, manager, options) => {
    const { fields, made } = edge(
      {
        'x-request-id': 'mine',
        'x-envoy-upstream-rq-timeout-ms': '70',
        'x-envoy-retry-on': '5xx',
        'x-envoy-max-retries': '1',
      },
      manager,
      options,
    );
    expect(fields['x-request-id']).toEqual(['mine']);
    expect(made.timeoutMs).toBe(70);
    for (const name of ['x-envoy-upstream-rq-timeout-ms', 'x-envoy-retry-on', 'x-envoy-max-retries'])
      expect(fields).not.toHaveProperty(name);
    made.pick(0);
    expect(made.responded(response(500), 1)).toBe(VERDICT.retry);
  });

  it('says who the client has proved to be', () => {
    const peer = {
      subject: 'CN="x"',
      uriSans: ['spiffe://td/ns/a/sa/b'],
      dnsSans: ['b.test'],
      fingerprint: 'ab',
      issuer: 'CN=ca',
      serial: '01',
    };
    const element = 'Hash=ab;Subject="CN=\\"x\\"";URI=spiffe://td/ns/a/sa/b;DNS=b.test';
    const given = { 'x-forwarded-client-cert': 'By=before' };
    for (const [mode, expected] of [
      ['SANITIZE_SET', element],
      ['APPEND_FORWARD', `By=before,${element}`],
      ['FORWARD_ONLY', 'By=before'],
    ] as const) {
      const { exchange } = start({
        routes: [toCluster(C)],
        clusters: [cluster(C, 1)],
        manager: { forward_client_cert_details: mode },
      });
      const request = head('/', given);
      exchange({ peer, transport: 'tls' }).begin(request, 0);
      expect(fieldsOf(request)['x-forwarded-client-cert']).toEqual([expected]);
    }
  });
});

describe('a snapshot that cannot be run', () => {
  it('says all that is wrong with it, and leaves the one before alone', () => {
    const good = start({ routes: [toCluster(C)], clusters: [cluster(C, 1)] });
    const route = (regex: string): Route => ({ match: { safe_regex: { regex } }, route: { cluster: C } });
    const bad = snapshot({ routes: [route('['), route('(')], clusters: [cluster(C, 2)] });
    const make = () => Runtime.of(bad, { options: testOptions({ random: seeded(1) }), now: 0, earlier: good.runtime });
    expect(make).toThrow(expect.objectContaining({ problems: [expect.anything(), expect.anything()] }));
    expect(good.runtime.clusters[0]?.hosts).toHaveLength(1);
    const made = good.exchange();
    expect([made.begin(head(), 0), made.pick(0)?.label]).toEqual([NEXT.forward, '10.0.0.1:80']);
  });
});
