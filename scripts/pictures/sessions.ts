/** The terminal sessions that are drawn. */

/** A session: files, a command line, and what of its output is shown. */
export interface PicturedSession {
  /** The name of the picture, without its ending. */
  readonly name: string;
  readonly run: readonly string[];
  /** Files of its own; `fixtures` is there as well. */
  readonly files?: Readonly<Record<string, string>>;
  /** Only so many lines. */
  readonly lines?: number;
}

const WEB = `# the shop's front door
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}   # the Service selects these
    spec:
      containers:
      - name: web
        image: "example.com/web:1"
        readinessProbe:
          httpGet: {path: /ready, port: 8080}
`;

const REVIEWS = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: shop}
spec:
  hosts: [reviews]
  http:
  - retries: {attempts: 3, perTryTimout: 1s}
    route:
    - destination: {host: reviews, port: {number: "8080"}}
`;

/** Every session, in the order of README.md. */
export const SESSIONS: readonly PicturedSession[] = [
  { name: 'inject', run: ['inject', '-f', 'web.yaml', '-o', 'diff'], files: { 'web.yaml': WEB }, lines: 20 },
  { name: 'validate', run: ['validate', '-f', 'reviews.yaml'], files: { 'reviews.yaml': REVIEWS } },
  {
    name: 'trace',
    run: ['iptables', 'trace', 'in', 'tcp', '10.1.1.1', '10.1.1.5:8080', '--istio-inbound-ports', '9080'],
  },
  {
    name: 'explain',
    run: ['explain', 'request', 'GET', 'http://cart.shop:8080/', '-f', 'fixtures/explain/shop.yaml', '-n', 'shop'],
  },
  { name: 'errors', run: ['proxy-config', 'errors', '--file', 'fixtures/envoy/shop.config_dump.json'] },
];
