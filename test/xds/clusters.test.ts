import { describe, expect, it } from 'vitest';
import { SIDECAR } from '../mesh/support/mesh.ts';
import { cluster, compile, compileSidecar, IDENTITY, SERVICE_YAML } from './support/compile.ts';

const rule = (spec: string, annotations = '') => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: r${annotations}}
spec: {host: svc.test, ${spec}}
---`;
const NAME = 'outbound|80||svc.test';
const made = (policy: string) => cluster(compile(SERVICE_YAML + rule(`trafficPolicy: ${policy}`)), NAME);

describe('defaults', () => {
  it('are those of Istio', () => {
    expect(cluster(compile(SERVICE_YAML), NAME)).toMatchObject({
      type: 'STATIC',
      connect_timeout: '10s',
      lb_policy: 'LEAST_REQUEST',
      common_lb_config: { healthy_panic_threshold: {} },
      circuit_breakers: { thresholds: [{ max_connections: 4_294_967_295, max_retries: 4_294_967_295 }] },
      metadata: { filter_metadata: { istio: { external: true } } },
    });
  });
});

describe('policies', () => {
  it.each([
    ['{loadBalancer: {simple: RANDOM}}', { lb_policy: 'RANDOM' }],
    ['{loadBalancer: {simple: LEAST_CONN}}', { lb_policy: 'LEAST_REQUEST' }],
    ['{loadBalancer: {simple: PASSTHROUGH}}', { type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED' }],
    [
      '{loadBalancer: {consistentHash: {httpHeaderName: x}}}',
      { lb_policy: 'RING_HASH', ring_hash_lb_config: { minimum_ring_size: '1024' } },
    ],
    [
      '{loadBalancer: {consistentHash: {httpHeaderName: x, ringHash: {minimumRingSize: 9}}}}',
      { ring_hash_lb_config: { minimum_ring_size: '9' } },
    ],
    [
      '{loadBalancer: {consistentHash: {useSourceIp: true, maglev: {tableSize: 11}}}}',
      { lb_policy: 'MAGLEV', maglev_lb_config: { table_size: '11' } },
    ],
    [
      '{loadBalancer: {simple: LEAST_REQUEST, warmup: {duration: 1m, aggression: 2}}}',
      {
        least_request_lb_config: {
          slow_start_config: {
            slow_start_window: '60s',
            aggression: { default_value: 2 },
            min_weight_percent: { value: 10 },
          },
        },
      },
    ],
    [
      '{loadBalancer: {simple: ROUND_ROBIN, warmupDurationSecs: 5s}}',
      { round_robin_lb_config: { slow_start_config: { slow_start_window: '5s' } } },
    ],
    [
      '{connectionPool: {tcp: {maxConnections: 1, connectTimeout: 2s, tcpKeepalive: {probes: 3, time: 1m}}, http: {http1MaxPendingRequests: 4, http2MaxRequests: 5, maxRetries: 6}}}',
      {
        connect_timeout: '2s',
        circuit_breakers: {
          thresholds: [{ max_connections: 1, max_pending_requests: 4, max_requests: 5, max_retries: 6 }],
        },
        upstream_connection_options: { tcp_keepalive: { keepalive_probes: 3, keepalive_time: 60 } },
      },
    ],
    [
      '{retryBudget: {percent: 10}}',
      {
        circuit_breakers: {
          thresholds: [{ retry_budget: { budget_percent: { value: 10 }, min_retry_concurrency: 3 } }],
        },
      },
    ],
    [
      '{outlierDetection: {consecutive5xxErrors: 0, consecutiveGatewayErrors: 2, interval: 1s, baseEjectionTime: 2s, maxEjectionPercent: 3, minHealthPercent: 4}}',
      {
        outlier_detection: {
          consecutive_5xx: 0,
          enforcing_consecutive_5xx: 0,
          consecutive_gateway_failure: 2,
          enforcing_consecutive_gateway_failure: 100,
          interval: '1s',
          base_ejection_time: '2s',
          max_ejection_percent: 3,
          enforcing_success_rate: 0,
        },
        common_lb_config: { healthy_panic_threshold: { value: 4 } },
      },
    ],
    [
      '{outlierDetection: {splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 7}}',
      { outlier_detection: { split_external_local_origin_errors: true, consecutive_local_origin_failure: 7 } },
    ],
  ])('%s', (policy, expected) => {
    expect(made(policy)).toMatchObject(expected);
  });

  it('may announce whose connection they carry on, under TLS or not', () => {
    expect(made('{proxyProtocol: {version: V2}}')?.transport_socket).toMatchObject({
      name: 'envoy.transport_sockets.upstream_proxy_protocol',
      typed_config: { config: { version: 'V2' }, transport_socket: { name: 'envoy.transport_sockets.raw_buffer' } },
    });
    expect(made('{proxyProtocol: {}, tls: {mode: SIMPLE}}')?.transport_socket?.typed_config).toMatchObject({
      config: { version: 'V1' },
      transport_socket: { name: 'envoy.transport_sockets.tls' },
    });
  });

  it('take ROUND_ROBIN, the default of Envoy, for granted', () => {
    expect(made('{loadBalancer: {simple: ROUND_ROBIN}}')).not.toHaveProperty('lb_policy');
  });

  it.each([
    [
      '{connectionPool: {http: {maxRequestsPerConnection: 1}}}',
      {
        common_http_protocol_options: { max_requests_per_connection: 1 },
        explicit_http_config: { http_protocol_options: {} },
      },
    ],
    [
      '{connectionPool: {http: {h2UpgradePolicy: UPGRADE, maxConcurrentStreams: 5}}}',
      { explicit_http_config: { http2_protocol_options: { max_concurrent_streams: 5 } } },
    ],
    [
      '{connectionPool: {http: {useClientProtocol: true, idleTimeout: 1s}}}',
      { common_http_protocol_options: { idle_timeout: '1s' }, use_downstream_protocol_config: {} },
    ],
  ])('of HTTP: %s', (policy, expected) => {
    expect(Object.values(made(policy)?.typed_extension_protocol_options ?? {})[0]).toMatchObject(expected);
  });
});

describe('subsets', () => {
  it('hold the endpoints with their labels, and their own policies', () => {
    const snapshot = compile(
      SERVICE_YAML +
        rule(
          'trafficPolicy: {loadBalancer: {simple: RANDOM}}, subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {connectionPool: {tcp: {maxConnections: 2}}}}, {name: v9, labels: {version: v9}}]',
        ),
    );
    expect(cluster(snapshot, 'outbound|80|v1|svc.test')).toMatchObject({
      lb_policy: 'RANDOM',
      circuit_breakers: { thresholds: [{ max_connections: 2 }] },
      load_assignment: {
        endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: '192.0.2.1' } } } }] }],
      },
      metadata: { filter_metadata: { istio: { subset: 'v1' } } },
    });
    expect(cluster(snapshot, 'outbound|80|v9|svc.test')?.load_assignment).toEqual({
      cluster_name: 'outbound|80|v9|svc.test',
    });
  });
});

describe('discovery', () => {
  const entry = (resolution: string, endpoints = '') => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: svc}
spec: {hosts: [svc.test], resolution: ${resolution}, ports: [{number: 80, name: http, protocol: HTTP}]${endpoints}}
---`;
  const address = { socket_address: { address: 'svc.test', port_value: 80 } };

  it.each([
    ['DNS', '', 'STRICT_DNS'],
    ['DNS_ROUND_ROBIN', '', 'LOGICAL_DNS'],
    ['STATIC', ', endpoints: [{address: 192.0.2.1}]', 'STATIC'],
    ['NONE', '', 'STATIC'],
  ])('%s%s is %s at a gateway', (resolution, endpoints, type) => {
    expect(cluster(compile(entry(resolution, endpoints)), NAME)?.type).toBe(type);
  });

  it('goes where redirected connections were going, or by name where nothing is redirected', () => {
    expect(cluster(compileSidecar(entry('NONE')), NAME)).toMatchObject({
      type: 'ORIGINAL_DST',
      lb_policy: 'CLUSTER_PROVIDED',
    });
    expect(cluster(compileSidecar(entry('NONE'), { capture: 'none' }), NAME)).toMatchObject({
      type: 'STRICT_DNS',
      load_assignment: { endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
    });
  });
});

