/**
 * The protobuf messages templates see: MeshConfig, ProxyConfig and what they hold. One table serves the fields and getters
 * of templates, the order of JSON and the zero values.
 *
 * A message is a string of words `name[:type]`, in the order of their declaration, where `name` is the JSON name
 * (`GoName=name` where Go's name is not that with a capital first letter) and `type` is `string` (default), `bool`, `int`
 * (32 bits), `int64`, `uint32`, `double`, `duration`, `boolValue`, `int32Value`, `uint32Value`, `doubleValue`, `struct`
 * (free JSON), the name of a message or of an enum, `[type]` for a list or `{type}` for a map from strings. A word that starts with `|` is one of a
 * choice: Go has a getter for it but no field.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
const MESSAGES: Readonly<Record<string, string>> = {
  ProxyConfig: `
    configPath binaryPath |serviceCluster |tracingServiceName:TracingServiceName drainDuration:duration
    discoveryAddress discoveryRefreshDelay:duration zipkinAddress statsdUdpAddress envoyMetricsServiceAddress
    proxyAdminPort:int availabilityZone controlPlaneAuthPolicy:AuthenticationPolicy customConfigFile statNameLength:int
    concurrency:int32Value proxyBootstrapTemplatePath interceptionMode:InboundInterceptionMode tracing:Tracing sds:SDS
    envoyAccessLogService:RemoteService envoyMetricsService:RemoteService proxyMetadata:{string} runtimeValues:{string}
    statusPort:int extraStatTags:[string] gatewayTopology:Topology terminationDrainDuration:duration meshId
    readinessProbe:struct proxyStatsMatcher:ProxyStatsMatcher holdApplicationUntilProxyStarts:boolValue
    caCertificatesPem:[string] image:ProxyImage privateKeyProvider:PrivateKeyProvider proxyHeaders:ProxyHeaders
    fileFlushInterval:duration fileFlushMinSizeKb:uint32Value statsCompression:boolValue
    connectionSettings:ConnectionSettings
  `,
  Tracing: `
    |zipkin:Zipkin |lightstep:Lightstep |datadog:Datadog |stackdriver:Stackdriver |openCensusAgent:struct
    customTags:{struct} maxPathTagLength:uint32 sampling:double tlsSettings:ClientTLSSettings
    enableIstioTags:boolValue
  `,
  Zipkin: 'address',
  Lightstep: 'address accessToken',
  Datadog: 'address',
  Stackdriver: 'debug:bool maxNumberOfAttributes:struct maxNumberOfAnnotations:struct maxNumberOfMessageEvents:struct',
  ClientTLSSettings: `
    mode:TLSmode clientCertificate privateKey caCertificates credentialName subjectAltNames:[string] sni
    insecureSkipVerify:boolValue caCrl
  `,
  SDS: 'enabled:bool K8SSaJwtPath=k8sSaJwtPath',
  RemoteService: 'address tlsSettings:ClientTLSSettings tcpKeepalive:TcpKeepalive',
  TcpKeepalive: 'probes:uint32 time:duration interval:duration',
  Topology: 'numTrustedProxies:uint32 forwardClientCertDetails:ForwardClientCertDetails proxyProtocol:struct',
  ProxyStatsMatcher: 'inclusionPrefixes:[string] inclusionSuffixes:[string] inclusionRegexps:[string]',
  ProxyImage: 'imageType',
  PrivateKeyProvider: '|cryptomb:KeyProviderDelay |qat:KeyProviderDelay',
  KeyProviderDelay: 'pollDelay:duration fallback:boolValue',
  ProxyHeaders: `
    forwardedClientCert:ForwardClientCertDetails setCurrentClientCertDetails:struct requestId:struct server:struct
    attemptCount:struct envoyDebugHeaders:struct metadataExchangeHeaders:struct xForwardedHost:struct xForwardedPort:struct
    preserveHttp1HeaderCase:boolValue
  `,
  ConnectionSettings: 'tcpKeepalive:TcpKeepalive',
  MeshConfig: `
    proxyListenPort:int proxyInboundListenPort:int proxyHttpPort:int connectTimeout:duration
    protocolDetectionTimeout:duration tcpKeepalive:TcpKeepalive ingressClass ingressService
    ingressControllerMode:IngressControllerMode ingressSelector enableTracing:bool accessLogFile accessLogFormat
    accessLogEncoding:AccessLogEncoding enableEnvoyAccessLogService:bool disableEnvoyListenerLog:bool
    defaultConfig:ProxyConfig outboundTrafficPolicy:OutboundTrafficPolicy inboundTrafficPolicy:InboundTrafficPolicy
    configSources:[struct] enableAutoMtls:boolValue trustDomain trustDomainAliases:[string] caCertificates:[struct]
    defaultServiceExportTo:[string] defaultVirtualServiceExportTo:[string] defaultDestinationRuleExportTo:[string]
    rootNamespace localityLbSetting:struct dnsRefreshRate:duration h2UpgradePolicy:H2UpgradePolicy
    inboundClusterStatName outboundClusterStatName certificates:[struct] thriftConfig:struct
    enablePrometheusMerge:boolValue verifyCertificateAtClient:boolValue extensionProviders:[ExtensionProvider]
    defaultProviders:DefaultProviders discoverySelectors:[struct] pathNormalization:struct
    defaultHttpRetryPolicy:struct meshMTLS:struct tlsDefaults:struct serviceScopeConfigs:[struct]
    hboneIdleTimeout:duration
  `,
  OutboundTrafficPolicy: 'mode:OutboundMode egressProxy:struct',
  InboundTrafficPolicy: 'mode:InboundMode',
  DefaultProviders: 'tracing:[string] metrics:[string] accessLogging:[string]',
  ExtensionProvider: `
    name |envoyExtAuthzHttp:struct |envoyExtAuthzGrpc:struct |zipkin:struct |lightstep:struct |datadog:struct
    |stackdriver:struct |opencensus:struct |skywalking:struct |opentelemetry:OpenTelemetryProvider |prometheus:struct
    |envoyFileAccessLog:struct |envoyHttpAls:struct |envoyTcpAls:struct |envoyOtelAls:struct |sds:struct
  `,
  OpenTelemetryProvider: `
    service port:uint32 maxTagLength:uint32 http:struct grpc:struct resourceDetectors:struct
    serviceAttributeEnrichment:ServiceAttributeEnrichment dynatraceSampler:struct
  `,
};

/** The values of each enum, by number; the first is the zero value. */
export const ENUMS: Readonly<Record<string, { readonly go: string; readonly values: readonly string[] }>> = {
  AccessLogEncoding: { go: 'MeshConfig_AccessLogEncoding', values: ['TEXT', 'JSON'] },
  AuthenticationPolicy: { go: 'AuthenticationPolicy', values: ['NONE', 'MUTUAL_TLS'] },
  ForwardClientCertDetails: {
    go: 'ForwardClientCertDetails',
    values: ['UNDEFINED', 'SANITIZE', 'FORWARD_ONLY', 'APPEND_FORWARD', 'SANITIZE_SET', 'ALWAYS_FORWARD_ONLY'],
  },
  H2UpgradePolicy: { go: 'MeshConfig_H2UpgradePolicy', values: ['DO_NOT_UPGRADE', 'UPGRADE'] },
  InboundInterceptionMode: { go: 'ProxyConfig_InboundInterceptionMode', values: ['REDIRECT', 'TPROXY', 'NONE'] },
  InboundMode: { go: 'MeshConfig_InboundTrafficPolicy_Mode', values: ['PASSTHROUGH', 'LOCALHOST'] },
  IngressControllerMode: {
    go: 'MeshConfig_IngressControllerMode',
    values: ['UNSPECIFIED', 'OFF', 'DEFAULT', 'STRICT'],
  },
  OutboundMode: { go: 'MeshConfig_OutboundTrafficPolicy_Mode', values: ['REGISTRY_ONLY', 'ALLOW_ANY'] },
  ServiceAttributeEnrichment: {
    go: 'MeshConfig_ExtensionProvider_ServiceAttributeEnrichment',
    values: ['ISTIO_CANONICAL', 'OTEL_SEMANTIC_CONVENTIONS'],
  },
  TLSmode: { go: 'ClientTLSSettings_TLSmode', values: ['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'] },
  TracingServiceName: {
    go: 'ProxyConfig_TracingServiceName',
    values: ['APP_LABEL_AND_NAMESPACE', 'CANONICAL_NAME_ONLY', 'CANONICAL_NAME_AND_NAMESPACE'],
  },
};

