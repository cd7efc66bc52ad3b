/** Runs of `meshctl inject` that draw its codes. */
import type { Example } from '../../../validate/rules/examples/example.ts';
import { runs } from './run.ts';

const RUN = 'inject -f web.yaml';
const CONTAINERS = '  containers:\n  - name: web\n    image: web\n';

/** A pod with `$$` in its annotations. */
const POD = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations:\n    $$\nspec:\n${CONTAINERS}`;
const PLAIN_POD = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${CONTAINERS}`;

const annotated = (bad: string, good: string): Example => runs({ run: RUN, files: { 'web.yaml': POD } }, bad, good);

/** A Deployment with these lines in its metadata and in the pod template's. */
const deployment = (own: string, pods: string, end = CONTAINERS.replace(/^/gm, '    ').trimEnd()): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n${own}spec:\n  selector:\n    matchLabels:\n      app: web\n` +
  `  template:\n    metadata:\n      labels:\n        app: web\n${pods}    spec:\n${end}\n`;

const given = (text: string, bad: string, good: string): Example =>
  runs({ run: RUN, files: { 'web.yaml': text } }, bad, good);

/** A template of the user's whose proxy has `$$` among its fields. */
const templated = (bad: string, good: string): Example => {
  const injector =
    'templates:\n  sidecar: |\n    spec:\n      containers:\n      - name: istio-proxy\n        image: proxyv2\n        $$\n';
  return runs(
    { run: `${RUN} --injectConfigFile injector.yaml`, files: { 'injector.yaml': injector, 'web.yaml': PLAIN_POD } },
    bad,
    good,
  );
};

/** What keeps pods out of injection or goes wrong while they are rendered. */
const REFUSED: Readonly<Record<string, Example>> = {
  MSH1001: annotated('sidecar.istio.io/proxyCPU: lots', 'sidecar.istio.io/proxyCPU: 200m'),
  MSH1002: annotated('inject.istio.io/templates: sidecars', 'inject.istio.io/templates: sidecar'),
  MSH1004: templated('args: [{{ fail "no arguments" }}]', 'args: [proxy]'),
  MSH1005: templated('args: [{{ .ObjectMeta.Name | quote }}', 'args: [{{ .ObjectMeta.Name | quote }}]'),
  MSH1006: templated('args: proxy', 'args: [proxy]'),
  MSH1007: given(`${PLAIN_POD}    command: $$\n`, 'web', '[web]'),
  MSH1008: given(
    'apiVersion: v1\nkind: ReplicationController\nmetadata:\n  name: web\nspec:\n  $$\n',
    'replicas: 2',
    'replicas: 2\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: web',
  ),
  MSH1009: annotated(
    'prometheus.io/scrape: "true"\n    prometheus.io/port: metrics',
    'prometheus.io/scrape: "true"\n    prometheus.io/port: "9090"',
  ),
  MSH1010: annotated("proxy.istio.io/overrides: '{'", "proxy.istio.io/overrides: '{}'"),
  MSH1011: runs(
    { run: `${RUN} --set 'global.imagePullSecrets=$$'`, files: { 'web.yaml': PLAIN_POD } },
    'registry',
    '{registry}',
  ),
};

/** What is odd, and injected. */
const ODD: Readonly<Record<string, Example>> = {
  MSH1101: annotated('sidecar.istio.io/inject: maybe', 'sidecar.istio.io/inject: "true"'),
  MSH1102: annotated(
    'sidecar.istio.io/inject: "false"\n  labels:\n    sidecar.istio.io/inject: "true"',
    'example.com/owner: shop\n  labels:\n    sidecar.istio.io/inject: "true"',
  ),
  MSH1103: given(`${PLAIN_POD}  dnsPolicy: $$\n`, 'Default', 'ClusterFirst'),
  MSH1104: runs(
    { run: RUN, files: { 'web.yaml': deployment('$$', '') } },
    '  labels:\n    sidecar.istio.io/inject: "true"\n',
    '  labels:\n    app: web\n',
  ),
  MSH1105: given(
    `${PLAIN_POD}    ports:\n    - name: http\n      containerPort: 8080\n    readinessProbe:\n      httpGet:\n        path: /ready\n        port: $$\n`,
    'web',
    'http',
  ),
  MSH1106: runs(
    {
      run: `${RUN}$$`,
      files: {
        'web.yaml': `apiVersion: example.com/v1\nkind: Fleet\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n      - name: web\n        image: web\n`,
      },
    },
    '',
    ' --kind example.com/v1/Fleet=spec.template',
  ),
  MSH1107: annotated('sidecar.istio.io/status: injected', 'example.com/owner: shop'),
  MSH1108: runs(
    { run: RUN, files: { 'web.yaml': '$$' } },
    'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: web\nspec:\n  schedule: "@daily"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: web\n            image: web\n',
    'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n      - name: web\n        image: web\n',
  ),
  MSH1109: annotated(
    'prometheus.istio.io/scrape-targets: metrics',
    'prometheus.istio.io/scrape-targets: "8080:/metrics"',
  ),
  MSH1110: given(deployment('  namespace: $$\n', ''), 'kube-system', 'shop'),
  MSH1111: annotated('sidecar.istio.io/inject: true', 'sidecar.istio.io/inject: "true"'),
  MSH1112: runs(
    { run: `${RUN} --set global.$$=1m`, files: { 'web.yaml': PLAIN_POD } },
    'proxi.resources.requests.cpu',
    'proxy.resources.requests.cpu',
  ),
  MSH1113: annotated('sidecar.istio.io/proxyImge: proxyv2', 'sidecar.istio.io/proxyImage: proxyv2'),
  MSH1114: given(`${PLAIN_POD}  volumes:\n  - name: $$\n    hostPath:\n      path: /data\n`, 'istio-data', 'data'),
  MSH1115: given(
    `${PLAIN_POD}  - name: istio-proxy\n    image: auto\n    env:\n    - name: $$\n      value: web\n`,
    'POD_NAME',
    'APP_NAME',
  ),
  MSH1116: runs(
    {
      run: `${RUN} --native-sidecars off`,
      files: { 'web.yaml': `${PLAIN_POD}  initContainers:\n  - name: $$\n    image: web\n` },
    },
    'istio-proxy',
    'setup',
  ),
};

/** By code. */
export const INJECT_EXAMPLES: Readonly<Record<string, Example>> = { ...REFUSED, ...ODD };