describe('a credential of a DestinationRule', () => {
  const SECRET = `
apiVersion: v1
kind: Secret
metadata: {name: c, namespace: NAMESPACE}
stringData: {tls.crt: chain, tls.key: key, ca.crt: roots}
---`;
  const told = (text: string, options: Parameters<typeof compile>[1] = {}) => {
    const snapshot = compile(SERVICE_YAML + text, options);
    const socket = cluster(snapshot, NAME)?.transport_socket?.typed_config;
    return { text: JSON.stringify(socket), codes: snapshot.diagnostics.map(({ code }) => code) };
  };
  const credentialed = (mode: string, more = '') =>
    rule(`${more}trafficPolicy: {tls: {mode: ${mode}, credentialName: c}}`);

  it('is a certificate for MUTUAL, and an authority for SIMPLE as well', () => {
    const secret = SECRET.replace('NAMESPACE', 'default');
    const mutual = told(secret + credentialed('MUTUAL'));
    expect(mutual.text).toContain('"name":"kubernetes://c"');
    expect(mutual.text).toContain('"name":"kubernetes://c-cacert"');
    const simple = told(secret + credentialed('SIMPLE'));
    expect(simple.text).not.toContain('"name":"kubernetes://c"');
    expect(simple.text).toContain('"name":"kubernetes://c-cacert"');
    expect([...mutual.codes, ...simple.codes]).toEqual([]);
  });

  it('is missing in another namespace, and without a key for MUTUAL', () => {
    expect(told(SECRET.replace('NAMESPACE', 'elsewhere') + credentialed('SIMPLE')).codes).toEqual(['MSH5006']);
    const bare = SECRET.replace('NAMESPACE', 'default').replace('tls.key: key, ', '');
    expect(told(bare + credentialed('MUTUAL')).codes).toEqual(['MSH5006']);
    expect(told(bare + credentialed('SIMPLE')).codes).toEqual([]);
  });

  it('is for sidecars only where the rule selects them', () => {
    const secret = SECRET.replace('NAMESPACE', 'default');
    const node = { node: SIDECAR, capture: 'redirect' } as const;
    const open = told(secret + credentialed('MUTUAL'), node);
    expect(open.text).not.toContain('kubernetes://');
    expect(open.codes).toEqual(['MSH5004']);
    const selected = told(secret + credentialed('MUTUAL', 'workloadSelector: {matchLabels: {app: web}}, '), node);
    expect(selected.text).toContain('"name":"kubernetes://c"');
    expect(selected.codes).toEqual([]);
  });
});