/** A field of a message. */
export interface ProtoField {
  readonly json: string;
  readonly go: string;
  readonly type: string;
  /** True when it is one of a choice. */
  readonly choice: boolean;
}

/** A message of the table, taken apart. */
export interface MessageType {
  readonly name: string;
  readonly fields: readonly ProtoField[];
  readonly byGo: ReadonlyMap<string, ProtoField>;
}

function parseField(word: string): ProtoField {
  const choice = word.startsWith('|');
  const [head = '', type = 'string'] = word.slice(choice ? 1 : 0).split(':');
  const names = head.split('=');
  const json = names[names.length - 1] ?? '';
  const go = names.length > 1 ? (names[0] ?? '') : json.charAt(0).toUpperCase() + json.slice(1);
  return { json, go, type, choice };
}

const compiled = new Map<string, MessageType>();

/** The message of that name; `undefined` when there is none. */
export function messageType(name: string): MessageType | undefined {
  const known = compiled.get(name);
  if (known) return known;
  const text = Object.hasOwn(MESSAGES, name) ? MESSAGES[name] : undefined;
  if (text === undefined) return undefined;
  const fields = text.trim().split(/\s+/).map(parseField);
  const made = { name, fields, byGo: new Map(fields.map((field) => [field.go, field])) };
  compiled.set(name, made);
  return made;
}
