import { describe, expect, it } from 'vitest';
import { inlineRoutes, staticBootstrap } from '../../src/xds/bootstrap.ts';
import { GATEWAY, SIDECAR } from '../mesh/support/mesh.ts';
import {
  compile,
  compileSidecar,
  GATEWAY_YAML,
  IDENTITY,
  listener,
  managerOf,
  routed,
  SERVICE_YAML,
} from './support/compile.ts';

const service = (name: string, port: string, rest = 'clusterIP: 10.0.0.1, ') => `
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {${rest}selector: {app: ${name}}, ports: [${port}]}
---`;
const HTTP = '{port: 80, name: http, targetPort: 8080}';
const TO = 'route: [{destination: {host: svc.test}}]';

describe('gateways', () => {
  it('listen on the loopback address unless all are asked for, or the server names one', () => {
    const names = (text: string, anyAddress = false) => compile(text, { anyAddress }).listeners.map(({ name }) => name);
    expect(names(GATEWAY_YAML)).toEqual(['127.0.0.1_8080']);
    expect(names(GATEWAY_YAML, true)).toEqual(['0.0.0.0_8080']);
    expect(names(GATEWAY_YAML.replace('hosts:', 'bind: 192.0.2.1, hosts:'))).toEqual(['192.0.2.1_8080']);
  });

  it('have their ports moved', () => {
    const { listeners } = compile(GATEWAY_YAML, {
      listeners: [{ serves: '8080', address: '127.0.0.1', port: 18_080 }],
    });
    expect(listeners.map(({ name }) => name)).toEqual(['127.0.0.1_18080']);
  });

  const SECURE = GATEWAY_YAML.replace(
    '{port: {number: 8080, name: http, protocol: HTTP}, hosts: ["*"]}',
    '{port: {number: 443, name: https, protocol: HTTPS}, hosts: [svc.test], tls: {mode: SIMPLE, credentialName: cert, minProtocolVersion: TLSV1_3}}, {port: {number: 443, name: pass, protocol: TLS}, hosts: [raw.test], tls: {mode: PASSTHROUGH}}',
  );
  const SECRET = `
apiVersion: v1
kind: Secret
metadata: {name: cert}
data: {tls.crt: Y3J0, tls.key: a2V5}
---`;
  const PASS = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: pass}
spec: {hosts: [raw.test], gateways: [gw], tls: [{match: [{sniHosts: [raw.test]}], ${TO}}]}
---`;

  it('end TLS or pass it on by the name asked for', () => {
    const snapshot = compile(SECURE + SECRET + SERVICE_YAML + routed(`{${TO}}`) + PASS);
    const chains = listener(snapshot, '127.0.0.1_443')?.filter_chains ?? [];
    expect(
      chains.map(({ filter_chain_match: match, transport_socket: socket }) => [match?.server_names, socket?.name]),
    ).toEqual([
      [['svc.test'], 'envoy.transport_sockets.tls'],
      [['raw.test'], undefined],
    ]);
    expect(chains[0]?.transport_socket?.typed_config).toMatchObject({
      common_tls_context: {
        tls_params: { tls_minimum_protocol_version: 'TLSv1_3' },
        alpn_protocols: ['h2', 'http/1.1'],
        tls_certificate_sds_secret_configs: [{ name: 'kubernetes://cert' }],
      },
      require_client_certificate: false,
    });
    expect(snapshot.routes.map(({ name }) => name)).toEqual(['https.443.https.gw.default']);
    expect(snapshot.secrets).toMatchObject([{ tls_certificate: { certificate_chain: { inline_bytes: 'Y3J0' } } }]);
  });

  it('take each connection in one way, that of the older resource', () => {
    const again = PASS.replace('{name: pass}', '{name: zzz}')
      .replace('[raw.test], gateways', '[raw.test, "*.raw.test"], gateways')
      .replace('sniHosts: [raw.test]', 'sniHosts: [raw.test, a.raw.test]');
    const open = SECURE.replace('hosts: [raw.test]', 'hosts: ["*"]');
    const chains = listener(compile(open + SECRET + SERVICE_YAML + PASS + again), '127.0.0.1_443')?.filter_chains;
    expect(chains?.map(({ filter_chain_match: match }) => match?.server_names)).toEqual([
      ['svc.test'],
      ['raw.test'],
      ['a.raw.test'],
    ]);
  });

  it('leave out a server whose certificate is missing, and say so', () => {
    const snapshot = compile(SECURE + SERVICE_YAML + routed(`{${TO}}`) + PASS);
    expect(listener(snapshot, '127.0.0.1_443')?.filter_chains).toHaveLength(1);
    expect(snapshot.diagnostics).toMatchObject([{ code: 'MSH5006' }]);
  });
});

describe('servers that end TLS', () => {
  const server = (tls: string) =>
    GATEWAY_YAML.replace('protocol: HTTP}, hosts: ["*"]}', `protocol: HTTPS}, hosts: ["*"], tls: ${tls}}`);
  const context = (tls: string, options = {}) => {
    const snapshot = compile(server(tls), options);
    return snapshot.listeners[0]?.filter_chains?.[0]?.transport_socket?.typed_config ?? snapshot.diagnostics;
  };
  const FILES = 'serverCertificate: c, privateKey: k';

  it.each([
    [
      `{mode: SIMPLE, ${FILES}}`,
      {
        require_client_certificate: false,
        common_tls_context: { tls_certificate_sds_secret_configs: [{ name: 'file-cert:c~k' }] },
      },
    ],
    [
      `{mode: MUTUAL, ${FILES}, caCertificates: a, subjectAltNames: [x.test]}`,
      {
        require_client_certificate: true,
        common_tls_context: {
          combined_validation_context: {
            default_validation_context: { match_typed_subject_alt_names: [{ matcher: { exact: 'x.test' } }] },
            validation_context_sds_secret_config: { name: 'file-root:a' },
          },
        },
      },
    ],
    [
      `{mode: OPTIONAL_MUTUAL, ${FILES}, caCertificates: a}`,
      { require_client_certificate: false, common_tls_context: { combined_validation_context: {} } },
    ],
    [
      '{mode: SIMPLE, tlsCertificates: [{serverCertificate: a, privateKey: b}, {serverCertificate: c, privateKey: d}]}',
      { common_tls_context: { tls_certificate_sds_secret_configs: [{}, {}] } },
    ],
    ['{mode: SIMPLE}', [{ code: 'MSH5006', message: 'the server "http" needs serverCertificate and privateKey' }]],
    ['{mode: ISTIO_MUTUAL}', [{ code: 'MSH5006' }]],
  ])('%s', (tls, expected) => {
    expect(context(tls)).toMatchObject(expected);
  });

  it('with the certificate of the mesh where there is one', () => {
    expect(context('{mode: ISTIO_MUTUAL}', { identity: IDENTITY })).toMatchObject({
      require_client_certificate: true,
      common_tls_context: { tls_certificate_sds_secret_configs: [{ name: 'default' }] },
    });
  });
});

describe('an access log', () => {
  const log = (meshConfig: object, accessLogFile?: string) =>
    managerOf(
      compile(GATEWAY_YAML, {
        meshConfig: { ...meshConfig },
        ...(accessLogFile === undefined ? {} : { accessLogFile }),
      }).listeners[0]?.filter_chains?.[0],
    )?.access_log?.[0]?.typed_config;

  it.each([
    [{}, undefined],
    [{ accessLogFile: '/dev/stdout' }, { path: '/dev/stdout', log_format: { text_format_source: {} } }],
    [{ accessLogFile: '/x', accessLogFormat: 'a' }, { log_format: { text_format_source: { inline_string: 'a\n' } } }],
    [{ accessLogFile: '/x', accessLogEncoding: 'JSON' }, { log_format: { json_format: { method: '%REQ(:METHOD)%' } } }],
    [
      { accessLogFile: '/x', accessLogEncoding: 'JSON', accessLogFormat: '{"a": "%PROTOCOL%"}' },
      { log_format: { json_format: { a: '%PROTOCOL%' } } },
    ],
  ])('is as the mesh says: %j', (meshConfig, expected) => {
    if (expected === undefined) expect(log(meshConfig)).toBeUndefined();
    else expect(log(meshConfig)).toMatchObject(expected);
  });

  it.each([
    ['{accessLogging: [{providers: [{name: envoy}]}]}', '/dev/stdout'],
    ['{accessLogging: [{disabled: true}]}', undefined],
    ['{selector: {matchLabels: {app: other}}, accessLogging: [{}]}', undefined],
    ['{tracing: [{randomSamplingPercentage: 5}]}', undefined],
  ])('is as a Telemetry says for the workload: %s', (spec, path) => {
    const telemetry = `
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: t}
spec: ${spec}
`;
    const manager = managerOf(compile(GATEWAY_YAML + telemetry).listeners[0]?.filter_chains?.[0]);
    expect(manager?.access_log?.[0]?.typed_config?.['path']).toBe(path);
    expect(manager?.tracing === undefined).toBe(!spec.includes('Sampling'));
  });

  it('is where the run says, or nowhere', () => {
    expect(log({ accessLogFile: '/x' }, '/y')).toMatchObject({ path: '/y' });
    expect(log({ accessLogFile: '/x' }, '')).toBeUndefined();
  });
});

it.each([
  ['NONE', undefined, undefined],
  ['BASE', true, undefined],
  ['MERGE_SLASHES', true, true],
])('paths are normalised as the mesh says: %s', (normalization, base, merge) => {
  const { listeners } = compile(GATEWAY_YAML, { meshConfig: { pathNormalization: { normalization } } });
  const manager = managerOf(listeners[0]?.filter_chains?.[0]);
  expect([manager?.normalize_path, manager?.merge_slashes]).toEqual([base, merge]);
});

describe('a sidecar that is addressed', () => {
  const text =
    service('web', HTTP) + service('db', '{port: 3306, name: tcp}') + service('two', `${HTTP}, {port: 81, name: grpc}`);
  const none = { capture: 'none' } as const;

  it('takes requests for all services by their Host', () => {
    const snapshot = compileSidecar(text, none);
    expect(snapshot.listeners.map(({ name }) => name)).toEqual(['127.0.0.1_15001']);
    const hosts = snapshot.routes[0]?.virtual_hosts ?? [];
    expect(hosts.map(({ name }) => name)).toEqual([
      'two.default.svc.cluster.local:80',
      'two.default.svc.cluster.local:81',
      'web.default.svc.cluster.local:80',
      'allow_any',
    ]);
    expect(hosts[0]?.domains).toEqual(expect.arrayContaining(['two', 'two:80', 'two.default:80', '10.0.0.1:80']));
    expect(hosts[1]?.domains.every((domain) => domain.endsWith(':81'))).toBe(true);
    expect(snapshot.routes[0]).not.toHaveProperty('ignore_port_in_host_matching');
  });

  it('says each domain once, whoever has it', () => {
    const twins = service('one', HTTP) + service('two', HTTP) + SERVICE_YAML.replace('svc.test', 'one.default');
    const domains = compileSidecar(twins, none).routes[0]?.virtual_hosts?.flatMap(({ domains: list }) => list) ?? [];
    expect(domains).toContain('10.0.0.1:80');
    expect(new Set(domains).size).toBe(domains.length);
  });

  it('lets nothing else pass where the mesh says so', () => {
    const meshConfig = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };
    const hosts = compileSidecar(text, { ...none, meshConfig }).routes[0]?.virtual_hosts;
    expect(hosts?.at(-1)).toMatchObject({ name: 'block_all', routes: [{ direct_response: { status: 502 } }] });
  });

  it('listens for single services', () => {
    const at = (serves: string, port: number) => ({ serves, address: '127.0.0.1', port });
    const snapshot = compileSidecar(text, {
      ...none,
      listeners: [at('web', 1), at('two:81', 2), at('db:3306', 3), at('none', 4)],
    });
    expect(snapshot.listeners.map(({ name }) => name)).toEqual(['127.0.0.1_1', '127.0.0.1_2', '127.0.0.1_3']);
    expect(snapshot.routes.map(({ name }) => name)).toEqual([
      'web.default.svc.cluster.local:80',
      'two.default.svc.cluster.local:81',
    ]);
    expect(listener(snapshot, '127.0.0.1_3')?.filter_chains?.[0]?.filters?.[0]?.typed_config).toMatchObject({
      cluster: 'outbound|3306||db.default.svc.cluster.local',
    });
    expect(snapshot.diagnostics).toMatchObject([{ code: 'MSH5013', level: 'error' }]);
  });
});

describe('a sidecar that intercepts', () => {
  it('has a listener for each kind of port', () => {
    const text = [
      service('a', HTTP),
      service('b', '{port: 3306, name: tcp}', 'clusterIP: 10.0.0.2, '),
      service('c', '{port: 9000, name: what}', 'clusterIP: 10.0.0.3, '),
      SERVICE_YAML.replace('{number: 80, name: http, protocol: HTTP}', '{number: 443, name: tls, protocol: TLS}'),
    ].join('');
    const snapshot = compileSidecar(text);
    expect(snapshot.listeners.map(({ name }) => name).sort()).toEqual([
      '0.0.0.0_443',
      '0.0.0.0_80',
      '10.0.0.2_3306',
      '10.0.0.3_9000',
      'virtualInbound',
      'virtualOutbound',
    ]);
    expect(snapshot.routes.map(({ name = '' }) => name).toSorted()).toEqual(['80', 'c.default.svc.cluster.local:9000']);
    expect(listener(snapshot, '0.0.0.0_443')?.filter_chains?.[0]?.filter_chain_match).toEqual({
      server_names: ['svc.test'],
    });
    expect(listener(snapshot, '10.0.0.3_9000')?.default_filter_chain?.filters?.[0]?.typed_config).toMatchObject({
      cluster: 'outbound|9000||c.default.svc.cluster.local',
    });
  });

  it('follows the routes of TCP and TLS', () => {
    const text = `${service('db', '{port: 3306, name: tcp}')}
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: split}
spec:
  hosts: [db]
  tcp:
  - match: [{port: 3306, sourceLabels: {app: other}}]
    route: [{destination: {host: never.test}}]
  - match: [{destinationSubnets: [10.1.0.0/16]}]
    route: [{destination: {host: db, port: {number: 1}}, weight: 90}, {destination: {host: db, port: {number: 2}}, weight: 10}]
