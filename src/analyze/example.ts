/** Documents for examples, short to write. */

/** A document of that kind, named `namespace/name`, with its other parts in YAML. */
export function doc(apiVersion: string, kind: string, named: string, parts = ''): string {
  const slash = named.indexOf('/');
  const namespace = slash < 0 ? '' : `namespace: ${named.slice(0, slash)}, `;
  const metadata = `{${namespace}name: ${named.slice(slash + 1)}}`;
  const body = parts.startsWith('metadata:') ? '' : `metadata: ${metadata}\n`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\n${body}${parts}${parts === '' ? '' : '\n'}`;
}

/** Documents of one stream. */
export const docs = (...documents: readonly string[]): string => documents.join('---\n');

const networking =
  (kind: string) =>
  (named: string, spec: string): string =>
    doc('networking.istio.io/v1', kind, named, `spec: ${spec}`);

/** Objects of networking.istio.io with a spec. */
export const virtualService = networking('VirtualService');
export const destinationRule = networking('DestinationRule');
export const gateway = networking('Gateway');
export const serviceEntry = networking('ServiceEntry');
export const sidecar = networking('Sidecar');

/** An AuthorizationPolicy with a spec. */
export const authorizationPolicy = (named: string, spec: string): string =>
  doc('security.istio.io/v1', 'AuthorizationPolicy', named, `spec: ${spec}`);

/** A NetworkPolicy with a spec. */
export const networkPolicy = (named: string, spec: string): string =>
  doc('networking.k8s.io/v1', 'NetworkPolicy', named, `spec: ${spec}`);

/** A pod with one container. */
export const pod = (named: string, labels: string, more = ''): string => {
  const [namespace, name] = named.split('/');
  return (
    `apiVersion: v1\nkind: Pod\nmetadata: {namespace: ${namespace}, name: ${name}, labels: ${labels}${more}}\n` +
    'spec: {containers: [{name: app, image: app}]}\n'
  );
};

/** A Service with a selector and ports. */
export const service = (named: string, spec: string): string => doc('v1', 'Service', named, `spec: ${spec}`);

/** A namespace with labels. */
export const namespace = (name: string, labels: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: ${labels}}\n`;

/** A Deployment whose pods have these labels, with what else its pods say. */
export const deployment = (named: string, labels: string, spec = 'containers: [{name: app, image: app}]'): string =>
  doc(
    'apps/v1',
    'Deployment',
    named,
    `spec: {selector: {matchLabels: ${labels}}, template: {metadata: {labels: ${labels}}, spec: {${spec}}}}`,
  );
