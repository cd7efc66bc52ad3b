import { type Example, type ExampleSource, exampleOf } from '../rules/examples/example.ts';

const vs = exampleOf('networking.istio.io/v1', 'VirtualService');

/** Examples for the first rule of a VirtualService. */
const http = (part: string, bad: string, good: string): ExampleSource =>
  vs.spec(`{hosts: [cart], http: [{${part}, route: [{destination: {host: cart}}]}]}`, bad, good);

/** Examples for the form of objects. */
export const STRUCTURE_EXAMPLES: Readonly<Record<string, ExampleSource>> = {
  MSH2901: http('$$: 5s', 'timeOut', 'timeout'),
  MSH2902: http('match: [{port: $$}]', '[80]', '80'),
  MSH2903: exampleOf('security.istio.io/v1', 'PeerAuthentication').spec('{mtls: {mode: $$}}', 'STRIKT', 'STRICT'),
  MSH2904: exampleOf('gateway.networking.k8s.io/v1', 'HTTPRoute').spec(
    '{parentRefs: [{namespace: shop$$}]}',
    '',
    ', name: edge',
  ),
  MSH2905: http('match: [{uri: {prefix: /cart$$}}]', ', exact: /cart', ''),
  MSH2906: exampleOf('gateway.networking.k8s.io/v1', 'HTTPRoute').spec(
    '{parentRefs: [{name: edge}], hostnames: [$$]}',
    'Shop.Example.com',
    'shop.example.com',
  ),
  MSH2907: exampleOf('gateway.networking.k8s.io/v1', 'HTTPRoute').spec(
    '{parentRefs: [{name: edge}], rules: [{backendRefs: [{name: cart, port: $$}]}]}',
    '80800',
    '8080',
  ),
  MSH2908: exampleOf('gateway.networking.k8s.io/v1', 'HTTPRoute').spec(
    "{parentRefs: [{name: edge}], rules: [{matches: [{headers: [{name: a, value: '1'}, {name: $$, value: '2'}]}]}]}",
    'a',
    'b',
  ),
};

const SPEC = 'metadata: {name: example, namespace: shop}\nspec: {host: cart}\n';

/** Examples that are about a document as a whole. */
export const DOCUMENT_EXAMPLES: Readonly<Record<string, Example>> = {
  MSH0001: {
    bad: `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: example\n`,
    good: `apiVersion: networking.istio.io/v1\nkind: DestinationRule\n${SPEC}`,
  },
  MSH0003: {
    bad: `apiVersion: networking.istio.io/v1\nkind: DestinationRule\n${SPEC}spec: {host: pay}\n`,
    good: `apiVersion: networking.istio.io/v1\nkind: DestinationRule\n${SPEC}`,
  },
  MSH2909: {
    bad: `apiVersion: networking.istio.io/v2\nkind: DestinationRule\n${SPEC}`,
    good: `apiVersion: networking.istio.io/v1\nkind: DestinationRule\n${SPEC}`,
  },
  MSH2910: {
    bad: `apiVersion: networking.istio.io/v1\nkind: DestinationRules\n${SPEC}`,
    good: `apiVersion: networking.istio.io/v1\nkind: DestinationRule\n${SPEC}`,
  },
  MSH2911: {
    bad: `kind: DestinationRule\n${SPEC}`,
    good: `apiVersion: networking.istio.io/v1\nkind: DestinationRule\n${SPEC}`,
  },
};