`;
    const chains = listener(compileSidecar(text), '10.0.0.1_3306')?.filter_chains;
    expect(chains).toMatchObject([
      {
        filter_chain_match: { prefix_ranges: [{ address_prefix: '10.1.0.0', prefix_len: 16 }] },
        filters: [
          {
            typed_config: {
              stat_prefix: 'split.default',
              weighted_clusters: { clusters: [{ weight: 90 }, { weight: 10 }] },
            },
          },
        ],
      },
    ]);
  });

  it('tunnels connections through an HTTP proxy where a rule says so', () => {
    const text = `${service('proxy', '{port: 3128, name: tcp}')}${service('db', '{port: 3306, name: tcp}', 'clusterIP: 10.0.0.2, ')}
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: proxy}
spec: {host: proxy, trafficPolicy: {tunnel: {protocol: POST, targetHost: db.test, targetPort: 1}}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: db}
spec: {hosts: [db], tcp: [{route: [{destination: {host: proxy, port: {number: 3128}}}]}]}
`;
    expect(
      listener(compileSidecar(text), '10.0.0.2_3306')?.filter_chains?.[0]?.filters?.[0]?.typed_config,
    ).toMatchObject({
      cluster: 'outbound|3128||proxy.default.svc.cluster.local',
      tunneling_config: { hostname: 'db.test:1', use_post: true },
    });
  });

  it('says that egress listeners with a port of their own are not opened', () => {
    const sidecar = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: s}
spec: {egress: [{port: {number: 9, protocol: HTTP, name: x}, hosts: ["*/*"]}]}
`;
    expect(compileSidecar(sidecar).diagnostics).toMatchObject([
      { code: 'MSH5004', path: ['spec', 'egress', 0, 'port'] },
    ]);
  });

  const peer = (mode: string) => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: p}
