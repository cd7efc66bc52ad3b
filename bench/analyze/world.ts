/** A mesh as teams keep it in a repository: a folder for each namespace, a file for each service. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Objects of a service; with those of its namespace about 2.5 KB. */
const OF_SERVICE = 7;

/** Services of a namespace. */
const SERVICES = 20;

/** Objects of a namespace besides those of its services. */
const OF_NAMESPACE = 5;

const namespaceFile = (team: string): string => `apiVersion: v1
kind: Namespace
metadata:
  name: ${team}
  labels:
    istio-injection: enabled
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: ${team}}
spec: {mtls: {mode: STRICT}}
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default, namespace: ${team}}
spec:
  egress:
    - hosts: ["./*", "istio-system/*"]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: ${team}}
spec:
  selector: {istio: ingressgateway}
  servers:
    - port: {number: 80, name: http, protocol: HTTP}
      hosts: ["${team}/*.${team}.example.com"]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: payments, namespace: ${team}}
spec:
  hosts: [payments.${team}.example.org]
  exportTo: ["."]
  location: MESH_EXTERNAL
  resolution: DNS
  ports: [{number: 443, name: tls, protocol: TLS}]
`;

const workload = (team: string, app: string): string => `apiVersion: v1
kind: ServiceAccount
metadata: {name: ${app}, namespace: ${team}}
---
apiVersion: v1
kind: Service
metadata: {name: ${app}, namespace: ${team}, labels: {app: ${app}}}
spec:
  selector: {app: ${app}}
  ports:
    - {name: http, port: 8080, targetPort: 8080}
    - {name: grpc-admin, port: 9090, targetPort: 9090}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${app}, namespace: ${team}}
spec:
  replicas: 3
  selector:
    matchLabels: {app: ${app}, version: v1}
  template:
    metadata:
      labels: {app: ${app}, version: v1}
      annotations:
        proxy.istio.io/config: '{"concurrency": 2}'
    spec:
      serviceAccountName: ${app}
      containers:
        - name: app
          image: registry.example.com/${team}/${app}:1.4.2
          ports:
            - {name: http, containerPort: 8080}
            - {name: grpc, containerPort: 9090}
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {memory: 256Mi}
          readinessProbe:
            httpGet: {path: /ready, port: 8080}
`;

const traffic = (team: string, app: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${app}, namespace: ${team}}
spec:
  hosts: [${app}.${team}.example.com]
  gateways: [edge]
  http:
    - match:
        - uri: {prefix: /api}
          headers: {x-user: {exact: test}}
      route:
        - destination: {host: ${app}, subset: v1, port: {number: 8080}}
      timeout: 5s
      retries: {attempts: 2, perTryTimeout: 1s, retryOn: "5xx,reset"}
    - route:
        - destination: {host: ${app}.${team}.svc.cluster.local, port: {number: 8080}}
`;

const policies = (team: string, app: string): string => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${app}, namespace: ${team}}
spec:
  host: ${app}
  trafficPolicy:
    connectionPool:
      tcp: {maxConnections: 100}
      http: {http1MaxPendingRequests: 10, maxRequestsPerConnection: 5}
    outlierDetection: {consecutive5xxErrors: 5, interval: 30s, baseEjectionTime: 30s, maxEjectionPercent: 30}
  subsets:
    - name: v1
      labels: {version: v1}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${app}, namespace: ${team}}
spec:
  selector: {matchLabels: {app: ${app}}}
  rules:
    - from: [{source: {principals: [cluster.local/ns/${team}/sa/${app}]}}]
      to: [{operation: {ports: ["8080"], methods: [GET], paths: ["/api/*"]}}]
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: ${app}, namespace: ${team}}
spec:
  selector: {matchLabels: {app: ${app}}}
  accessLogging:
    - providers: [{name: envoy}]
`;

/** The files of a mesh of about `count` objects, by their path; the same ones each time. */
export function worldFiles(count: number): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (let objects = 0, service = 0; objects < count; service++) {
    const team = `team-${Math.floor(service / SERVICES)}`;
    if (service % SERVICES === 0) {
      files.set(join(team, 'namespace.yaml'), namespaceFile(team));
      objects += OF_NAMESPACE;
    }
    const app = `app-${service % SERVICES}`;
    files.set(join(team, `${app}.yaml`), [workload, traffic, policies].map((make) => make(team, app)).join('---\n'));
    objects += OF_SERVICE;
  }
  return files;
}

/** Writes the files of {@link worldFiles} below a folder. */
export function writeWorld(folder: string, count: number): void {
  for (const [path, text] of worldFiles(count)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
