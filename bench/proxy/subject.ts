/** meshctl's proxy on a gateway's YAML, metrics counted: `node subject.js <port> <upstream port>`. */
import process from 'node:process';
import { startProxy } from '../../src/proxy/net/server.ts';
import { DEFAULT_OPTIONS } from '../../src/proxy/runtime/options.ts';
import { Runtime } from '../../src/proxy/runtime/runtime.ts';
import { AccessLogs } from '../../src/proxy/telemetry/access-log/logs.ts';
import { Metrics } from '../../src/proxy/telemetry/metrics.ts';
import { telemetryPlan } from '../../src/proxy/telemetry/plan.ts';
import { Telemetry } from '../../src/proxy/telemetry/telemetry.ts';
import { snapshotOf } from '../../test/proxy/scenarios/envoy-engine.ts';

const [, , port, upstream] = process.argv;

const CONFIG = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: ${port}, name: http, protocol: HTTP}
    bind: 127.0.0.1
    hosts: ["*"]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: svc-test, namespace: default}
spec:
  hosts: [svc.test]
  location: MESH_EXTERNAL
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints: [{address: 127.0.0.1, ports: {http: ${upstream}}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs, namespace: default}
spec:
  hosts: [svc.test]
  gateways: [gw]
  http:
  - match: [{uri: {exact: /exact}}, {headers: {x-canary: {exact: "1"}}}]
    route: [{destination: {host: svc.test}}]
  - route: [{destination: {host: svc.test}}]
`;

const node = { kind: 'gateway', name: 'gw', namespace: 'default', labels: { istio: 'ingressgateway' } } as const;
const snapshot = snapshotOf(CONFIG, '');
const options = { ...DEFAULT_OPTIONS, random: Math.random, wallClock: Date.now, readFile: () => undefined };
const runtime = new Runtime(snapshot, { options, now: performance.now() });
const metrics = new Metrics();
const logs = new AccessLogs({
  hostname: 'bench',
  wallTime: (time) => time,
  onUnknown: () => undefined,
  sinkOf: () => ({ write: () => undefined }),
});
const onInternalError = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
const telemetry = new Telemetry({ metrics, node, logs, onInternalError });
telemetry.use(telemetryPlan(snapshot), runtime);
const proxy = await startProxy(runtime, telemetry);
process.once('SIGTERM', () => proxy.destroy());
