import { describe, expect, it } from 'vitest';
import { compile, GATEWAY_YAML, routed, routes, routesOf, SERVICE_YAML } from './support/compile.ts';

const TO = 'route: [{destination: {host: svc.test}}]';
const first = (http: string, more = '') => routes(http, more)[0];

describe('conditions', () => {
  it.each([
    ['{uri: {prefix: /a}}', { prefix: '/a', case_sensitive: true }],
    ['{uri: {exact: /a}, ignoreUriCase: true}', { path: '/a', case_sensitive: false }],
    ['{uri: {regex: "/a.*"}}', { safe_regex: { regex: '/a.*' } }],
    ['{method: {exact: GET}}', { prefix: '/', headers: [{ name: ':method', string_match: { exact: 'GET' } }] }],
    [
      '{headers: {b: {prefix: x}, a: {}}}',
      {
        headers: [
          { name: 'a', present_match: true },
          { name: 'b', string_match: { prefix: 'x' } },
        ],
      },
    ],
    [
      '{withoutHeaders: {a: {exact: x}, b: {}}}',
      {
        headers: [
          { name: 'a', string_match: { exact: 'x' }, invert_match: true, treat_missing_header_as_empty: true },
          { name: 'b', present_match: true, invert_match: true },
        ],
      },
    ],
    [
      '{queryParams: {v: {exact: "1"}, w: {}}}',
      {
        query_parameters: [
          { name: 'v', string_match: { exact: '1' } },
          { name: 'w', present_match: true },
        ],
      },
    ],
    ['{authority: {exact: a}, scheme: {exact: http}}', { headers: [{ name: ':authority' }, { name: ':scheme' }] }],
  ])('%s', (match, expected) => {
    expect(first(`{match: [${match}], ${TO}}`)?.match).toMatchObject(expected);
  });

  it('that hold or fail beforehand are not written', () => {
    const list =
      '[{port: 1, uri: {exact: /port}}, {gateways: [other], uri: {exact: /gw}}, {port: 8080, gateways: [gw], uri: {exact: /both}}]';
    expect(routes(`{match: ${list}, ${TO}}`).map(({ match }) => match.path)).toEqual(['/both']);
  });

  it('end with the first that takes everything', () => {
    const list = `{match: [{uri: {prefix: /a}}], ${TO}}, {name: all, ${TO}}, {match: [{uri: {prefix: /b}}], ${TO}}`;
    expect(routes(list).map(({ match }) => match.prefix)).toEqual(['/a', '/']);
  });

  it('with an expression that is none of RE2 are a finding and no route', () => {
    const text = GATEWAY_YAML + SERVICE_YAML + routed(`{match: [{uri: {regex: "(?<=a)b"}}], ${TO}}, {${TO}}`);
    const snapshot = compile(text);
    expect(routesOf(snapshot)).toHaveLength(1);
    expect(snapshot.diagnostics).toMatchObject([{ code: 'MSH5010', path: ['spec', 'http', 0, 'match', 0] }]);
  });
});

describe('names', () => {
  it.each([
    [`{name: r, ${TO}}`, 'r'],
    [`{name: r, match: [{name: m, uri: {prefix: /}}], ${TO}}`, 'r.m'],
    [`{match: [{name: m, uri: {prefix: /}}], ${TO}}`, 'm'],
    [`{${TO}}`, undefined],
  ])('of %s', (http, name) => {
    expect(first(http)?.name).toBe(name);
  });

  it.each([
    [`{match: [{uri: {exact: /a}}], ${TO}}`, 'svc.test:80/a'],
    [`{match: [{uri: {regex: "a+"}}], ${TO}}`, 'svc.test:80a+'],
    [`{${TO}}`, 'svc.test:80/*'],
    [
      '{route: [{destination: {host: svc.test}, weight: 1}, {destination: {host: svc.test, subset: a}, weight: 1}]}',
      'vs:8080/*',
    ],
    ['{redirect: {uri: /}}', 'vs:8080/*'],
  ])('of the operation of %s', (http, operation) => {
    expect(first(http)?.decorator?.operation).toBe(operation);
  });
});