spec: {mtls: {mode: ${mode}}}
---`;
  const inbound = (text: string, port: number) =>
    listener(compileSidecar(text, { identity: IDENTITY }), 'virtualInbound')
      ?.filter_chains?.filter(({ filter_chain_match: match }) => match?.destination_port === port)
      .map(({ filter_chain_match: match }) => [match?.transport_protocol, match?.application_protocols?.length ?? 0]);

  it.each([
    ['STRICT', HTTP, [['tls', 0]]],
    ['DISABLE', HTTP, [['raw_buffer', 0]]],
    [
      'PERMISSIVE',
      HTTP,
      [
        ['tls', 5],
        ['raw_buffer', 0],
      ],
    ],
    [
      'STRICT',
      '{port: 80, name: x, targetPort: 8080}',
      [
        ['tls', 3],
        ['tls', 0],
      ],
    ],
    [
      'PERMISSIVE',
      '{port: 80, name: tcp, targetPort: 8080}',
      [
        ['tls', 2],
        ['raw_buffer', 0],
        ['tls', 0],
      ],
    ],
    [
      'PERMISSIVE',
      '{port: 80, name: x, targetPort: 8080}',
      [
        ['tls', 3],
        ['raw_buffer', 2],
        ['tls', 2],
        ['raw_buffer', 0],
        ['tls', 0],
      ],
    ],
  ])('takes connections under %s on %s', (mode, port, expected) => {
    expect(inbound(peer(mode) + service('web', port), 8080)).toEqual(expected);
  });

  it('sends what comes in to where it was going, or where a Sidecar says', () => {
    const names = (text: string) =>
      compileSidecar(text)
        .clusters.filter(({ name }) => name.startsWith('inbound'))
        .map(({ name, type }) => [name, type]);
    expect(names(service('web', HTTP))).toEqual([['inbound|8080||', 'ORIGINAL_DST']]);
    const sidecar = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: s}
spec: {ingress: [{port: {number: 9080, name: http, protocol: HTTP}, defaultEndpoint: 127.0.0.1:8080}]}
`;
    expect(names(service('web', HTTP) + sidecar)).toEqual([['inbound|9080||', 'STATIC']]);
  });
});

