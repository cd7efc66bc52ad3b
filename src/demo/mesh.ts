/** The mesh of the demo, as files for people to read and to edit. */

/** A file of the demo. */
export interface DemoFile {
  readonly name: string;
  readonly text: string;
}

const service = (name: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
  - name: http
    port: 9080
`;

const SERVICES = ['productpage', 'details', 'reviews', 'ratings'].map(service).join('---\n');

const GATEWAY = `# What comes in from outside: one page of one shop.
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: bookshop
spec:
  selector:
    istio: ingressgateway
  servers:
  - port:
      number: 80
      name: http
      protocol: HTTP
    hosts:
    - "*"
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: bookshop
spec:
  hosts:
  - "*"
  gateways:
  - bookshop
  http:
  - match:
    - uri:
        prefix: /productpage
    route:
    - destination:
        host: productpage
`;

const REVIEWS = `# The canary: v2 of the reviews gets some of the requests. Change the weights, and save.
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
spec:
  hosts:
  - reviews
  http:
  # Testers get v3, whatever the weights are.
  - match:
    - headers:
        end-user:
          exact: tester
    route:
    - destination:
        host: reviews
        subset: v3
  - route:
    - destination:
        host: reviews
        subset: v1
      weight: 90
    - destination:
        host: reviews
        subset: v2
      weight: 10
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: reviews
spec:
  host: reviews
  subsets:
  - name: v1
    labels:
      version: v1
  - name: v2
    labels:
      version: v2
  - name: v3
    labels:
      version: v3
`;

const RATINGS = `# What happens when a service is slow: write a fault here, or a timeout, and save.
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: ratings
spec:
  hosts:
  - ratings
  http:
  - timeout: 2s
    retries:
      attempts: 2
      perTryTimeout: 1s
    route:
    - destination:
        host: ratings
`;

/** All files. */
export const DEMO_FILES: readonly DemoFile[] = [
  { name: 'services.yaml', text: SERVICES },
  { name: 'gateway.yaml', text: GATEWAY },
  { name: 'reviews.yaml', text: REVIEWS },
  { name: 'ratings.yaml', text: RATINGS },
];

/** The file with the canary. */
export const CANARY_FILE = 'reviews.yaml';

/** The 1-based numbers of the lines with weights in a text. */
export function weightLines(text: string): readonly number[] {
  return text.split('\n').flatMap((line, index) => (/^\s*weight:/.test(line) ? [index + 1] : []));
}
