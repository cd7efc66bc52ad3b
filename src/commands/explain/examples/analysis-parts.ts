/** What examples of analysis are made of. */
import { deployment, docs, gateway, namespace, pod, service } from '../../../analyze/example.ts';
import type { Example } from '../../../validate/rules/examples/example.ts';
import { runs } from './run.ts';

/** Documents of one file with `$$` in them, looked at together. */
type Found = (documents: readonly string[], bad: string, good: string) => Example;

const foundBy =
  (flags: string): Found =>
  (documents, bad, good) =>
    runs({ run: `analyze ${flags} mesh.yaml`, files: { 'mesh.yaml': docs(...documents) } }, bad, good);

/** Examples of what analysis finds. */
export const found = foundBy('--complete');

/** Examples of what an analyzer finds that has to be asked for. */
export const foundByName = (analyzer: string): Found => foundBy(`--analyzer ${analyzer}`);

/** Examples of codes that are reported in the place of meshctl's own only. */
export const foundAsIstioctl = foundBy('--compat istioctl --use-kube=false -A');

/** A namespace that is injected, with a Service and its pods. */
export const SHOP = namespace('shop', '{istio-injection: enabled}');
export const WEB = service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80}]}');
export const WEB_PODS = deployment('shop/web', '{app: web}');

/** A gateway's pods and their Service. */
export const EDGE = docs(
  deployment('shop/edge', '{app: edge}'),
  service('shop/edge', '{selector: {app: edge}, ports: [{name: http, port: 80}, {name: https, port: 443}]}'),
);

/** The Gateway of these pods. */
export const edge = (server: string): string => gateway('shop/edge', `{selector: {app: edge}, servers: [${server}]}`);

/** A pod that was created with a sidecar. */
export const withSidecar = (named: string, labels: string): string =>
  pod(named, labels).replace('containers: [', 'containers: [{name: istio-proxy, image: proxyv2}, ');
