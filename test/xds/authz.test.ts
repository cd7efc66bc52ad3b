import { describe, expect, it } from 'vitest';
import type { RbacFilter } from '../../src/xds/resources/filter.ts';
import { compile, GATEWAY_YAML, managerOf } from './support/compile.ts';

const policy = (spec: string, name = 'p', annotations = '') => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}${annotations}}
spec: ${spec}
---`;

function filters(text: string, meshConfig = {}) {
  const snapshot = compile(GATEWAY_YAML + text, { meshConfig });
  const list = managerOf(snapshot.listeners[0]?.filter_chains?.[0])?.http_filters ?? [];
  // The name says what type the configuration is of.
  const rbac = list
    .filter(({ name }) => name === 'envoy.filters.http.rbac')
    .map((each) => each.typed_config as RbacFilter);
  const check = list.find(({ name }) => name === 'envoy.filters.http.ext_authz')?.typed_config;
  return { names: list.map(({ name }) => name), rbac, check, diagnostics: snapshot.diagnostics };
}

const ruleOf = (rule: string, meshConfig = {}) =>
  filters(policy(`{rules: [${rule}]}`), meshConfig).rbac[0]?.rules?.policies?.['ns[default]-policy[p]-rule[0]'];
const permissionsOf = (operation: string) => {
  const [permission] = ruleOf(`{to: [{operation: ${operation}}]}`)?.permissions ?? [];
  return permission?.and_rules?.rules;
};
const principalsOf = (rule: string, meshConfig = {}) => ruleOf(rule, meshConfig)?.principals[0]?.and_ids?.ids;

describe('operations', () => {
  it.each([
    ['{methods: [GET]}', [{ or_rules: { rules: [{ header: { name: ':method', string_match: { exact: 'GET' } } }] } }]],
    [
      '{notMethods: [GET]}',
      [{ not_rule: { or_rules: { rules: [{ header: { name: ':method', string_match: { exact: 'GET' } } }] } } }],
    ],
    [
      '{hosts: ["*.a.test"]}',
      [
        {
          or_rules: {
            rules: [{ header: { name: ':authority', string_match: { suffix: '.a.test', ignore_case: true } } }],
          },
        },
      ],
    ],
    ['{ports: ["80"]}', [{ or_rules: { rules: [{ destination_port: 80 }] } }]],
    [
      '{paths: [/a, "/b/*", "*/c", "*"]}',
      [
        {
          or_rules: {
            rules: [
              { url_path: { path: { exact: '/a' } } },
              { url_path: { path: { prefix: '/b/' } } },
              { url_path: { path: { suffix: '/c' } } },
              { url_path: { path: { safe_regex: { regex: '.+' } } } },
            ],
          },
        },
      ],
    ],
    [
      '{paths: ["/u/{*}/x/{**}"]}',
      [{ or_rules: { rules: [{ uri_template: { typed_config: { path_template: '/u/*/x/**' } } }] } }],
    ],
  ])('%s', (operation, expected) => {
    expect(permissionsOf(operation)).toMatchObject(expected);
  });

  it('of a rule without any are all', () => {
    expect(ruleOf('{}')).toEqual({
      permissions: [{ and_rules: { rules: [{ any: true }] } }],
      principals: [{ and_ids: { ids: [{ any: true }] } }],
    });
  });
});

const principal = (matcher: object) => ({ authenticated: { principal_name: matcher } });

describe('sources', () => {
  it.each([
    ['{principals: [a.test/ns/x/sa/y]}', [principal({ exact: 'spiffe://a.test/ns/x/sa/y' })]],
    ['{principals: ["*"]}', [principal({ safe_regex: { regex: '.+' } })]],
    ['{principals: ["*/sa/y"]}', [principal({ suffix: '/sa/y' })]],
    [
      '{namespaces: [a, "b-*"]}',
      [principal({ safe_regex: { regex: '.*/ns/a/.*' } }), principal({ safe_regex: { regex: '.*/ns/b-.*/.*' } })],
    ],
    [
      '{serviceAccounts: [a, x/z]}',
      [
        principal({ safe_regex: { regex: 'spiffe://[^/]+/ns/default/sa/a' } }),
        principal({ safe_regex: { regex: 'spiffe://[^/]+/ns/x/sa/z' } }),
      ],
    ],
    [
      '{ipBlocks: [10.0.0.0/8, 192.0.2.1]}',
      [{ direct_remote_ip: { address_prefix: '10.0.0.0', prefix_len: 8 } }, { direct_remote_ip: { prefix_len: 32 } }],
    ],
    ['{remoteIpBlocks: ["2001:db8::/32"]}', [{ remote_ip: { address_prefix: '2001:db8::', prefix_len: 32 } }]],
    [
      '{requestPrincipals: ["iss/sub"]}',
      [
        {
          and_ids: {
            ids: [
              {
                metadata: {
                  filter: 'envoy.filters.http.jwt_authn',
                  path: [{ key: 'payload' }, { key: 'iss' }],
                  value: { string_match: { exact: 'iss' } },
                },
              },
              { metadata: { path: [{ key: 'payload' }, { key: 'sub' }], value: { string_match: { exact: 'sub' } } } },
            ],
          },
        },
      ],
    ],
  ])('%s', (source, ids) => {
    expect(principalsOf(`{from: [{source: ${source}}]}`)).toMatchObject([{ or_ids: { ids } }]);
  });

  it('of the mesh have every name of its trust domain', () => {
    const ids = principalsOf('{from: [{source: {principals: [cluster.local/ns/x/sa/y]}}]}', {
      trustDomainAliases: ['old'],
    });
    expect(ids).toEqual([
      {
        or_ids: {
          ids: [
            principal({ exact: 'spiffe://cluster.local/ns/x/sa/y' }),
            principal({ exact: 'spiffe://old/ns/x/sa/y' }),
          ],
        },
      },
    ]);
  });
});

describe('conditions', () => {
  it.each([
    [
      '{key: "request.headers[x]", values: [a]}',
      [{ or_ids: { ids: [{ header: { name: 'x', string_match: { exact: 'a' } } }] } }],
    ],
    [
      '{key: source.ip, notValues: [10.0.0.1]}',
      [{ not_id: { or_ids: { ids: [{ direct_remote_ip: { address_prefix: '10.0.0.1' } }] } } }],
    ],
    [
      '{key: source.namespace, values: [a]}',
      [{ or_ids: { ids: [principal({ safe_regex: { regex: '.*/ns/a/.*' } })] } }],
    ],
    [
      '{key: "request.auth.claims[a][b]", values: [v1]}',
      [{ or_ids: { ids: [{ metadata: { path: [{ key: 'payload' }, { key: 'a' }, { key: 'b' }] } }, {}] } }],
    ],
  ])('on the caller: %s', (when, expected) => {
    expect(principalsOf(`{when: [${when}]}`)).toMatchObject(expected);
  });

  it.each([
    ['{key: destination.port, values: ["80"]}', [{ or_rules: { rules: [{ destination_port: 80 }] } }]],
    [
      '{key: connection.sni, values: [a.test]}',
      [{ or_rules: { rules: [{ requested_server_name: { exact: 'a.test' } }] } }],
    ],
    [
      '{key: destination.ip, values: [10.0.0.1]}',
      [{ or_rules: { rules: [{ destination_ip: { address_prefix: '10.0.0.1' } }] } }],
    ],
  ])('on the request: %s', (when, expected) => {
    expect(ruleOf(`{when: [${when}]}`)?.permissions[0]?.and_rules?.rules).toMatchObject(expected);
  });

  it.each(['{key: nonsense, values: [a]}', '{key: source.ip, values: [x]}', '{key: destination.port, values: [http]}'])(
    'that mean nothing allow nothing and are a finding: %s',
    (when) => {
      const { rbac, diagnostics } = filters(policy(`{rules: [{when: [${when}]}]}`));
      expect(Object.values(rbac[0]?.rules?.policies ?? {})).toMatchObject([
        { permissions: [{ not_rule: { any: true } }] },
      ]);
      expect(diagnostics).toMatchObject([{ code: 'MSH5009', path: ['spec', 'rules', 0] }]);
    },
  );
});

describe('filters', () => {
  it('stand in the order in which they are asked', () => {
    const text =
      policy('{rules: [{}]}', 'allow') +
      policy('{action: DENY, rules: [{}]}', 'deny') +
      policy('{action: AUDIT, rules: [{}]}', 'log');
    expect(filters(text).rbac.map(({ rules }) => rules?.action)).toEqual(['LOG', 'DENY', undefined]);
  });

  it('close everything for a policy that allows and has no rules', () => {
    expect(filters(policy('{}')).rbac[0]?.rules?.policies).toEqual({
      'ns[default]-policy[p]-rule[0]': {
        permissions: [{ not_rule: { any: true } }],
        principals: [{ not_id: { any: true } }],
      },
    });
  });

  it('only watch what a dry run would do', () => {
    const { rbac } = filters(policy('{action: DENY, rules: [{}]}', 'p', ', annotations: {istio.io/dry-run: "true"}'));
    expect(rbac[0]).toMatchObject({
      shadow_rules: { action: 'DENY' },
      shadow_rules_stat_prefix: 'istio_dry_run_deny_',
    });
    expect(rbac[0]).not.toHaveProperty('rules');
  });

  describe('that ask somebody else', () => {
    const ASKS = policy('{action: CUSTOM, provider: {name: opa}, rules: [{}]}');
    const SERVICE = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: opa}
spec:
  hosts: [opa.test]
  ports: [{number: 9191, name: grpc, protocol: GRPC}]
  resolution: STATIC
  endpoints: [{address: 127.0.0.1}]
---
`;
    const meshOf = (settings: Readonly<Record<string, unknown>>, kind = 'envoyExtAuthzGrpc') => ({
      extensionProviders: [{ name: 'opa', [kind]: { service: 'opa.test', port: 9191, ...settings } }],
    });

    it('mark what is asked about, and then ask', () => {
      const { names, rbac, check, diagnostics } = filters(
        ASKS + SERVICE,
        meshOf({ failOpen: true, statusOnError: '503' }),
      );
      expect(diagnostics).toEqual([]);
      expect(names.slice(0, 2)).toEqual(['envoy.filters.http.rbac', 'envoy.filters.http.ext_authz']);
      expect(rbac[0]).toMatchObject({
        shadow_rules: { action: 'DENY', policies: { 'istio-ext-authz-ns[default]-policy[p]-rule[0]': {} } },
        shadow_rules_stat_prefix: 'istio_ext_authz_',
      });
      expect(rbac[0]).not.toHaveProperty('rules');
      expect(check).toEqual({
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz',
        grpc_service: {
          envoy_grpc: { cluster_name: 'outbound|9191||opa.test', authority: 'opa.test' },
          timeout: '600s',
        },
        transport_api_version: 'V3',
        failure_mode_allow: true,
        status_on_error: { code: 503 },
        filter_enabled_metadata: {
          filter: 'envoy.filters.http.rbac',
          path: [{ key: 'istio_ext_authz_shadow_effective_policy_id' }],
          value: { string_match: { prefix: 'istio-ext-authz-' } },
        },
      });
    });

    it.each([
      ['nobody has its name', {}, SERVICE],
      ['its service is not there', meshOf({ service: 'away.test' }), SERVICE],
      ['its service has no such port', meshOf({ port: 80 }), SERVICE],
      ['its status is none', meshOf({ statusOnError: 'Nope' }), SERVICE],
      ['it looks at bodies of no size', meshOf({ includeRequestBodyInCheck: {} }), SERVICE],
    ])('deny where %s, and say so', (_why, mesh, services) => {
      const { rbac, check, diagnostics } = filters(ASKS + services, mesh);
      const name = 'istio-ext-authz-ns[default]-policy[p]-rule[0]-deny-due-to-bad-CUSTOM-action';
      expect(rbac).toMatchObject([{ rules: { action: 'DENY', policies: { [name]: {} } } }]);
      expect([check, diagnostics.map(({ code }) => code)]).toEqual([undefined, ['MSH5015']]);
    });

    it('have no dry run, and do nothing without rules', () => {
      const dry = policy(
        '{action: CUSTOM, provider: {name: opa}, rules: [{}]}',
        'p',
        ', annotations: {istio.io/dry-run: "true"}',
      );
      expect(filters(dry + SERVICE, meshOf({}))).toMatchObject({ rbac: [], diagnostics: [{ code: 'MSH5004' }] });
      expect(filters(policy('{action: CUSTOM, provider: {name: opa}}') + SERVICE, meshOf({})).rbac).toEqual([]);
    });
  });

  it('are none without policies', () => {
    expect(filters('').names[0]).toBe('envoy.filters.http.grpc_stats');
  });
});