describe('overrides', () => {
  const local = [{ address: '127.0.0.1', port: 3000 }];
  const subsets = rule('subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]');
  const ports = (overrides: Parameters<typeof compile>[1]) =>
    compile(SERVICE_YAML + subsets, overrides)
      .clusters.filter(({ name }) => name.startsWith('outbound'))
      .map(({ load_assignment: assignment }) =>
        assignment?.endpoints?.flatMap(({ lb_endpoints: list = [] }) =>
          list.map(({ endpoint }) => endpoint.address.socket_address?.port_value),
        ),
      );

  it('take the place of the endpoints of a service and all its subsets', () => {
    expect(ports({ overrides: [{ host: 'svc.test', endpoints: local }] })).toEqual([[3000], [3000], [3000]]);
  });

  it('of a subset are for it alone, and come before those of the service', () => {
    const v1 = { host: 'svc.test', subset: 'v1', endpoints: [{ address: '127.0.0.1', port: 3001 }] };
    expect(ports({ overrides: [v1, { host: 'svc.test', endpoints: local }] })).toEqual([[3000], [3001], [3000]]);
    expect(ports({ overrides: [v1] })).toEqual([[80, 80], [3001], [80]]);
  });

  it('of another port change nothing', () => {
    const snapshot = compile(SERVICE_YAML + subsets, { overrides: [{ host: 'svc.test', port: 81, endpoints: local }] });
    expect(snapshot.diagnostics).toMatchObject([
      { code: 'MSH5014', message: 'there is no "svc.test:81" to be mapped' },
    ]);
  });

  it('by name are looked up', () => {
    const overrides = [{ host: 'svc.test', endpoints: [{ address: 'localhost', port: 3000 }] }];
    expect(cluster(compile(SERVICE_YAML, { overrides }), NAME)?.type).toBe('STRICT_DNS');
  });
});