describe('patches', () => {
  const filter = (spec: string) => `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: f}
spec: ${spec}
---`;
  const VALUE =
    '{name: rl, typed_config: {"@type": type.googleapis.com/udpa.type.v1.TypedStruct, type_url: type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit, value: {stat_prefix: rl}}}';
  const patch = (context: string, match = '') =>
    `{configPatches: [{applyTo: HTTP_FILTER, match: {context: ${context}, listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager${match}}}}}, patch: {operation: INSERT_BEFORE, value: ${VALUE}}}]}`;
  const names = (text: string) =>
    managerOf(compile(GATEWAY_YAML + text).listeners[0]?.filter_chains?.[0])?.http_filters?.map(({ name }) => name);

  it('insert local rate limits in front, or right before the router', () => {
    expect(names(filter(patch('GATEWAY')))?.[0]).toBe('rl');
    expect(names(filter(patch('ANY', ', subFilter: {name: envoy.filters.http.router}')))?.at(-2)).toBe('rl');
    expect(names(filter(patch('SIDECAR_INBOUND')))).not.toContain('rl');
  });

  it('add headers to virtual hosts and routes, and tell single routes what the rate limit is', () => {
    const merge = (applyTo: string, match: string, value: string) =>
      `{configPatches: [{applyTo: ${applyTo}, match: {context: GATEWAY, routeConfiguration: ${match}}, patch: {operation: MERGE, value: ${value}}}]}`;
    const headers = '{response_headers_to_add: [{header: {key: x-a, value: "1"}}]}';
    const off =
      '{typed_per_filter_config: {rl: {"@type": type.googleapis.com/envoy.config.route.v3.FilterConfig, disabled: true}}}';
    const text = [
      GATEWAY_YAML,
      SERVICE_YAML,
      routed(`{name: a, match: [{uri: {prefix: /a}}], ${TO}}, {name: b, ${TO}}`),
      filter(merge('VIRTUAL_HOST', '{portNumber: 8080, vhost: {name: "svc.test:8080"}}', headers)),
      filter(merge('HTTP_ROUTE', '{vhost: {route: {name: a, action: ROUTE}}}', off)).replace('{name: f}', '{name: g}'),
      filter(merge('HTTP_ROUTE', '{portNumber: 1}', headers)).replace('{name: f}', '{name: h}'),
    ].join('');
    const snapshot = compile(text);
    expect(snapshot.diagnostics).toEqual([]);
    const [host] = snapshot.routes[0]?.virtual_hosts ?? [];
    expect(host?.response_headers_to_add).toEqual([{ header: { key: 'x-a', value: '1' } }]);
    expect(host?.routes?.map(({ typed_per_filter_config: filters }) => Object.keys(filters ?? {}))).toEqual([
      ['rl'],
      [],
    ]);
    const [route] = host?.routes ?? [];
    expect(route && snapshot.sources.get(route)?.path).toEqual(['spec', 'http', 0, 'match', 0]);
  });

  it('tell requests apart for rate limits, by what is known here', () => {
    const merge = (applyTo: string, value: string) =>
      filter(
        `{configPatches: [{applyTo: ${applyTo}, match: {context: GATEWAY}, patch: {operation: MERGE, value: ${value}}}]}`,
      );
    const limits = (action: string) => `rate_limits: [{actions: [${action}]}]`;
    const text = GATEWAY_YAML + SERVICE_YAML + routed(`{${TO}}, {match: [{uri: {prefix: /r}}], redirect: {uri: /}}`);
    const patched = (more: string) => compile(text + more);
    const host = patched(merge('VIRTUAL_HOST', `{${limits('{remote_address: {}}')}}`)).routes[0]?.virtual_hosts?.[0];
    expect(host?.rate_limits).toEqual([{ actions: [{ remote_address: {} }] }]);
    const route = patched(merge('HTTP_ROUTE', `{route: {${limits('{generic_key: {descriptor_value: a}}')}}}`));
    const [first, second] = route.routes[0]?.virtual_hosts?.[0]?.routes ?? [];
    expect([first?.route?.rate_limits, second?.route]).toEqual([
      [{ actions: [{ generic_key: { descriptor_value: 'a' } }] }],
      undefined,
    ]);
    const codes = (more: string) => patched(more).diagnostics.map(({ code }) => code);
    expect(codes(merge('VIRTUAL_HOST', `{${limits('{metadata: {}}')}}`))).toEqual(['MSH5003']);
    expect(codes(merge('HTTP_ROUTE', '{route: {timeout: 1s}}'))).toEqual(['MSH5003']);
    expect(codes(merge('HTTP_ROUTE', `{${limits('{remote_address: {}}')}}`))).toEqual(['MSH5003']);
  });

  it('of any other kind are findings', () => {
    const { diagnostics } = compile(
      GATEWAY_YAML + filter('{configPatches: [{applyTo: CLUSTER, patch: {operation: MERGE, value: {name: x}}}]}'),
    );
    expect(diagnostics).toMatchObject([
      { code: 'MSH5003', message: 'the patch MERGE on CLUSTER of "x" is not carried over' },
    ]);
  });
});