describe('on TCP', () => {
  const GATEWAY = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 9000, name: tcp, protocol: TCP}, hosts: ["*"]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs}
spec: {hosts: ["*"], gateways: [gw], tcp: [{route: [{destination: {host: a.test, port: {number: 1}}}]}]}
---`;
  const rules = (spec: string) => {
    const filter = compile(GATEWAY + policy(spec)).listeners[0]?.filter_chains?.[0]?.filters?.[0];
    // The name says what type the configuration is of.
    return Object.values((filter?.typed_config as RbacFilter | undefined)?.rules?.policies ?? {});
  };

  it('a rule that allows by what only HTTP knows never holds', () => {
    expect(rules('{rules: [{to: [{operation: {paths: [/a]}}]}]}')).toEqual([]);
  });

  it('a rule that denies by it denies by the rest', () => {
    expect(rules('{action: DENY, rules: [{to: [{operation: {paths: [/a], ports: ["1"]}}]}]}')).toMatchObject([
      { permissions: [{ and_rules: { rules: [{ or_rules: { rules: [{ destination_port: 1 }] } }] } }] },
    ]);
  });
});

it('checks tokens before it decides', () => {
  const text = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: jwt}
spec:
  jwtRules:
  - {issuer: a, jwks: "{}", audiences: [x], fromHeaders: [{name: t, prefix: "B "}], forwardOriginalToken: true, outputClaimToHeaders: [{header: h, claim: c}]}
  - {issuer: b, jwksUri: "https://b.test/keys"}
---${policy('{rules: [{}]}')}`;
  const snapshot = compile(GATEWAY_YAML + text);
  const [jwt, rbac] = managerOf(snapshot.listeners[0]?.filter_chains?.[0])?.http_filters ?? [];
  expect(rbac?.name).toBe('envoy.filters.http.rbac');
  expect(jwt?.typed_config).toMatchObject({
    providers: {
      'origins-0': {
        issuer: 'a',
        audiences: ['x'],
        local_jwks: { inline_string: '{}' },
        forward: true,
        from_headers: [{ name: 't', value_prefix: 'B ' }],
        claim_to_headers: [{ header_name: 'h', claim_name: 'c' }],
      },
      'origins-1': { remote_jwks: { http_uri: { uri: 'https://b.test/keys' } } },
    },
    rules: [
      {
        requires: {
          requires_any: {
            requirements: [{ provider_name: 'origins-0' }, { provider_name: 'origins-1' }, { allow_missing: {} }],
          },
        },
      },
    ],
  });
});
