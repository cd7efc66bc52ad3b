import { exampleOf } from './example.ts';

const NETWORKING = 'networking.istio.io/v1';
const SECURITY = 'security.istio.io/v1';

/** Makers of examples, by kind. */
export const vs = exampleOf(NETWORKING, 'VirtualService');
export const dr = exampleOf(NETWORKING, 'DestinationRule');
export const gw = exampleOf(NETWORKING, 'Gateway');
export const se = exampleOf(NETWORKING, 'ServiceEntry');
export const sc = exampleOf(NETWORKING, 'Sidecar');
export const we = exampleOf(NETWORKING, 'WorkloadEntry');
export const wg = exampleOf(NETWORKING, 'WorkloadGroup');
export const ef = exampleOf('networking.istio.io/v1alpha3', 'EnvoyFilter');
export const pc = exampleOf('networking.istio.io/v1beta1', 'ProxyConfig');
export const ap = exampleOf(SECURITY, 'AuthorizationPolicy');
export const ra = exampleOf(SECURITY, 'RequestAuthentication');
export const pa = exampleOf(SECURITY, 'PeerAuthentication');
export const tel = exampleOf('telemetry.istio.io/v1', 'Telemetry');
export const wasm = exampleOf('extensions.istio.io/v1alpha1', 'WasmPlugin');
export const te = exampleOf('extensions.istio.io/v1alpha1', 'TrafficExtension');
export const svc = exampleOf('v1', 'Service');
export const deploy = exampleOf('apps/v1', 'Deployment');
export const iop = exampleOf('install.istio.io/v1alpha1', 'IstioOperator');
