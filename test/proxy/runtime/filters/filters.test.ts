import { describe, expect, it } from 'vitest';
import { type Exchange, NEXT, VERDICT } from '../../../../src/proxy/contract.ts';
import { FLAGS } from '../../../../src/proxy/flags.ts';
import {
  grpcMessage,
  grpcStatusOf,
  grpcTimeout,
  grpcTimeoutText,
  httpStatusOf,
} from '../../../../src/proxy/runtime/exchange/grpc.ts';
import { TYPES } from '../../../../src/xds/compile/type-urls.ts';
import type { HttpFault, Permission, Principal, RbacFilter } from '../../../../src/xds/resources/filter.ts';
import type { CorsPolicy, Route } from '../../../../src/xds/resources/route.ts';
import { cluster, fieldsOf, head, type Parts, response, start, toCluster } from '../support.ts';

const C = 'c';
const BASE: Parts = { routes: [toCluster(C)], clusters: [cluster(C, 1)] };

const faulty = (fault: Omit<HttpFault, '@type'>): Parts => ({
  ...BASE,
  routes: [{ ...toCluster(C), typed_per_filter_config: { fault: { '@type': TYPES.fault, ...fault } } }],
  filters: [{ name: 'fault', typed_config: { '@type': TYPES.fault } }],
});

const begun = (parts: Parts, ...request: Parameters<typeof head>): Exchange => {
  const made = start(parts).exchange();
  made.begin(head(...request), 0);
  return made;
};

describe('faults', () => {
  it('delay first, then abort', () => {
    const made = start(
      faulty({
        delay: { fixed_delay: '0.4s', percentage: { numerator: 100 } },
        abort: { http_status: 555, percentage: { numerator: 100 } },
      }),
    ).exchange();
    expect([made.begin(head(), 0), made.delayMs, made.flags]).toEqual([NEXT.delay, 400, FLAGS.DI]);
    expect([made.resume(400), made.reply.status, made.reply.body]).toEqual([NEXT.reply, 555, 'fault filter abort']);
    expect([made.flags, made.details]).toEqual([FLAGS.DI | FLAGS.FI, 'fault_filter_abort']);
  });

  it.each([
    [0, 0],
    [500_000, 0.5],
    [100, 0.0001],
    [1_000_000, 1],
  ])('hit %i of a million', (numerator, share) => {
    const made = start(
      faulty({ abort: { http_status: 500, percentage: { numerator, denominator: 'MILLION' } } }),
    ).exchange();
    const hits = Array.from({ length: 4000 }, () => made.begin(head(), 0)).filter((next) => next === NEXT.reply).length;
    expect(Math.abs(hits / 4000 - share)).toBeLessThan(0.04);
    if (share === 0 || share === 1) expect(hits / 4000).toBe(share);
  });

  it('speak gRPC to gRPC, and HTTP to others', () => {
    const parts = faulty({ abort: { grpc_status: 14, percentage: { numerator: 100 } } });
    expect(begun(parts, '/', { 'content-type': 'application/grpc' }).reply.fields).toContain('grpc-status: 14\r\n');
    expect(begun(parts).reply.status).toBe(200);
  });

  it('leave routes without one alone', () => {
    expect(begun({ ...BASE, filters: faulty({}).filters ?? [] }).reply.status).toBe(0);
  });
});

