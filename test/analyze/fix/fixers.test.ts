import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXERS } from '../../../src/analyze/fix/index.ts';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const doc = (apiVersion: string, kind: string, name: string, spec: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec:\n${spec.replace(/^/gm, '  ').trimEnd()}\n`;
const networking = (kind: string, name: string, spec: string): string =>
  doc('networking.istio.io/v1', kind, name, spec);
const joined = (...documents: readonly string[]): string => documents.join('---\n');

const SERVICE = doc('v1', 'Service', 'reviews', 'selector: {app: reviews}\nports: [{name: http, port: 80}]');
const INJECTED = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n';
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: reviews, namespace: shop, labels: {app: reviews, version: v1}}\nspec: {containers: [{name: app, image: app}]}\n';
const RULE = networking(
  'DestinationRule',
  'reviews',
  'host: reviews\nsubsets: [{name: stable, labels: {version: v1}}]',
);
const route = (destination: string): string =>
  networking('VirtualService', 'reviews', `hosts: [reviews]\nhttp:\n- route:\n  - destination: ${destination}`);

/** The text of a file after `--fix --write`, and what was told. */
async function fixed(text: string, ...args: readonly string[]) {
  const cwd = tempFolder({ 'a.yaml': text });
  const host = testHost({ cwd });
  const status = await run(['analyze', 'a.yaml', '--fix', '--write', ...args], host);
  return { status, text: readFileSync(join(cwd, 'a.yaml'), 'utf8'), stdout: host.written(), stderr: host.complained() };
}

/** What is written in place of what: `[code, what it is about, the world before, from, to]`. */
const GRID: readonly (readonly [code: string, about: string, text: string, from: string, to: string])[] = [
  [
    'IST0127',
    'a label of a selector',
    joined(
      INJECTED,
      POD.replace('labels:', 'annotations: {sidecar.istio.io/status: "{}"}, labels:'),
      doc('security.istio.io/v1', 'AuthorizationPolicy', 'x', 'selector: {matchLabels: {app: reveiws}}'),
    ),
    'reveiws',
    'reviews',
  ],
  [
    'IST0173',
    'a label of a subset',
    joined(SERVICE, POD.replace('version: v1', 'version: stable'), RULE.replace('version: v1', 'version: stabel')),
    'version: stabel',
    'version: stable',
  ],
  [
    'MSH2901',
    'a field',
    joined(SERVICE, route('{host: reviews} # here').replace('hosts:', 'hots:')),
    'hots:',
    'hosts:',
  ],
  ['MSH2901', 'a quoted field', joined(SERVICE, route('{"hots": reviews}')), '"hots"', '"host"'],
  [
    'MSH2903',
    'a value',
    doc('security.istio.io/v1', 'PeerAuthentication', 'x', 'mtls:\n  mode: strict # all'),
    'strict',
    'STRICT',
  ],
  [
    'MSH2909',
    'a version',
    doc(
      'extensions/v1beta1',
      'Deployment',
      'x',
      'selector: {matchLabels: {app: x}}\ntemplate: {metadata: {labels: {app: x}}, spec: {containers: [{name: a, image: a}]}}',
    ),
    'extensions/v1beta1',
    'apps/v1',
  ],
  [
    'MSH2910',
    'a kind',
    joined(SERVICE, route('{host: reviews}').replace('VirtualService', 'VirtualServcie')),
    'VirtualServcie',
    'VirtualService',
  ],
  [
    'MSH2910',
    'a group',
    doc('security.istio.io/v1', 'Sidecar', 'x', 'egress: [{hosts: ["./*"]}]'),
    'security.istio.io/v1',
    'networking.istio.io/v1',
  ],
  ['IST0101', 'a host', joined(SERVICE, route('{host: revews}')), 'revews}', 'reviews}'],
  [
    'IST0101',
    'a whole host',
    joined(SERVICE, route('{host: reviewss.shop.svc.cluster.local}')),
    'reviewss.shop',
    'reviews.shop',
  ],
  ['IST0101', 'a subset', joined(SERVICE, POD, RULE, route('{host: reviews, subset: stabel}')), 'stabel', 'stable'],
  [
    'IST0101',
    'a gateway',
    joined(
      SERVICE,
      networking(
        'Gateway',
        'public',
        'selector: {istio: ingressgateway}\nservers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]',
      ),
      route('{host: reviews}').replace('http:', 'gateways: [publci]\n  http:').replace('[reviews]', '[a.example.com]'),
    ),
    'publci',
    'public',
  ],
  [
    'IST0101',
    'a label',
    joined(POD, networking('Sidecar', 'x', 'workloadSelector: {labels: {app: reveiws}}\negress: [{hosts: ["./*"]}]')),
    'reveiws',
    'reviews',
  ],
  [
    'IST0174',
    'the host of a DestinationRule',
    joined(SERVICE, POD, RULE.replace('host: reviews', 'host: reviws')),
    'host: reviws',
    'host: reviews',
  ],
  [
    'MSH3031',
    'a backend',
    joined(
      SERVICE,
      doc(
        'gateway.networking.k8s.io/v1',
        'HTTPRoute',
        'x',
        'parentRefs: [{group: "", kind: Service, name: reviews}]\nrules:\n- backendRefs: [{name: rviews, port: 80}]',
      ),
    ),
    'rviews',
    'reviews',
  ],
  [
    'IST0108',
    'an annotation',
    POD.replace('labels:', 'annotations: {sidecar.istio.io/proxyCPUs: "1"}, labels:'),
    'proxyCPUs',
    'proxyCPU',
  ],
  [
    'IST0135',
    'the annotation of injection',
    POD.replace('labels: {app: reviews,', 'annotations: {sidecar.istio.io/inject: "true"}, labels: {app: reviews,'),
    'annotations: {sidecar.istio.io/inject: "true"}, labels: {app: reviews, version: v1}',
    'labels: {app: reviews, version: v1, sidecar.istio.io/inject: "true"}',
  ],
  [
    'IST0123',
    'labels of a namespace',
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    istio-injection: enabled # all\n    istio.io/rev: canary\n',
    '    istio.io/rev: canary\n',
    '',
  ],
  [
    'IST0118',
    'a port by its name',
    SERVICE.replace('name: http,', 'name: web-http,'),
    '{name: web-http, port: 80}',
    '{name: web-http, port: 80, appProtocol: http}',
  ],
  [
    'IST0118',
    'a port by its container',
    joined(
      INJECTED,
      SERVICE.replace('name: http, port: 80', 'name: api, port: 80, targetPort: 9000'),
      POD.replace('image: app', 'image: app, ports: [{name: grpc, containerPort: 9000}]'),
    ),
    'targetPort: 9000}',
    'targetPort: 9000, appProtocol: grpc}',
  ],
  [
    'MSH3004',
    'a header',
    joined(
      SERVICE,
      networking(
        'VirtualService',
        'x',
        'hosts: [reviews]\nhttp:\n- match:\n  - headers:\n      End-User: {exact: x} # who\n  route: [{destination: {host: reviews}}]',
      ),
    ),
    'End-User:',
    'end-user:',
  ],
  [
    'MSH2130',
    'mirrorPercent',
    joined(
      SERVICE,
      networking(
        'VirtualService',
        'x',
        'hosts: [reviews]\nhttp:\n- route: [{destination: {host: reviews}}]\n  mirror: {host: reviews}\n  mirrorPercent: 10 # a little',
      ),
    ),
    '  mirrorPercent: 10 # a little',
    '  mirrorPercentage: # a little\n      value: 10',
  ],
  [
    'MSH2223',
    'the size of a ring',
    joined(
      SERVICE,
      networking(
        'DestinationRule',
        'x',
        'host: reviews\ntrafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true, minimumRingSize: 1024}}}',
      ),
    ),
    'minimumRingSize: 1024',
    'ringHash: {minimumRingSize: 1024}',
  ],
  [
    'MSH2312',
    'what has no effect',
    networking(
      'Gateway',
      'public',
      'selector: {istio: ingressgateway}\nservers:\n- port: {number: 443, name: https, protocol: HTTPS}\n  hosts: ["*"]\n  tls: {mode: SIMPLE, credentialName: x, httpsRedirect: true}',
    ),
    ', httpsRedirect: true',
    '',
  ],
  [
    'MSH2322',
    'what is said twice',
    networking(
      'Gateway',
      'public',
      'selector: {istio: ingressgateway}\nservers:\n- port: {number: 443, name: https, protocol: HTTPS}\n  hosts: ["*"]\n  tls:\n    mode: SIMPLE\n    credentialName: x\n    cipherSuites:\n    - ECDHE-ECDSA-AES128-GCM-SHA256\n    - ECDHE-ECDSA-AES128-GCM-SHA256',
    ),
    '    - ECDHE-ECDSA-AES128-GCM-SHA256\n      - ECDHE-ECDSA-AES128-GCM-SHA256',
    '    - ECDHE-ECDSA-AES128-GCM-SHA256',
  ],
];

const TWICE = SERVICE.replace('spec:\n', 'spec:\n  type: ClusterIP\n  type: ClusterIP # really\n');

describe('a fix of', () => {
  it.each(GRID)('%s mends %s', async (code, _about, text, from, to) => {
    expect(text).toContain(from);
    const result = await fixed(text);
    expect(result.stderr).toContain(code);
    expect(result.text).toBe(text.replace(from, to));
  });

  it.each([
    ['two names are near', joined(SERVICE, SERVICE.replaceAll('reviews', 'review'), route('{host: reviewz}'))],
    [
      'only digits differ',
      joined(SERVICE, POD, RULE.replace('stable', 'rel-1'), route('{host: reviews, subset: rel-2}')),
    ],
    ['two letters are wrong', joined(SERVICE, route('{host: revwes}'))],
    ['the word is short', joined(SERVICE.replaceAll('reviews', 'api'), route('{host: apu}'))],
    [
      'ports disagree',
      joined(SERVICE.replace('name: http', 'name: web-http').replace('port: 80', 'port: 80, targetPort: grpc')),
    ],
    ['the finding is uncertain', route('{host: reviews.other.svc.cluster.local}')],
  ])('nothing when %s', async (_when, text) => {
    const result = await fixed(text);
    expect(result.text).toBe(text);
    expect(result.stderr).not.toContain('fixed:');
  });

  it('MSH0003 removes a key that says the same again, and no other', async () => {
    expect((await fixed(TWICE)).text).toBe(TWICE.replace('  type: ClusterIP\n', ''));
    const nested = TWICE.replace(
      '  type: ClusterIP\n',
      '  sessionAffinityConfig:\n    clientIP: {timeoutSeconds: 5}\n',
    ).replace('type: ClusterIP # really', 'sessionAffinityConfig: {clientIP: {timeoutSeconds: 5}}');
    expect((await fixed(nested)).text).not.toContain('    clientIP:');
    for (const kept of [
      TWICE.replace('ClusterIP #', 'NodePort #'),
      TWICE.replace('ClusterIP\n', 'ClusterIP # first\n'),
      SERVICE.replace('{app: reviews}', '{app: reviews, app: reviews}'),
    ])
      expect((await fixed(kept)).text).toBe(kept);
  });

  it('is in the grid, or needs a world that is larger than a line', () => {
    const shown = new Set(GRID.map(([code]) => code));
    const codes = FIXERS.flatMap((fixer) => fixer.codes).filter((code) => !shown.has(code));
    expect(codes).toEqual(['MSH3030', 'MSH2502', 'MSH2515', 'MSH2615', 'MSH2518', 'MSH2908']);
    expect(FIXERS.every(({ does }) => /^[A-Z].*\.$/.test(does))).toBe(true);
  });
});