describe('TLS', () => {
  const socket = (policy: string, options = {}) =>
    cluster(compile(SERVICE_YAML + rule(`trafficPolicy: {tls: ${policy}}`), options), NAME)?.transport_socket
      ?.typed_config;

  it('of any server goes by the name of the host and the authorities of the machine', () => {
    expect(socket('{mode: SIMPLE}')).toMatchObject({
      sni: 'svc.test',
      common_tls_context: {
        combined_validation_context: { validation_context_sds_secret_config: { name: 'file-root:system' } },
      },
    });
  });

  it('with files names them', () => {
    expect(
      socket(
        '{mode: MUTUAL, clientCertificate: c, privateKey: k, caCertificates: a, sni: s, subjectAltNames: [x.test]}',
      ),
    ).toMatchObject({
      sni: 's',
      common_tls_context: {
        tls_certificate_sds_secret_configs: [{ name: 'file-cert:c~k' }],
        combined_validation_context: {
          default_validation_context: {
            match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: 'x.test' } }],
          },
          validation_context_sds_secret_config: { name: 'file-root:a' },
        },
      },
    });
  });

  it('may look at nothing', () => {
    expect(socket('{mode: SIMPLE, insecureSkipVerify: true}')).not.toHaveProperty(
      'common_tls_context.combined_validation_context',
    );
  });

  it('of the mesh needs a certificate of it', () => {
    const text = SERVICE_YAML + rule('trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}');
    const plain = compile(text);
    expect(cluster(plain, NAME)).not.toHaveProperty('transport_socket');
    expect(plain.diagnostics).toMatchObject([{ code: 'MSH5004' }]);
    const sealed = compile(text, { identity: IDENTITY });
    expect(cluster(sealed, NAME)?.transport_socket?.typed_config).toMatchObject({ sni: 'outbound_.80_._.svc.test' });
    expect(sealed.secrets.map(({ name }) => name)).toEqual(['default', 'ROOTCA']);
  });

  it('is used unasked between members of the mesh, unless they refuse it', () => {
    const member = SERVICE_YAML.replace('MESH_EXTERNAL', 'MESH_INTERNAL').replace(
      '{version: v1}',
      '{version: v1, security.istio.io/tlsMode: istio}',
    );
    const off = `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: p}
spec: {mtls: {mode: DISABLE}}
`;
    const matches = (text: string) =>
      cluster(compile(text, { identity: IDENTITY }), NAME)?.transport_socket_matches?.map(({ name }) => name);
    expect(matches(member)).toEqual(['tlsMode-istio', 'tlsMode-disabled']);
    expect(matches(`${member}${off}`)).toBeUndefined();
    expect(matches(SERVICE_YAML)).toBeUndefined();
  });
});

describe('localities', () => {
  const places = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: svc}
spec:
  hosts: [svc.test]
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints: [{address: 192.0.2.1, locality: r1/z1}, {address: 192.0.2.2, locality: r1/z2}, {address: 192.0.2.3, locality: r2/z1}]
---
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {topology.kubernetes.io/region: r1, topology.kubernetes.io/zone: z1}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {nodeName: n1}
---`;
  const groups = (policy: string) =>
    cluster(compileSidecar(places + rule(`trafficPolicy: ${policy}`)), NAME)?.load_assignment?.endpoints?.map(
      (group) => [
        `${group.locality?.region}/${group.locality?.zone}`,
        group.priority ?? 0,
        group.load_balancing_weight,
      ],
    );

  it('near the workload come first where failures are detected', () => {
    expect(groups('{outlierDetection: {interval: 1s}}')).toEqual([
      ['r1/z1', 0, 1],
      ['r1/z2', 1, 1],
      ['r2/z1', 2, 1],
    ]);
  });

  it('are all the same otherwise, or when switched off', () => {
    const flat = [
      ['r1/z1', 0, 1],
      ['r1/z2', 0, 1],
      ['r2/z1', 0, 1],
    ];
    expect(groups('{loadBalancer: {simple: RANDOM}}')).toEqual(flat);
    expect(groups('{outlierDetection: {interval: 1s}, loadBalancer: {localityLbSetting: {enabled: false}}}')).toEqual(
      flat,
    );
  });

  it('get the shares a rule distributes', () => {
    const setting = '{loadBalancer: {localityLbSetting: {distribute: [{from: r1/*, to: {r1/*: 80, r2/z1: 20}}]}}}';
    expect(groups(setting)).toEqual([
      ['r1/z1', 0, 40],
      ['r1/z2', 0, 40],
      ['r2/z1', 0, 20],
    ]);
  });
});

describe('extensions', () => {
  const extension = (annotations: string) => {
    const snapshot = compile(SERVICE_YAML + rule('subsets: []', `, annotations: {${annotations}}`));
    return snapshot.diagnostics[0] ?? snapshot.extensions.get(NAME);
  };

  it.each([
    ['meshctl.io/lb: peak-ewma', { peakEwma: true }],
    ['meshctl.io/retry-budget: "20%,10/s,10s"', { retryBudget: { percent: 20, perSecond: 10, windowMs: 10_000 } }],
    [
      'meshctl.io/outlier-probe: "GET /healthz;200-299;1s"',
      { outlierProbe: { method: 'GET', path: '/healthz', statuses: [200, 299], timeoutMs: 1000 } },
    ],
    ['meshctl.io/outlier-probe: "tcp;2s"', { outlierProbe: { timeoutMs: 2000 } }],
    ['meshctl.io/lb: nonsense', { code: 'MSH5008', path: ['metadata', 'annotations', 'meshctl.io/lb'] }],
    ['meshctl.io/retry-budget: "20,10,10"', { code: 'MSH5008' }],
  ])('%s', (annotations, expected) => {
    expect(extension(annotations)).toMatchObject(expected);
  });
});