describe('CORS', () => {
  const policy: CorsPolicy = {
    '@type': TYPES.corsPolicy,
    allow_origin_string_match: [{ exact: 'https://ok.test' }, { safe_regex: { regex: 'https://.*\\.re\\.test' } }],
    allow_methods: 'GET,PUT',
    allow_headers: 'x-a,x-b',
    expose_headers: 'x-e',
    max_age: '86400',
    allow_credentials: true,
  };
  const parts = (own: CorsPolicy = policy): Parts => ({
    ...BASE,
    routes: [{ ...toCluster(C), typed_per_filter_config: { cors: own } }],
    filters: [{ name: 'cors', typed_config: { '@type': TYPES.cors } }],
  });
  const REST =
    'access-control-allow-credentials: true\r\naccess-control-allow-methods: GET,PUT\r\naccess-control-allow-headers: x-a,x-b\r\naccess-control-max-age: 86400\r\n';
  const preflight = (origin: string) => ({ origin, 'access-control-request-method': 'PUT' });

  it.each(['https://ok.test', 'https://a.re.test'])('answers preflights from %s', (origin) => {
    const { reply } = begun(parts(), '/', preflight(origin), { method: 'OPTIONS' });
    expect(reply).toEqual({
      status: 200,
      body: '',
      fields: `access-control-allow-origin: ${origin}\r\naccess-control-expose-headers: x-e\r\n${REST}`,
    });
  });

  it('takes an exact asterisk for any origin', () => {
    const open = { ...policy, allow_origin_string_match: [{ exact: '*' }] };
    const { reply } = begun(parts(open), '/', preflight('https://any.test'), { method: 'OPTIONS' });
    expect(reply.fields).toContain('access-control-allow-origin: https://any.test\r\n');
  });

  it.each([
    ['*', '*', 'PUT', 'x-q, X-Z'],
    ['*', 'x-a', 'PUT', 'x-a'],
    ['GET,*', '*', 'GET,*', 'x-q, X-Z'],
  ])('tells methods "%s" and fields "%s" as %s and %s', (methods, headers, toldMethods, toldHeaders) => {
    const open = { ...policy, allow_methods: methods, allow_headers: headers };
    const asked = { ...preflight('https://ok.test'), 'access-control-request-headers': 'x-q, X-Z' };
    const { fields } = begun(parts(open), '/', asked, { method: 'OPTIONS' }).reply;
    expect(fields).toContain(`access-control-allow-methods: ${toldMethods}\r\n`);
    expect(fields).toContain(`access-control-allow-headers: ${toldHeaders}\r\n`);
  });

  it('leaves fixed answers and redirects alone', () => {
    const fixed = { match: { prefix: '/' }, direct_response: { status: 200, body: { inline_string: 'x' } } };
    const routes = [{ ...fixed, typed_per_filter_config: { cors: policy } }];
    const { reply } = begun({ ...parts(), routes }, '/', preflight('https://ok.test'), { method: 'OPTIONS' });
    expect(reply).toEqual({ status: 200, body: 'x', fields: 'content-type: text/plain\r\n' });
  });

  it('forwards preflights from others, or answers them without their origin', () => {
    const asked = ['/', preflight('https://evil.test'), { method: 'OPTIONS' }] as const;
    expect(begun(parts(), ...asked).reply.status).toBe(0);
    expect(begun(parts({ ...policy, forward_not_matching_preflights: false }), ...asked).reply).toEqual({
      status: 200,
      fields: REST,
      body: '',
    });
  });

  it.each([
    ['https://ok.test', true],
    ['https://evil.test', false],
  ])('marks responses to %s: %s', (origin, marked) => {
    const made = begun(parts(), '/', { origin });
    made.pick(0);
    const answer = response(200);
    expect(made.responded(answer, 1)).toBe(VERDICT.pass);
    expect(fieldsOf(answer)).toEqual(
      marked
        ? {
            'access-control-allow-origin': [origin],
            'access-control-allow-credentials': ['true'],
            'access-control-expose-headers': ['x-e'],
          }
        : {},
    );
  });

  it('marks answers of the proxy itself, too', () => {
    const made = begun(parts(), '/', { origin: 'https://ok.test' });
    made.pick(0);
    made.failed('connection-termination', '', 1);
    expect(made.reply.fields).toContain('access-control-allow-origin: https://ok.test\r\n');
  });
});

const ANY: Principal = { any: true };
const ALL: Permission = { any: true };

function rbac(permissions: readonly Permission[], principals: readonly Principal[], action?: 'DENY' | 'LOG'): Parts {
  const policy = { permissions, principals };
  const config: RbacFilter = {
    '@type': TYPES.httpRbac,
    rules: { ...(action ? { action } : {}), policies: { 'p 1': policy } },
  };
  return { ...BASE, filters: [{ name: 'rbac', typed_config: config }] };
}