describe('the static bootstrap', () => {
  it('holds the routes where the listeners named them', () => {
    const snapshot = compile(GATEWAY_YAML + SERVICE_YAML + routed(`{${TO}}`));
    expect(managerOf(inlineRoutes(snapshot)[0]?.filter_chains?.[0])).toMatchObject({
      route_config: { name: 'http.8080' },
    });
    const bootstrap = staticBootstrap(snapshot, {
      node: GATEWAY,
      domain: 'cluster.local',
      admin: { address: '127.0.0.1', port: 15_000 },
    });
    expect(bootstrap).toMatchObject({
      node: { id: 'router~127.0.0.1~gw.default~default.svc.cluster.local' },
      admin: { address: { socket_address: { port_value: 15_000 } } },
    });
    expect(JSON.stringify(bootstrap)).not.toContain('route_config_name');
    expect(staticBootstrap(compileSidecar(''), { node: SIDECAR, domain: 'x' })['node']).toMatchObject({
      id: 'sidecar~127.0.0.1~web.default~default.svc.x',
    });
  });

  it('knows where routes come from', () => {
    const snapshot = compile(GATEWAY_YAML + SERVICE_YAML + routed(`{match: [{uri: {prefix: /a}}], ${TO}}`));
    const route = snapshot.routes[0]?.virtual_hosts?.[0]?.routes?.[0];
    expect(route && snapshot.sources.get(route)).toMatchObject({
      path: ['spec', 'http', 0, 'match', 0],
      origin: { resource: { name: 'vs' } },
    });
  });
});

