import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../src/mesh/kinds.ts';
import { OWN_RULES } from '../../../src/validate/cel/check.ts';
import { requestUrl } from '../../../src/validate/cel/url.ts';
import { structuralKind } from '../../../src/validate/structure/from-table.ts';
import type { Structural } from '../../../src/validate/structure/schema.ts';

const broken = (name: string, value: unknown): readonly string[] =>
  OWN_RULES[name]?.check(value).map(({ at }) => at.join('.')) ?? ['?'];

/** A filter that replaces the prefix of a path. */
const REPLACES = { urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } };

describe('rules of the API server, restated', () => {
  const GRID: readonly (readonly [string, readonly unknown[], readonly unknown[]])[] = [
    ['duration', ['1ms', '5s', '1h2m'], ['0s', '0.5ms', '-1s', '5', '']],
    ['port', [1, 65_535], [0, 65_536]],
    ['portKeys', [{ 80: {} }, {}], [{ 0: {} }, { web: {} }]],
    ['portNames', [{ http: 1 }, { [`a${'b'.repeat(61)}`]: 1 }], [{ '-a': 1 }, { [`a${'b'.repeat(62)}`]: 1 }]],
    ['selectorOrTarget', [{ selector: {} }, { targetRefs: [] }, {}], [{ selector: {}, targetRef: {} }]],
    ['noWildcardKey', [{ a: '*' }], [{ 'a*': 'b' }]],
    ['noEmptyKey', [{ a: '' }], [{ '': 'a' }]],
    ['noWildcardValue', ['a'], ['*', 'a*']],
    ['socketPath', ['10.0.0.1', 'unix:///a', 'unix://@a'], ['unix://', 'unix://a']],
    ['socketFile', ['unix:///a'], ['unix:///a/']],
    [
      'socketPorts',
      [{ address: '10.0.0.1', ports: {} }, { address: 'unix:///a' }],
      [{ address: 'unix:///a', ports: {} }],
    ],
    ['addressOrNetwork', [{ address: '' }, { network: 'n' }], [{}]],
    ['uniquePortNumbers', [[{ number: 1 }, { number: 2 }]], [[{ number: 1 }, { number: 1 }]]],
    ['pluginUrl', ['oci://a/b', 'example.com/b', 'file:///a', 'http://a'], ['ftp://a', 'a b']],
    ['jwksScheme', ['https://a/k', 'http://a'], ['a.example.com/k', 'ftp://a', '']],
    [
      'cidrResolution',
      [{ addresses: ['10.0.0.0/8'] }, { resolution: 'DNS', addresses: ['10.0.0.1'] }],
      [{ resolution: 'DNS', addresses: ['10.0.0.0/8'] }],
    ],
    [
      'noEndpointsForNone',
      [{ resolution: 'STATIC', endpoints: [] }],
      [{ endpoints: [] }, { resolution: 'NONE', endpoints: [] }],
    ],
    ['wasmOrLua', [{ wasm: {} }, { lua: {} }], [{}, { wasm: {}, lua: {} }]],
    [
      'upsertValue',
      [{ operation: 'UPSERT', value: 'a' }, {}],
      [{ operation: 'UPSERT' }, { operation: 'UPSERT', value: '' }],
    ],
    ['waypointContext', [{ context: 'WAYPOINT', waypoint: {} }, {}], [{ waypoint: {} }, { context: 'WAYPOINT' }]],
    [
      'parentsTold',
      [
        [
          { name: 'a', port: 1 },
          { name: 'a', port: 2 },
        ],
        [{ name: 'a' }, { name: 'b', port: 1 }],
      ],
      [[{ name: 'a' }, { name: 'a', port: 2 }]],
    ],
    ['parentsUnique', [[{ name: 'a' }, { name: 'b' }]], [[{ name: 'a' }, { name: 'a' }]]],
    ['filtersOnce', [[{ type: 'RequestMirror' }, { type: 'RequestMirror' }]], [[{ type: 'CORS' }, { type: 'CORS' }]]],
    ['filterFits', [{ type: 'CORS', cors: {} }], [{ type: 'CORS' }, { type: 'CORS', cors: {}, urlRewrite: {} }]],
    [
      'servicePort',
      [
        { group: '', kind: 'Service', port: 1 },
        { group: 'x', kind: 'Service' },
      ],
      [{ group: '', kind: 'Service' }],
    ],
    [
      'backendTimeout',
      [
        { request: '5s', backendRequest: '5s' },
        { request: '0s', backendRequest: '9s' },
      ],
      [{ request: '5s', backendRequest: '6s' }],
    ],
    [
      'addressForm',
      [
        { type: 'IPAddress', value: '::1' },
        { type: 'Hostname', value: 'x' },
      ],
      [{ type: 'IPAddress', value: 'x' }],
    ],
    ['matchCount', [[{ matches: Array.from({ length: 128 }) }]], [[{ matches: Array.from({ length: 129 }) }]]],
    [
      'grpcService',
      [
        { type: 'Exact', service: 'a.B_c' },
        { type: 'RegularExpression', service: '*' },
      ],
      [{ type: 'Exact', service: 'a-b' }],
    ],
    ['noWildcard', ['a'], ['a*']],
    ['empty', [''], ['shop']],
    [
      'portLevelNeedsSelector',
      [{ portLevelMtls: {}, selector: { matchLabels: { a: 'b' } } }, { selector: {} }],
      [{ portLevelMtls: {} }, { portLevelMtls: {}, selector: { matchLabels: {} } }],
    ],
    [
      'serviceAccountsAlone',
      [{ serviceAccounts: ['a'] }, { principals: ['a'], namespaces: ['b'] }],
      [
        { serviceAccounts: ['a'], namespaces: ['b'] },
        { notServiceAccounts: ['a'], notPrincipals: ['b'] },
      ],
    ],
    ['probeScheme', ['', 'HTTP', 'HTTPS'], ['http', 'TCP']],
    [
      'oneKeySource',
      [{ jwks: 'a' }, { jwksUri: 'a' }, {}],
      [
        { jwks: 'a', jwksUri: 'b' },
        { jwks: 'a', jwks_uri: 'b' },
      ],
    ],
    ['envValue', [{ valueFrom: 'HOST' }, { valueFrom: 'INLINE', value: 'a' }], [{ valueFrom: 'HOST', value: '' }]],
    ['removeNoValue', [{ operation: 'REMOVE' }, { value: 'a' }], [{ operation: 'REMOVE', value: '' }]],
    [
      'oneCertificateList',
      [{ tlsCertificates: [] }, { credentialNames: [] }],
      [{ tlsCertificates: [], credentialNames: [] }],
    ],
    ['oneCredential', [{ credentialName: 'a' }], [{ credentialName: 'a', credentialNames: [] }]],
    ['selectorOrEndpoints', [{ endpoints: [] }], [{ endpoints: [], workloadSelector: {} }]],
    ['noWildcardHost', ['a', '*.a'], ['*']],
    [
      'oneRoundRobinEndpoint',
      [
        { resolution: 'DNS_ROUND_ROBIN', endpoints: [{}] },
        { resolution: 'DNS', endpoints: [{}, {}] },
      ],
      [{ resolution: 'DNS_ROUND_ROBIN', endpoints: [{}, {}] }],
    ],
    ['listenerNoTls', [[{ protocol: 'HTTPS', tls: {} }, { protocol: 'TCP' }]], [[{ protocol: 'HTTP', tls: {} }]]],
    [
      'listenerTerminate',
      [
        [
          { protocol: 'HTTPS', tls: { mode: 'Terminate' } },
          { protocol: 'TLS', tls: { mode: 'Passthrough' } },
        ],
      ],
      [[{ protocol: 'HTTPS', tls: { mode: 'Passthrough' } }]],
    ],
    [
      'listenerTlsMode',
      [[{ protocol: 'TLS', tls: { mode: 'Passthrough' } }, { protocol: 'HTTPS' }]],
      [[{ protocol: 'TLS' }], [{ protocol: 'TLS', tls: { mode: '' } }]],
    ],
    [
      'listenerNoHostname',
      [
        [
          { protocol: 'TCP', hostname: '' },
          { protocol: 'HTTP', hostname: 'a' },
        ],
      ],
      [[{ protocol: 'UDP', hostname: 'a' }]],
    ],
    ['listenerNames', [[{ name: 'a' }, { name: 'b' }]], [[{ name: 'a' }, { name: 'a' }]]],
    [
      'listenerPorts',
      [
        [
          { port: 80, protocol: 'HTTP' },
          { port: 80, protocol: 'HTTP', hostname: 'a' },
        ],
      ],
      [
        [
          { port: 80, protocol: 'HTTP' },
          { port: 80, protocol: 'HTTP' },
        ],
      ],
    ],
    [
      'uniqueAddresses',
      [
        [
          { type: 'IPAddress', value: '::1' },
          { type: 'Hostname', value: '::1' },
          { type: 'IPAddress' },
          { type: 'IPAddress' },
        ],
      ],
      [
        [
          { type: 'IPAddress', value: '::1' },
          { type: 'IPAddress', value: '::1' },
        ],
      ],
    ],
    [
      'uniqueHostnames',
      [[{ type: 'Hostname', value: 'a' }]],
      [
        [
          { type: 'Hostname', value: 'a' },
          { type: 'Hostname', value: 'a' },
        ],
      ],
    ],
    [
      'hostnameAddress',
      [
        { type: 'Hostname', value: '*.a-b.c' },
        { type: 'IPAddress', value: 'A' },
      ],
      [{ type: 'Hostname', value: 'a_b' }],
    ],
    ['labelKeys', [{ a: 1, 'a.b/c_D': 1 }, {}], [{ 'a b': 1 }, { '/a': 1 }, { 'A/b': 1 }]],
    ['labelPrefixes', [{ [`${'a'.repeat(252)}/b`]: 1 }], [{ [`${'a'.repeat(253)}/b`]: 1 }]],
    [
      'terminateCertificates',
      [
        { mode: 'Terminate', certificateRefs: [{}] },
        { mode: 'Terminate', options: { a: 'b' } },
        { mode: 'Passthrough' },
      ],
      [{ mode: 'Terminate' }, { mode: 'Terminate', certificateRefs: [], options: {} }],
    ],
    ['uniqueTlsPorts', [[{ port: 1 }, { port: 2 }]], [[{ port: 1 }, { port: 1 }]]],
    ['ruleNames', [[{}, {}, { name: 'a' }]], [[{ name: 'a' }, { name: 'a' }]]],
    ['percentOrFraction', [{ percent: 1 }, { fraction: {} }], [{ percent: 1, fraction: {} }]],
    ['fractionBelowOne', [{ numerator: 1, denominator: 1 }], [{ numerator: 2, denominator: 1 }]],
    [
      'permanentNeedsTimeout',
      [{ cookieConfig: { lifetimeType: 'Permanent' }, absoluteTimeout: '1s' }, { cookieConfig: {} }],
      [{ cookieConfig: { lifetimeType: 'Permanent' } }],
    ],
    [
      'cookieConfigType',
      [{ type: 'Cookie', cookieConfig: {} }, { type: 'Header' }],
      [{ type: 'Header', cookieConfig: {} }],
    ],
    ['serviceOrMethod', [{ service: 'a' }, { method: 'b' }], [{}]],
    [
      'grpcMethod',
      [{ method: 'Get_1' }, { type: 'RegularExpression', method: '*' }],
      [{ type: 'Exact', method: '1a' }, { method: 'a.b' }],
    ],
    [
      'redirectNoBackends',
      [{ filters: [{ requestRedirect: {} }] }, { filters: [{ requestRedirect: {} }], backendRefs: [] }],
      [{ filters: [{}, { requestRedirect: {} }], backendRefs: [{}] }],
    ],
    [
      'prefixRewrites',
      [
        { matches: [{ path: { type: 'PathPrefix' } }], filters: [REPLACES] },
        { matches: [{}, {}], filters: [REPLACES, REPLACES] },
        { matches: [{}, {}], filters: [{ urlRewrite: { path: { type: 'ReplaceFullPath' } } }] },
      ],
      [
        { matches: [{ path: { type: 'Exact' } }], filters: [REPLACES] },
        { matches: [], filters: [REPLACES] },
        { matches: [{}, {}], backendRefs: [{ filters: [REPLACES] }] },
      ],
    ],
    [
      'pathValue',
      [{ type: 'PathPrefix', value: '/a%20b/c.d' }, { type: 'RegularExpression', value: 'a//#' }, { type: 'Exact' }],
      ['a', '/a//b', '/./a', '/a/../b', '/a%2fb', '/a#b', '/a/.', '/a/..', '/a b', '/a%zz'].map((value) => ({
        type: 'Exact',
        value,
      })),
    ],
    [
      'pathModifier',
      [
        { type: 'ReplaceFullPath', replaceFullPath: '/' },
        { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' },
      ],
      [{ type: 'ReplaceFullPath' }, { type: 'ReplaceFullPath', replaceFullPath: '/', replacePrefixMatch: '/' }],
    ],
    [
      'authProtocol',
      [
        { protocol: 'HTTP', http: {} },
        { protocol: 'GRPC', grpc: {} },
      ],
      [{ protocol: 'HTTP' }, { protocol: 'GRPC', grpc: {}, http: {} }],
    ],
    [
      'redirectOrRewrite',
      [[{ type: 'RequestRedirect' }], [{ type: 'URLRewrite' }]],
      [[{ type: 'RequestRedirect' }, { type: 'URLRewrite' }]],
    ],
    ['wildcardAlone', [['*'], ['a', 'b'], []], [['*', 'a']]],
  ];

  it.each(GRID)('%s', (name, good, bad) => {
    for (const value of good) expect(broken(name, value), JSON.stringify(value)).toEqual([]);
    for (const value of bad) expect(broken(name, value).length, JSON.stringify(value)).toBeGreaterThan(0);
  });

  it('are what the tables name, and no more, and each is in the grid', () => {
    const seen = new Set<Structural>();
    const named = new Set<string>();
    const visit = (schema: Structural): void => {
      if (seen.has(schema)) return;
      seen.add(schema);
      for (const rule of schema.rules) if (typeof rule === 'string') named.add(rule);
      for (const inner of [...schema.properties.values(), schema.items, schema.additional]) if (inner) visit(inner);
    };
    for (const kind of KINDS) visit(structuralKind(kind));
    expect([...named].sort()).toEqual(Object.keys(OWN_RULES).sort());
    expect(GRID.map(([name]) => name).sort()).toEqual([...named].sort());
  });
});

describe('URLs of requests', () => {
  it.each([
    ['https://h.example/p', 'https'],
    ['HTTP://u:p@h:80/p?q', 'http'],
    ['http://[::1]:80/', 'http'],
    ['/path', ''],
    ['mailto:x', 'mailto'],
    ['*', ''],
  ])('%s', (text, scheme) => expect(requestUrl(text)?.scheme).toBe(scheme));

  it.each([
    '',
    'a.example.com',
    ':x',
    'http://h:port/',
    'http://a b/',
    'http://h/%zz',
    'http://%zz/',
    'http://[::1',
    'a\u0001b',
  ])('not %j', (text) => expect(requestUrl(text)).toBeUndefined());
});
