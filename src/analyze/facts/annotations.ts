/** The annotations of the mesh: where they belong, and how far they are. @see https://istio.io/latest/docs/reference/config/annotations/ */

/** What is known of an annotation. */
export interface AnnotationFacts {
  /** The kinds it has an effect on; `Any` for all. */
  readonly kinds: readonly string[];
  readonly deprecated: boolean;
  /** Whether the feature is in its alpha phase. */
  readonly alpha: boolean;
  /** Whether the reference looks at the value. */
  readonly checked: boolean;
}

/** Flags (`D` deprecated, `A` alpha, `C` checked) and kinds, with the annotations they apply to. */
const ROWS: readonly (readonly [flags: string, kinds: string, names: readonly string[]])[] = [
  ['DA', 'Service', ['alpha.istio.io/canonical-serviceaccounts', 'alpha.istio.io/kubernetes-serviceaccounts']],
  [
    'A',
    'Pod',
    [
      'ambient.istio.io/bypass-inbound-capture',
      'ambient.istio.io/dns-capture',
      'inject.istio.io/templates',
      'istio.io/rev',
      'proxy.istio.io/overrides',
      'readiness.status.sidecar.istio.io/applicationPorts',
      'sidecar.istio.io/agentLogLevel',
      'sidecar.istio.io/bootstrapOverride',
      'sidecar.istio.io/componentLogLevel',
      'sidecar.istio.io/logLevel',
      'sidecar.istio.io/nativeSidecar',
      'sidecar.istio.io/proxyImage',
      'sidecar.istio.io/proxyImageType',
      'sidecar.istio.io/rewriteAppHTTPProbers',
      'sidecar.istio.io/statsEvictionInterval',
      'sidecar.istio.io/statsFlushInterval',
      'sidecar.istio.io/statsHistogramBins',
      'sidecar.istio.io/statsHistogramBuckets',
      'sidecar.istio.io/status',
      'sidecar.istio.io/userVolume',
      'sidecar.istio.io/userVolumeMount',
      'traffic.sidecar.istio.io/includeOutboundPorts',
    ],
  ],
  ['', 'Pod', ['ambient.istio.io/redirection']],
  ['A', 'GatewayClass,Gateway', ['ambient.istio.io/waypoint-inbound-binding']],
  ['A', 'Any', ['galley.istio.io/analyze-suppress', 'gateway.istio.io/controller-version']],
  [
    'A',
    'Gateway',
    ['gateway.istio.io/name-override', 'gateway.istio.io/service-account', 'networking.istio.io/service-type'],
  ],
  [
    'A',
    'WorkloadEntry',
    [
      'istio.io/autoRegistrationGroup',
      'istio.io/connectedAt',
      'istio.io/disconnectedAt',
      'istio.io/workloadController',
    ],
  ],
  ['A', 'AuthorizationPolicy', ['istio.io/dry-run']],
  [
    'AC',
    'Pod',
    [
      'istio.io/reroute-virtual-interfaces',
      'prometheus.istio.io/merge-metrics',
      'readiness.status.sidecar.istio.io/failureThreshold',
      'readiness.status.sidecar.istio.io/initialDelaySeconds',
      'readiness.status.sidecar.istio.io/periodSeconds',
      'sidecar.istio.io/interceptionMode',
      'sidecar.istio.io/proxyCPU',
      'sidecar.istio.io/proxyCPULimit',
      'sidecar.istio.io/proxyMemory',
      'sidecar.istio.io/proxyMemoryLimit',
      'status.sidecar.istio.io/port',
      'traffic.sidecar.istio.io/excludeInboundPorts',
      'traffic.sidecar.istio.io/excludeInterfaces',
      'traffic.sidecar.istio.io/excludeOutboundIPRanges',
      'traffic.sidecar.istio.io/excludeOutboundPorts',
      'traffic.sidecar.istio.io/includeInboundPorts',
      'traffic.sidecar.istio.io/includeOutboundIPRanges',
    ],
  ],
  ['A', 'Service,ServiceEntry,Namespace', ['istio.io/use-waypoint-canary-weight']],
  ['', 'Ingress', ['kubernetes.io/ingress.class']],
  ['A', 'Service', ['networking.istio.io/exportTo']],
  ['A', 'Namespace,Service,ServiceEntry', ['networking.istio.io/traffic-distribution']],
  ['C', 'Pod', ['proxy.istio.io/config']],
  [
    'DA',
    'Pod',
    [
      'sidecar.istio.io/discoveryAddress',
      'sidecar.istio.io/extraStatTags',
      'sidecar.istio.io/statsCompression',
      'sidecar.istio.io/statsInclusionPrefixes',
      'sidecar.istio.io/statsInclusionRegexps',
      'sidecar.istio.io/statsInclusionSuffixes',
    ],
  ],
  ['D', 'Pod', ['sidecar.istio.io/inject']],
  ['A', 'Namespace', ['topology.istio.io/controlPlaneClusters']],
  ['', 'Service', ['traffic.istio.io/nodeSelector']],
  ['DAC', 'Pod', ['traffic.sidecar.istio.io/kubevirtInterfaces']],
];

/** Every annotation the mesh knows. */
export const ANNOTATIONS: ReadonlyMap<string, AnnotationFacts> = new Map(
  ROWS.flatMap(([flags, kinds, names]) => {
    const facts: AnnotationFacts = {
      kinds: kinds.split(','),
      deprecated: flags.includes('D'),
      alpha: flags.includes('A'),
      checked: flags.includes('C'),
    };
    return names.map((name) => [name, facts] as const);
  }),
);
