/** Runs of `meshctl translate` that draw codes of the way from resources to a proxy. */
import { destinationRule, doc, docs, gateway, service, virtualService } from '../../../analyze/example.ts';
import type { Example } from '../../../validate/rules/examples/example.ts';
import { runs } from './run.ts';

const WEB = service('default/web', '{selector: {app: web}, ports: [{name: http, port: 80}]}');

/** The Service `web` and these documents, as a sidecar of it is told of them. */
const sidecarOf = (documents: readonly string[], bad: string, good: string): Example =>
  runs(
    {
      run: 'translate -f mesh.yaml --for sidecar --labels app=web --capture redirect',
      files: { 'mesh.yaml': docs(WEB, ...documents) },
    },
    bad,
    good,
  );

const EDGE = (servers: string): string => gateway('default/edge', `{selector: {app: edge}, servers: [${servers}]}`);

const gatewayOf = (servers: string, bad: string, good: string): Example =>
  runs({ run: 'translate -f mesh.yaml --for gateway:app=edge', files: { 'mesh.yaml': EDGE(servers) } }, bad, good);

const mapped = (flag: string, bad: string, good: string): Example =>
  runs({ run: `translate -f mesh.yaml --for sidecar ${flag}`, files: { 'mesh.yaml': WEB } }, bad, good);

const toWeb = (match: string): string =>
  virtualService('default/web', `{hosts: [web], http: [{${match}route: [{destination: {host: web}}]}]}`);

const ASKS = doc(
  'security.istio.io/v1',
  'AuthorizationPolicy',
  'default/web',
  'spec: {selector: {matchLabels: {app: web}}, action: CUSTOM, provider: {name: $$}, rules: [{}]}',
);

/** By code. */
export const MESH_EXAMPLES: Readonly<Record<string, Example>> = {
  MSH5001: sidecarOf(
    [doc('networking.istio.io/$$', 'Sidecar', 'default/web', 'spec: {egress: [{hosts: ["./*"]}]}')],
    'v2',
    'v1',
  ),
  MSH5002: sidecarOf([service('default/$$', '{selector: {app: api}, ports: [{name: http, port: 80}]}')], 'web', 'api'),
  MSH5003: sidecarOf(
    ['$$'],
    doc(
      'networking.istio.io/v1alpha3',
      'EnvoyFilter',
      'default/web',
      'spec: {configPatches: [{applyTo: CLUSTER, patch: {operation: MERGE, value: {connect_timeout: 1s}}}]}',
    ).trimEnd(),
    destinationRule(
      'default/web',
      '{host: web, trafficPolicy: {connectionPool: {tcp: {connectTimeout: 1s}}}}',
    ).trimEnd(),
  ),
  MSH5004: sidecarOf(
    [
      doc(
        'security.istio.io/v1',
        'RequestAuthentication',
        'default/web',
        'spec: {selector: {matchLabels: {app: web}}, jwtRules: [{issuer: login.shop$$}]}',
      ),
    ],
    '',
    `, jwks: '{"keys": []}'`,
  ),
  MSH5005: sidecarOf(
    [
      virtualService('default/web', '{hosts: [web], http: [{match: [{uri: {prefix: /cart}}], delegate: {name: $$}}]}'),
      virtualService('default/cart', '{http: [{route: [{destination: {host: web}}]}]}'),
    ],
    'basket',
    'cart',
  ),
  MSH5006: gatewayOf(
    '{port: {number: 443, name: https, protocol: HTTPS}, hosts: [shop.example.com], tls: {$$}}',
    'mode: SIMPLE, credentialName: shop-cert',
    'mode: PASSTHROUGH',
  ),
  MSH5007: gatewayOf(
    '{port: {number: 9000, name: tcp, protocol: TCP}, hosts: ["*"]}, {port: {number: $$, name: http, protocol: HTTP}, hosts: ["*"]}',
    '9000',
    '9001',
  ),
  MSH5008: sidecarOf(
    [
      'apiVersion: networking.istio.io/v1\nkind: DestinationRule\n' +
        'metadata: {name: web, namespace: default, annotations: {meshctl.io/lb: $$}}\nspec: {host: web}\n',
    ],
    'least-loaded',
    'peak-ewma',
  ),
  MSH5009: sidecarOf(
    [
      doc(
        'security.istio.io/v1',
        'AuthorizationPolicy',
        'default/web',
        'spec: {selector: {matchLabels: {app: web}}, rules: [{when: [{key: destination.port, values: ["$$"]}]}]}',
      ),
    ],
    'http',
    '80',
  ),
  MSH5010: sidecarOf([toWeb('match: [{uri: {regex: "/cart$$"}}], ')], '(?=/)', '(/.*)?'),
  MSH5013: mapped('--listen $$=127.0.0.1:8080', 'shop:80', 'web:80'),
  MSH5014: mapped('--map $$=127.0.0.1:3000', 'shop', 'web'),
  MSH5015: runs(
    {
      run: 'translate -f mesh.yaml --mesh-config config.yaml --for sidecar --labels app=web --capture redirect',
      files: {
        'mesh.yaml': docs(WEB, service('default/authz', '{ports: [{name: grpc, port: 9000}]}'), ASKS),
        'config.yaml':
          'extensionProviders:\n- name: authz\n  envoyExtAuthzGrpc: {service: authz.default.svc.cluster.local, port: 9000}\n',
      },
    },
    'opa',
    'authz',
  ),
  MSH5016: runs(
    {
      run: 'translate -f mesh.yaml --for sidecar',
      files: { 'mesh.yaml': service('default/db', '{ports: [{name: $$, port: 5432}]}') },
    },
    'tcp-db',
    'http-db',
  ),
};
