import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Contender, compare } from './compare.ts';
import { findPeer } from './peer.ts';
import { report } from './report.ts';

const USAGE = `What validation costs: one resource over starting Node.js, 5000 resources, and 20 MB of them, beside istioctl where there is one.

  npm run bench:validate -- [--runs N] [--node PATH] [--peer PATH]

  --runs N      timed runs of each command (7)
  --node PATH   the Node.js to run (the one that runs this)
  --peer PATH   istioctl (the one in PATH)
`;

const BIN = join(import.meta.dirname, '..', 'bin', 'meshctl.js');

/** Resources of a service as teams write them; about 1.6 KB together. */
const RESOURCES: readonly ((index: number) => string)[] = [
  (index) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: app-${index}, namespace: shop}
spec:
  hosts: [app-${index}.example.com]
  http:
    - match:
        - uri: {prefix: /v${index}}
          headers: {x-user: {exact: test}}
      route:
        - destination: {host: app-${index}.shop.svc.cluster.local, subset: v1, port: {number: 8080}}
          weight: 90
        - destination: {host: app-${index}.shop.svc.cluster.local, subset: v2}
          weight: 10
      timeout: 5s
      retries: {attempts: 3, perTryTimeout: 2s, retryOn: "5xx,reset"}
`,
  (index) => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: app-${index}, namespace: shop}
spec:
  host: app-${index}.shop.svc.cluster.local
  trafficPolicy:
    connectionPool:
      tcp: {maxConnections: 100}
      http: {http1MaxPendingRequests: 10, maxRequestsPerConnection: 5}
    outlierDetection: {consecutive5xxErrors: 5, interval: 30s, baseEjectionTime: 30s}
  subsets:
    - name: v1
      labels: {version: v1}
    - name: v2
      labels: {version: v2}
`,
  (index) => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: app-${index}, namespace: shop}
spec:
  selector: {matchLabels: {app: app-${index}}}
  rules:
    - from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]
      to: [{operation: {methods: [GET], paths: ["/api/*"]}}]
`,
  (index) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: app-${index}, namespace: shop}
spec:
  parentRefs: [{name: edge, namespace: istio-ingress}]
  hostnames: [app-${index}.example.com]
  rules:
    - matches: [{path: {type: PathPrefix, value: /v${index}}}]
      backendRefs: [{name: app-${index}, port: 8080}]
`,
];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    node: { type: 'string', default: process.execPath },
    peer: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const resources = (count: number): string =>
  Array.from({ length: count }, (_, index) => RESOURCES[index % RESOURCES.length]?.(index) ?? '').join('---\n');

async function measure(folder: string, count: number, first: readonly Contender[]): Promise<void> {
  const file = join(folder, `${count}.yaml`);
  writeFileSync(file, resources(count));
  const name = count === 1 ? 'one resource' : `${count} resources`;
  const own = { name: `meshctl: ${name}`, command: values.node, args: [BIN, 'validate', '-o', 'github', '-f', file] };
  const peer = findPeer('istioctl', values.peer);
  const peers =
    peer === undefined ? [] : [{ name: `istioctl: ${name}`, command: peer, args: ['validate', '-f', file] }];
  const runs = count > 5000 ? 3 : Number(values.runs);
  process.stdout.write(`${report(await compare([...first, own, ...peers], { runs, warmUps: 1 }))}\n`);
}

if (values.help) process.stdout.write(USAGE);
else {
  const folder = mkdtempSync(join(tmpdir(), 'meshctl-bench-'));
  try {
    await measure(folder, 1, [{ name: "node -e ''", command: values.node, args: ['-e', ''] }]);
    await measure(folder, 5000, []);
    // About 20 MB: the memory shows that the text is held once.
    await measure(folder, 50_000, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
