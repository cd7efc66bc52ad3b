/** Runs of `meshctl analyze` that draw codes which are not the first of their analyzer: injection, selection, the rest. */
import { deployment, doc, docs, namespace, pod, service, sidecar, virtualService } from '../../../analyze/example.ts';
import type { Example } from '../../../validate/rules/examples/example.ts';
import { EDGE, edge, found, foundAsIstioctl, foundByName, SHOP, WEB, WEB_PODS, withSidecar } from './analysis-parts.ts';

const WEBHOOK = (more: string): string =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\n` +
  `metadata: {name: istio-sidecar-injector, labels: {app: sidecar-injector}}\nwebhooks: [{name: namespace.sidecar-injector.istio.io, sideEffects: None, admissionReviewVersions: [v1], ${more}}]\n`;

const ISTIOD = docs(
  namespace('istio-system', '{istio-injection: disabled}'),
  deployment('istio-system/istiod', '{app: istiod}'),
  service('istio-system/istiod', '{selector: {app: istiod}, ports: [{name: https-webhook, port: 443}]}'),
);

/** Who is injected, and by what image. */
const INJECTION: Readonly<Record<string, Example>> = {
  IST0103: found([SHOP, pod('shop/web', '{app: web$$}')], '', ', sidecar.istio.io/inject: "false"'),
  IST0123: found([namespace('shop', '{istio-injection: enabled$$}')], ', istio.io/rev: canary', ''),
  IST0146: found(
    [
      namespace('edge', '{$$}'),
      ISTIOD,
      WEBHOOK(
        'clientConfig: {service: {name: istiod, namespace: istio-system}}, namespaceSelector: {matchLabels: {istio-injection: enabled}}',
      ),
      deployment('edge/gateway', '{app: gateway}', 'containers: [{name: istio-proxy, image: auto}]'),
    ],
    'team: edge',
    'istio-injection: enabled',
  ),
  IST0148: found(
    [
      namespace('shop', '{$$}'),
      doc(
        'v1',
        'ConfigMap',
        'istio-system/istio-sidecar-injector',
        `data: {values: '{"sidecarInjectorWebhook": {"enableNamespacesByDefault": true}}'}`,
      ),
    ],
    'team: shop',
    'istio-injection: enabled',
  ),
  IST0163: found(
    [
      'apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\n' +
        'metadata: {name: istio-sidecar-injector-external}\nwebhooks: [{name: sidecar.example.com, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {url: "$$"}}]\n',
    ],
    'istiod.example.com/inject',
    'https://istiod.example.com:15017/inject',
  ),
};

/** Annotations of the mesh. */
const ANNOTATIONS: Readonly<Record<string, Example>> = {
  IST0136: foundByName('alpha-annotations')(
    [
      doc(
        'v1',
        'Service',
        'shop/web',
        'metadata: {namespace: shop, name: web$$}\nspec: {selector: {app: web}, ports: [{name: http, port: 80}]}',
      ),
    ],
    ', annotations: {networking.istio.io/exportTo: "*"}',
    '',
  ),
  IST0107: found(
    [
      SHOP,
      WEB_PODS,
      doc(
        'v1',
        'Service',
        'shop/web',
        'metadata: {namespace: shop, name: web$$}\nspec: {selector: {app: web}, ports: [{name: http, port: 80}]}',
      ),
    ],
    ', annotations: {sidecar.istio.io/inject: "true"}',
    '',
  ),
  IST0125: found(
    [SHOP, withSidecar('shop/web', '{app: web}, annotations: {sidecar.istio.io/proxyCPU: $$}')],
    'lots',
    '200m',
  ),
  IST0135: found(
    [SHOP, withSidecar('shop/web', '{app: web}, $$')],
    'annotations: {sidecar.istio.io/inject: "true"}',
    'annotations: {example.com/owner: shop}',
  ),
};

/** Objects that select the same pods, or none. */
const SELECTORS: Readonly<Record<string, Example>> = {
  IST0110: found(
    [
      SHOP,
      withSidecar('shop/web', '{app: web}'),
      withSidecar('shop/api', '{app: api}'),
      sidecar('shop/one', '{workloadSelector: {labels: {app: web}}, egress: [{hosts: ["./*"]}]}'),
      sidecar('shop/two', '{workloadSelector: {labels: {app: $$}}, egress: [{hosts: ["./*"]}]}'),
    ],
    'web',
    'api',
  ),
  IST0111: found(
    [
      SHOP,
      withSidecar('shop/web', '{app: web}'),
      sidecar('shop/one', '{egress: [{hosts: ["./*"]}]}'),
      sidecar('shop/two', '{$$egress: [{hosts: ["./*"]}]}'),
    ],
    '',
    'workloadSelector: {labels: {app: web}}, ',
  ),
  IST0159: found(
    [
      SHOP,
      withSidecar('shop/web', '{app: web}'),
      withSidecar('shop/api', '{app: api}'),
      doc('telemetry.istio.io/v1', 'Telemetry', 'shop/one', 'spec: {selector: {matchLabels: {app: web}}}'),
      doc('telemetry.istio.io/v1', 'Telemetry', 'shop/two', 'spec: {selector: {matchLabels: {app: $$}}}'),
    ],
    'web',
    'api',
  ),
  IST0167: found(
    [namespace('shop', '{$$}'), sidecar('shop/all', '{egress: [{hosts: ["./*"]}]}')],
    'istio.io/dataplane-mode: ambient',
    'istio-injection: enabled',
  ),
};

/** What other tools count, certificates. */
const OTHERS: Readonly<Record<string, Example>> = {
  IST0106: foundAsIstioctl(
    [
      SHOP,
      WEB,
      virtualService('shop/web', '{hosts: [web], http: [{timeout: $$, route: [{destination: {host: web}}]}]}'),
    ],
    '0.5ms',
    '500ms',
  ),
  IST0133: foundAsIstioctl(
    [
      sidecar('shop/web', '{workloadSelector: {labels: {$$}}, egress: [{hosts: ["./*"]}]}'),
      SHOP,
      withSidecar('shop/web', '{app: web}'),
    ],
    '',
    'app: web',
  ),
  IST0161: found(
    [
      SHOP,
      EDGE,
      edge(
        '{port: {number: 443, name: https, protocol: HTTPS}, hosts: [shop.example.com], tls: {mode: SIMPLE, credentialName: shop-cert}}',
      ),
      '$$',
    ],
    doc(
      'v1',
      'Secret',
      'shop/shop-cert',
      'type: kubernetes.io/tls\ndata: {tls.crt: bm9uZQ==, tls.key: bm9uZQ==}',
    ).trimEnd(),
    doc(
      'cert-manager.io/v1',
      'Certificate',
      'shop/shop',
      'spec: {secretName: shop-cert, dnsNames: [shop.example.com]}',
    ).trimEnd(),
  ),
};

/** By code. */
export const ANALYSIS_EXAMPLES: Readonly<Record<string, Example>> = {
  ...INJECTION,
  ...ANNOTATIONS,
  ...SELECTORS,
  ...OTHERS,
};
