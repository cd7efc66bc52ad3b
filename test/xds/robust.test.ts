import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadResources } from '../../src/mesh/load.ts';
import { buildMesh } from '../../src/mesh/model.ts';
import { compileSnapshot } from '../../src/xds/compile/compile.ts';
import { readManifests } from '../../src/yaml/parse.ts';
import { GATEWAY, SIDECAR } from '../mesh/support/mesh.ts';

const KINDS = [
  ['networking.istio.io/v1', 'VirtualService', ['hosts', 'gateways', 'http', 'tls', 'tcp', 'exportTo']],
  ['networking.istio.io/v1', 'DestinationRule', ['host', 'trafficPolicy', 'subsets', 'exportTo', 'workloadSelector']],
  ['networking.istio.io/v1', 'Gateway', ['servers', 'selector']],
  [
    'networking.istio.io/v1',
    'ServiceEntry',
    ['hosts', 'ports', 'endpoints', 'resolution', 'addresses', 'workloadSelector'],
  ],
  ['networking.istio.io/v1', 'Sidecar', ['egress', 'ingress', 'workloadSelector', 'outboundTrafficPolicy']],
  ['networking.istio.io/v1alpha3', 'EnvoyFilter', ['configPatches', 'workloadSelector']],
  ['security.istio.io/v1', 'AuthorizationPolicy', ['rules', 'action', 'selector']],
  ['security.istio.io/v1', 'PeerAuthentication', ['mtls', 'portLevelMtls', 'selector']],
  ['security.istio.io/v1', 'RequestAuthentication', ['jwtRules', 'selector']],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', ['parentRefs', 'hostnames', 'rules']],
  ['gateway.networking.k8s.io/v1', 'GRPCRoute', ['parentRefs', 'rules']],
  ['gateway.networking.k8s.io/v1', 'Gateway', ['listeners', 'gatewayClassName']],
  ['v1', 'Service', ['ports', 'selector', 'clusterIP', 'type']],
  ['v1', 'Pod', ['containers', 'nodeName']],
] as const;

/** Names that mean something somewhere, so that values are not refused at the first look. */
const WORDS = [
  'match',
  'route',
  'destination',
  'host',
  'port',
  'number',
  'name',
  'uri',
  'prefix',
  'regex',
  'exact',
  'hosts',
  'from',
  'to',
  'source',
  'operation',
  'paths',
  'principals',
  'when',
  'key',
  'values',
  'tls',
  'mode',
  'protocol',
  'patch',
  'value',
  'filters',
  'type',
  'backendRefs',
  'labels',
  'loadBalancer',
  'simple',
  'weight',
  'headers',
  'set',
];
const TEXTS = [
  '*',
  'a.test',
  'svc',
  '/',
  '',
  'HTTP',
  'HTTPS',
  'TCP',
  'SIMPLE',
  'a/b',
  '10.0.0.1',
  '10.0.0.0/8',
  '(',
  'mesh',
];

const scalar = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.integer({ min: -1, max: 70_000 }),
  fc.boolean(),
  fc.constant(null),
);
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...WORDS), tie('any'), { maxKeys: 4 }),
  ),
})).any;

const object = fc.constantFrom(...KINDS).chain(([apiVersion, kind, fields]) =>
  fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 4 }).map((spec) => ({
    apiVersion,
    kind,
    metadata: { name: 'x', annotations: { 'meshctl.io/lb': 'peak-ewma' } },
    spec,
  })),
);

describe('whatever resources say', () => {
  it('a translation is made, and what is wrong is a finding', () => {
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 6 }), (objects) => {
        const items = objects.map((each, index) => ({ ...each, metadata: { ...each.metadata, name: `x${index}` } }));
        const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
        const manifests = [...readManifests(text, 'x.json')].flatMap(({ manifest }) => manifest ?? []);
        const mesh = buildMesh({
          resources: loadResources(manifests, { namespace: 'default' }).resources,
          meshConfig: {},
        });
        for (const [node, capture] of [
          [GATEWAY, 'none'],
          [SIDECAR, 'none'],
          [SIDECAR, 'redirect'],
        ] as const) {
          const options = { node, capture, overrides: [], listeners: [], anyAddress: false };
          expect(compileSnapshot(mesh, options).clusters.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 400 },
    );
  });
});
