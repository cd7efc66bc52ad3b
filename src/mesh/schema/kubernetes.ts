import type { TypeTable } from './notation.ts';

/**
 * Kubernetes' own kinds, as far as a mesh reads them; other fields pass.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
export const KUBERNETES: TypeTable = {
  /** What every object has. A null is the empty text there. */
  ObjectMeta: 'name generateName namespace labels:{string?} annotations:{string?} ...',
  Service: 'spec:ServiceSpec ...',
  ServiceSpec: `
    type:ServiceType ports:[ServicePort] selector:{string} clusterIP clusterIPs:[string] externalName
    externalIPs:[string] publishNotReadyAddresses:bool ...
  `,
  ServiceType: 'enum ClusterIP NodePort LoadBalancer ExternalName',
  ServicePort: 'name protocol:Protocol port:int32<1..65535>! targetPort:intstr nodePort:int32 appProtocol ...',
  Protocol: 'enum TCP UDP SCTP',
  ConfigMap: 'data:{string} binaryData:{bytes} ...',
  Secret: 'type data:{bytes} stringData:{string} ...',
  Namespace: '...',
  Node: 'spec:NodeSpec status:NodeStatus ...',
  NodeSpec: 'podCIDR podCIDRs:[string] providerID unschedulable:bool ...',
  NodeStatus: 'addresses:[NodeAddress] ...',
  NodeAddress: 'type! address! ...',
  Endpoints: 'subsets:[EndpointSubset] ...',
  EndpointSubset: 'addresses:[EndpointAddress] notReadyAddresses:[EndpointAddress] ports:[EndpointPort] ...',
  EndpointAddress: 'ip! hostname nodeName ...',
  EndpointPort: 'name port:int32<1..65535> protocol:Protocol appProtocol ...',
  EndpointSlice: 'addressType:AddressType! endpoints:[Endpoint] ports:[EndpointPort] ...',
  AddressType: 'enum IPv4 IPv6 FQDN',
  Endpoint: 'addresses:[string]<1..>! hostname nodeName zone conditions:EndpointConditions ...',
  EndpointConditions: 'ready:bool serving:bool terminating:bool ...',
  Ingress: 'spec:IngressSpec ...',
  IngressSpec: 'ingressClassName defaultBackend:IngressBackend rules:[IngressRule] tls:[IngressTLS] ...',
  IngressBackend: 'service:IngressService ...',
  IngressService: 'name! port:IngressServicePort ...',
  IngressServicePort: 'name number:int32 ...',
  IngressRule: 'host http:IngressHTTP ...',
  IngressHTTP: 'paths:[IngressPath]! ...',
  IngressPath: 'path pathType:PathType! backend:IngressBackend! ...',
  PathType: 'enum Exact Prefix ImplementationSpecific',
  IngressTLS: 'hosts:[string] secretName ...',
  MutatingWebhookConfiguration: 'webhooks:[Webhook]<^name> ...',
  ValidatingWebhookConfiguration: 'webhooks:[Webhook]<^name> ...',
  Webhook:
    'name! clientConfig:WebhookClient! failurePolicy:FailurePolicy sideEffects! admissionReviewVersions:[string]! ...',
  WebhookClient: 'url caBundle:bytes service:WebhookService ...',
  WebhookService: 'namespace! name! path port:int32 ...',
  FailurePolicy: 'enum Ignore Fail',
};

/** Where the kinds of the table are served. */
export const KUBERNETES_KINDS: readonly (readonly [
  group: string,
  versions: readonly string[],
  kinds: readonly string[],
])[] = [
  ['', ['v1'], ['Service', 'ConfigMap', 'Secret', 'Namespace', 'Node', 'Endpoints']],
  ['discovery.k8s.io', ['v1'], ['EndpointSlice']],
  ['networking.k8s.io', ['v1'], ['Ingress']],
  ['admissionregistration.k8s.io', ['v1'], ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']],
];