describe('authorization', () => {
  const range = (prefix: string, bits: number) => ({ address_prefix: prefix, prefix_len: bits });
  it.each<[string, Permission, Parameters<typeof head>, boolean]>([
    ['a path', { url_path: { path: { exact: '/a' } } }, ['/a?q'], true],
    ['another path', { url_path: { path: { exact: '/a' } } }, ['/ab'], false],
    ['a path in its normal form', { url_path: { path: { prefix: '/admin' } } }, ['/x/../admin'], true],
    ['a method', { header: { name: ':method', string_match: { exact: 'GET' } } }, ['/'], true],
    ['no method', { not_rule: { header: { name: ':method', string_match: { exact: 'GET' } } } }, ['/'], false],
    [
      'a host in any case',
      { header: { name: ':authority', string_match: { exact: 'SVC.test', ignore_case: true } } },
      ['/'],
      true,
    ],
    ['one of several lines', { header: { name: 'x', string_match: { exact: 'b' } } }, ['/', { x: ['a', 'b'] }], true],
    ['a missing header', { header: { name: 'x', string_match: { exact: 'b' }, invert_match: true } }, ['/'], false],
    [
      'a missing header as empty',
      { header: { name: 'x', string_match: { exact: 'b' }, invert_match: true, treat_missing_header_as_empty: true } },
      ['/'],
      true,
    ],
    [
      'a template',
      {
        uri_template: {
          name: 't',
          typed_config: { '@type': TYPES.uriTemplateMatch, path_template: '/users/*/profile' },
        },
      },
      ['/users/7/profile'],
      true,
    ],
    [
      'one segment only',
      {
        uri_template: {
          name: 't',
          typed_config: { '@type': TYPES.uriTemplateMatch, path_template: '/users/*/profile' },
        },
      },
      ['/users/7/8/profile'],
      false,
    ],
    [
      'the rest',
      { uri_template: { name: 't', typed_config: { '@type': TYPES.uriTemplateMatch, path_template: '/a/**' } } },
      ['/a/b/c'],
      true,
    ],
    ['a port', { destination_port: 8080 }, ['/'], true],
    ['another port', { destination_port: 80 }, ['/'], false],
    ['an address', { destination_ip: range('127.0.0.0', 8) }, ['/'], true],
    ['all of', { and_rules: { rules: [ALL, { destination_port: 80 }] } }, ['/'], false],
    ['one of', { or_rules: { rules: [ALL, { destination_port: 80 }] } }, ['/'], true],
    ['nothing', {}, ['/'], false],
  ])('%s', (_, permission, request, passes) => {
    expect(begun(rbac([permission], [ANY]), ...request).reply.status).toBe(passes ? 0 : 403);
    expect(begun(rbac([permission], [ANY], 'DENY'), ...request).reply.status).toBe(passes ? 403 : 0);
    expect(begun(rbac([permission], [ANY], 'LOG'), ...request).reply.status).toBe(0);
  });

  const peer = {
    subject: 'CN=x',
    uriSans: ['spiffe://td/ns/a/sa/b'],
    dnsSans: [],
    fingerprint: '',
    issuer: 'CN=ca',
    serial: '01',
  };
  it.each<[string, Principal, Parameters<ReturnType<typeof start>['exchange']>[0], boolean]>([
    ['an address', { direct_remote_ip: range('10.1.0.0', 16) }, {}, true],
    [
      'an address in IPv6 clothes',
      { direct_remote_ip: range('10.1.0.0', 16) },
      { remoteAddress: '::ffff:10.1.9.9' },
      true,
    ],
    ['another address', { direct_remote_ip: range('10.2.0.0', 16) }, {}, false],
    ['an IPv6 address', { remote_ip: range('fd00::', 8) }, { remoteAddress: 'fd00::1' }, true],
    ['an identity', { authenticated: { principal_name: { exact: 'spiffe://td/ns/a/sa/b' } } }, { peer }, true],
    ['any identity', { authenticated: {} }, { peer }, true],
    ['no identity', { authenticated: {} }, {}, false],
    [
      'an identity by expression',
      { authenticated: { principal_name: { safe_regex: { regex: '.*/ns/a/.*' } } } },
      { peer },
      true,
    ],
    ['not', { not_id: { any: true } }, {}, false],
  ])('of %s', (_, principal, info, passes) => {
    const made = start(rbac([ALL], [principal])).exchange(info);
    made.begin(head(), 0);
    expect(made.reply.status).toBe(passes ? 0 : 403);
  });

  it('takes the last hop for the client behind an edge, and the peer at one', () => {
    const rules = rbac([ALL], [{ remote_ip: range('1.2.3.4', 32) }]);
    const forwarded = { 'x-forwarded-for': '9.9.9.9, 1.2.3.4' };
    expect(begun(rules, '/', forwarded).reply.status).toBe(0);
    expect(begun({ ...rules, manager: { use_remote_address: true } }, '/', forwarded).reply.status).toBe(403);
  });

  it('says which rule it was, in one word', () => {
    const denied = begun(rbac([ALL], [ANY], 'DENY'));
    expect([denied.reply.body, denied.details]).toEqual([
      'RBAC: access denied',
      'rbac_access_denied_matched_policy[p_1]',
    ]);
    expect(begun(rbac([], [])).details).toBe('rbac_access_denied_matched_policy[none]');
  });

  it('in a dry run only counts what it would do, across reloads', () => {
    const rules = { policies: { p: { permissions: [ALL], principals: [{ header: { name: 'x-in' } }] } } };
    const config: RbacFilter = {
      '@type': TYPES.httpRbac,
      rules: { action: 'DENY', policies: {} },
      shadow_rules: rules,
      shadow_rules_stat_prefix: 'dry_',
    };
    const parts = { ...BASE, filters: [{ name: 'rbac', typed_config: config }] };
    const before = start(parts);
    const made = before.exchange();
    const nexts = [head(), head('/', { 'x-in': '1' }), head()].map((request) => made.begin(request, 0));
    expect(nexts).toEqual([NEXT.forward, NEXT.forward, NEXT.forward]);
    const after = start(parts, {}, before.runtime);
    after.exchange().begin(head(), 0);
    const counts = after.runtime.policyCounts().map(({ prefix, name, count }) => [prefix, name, count]);
    expect(counts).toEqual([
      ['test', 'rbac.allowed', 4],
      ['test', 'rbac.dry_shadow_allowed', 1],
      ['test', 'rbac.denied', 0],
      ['test', 'rbac.dry_shadow_denied', 3],
    ]);
  });

  it('wins over what the route would answer', () => {
    const direct: Route = { match: { prefix: '/' }, direct_response: { status: 200 } };
    expect(begun({ ...rbac([], []), routes: [direct] }).reply.status).toBe(403);
    expect(begun({ ...rbac([], []), routes: [] }).reply.status).toBe(403);
  });
});