describe('destinations', () => {
  it.each([
    ['{host: svc.test}', 'outbound|80||svc.test'],
    ['{host: svc.test, subset: v1, port: {number: 81}}', 'outbound|81|v1|svc.test'],
    ['{host: web}', 'outbound|8080||web.default.svc.cluster.local'],
    ['{host: nowhere.test}', 'outbound|8080||nowhere.test'],
  ])('%s', (destination, cluster) => {
    expect(first(`{route: [{destination: ${destination}}]}`)?.route?.cluster).toBe(cluster);
  });

  it('share by weight; one of weight 0 gets nothing', () => {
    const list =
      '[{destination: {host: a.test}, weight: 3}, {destination: {host: b.test}, weight: 0}, {destination: {host: c.test}, weight: 1, headers: {request: {set: {x: y1, Host: h}}}}]';
    expect(first(`{route: ${list}}`)?.route?.weighted_clusters?.clusters).toMatchObject([
      { name: 'outbound|8080||a.test', weight: 3 },
      {
        name: 'outbound|8080||c.test',
        weight: 1,
        host_rewrite_literal: 'h',
        request_headers_to_add: [{ header: { key: 'x' } }],
      },
    ]);
  });
});

describe('actions', () => {
  it.each([
    ['{redirect: {uri: /n}}', { redirect: { path_redirect: '/n' } }],
    ['{redirect: {uri: "%PREFIX()%/n"}}', { redirect: { prefix_rewrite: '/n' } }],
    [
      '{redirect: {authority: h, scheme: https, port: 1, redirectCode: 308}}',
      {
        redirect: {
          host_redirect: 'h',
          scheme_redirect: 'https',
          port_redirect: 1,
          response_code: 'PERMANENT_REDIRECT',
        },
      },
    ],
    ['{redirect: {scheme: https, derivePort: FROM_PROTOCOL_DEFAULT}}', { redirect: { port_redirect: 443 } }],
    ['{redirect: {derivePort: FROM_REQUEST_PORT, redirectCode: 302}}', { redirect: { response_code: 'FOUND' } }],
    [
      '{directResponse: {status: 418, body: {string: x}}}',
      { direct_response: { status: 418, body: { inline_string: 'x' } } },
    ],
    [
      '{directResponse: {status: 200, body: {bytes: eA==}}}',
      { direct_response: { status: 200, body: { inline_bytes: 'eA==' } } },
    ],
    [`{timeout: 1500ms, ${TO}}`, { route: { timeout: '1.500s', max_grpc_timeout: '1.500s' } }],
    [`{rewrite: {uri: /n, authority: h}, ${TO}}`, { route: { prefix_rewrite: '/n', host_rewrite_literal: 'h' } }],
    [
      `{match: [{uri: {regex: "/a.*"}}], rewrite: {uri: /n}, ${TO}}`,
      { route: { regex_rewrite: { pattern: { regex: '/a.*' }, substitution: '/n' } } },
    ],
    [
      `{rewrite: {uriRegexRewrite: {match: "^/(.*)", rewrite: "/x/\\\\1"}}, ${TO}}`,
      { route: { regex_rewrite: { pattern: { regex: '^/(.*)' }, substitution: '/x/\\1' } } },
    ],
    [`{headers: {request: {set: {":authority": h}}}, ${TO}}`, { route: { host_rewrite_literal: 'h' } }],
    [
      `{mirror: {host: m.test}, ${TO}}`,
      {
        route: {
          request_mirror_policies: [
            { cluster: 'outbound|8080||m.test', runtime_fraction: { default_value: { numerator: 100 } } },
          ],
        },
      },
    ],
    [
      `{mirrors: [{destination: {host: m.test}, percentage: {value: 0.5}}], ${TO}}`,
      {
        route: {
          request_mirror_policies: [
            { runtime_fraction: { default_value: { numerator: 5000, denominator: 'MILLION' } } },
          ],
        },
      },
    ],
  ])('%s', (http, expected) => {
    expect(first(http)).toMatchObject(expected);
  });

  it('copy nothing at 0 percent', () => {
    expect(
      first(`{mirror: {host: m.test}, mirrorPercentage: {value: 0}, ${TO}}`)?.route?.request_mirror_policies,
    ).toBeUndefined();
  });

  it('do to headers what route and destination say, in this order', () => {
    const http =
      '{headers: {request: {add: {b: "2"}, set: {a: "1"}, remove: [c]}, response: {remove: [d]}}, route: [{destination: {host: svc.test}, headers: {request: {set: {e: "3"}}}}]}';
    expect(first(http)).toMatchObject({
      request_headers_to_add: [
        { header: { key: 'a', value: '1' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
        { header: { key: 'b', value: '2' }, append_action: 'APPEND_IF_EXISTS_OR_ADD' },
        { header: { key: 'e', value: '3' } },
      ],
      request_headers_to_remove: ['c'],
      response_headers_to_remove: ['d'],
    });
  });
});

describe('retries', () => {
  const policy = (retries: string, more = '') => first(`{retries: ${retries}, ${TO}}`, more)?.route?.retry_policy;

  it.each([
    [
      '{attempts: 3, retryOn: "5xx, 409"}',
      { num_retries: 3, retry_on: '5xx,retriable-status-codes', retriable_status_codes: [409] },
    ],
    [
      '{attempts: 1, perTryTimeout: 2s}',
      {
        num_retries: 1,
        per_try_timeout: '2s',
        retry_on: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
      },
    ],
    [
      '{attempts: 1, backoff: 10ms, retryRemoteLocalities: true}',
      {
        retry_back_off: { base_interval: '0.010s' },
        retry_priority: { name: 'envoy.retry_priorities.previous_priorities' },
      },
    ],
  ])('%s', (retries, expected) => {
    expect(policy(retries)).toMatchObject(expected);
  });

  it('are off for no attempts, and go to tried hosts again where a hash chooses', () => {
    expect(policy('{attempts: 0}')).toBeUndefined();
    expect(policy('{attempts: 1, retryIgnorePreviousHosts: false}')?.retry_host_predicate).toBeUndefined();
    const rule = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: r}
spec: {host: svc.test, trafficPolicy: {loadBalancer: {consistentHash: {httpCookie: {name: c, ttl: 1s, path: /}}}}}
`;
    const route = first(`{${TO}}`, rule)?.route;
    expect(route?.hash_policy).toEqual([{ cookie: { name: 'c', ttl: '1s', path: '/' } }]);
    expect(route?.retry_policy).not.toHaveProperty('retry_host_predicate');
  });
});

describe('faults and CORS', () => {
  it('of a route are for its filters', () => {
    const http = `{fault: {delay: {fixedDelay: 1s, percentage: {value: 0.1}}, abort: {grpcStatus: UNAVAILABLE}}, corsPolicy: {allowOrigins: [{exact: a}], allowMethods: [GET, PUT], maxAge: 1m, unmatchedPreflights: IGNORE}, ${TO}}`;
    expect(first(http)?.typed_per_filter_config).toMatchObject({
      'envoy.filters.http.fault': {
        delay: { fixed_delay: '1s', percentage: { numerator: 1000, denominator: 'MILLION' } },
        abort: { grpc_status: 14, percentage: { numerator: 100 } },
      },
      'envoy.filters.http.cors': {
        allow_origin_string_match: [{ exact: 'a' }],
        allow_methods: 'GET,PUT',
        max_age: '60',
        forward_not_matching_preflights: false,
      },
    });
  });

  it('without a kind of fault are none', () => {
    expect(first(`{fault: {abort: {grpcStatus: NONSENSE}}, ${TO}}`)?.typed_per_filter_config).toBeUndefined();
  });
});

describe('virtual hosts', () => {
  it('are shared by hosts with the same routes, and hold what several VirtualServices say', () => {
    const text = `${GATEWAY_YAML}
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec: {hosts: [one.test, "*.one.test"], gateways: [gw], http: [{redirect: {uri: /a}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: b}
spec: {hosts: [one.test, two.test], gateways: [gw], http: [{match: [{uri: {prefix: /b}}], redirect: {uri: /b}}]}
`;
    const hosts = compile(text).routes[0]?.virtual_hosts ?? [];
    expect(
      hosts.map(({ name, domains, routes: list = [] }) => [
        name,
        domains,
        list.map(({ redirect }) => redirect?.path_redirect),
      ]),
    ).toEqual([
      ['*.one.test:8080', ['*.one.test'], ['/a']],
      ['one.test:8080', ['one.test'], ['/a', '/b']],
      ['two.test:8080', ['two.test'], ['/b']],
    ]);
  });

  it('are a black hole where nobody routes anything', () => {
    expect(compile(GATEWAY_YAML).routes[0]?.virtual_hosts).toEqual([{ name: 'blackhole:8080', domains: ['*'] }]);
  });

  it('send clients to HTTPS where the server says so', () => {
    const gateway = GATEWAY_YAML.replace('hosts: ["*"]}', 'hosts: [svc.test, x.test], tls: {httpsRedirect: true}}');
    const hosts = compile(gateway + SERVICE_YAML + routed(`{${TO}}`)).routes[0]?.virtual_hosts;
    expect(hosts?.map(({ name, require_tls: tls }) => [name, tls])).toEqual([
      ['svc.test:8080', 'ALL'],
      ['x.test:8080', 'ALL'],
    ]);
  });
});
