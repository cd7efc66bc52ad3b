import { describe, expect, it } from 'vitest';
import { findingsIn } from '../../src/validate/findings.ts';
import { manifestsOf, validation } from './cases.ts';

const LAYERS = ['structure', 'cel', 'rules'] as const;

/** The findings in a text, and the kinds nobody checked. */
function validate(text: string) {
  const results = manifestsOf(text).map((manifest) => findingsIn(manifest, validation(LAYERS)));
  return {
    findings: results.flatMap(({ findings }) => findings),
    unchecked: results.flatMap(({ unchecked }) => unchecked),
  };
}

const object = (apiVersion: string, kind: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\nspec: {}\n`;

describe('kinds and versions', () => {
  it.each([
    ['networking.istio.io/v1', 'VirtualServices', 'Did you mean "VirtualService"?', ['kind']],
    ['networking.istio.io/v1', 'AuthorizationPolicy', 'Did you mean "security.istio.io/v1"?', ['apiVersion']],
    ['gateway.networking.k8s.io/v1', 'TLSRoutes', 'Did you mean "TLSRoute"?', ['kind']],
    ['networking.istio.io/v1', 'SomethingElse', expect.stringContaining('--crds'), ['kind']],
  ])('of %s there is no %s', (apiVersion, kind, remediation, path) => {
    expect(validate(object(apiVersion, kind)).findings).toMatchObject([
      { code: 'MSH2910', level: 'error', remediation, path },
    ]);
  });

  it.each([
    ['apps/v1', 'Deploymnt', 'Did you mean "Deployment"?'],
    ['v1', 'Servce', 'Did you mean "Service"?'],
    ['batch/v1', 'CronJobs', 'Did you mean "CronJob"?'],
  ])('of %s there is probably no %s', (apiVersion, kind, remediation) => {
    expect(validate(object(apiVersion, kind)).findings).toMatchObject([
      { code: 'MSH2910', level: 'warning', remediation, path: ['kind'] },
    ]);
  });

  it.each([
    ['v1', 'ServiceAccount'],
    ['v1', 'PersistentVolumeClaim'],
    ['v1', 'SomethingNew'],
    ['apps/v1', 'ControllerRevision'],
    ['gateway.networking.k8s.io/v1alpha2', 'TCPRoute'],
    ['gateway.networking.k8s.io/v1alpha2', 'UDPRoute'],
    ['gateway.networking.k8s.io/v1', 'BackendTLSPolicy'],
    ['gateway.networking.x-k8s.io/v1alpha1', 'XListenerSet'],
    ['example.com/v1', 'VirtualService'],
    ['networking.k8s.io/v1', 'NetworkPolicy'],
  ])('says nothing of %s %s, which is not checked', (apiVersion, kind) => {
    expect(validate(object(apiVersion, kind))).toEqual({ findings: [], unchecked: [kind] });
  });

  it.each([
    ['a truth value', 'yes', 'found true'],
    ['a number', '1', 'found 1'],
  ])('takes %s for no label, as the API server, wherever labels stand', (_what, value, found) => {
    const dr = `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a, labels: {app: ${value}}}\nspec: {host: a}\n`;
    expect(validate(dr).findings).toMatchObject([
      { code: 'MSH2902', message: `app: expected a string, ${found}`, path: ['metadata', 'labels', 'app'] },
    ]);
    const pods = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {metadata: {labels: {version: ${value}}}, spec: {containers: [{name: a, image: a}]}}}\n`;
    expect(validate(pods).findings).toMatchObject([
      { level: 'error', path: ['spec', 'template', 'metadata', 'labels', 'version'] },
    ]);
  });

  it.each([
    ['metadata: {name: a, lables: {}}\nspec: {}', 'Did you mean "labels"?', ['metadata', 'lables']],
    ['metadata: {name: a}\nspec: {conatiners: []}', 'Did you mean "containers"?', ['spec', 'conatiners']],
    [
      'metadata: {name: a}\nspec: {containers: [{name: a, imgae: b}]}',
      'Did you mean "image"?',
      ['spec', 'containers', 0, 'imgae'],
    ],
    [
      'metadata: {name: a}\nspec: {somethingNew: 1}',
      'Correct the name, or move the field to where it belongs.',
      ['spec', 'somethingNew'],
    ],
  ])('tells what a field of a workload may be meant for: %s', (text, remediation, path) => {
    expect(validate(`apiVersion: v1\nkind: Pod\n${text}\n`).findings).toMatchObject([
      { code: 'MSH2901', level: 'warning', remediation, path },
    ]);
  });

  it.each(['labels', 'annotations'])('says once that %s of a pod are no mapping', (field) => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a, ${field}: 5}\nspec: {containers: []}\n`;
    expect(validate(text).findings).toMatchObject([{ code: 'MSH2902', path: ['metadata', field] }]);
  });

  it.each(['labels', 'annotations'])('takes no truth value for %s', (field) => {
    const text = `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a, ${field}: true}\nspec: {host: a}\n`;
    expect(validate(text).findings).toMatchObject([{ code: 'MSH2902', path: ['metadata', field] }]);
  });

  it.each([
    ['no gateways', '', ['MSH2103']],
    ['the sidecars', 'gateways: [mesh], ', ['MSH2103']],
    ['sidecars and a gateway', 'gateways: [mesh, shop/edge], ', ['MSH2103']],
    ['a gateway', 'gateways: [shop/edge], ', []],
  ])('routes by claims of tokens are for gateways alone: %s', (_what, gateways, codes) => {
    const match = '[{headers: {"@request.auth.claims.group": {exact: admin}}}]';
    const spec = `{${gateways}hosts: [a.example.com], http: [{match: ${match}, route: [{destination: {host: web}}]}]}`;
    const text = `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: ${spec}\n`;
    expect(validate(text).findings.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['Gateway', '{servers: [{bind: 127.0.0.1, port: $, hosts: ["*"]}]}', ['MSH2001']],
    ['Gateway', '{servers: [{bind: "unix:///run/a.sock", port: $, hosts: ["*"]}]}', []],
    ['Gateway', '{servers: [{port: $, hosts: ["*"]}]}', ['MSH2001']],
    ['Sidecar', '{egress: [{bind: 127.0.0.1, port: $, hosts: ["./*"]}]}', ['MSH2514']],
    ['Sidecar', '{egress: [{bind: "unix:///run/a.sock", port: $, hosts: ["./*"]}]}', []],
  ])('the port 0 of a %s is for Unix sockets: %s', (kind, spec, codes) => {
    const whole = spec.replace('$', '{number: 0, name: http, protocol: HTTP}');
    const text = `apiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata: {name: a}\nspec: ${whole}\n`;
    expect(validate(text).findings.map(({ code }) => code)).toEqual(codes);
  });

  it('reads the fields of a Node that a mesh reads', () => {
    const node = (address: string) =>
      `apiVersion: v1\nkind: Node\nmetadata: {name: a}\nspec: {taints: []}\nstatus: {addresses: [${address}]}\n`;
    expect(validate(node('{type: InternalIP, address: 10.0.0.1}')).findings).toEqual([]);
    expect(validate(node('{type: InternalIP}')).findings).toMatchObject([{ code: 'MSH2904' }]);
    expect(validate(node('{type: InternalIP, address: 10}')).findings).toMatchObject([
      { code: 'MSH2902', message: 'address: expected a string, found 10' },
    ]);
  });

  it('names the versions that are served', () => {
    const { findings } = validate(object('networking.istio.io/v2', 'Sidecar'));
    expect(findings).toMatchObject([
      {
        code: 'MSH2909',
        path: ['apiVersion'],
        remediation: 'Use networking.istio.io/v1 or networking.istio.io/v1beta1 or networking.istio.io/v1alpha3.',
      },
    ]);
  });
});

describe('fields nobody knows', () => {
  it.each([
    ['timout', 'Did you mean "timeout"?'],
    ['mirror_percentage', 'Did you mean "mirrorPercentage"?'],
    ['somethingElse', 'Correct the name, or move the field to where it belongs.'],
  ])('%s', (name, remediation) => {
    const route = 'route: [{destination: {host: a}}]';
    const { findings } = validate(
      `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: {hosts: [a], http: [{${route}, ${name}: }]}\n`,
    );
    expect(findings).toMatchObject([{ code: 'MSH2901', remediation }]);
  });

  it('in the spelling of protobuf, however long', () => {
    const { findings } = validate(
      'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {host: a, trafficPolicy: {outlierDetection: {split_external_local_origin_errors: true}}}\n',
    );
    expect(findings).toMatchObject([{ remediation: 'Did you mean "splitExternalLocalOriginErrors"?' }]);
  });
});

describe('what is no object', () => {
  it.each([
    ['- a\n', 'the document is not a mapping', 1],
    ['a: b\n', 'the object has no apiVersion', 1],
    ['apiVersion: v1\nkind:\n', 'the object has no kind', 1],
    ['kind: Service\napiVersion: 1\n', 'apiVersion is not a string', 2],
    ['apiVersion: v1\nkind: [Service]\n', 'kind is not a string', 2],
    ['apiVersion: v1\nkind: List\nitems:\n- null\n', 'items[0] of the list is not an object', 4],
    ['apiVersion: v1\nkind: List\nitems:\n- kind: List\n  items: [text]\n', 'items[0] of the list is not an object', 5],
  ])('%j: %s', (text, message, line) => {
    expect(validate(text).findings).toMatchObject([{ code: 'MSH2911', message, range: { start: { line } } }]);
  });
});

describe('anchors', () => {
  it('one mistake in the text is one finding, however often it is meant', () => {
    const { findings } = validate(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec:
  hosts: [a]
  http:
  - &first
    match: [{port: 1}]
    timeout: 0s
    route: [{destination: {host: a}}]
  - <<: *first
    match: [{port: 2}]
    name: second
`);
    expect(findings).toMatchObject([
      { code: 'MSH2002', path: ['spec', 'http', 0, 'timeout'], range: { start: { line: 9 } } },
    ]);
  });
});