describe("gRPC's numbers", () => {
  it.each([
    [400, 13],
    [401, 16],
    [403, 7],
    [404, 12],
    [429, 14],
    [502, 14],
    [503, 14],
    [504, 14],
    [500, 2],
    [418, 2],
  ])('%i is %i', (http, grpc) => {
    expect(grpcStatusOf(http)).toBe(grpc);
  });

  it.each([
    [0, 200],
    [1, 499],
    [14, 503],
    [16, 401],
    [99, 500],
  ])('%i is HTTP %i', (grpc, http) => {
    expect(httpStatusOf(grpc)).toBe(http);
  });

  it.each([
    ['1S', 1000],
    ['250m', 250],
    ['1H', 3_600_000],
    ['99999999n', 99.999_999],
    ['123456789m', undefined],
    ['5', undefined],
    ['-1S', undefined],
    [undefined, undefined],
  ])('a timeout of %s', (text, ms) => {
    const value = grpcTimeout(text);
    if (ms === undefined) expect(value).toBeUndefined();
    else expect(value).toBeCloseTo(ms, 6);
  });

  it('writes timeouts of at most eight digits, and messages without what they may not hold', () => {
    expect([grpcTimeoutText(250.9), grpcTimeoutText(1e8), grpcTimeoutText(1e15), grpcTimeoutText(-1)]).toEqual([
      '250m',
      '100000S',
      '99999999S',
      '0m',
    ]);
    expect(grpcMessage('a b%\r\n\xe4')).toBe('a b%25%0D%0A%E4');
  });
});
