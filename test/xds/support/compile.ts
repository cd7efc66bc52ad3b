/** Translations of YAML in tests. */
import type { JsonMap } from '../../../src/model/json.ts';
import { compileSnapshot } from '../../../src/xds/compile/compile.ts';
import type { CompileOptions } from '../../../src/xds/compile/options.ts';
import type { Cluster } from '../../../src/xds/resources/cluster.ts';
import type { FilterChain, HttpConnectionManager, Listener } from '../../../src/xds/resources/listener.ts';
import type { Route } from '../../../src/xds/resources/route.ts';
import type { Snapshot } from '../../../src/xds/snapshot.ts';
import { GATEWAY, meshOf, SIDECAR } from '../../mesh/support/mesh.ts';

const INLINE = { inline_string: 'test' };

/** A workload's certificate; nobody looks into it. */
export const IDENTITY = { certificateChain: INLINE, privateKey: INLINE, rootCertificate: INLINE };

type Options = Partial<CompileOptions> & { readonly meshConfig?: JsonMap };

/** What the gateway `istio: ingressgateway` of the namespace `default` is told, unless the options say otherwise. */
export function compile(text: string, { meshConfig = {}, ...options }: Options = {}): Snapshot {
  return compileSnapshot(meshOf(text, meshConfig), {
    node: GATEWAY,
    capture: 'none',
    overrides: [],
    listeners: [],
    anyAddress: false,
    ...options,
  });
}

/** As {@link compile}, for the sidecar of a pod with the label `app: web`. */
export function compileSidecar(text: string, options: Options = {}): Snapshot {
  return compile(text, { node: SIDECAR, capture: 'redirect', ...options });
}

export const GATEWAY_YAML = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 8080, name: http, protocol: HTTP}, hosts: ["*"]}]}
---`;

export const SERVICE_YAML = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: svc}
spec:
  hosts: [svc.test]
  location: MESH_EXTERNAL
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints: [{address: 192.0.2.1, labels: {version: v1}}, {address: 192.0.2.2, labels: {version: v2}}]
---`;

/** A VirtualService on the gateway with one HTTP route, or several between commas. */
export function routed(http: string, name = 'vs'): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}}
spec: {hosts: [svc.test], gateways: [gw], http: [${http}]}
---`;
}

/** The routes of the only virtual host. */
export function routesOf(snapshot: Snapshot): readonly Route[] {
  return snapshot.routes[0]?.virtual_hosts?.[0]?.routes ?? [];
}

/** The routes that come of these HTTP routes. */
export function routes(http: string, more = ''): readonly Route[] {
  return routesOf(compile(GATEWAY_YAML + SERVICE_YAML + routed(http) + more));
}

/** The cluster of that name. */
export function cluster(snapshot: Snapshot, name: string): Cluster | undefined {
  return snapshot.clusters.find((each) => each.name === name);
}

/** The listener of that name. */
export function listener(snapshot: Snapshot, name: string): Listener | undefined {
  return snapshot.listeners.find((each) => each.name === name);
}

/** The connection manager of a filter chain. */
export function managerOf(chain: FilterChain | undefined): HttpConnectionManager | undefined {
  const filter = chain?.filters?.find(({ name }) => name === 'envoy.filters.network.http_connection_manager');
  // The name says what type the configuration is of.
  return filter?.typed_config as HttpConnectionManager | undefined;
}