describe('connections that are captured', () => {
  const inbound = (options: Parameters<typeof compileSidecar>[1]) => {
    const snapshot = compileSidecar(SERVICE_YAML, options);
    const made = listener(snapshot, 'virtualInbound');
    const past = snapshot.clusters.find(({ name }) => name === 'InboundPassthroughCluster');
    return {
      snapshot,
      made,
      from: past?.upstream_bind_config,
      filters: made?.listener_filters?.map(({ name }) => name),
    };
  };
  const LOOP = { address: '127.0.0.6', port_value: 0 };

  it('by REDIRECT come from the address that rules know', () => {
    const { made, from, filters } = inbound({ capture: 'redirect' });
    expect(made?.transparent).toBeUndefined();
    expect(made?.additional_addresses).toBeUndefined();
    expect(from).toEqual({ source_address: LOOP });
    expect(filters).not.toContain('envoy.filters.listener.original_src');
  });

  it('by TPROXY come to a transparent socket, and go on from the address of the client', () => {
    const { made, from, filters } = inbound({ capture: 'tproxy' });
    expect(made).toMatchObject({ transparent: true });
    expect(from).toBeUndefined();
    expect(filters?.slice(0, 2)).toEqual([
      'envoy.filters.listener.original_dst',
      'envoy.filters.listener.original_src',
    ]);
  });

  it('by TPROXY go on from the address that rules know, for a proxy that cannot take the client’s', () => {
    const { made, from, filters } = inbound({ capture: 'tproxy', lacks: new Set(['client-address']) });
    expect(made).toMatchObject({ transparent: true });
    expect(from).toEqual({ source_address: LOOP });
    expect(filters).not.toContain('envoy.filters.listener.original_src');
  });

  it('may be of IPv6: every listener for all addresses has those of both families', () => {
    const { snapshot, from } = inbound({ capture: 'redirect', capturesIpv6: true });
    expect(from?.extra_source_addresses).toEqual([{ address: { address: '::6', port_value: 0 } }]);
    const wide = snapshot.listeners.filter(({ address }) => address.socket_address?.address === '0.0.0.0');
    expect(wide.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['0.0.0.0_80', 'virtualOutbound', 'virtualInbound']),
    );
    for (const { address, additional_addresses: more } of wide) {
      const port = address.socket_address?.port_value;
      expect(more).toEqual([{ address: { socket_address: { address: '::', port_value: port } } }]);
    }
  });
});
