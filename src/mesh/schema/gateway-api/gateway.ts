import type { TypeTable } from '../notation.ts';

const WAITING = (type: string) =>
  `{"type":"${type}","status":"Unknown","reason":"Pending","message":"Waiting\\u0020for\\u0020controller","lastTransitionTime":"1970-01-01T00:00:00Z"}`;

/** GatewayClass and Gateway. @see https://gateway-api.sigs.k8s.io/reference/spec/ */
export const GATEWAY_API_CLASS: TypeTable = {
  GatewayClass: `
    controllerName:ControllerName! parametersRef:ParametersReference description:string<..64>
  `,
  GatewayClassStatus: `
    conditions:Conditions<=[${WAITING('Accepted')}]> supportedFeatures:[SupportedFeature]<..64,^name>
  `,
  SupportedFeature: 'name!',
};

/** Gateway. @see https://gateway-api.sigs.k8s.io/reference/spec/ */
export const GATEWAY_API_GATEWAY: TypeTable = {
  Gateway: `
    gatewayClassName:ObjectName! addresses:[GatewayAddress]<..16,@uniqueAddresses,@uniqueHostnames>
    listeners:[Listener]<1..64,^name,@listenerNoTls,@listenerTerminate,@listenerTlsMode,@listenerNoHostname,@listenerNames,@listenerPorts>!
    infrastructure:Infrastructure allowedListeners:AllowedListeners tls:GatewayTLSConfig defaultScope:DefaultScope
  `,
  GatewayAddress: 'type:AddressType<=IPAddress> value:string<..253> @addressForm @hostnameAddress',
  AddressType: '= string<1..253,~addressType>',
  Infrastructure: `
    labels:{string<0..63,~labelValue>}<..8,@labelKeys,@labelPrefixes>
    annotations:{string<0..4096>}<..16,@labelKeys,@labelPrefixes> parametersRef:LocalParametersReference
  `,
  AllowedListeners: 'namespaces:ListenerNamespaces<={"from":"None"}>',
  ListenerNamespaces: 'from:ListenersFrom<=None> selector:K8sLabelSelector',
  ListenersFrom: 'enum All Selector Same None',
  K8sLabelSelector: 'matchLabels:{string} matchExpressions:[LabelRequirement]',
  LabelRequirement: 'key! operator! values:[string]',
  Listener: `
    name:SectionName! hostname:Hostname port:PortNumber! protocol:string<1..255,~protocol>! tls:ListenerTLSConfig
    allowedRoutes:AllowedRoutes<={"namespaces":{"from":"Same"}}>
  `,
  ListenerTLSConfig: `
    mode:TLSModeType<=Terminate> certificateRefs:[SecretObjectReference]<..64> options:{string<0..4096>}<..16>
    @terminateCertificates
  `,
  TLSModeType: 'enum Terminate Passthrough',
  SecretObjectReference: 'group:Group<=""> kind:Kind<=Secret> name:ObjectName! namespace:Namespace',
  AllowedRoutes: 'namespaces:RouteNamespaces<={"from":"Same"}> kinds:[RouteGroupKind]<..8>',
  RouteNamespaces: 'from:RoutesFrom<=Same> selector:K8sLabelSelector',
  RoutesFrom: 'enum All Selector Same',
  GatewayTLSConfig: 'backend:BackendTLS frontend:FrontendTLS',
  BackendTLS: 'clientCertificateRef:SecretObjectReference',
  FrontendTLS: 'default:FrontendTLSConfig! perPort:[PortTLS]<..64,^port,@uniqueTlsPorts>',
  FrontendTLSConfig: 'validation:FrontendValidation',
  FrontendValidation: 'caCertificateRefs:[ObjectReference]<1..16>! mode:FrontendMode<=AllowValidOnly>',
  FrontendMode: 'enum AllowValidOnly AllowInsecureFallback',
  ObjectReference: 'group:Group! kind:Kind! name:ObjectName! namespace:Namespace',
  PortTLS: 'port:PortNumber! tls:FrontendTLSConfig!',
  GatewayStatus: `
    addresses:[GatewayStatusAddress]<..16> conditions:Conditions<=[${WAITING('Accepted')},${WAITING('Programmed')}]>
    listeners:[ListenerStatus]<..64,^name> attachedListenerSets:int32
  `,
  GatewayStatusAddress: 'type:AddressType<=IPAddress> value:string<1..253>! @addressForm @hostnameAddress',
  ListenerStatus: `
    name:SectionName! supportedKinds:[RouteGroupKind]<..8> attachedRoutes:int32! conditions:Conditions!
  `,
};
