import type { JsonMap } from '../model/json.ts';

/** The release whose proxy image is used when neither `--set`, `--valuesFile` nor an annotation names another. */
const DEFAULT_HUB = 'docker.io/istio';
const DEFAULT_TAG = '1.28.0';

/**
 * The injector values used when no `--valuesFile` is given: those the templates of this folder read, as a default installation has them.
 * All numbers are floating point, as in any Helm values.
 */
export const DEFAULT_VALUES: JsonMap = {
  gateways: { seccompProfile: {}, securityContext: {} },
  global: {
    caAddress: '',
    caName: '',
    hub: DEFAULT_HUB,
    imagePullPolicy: '',
    imagePullSecrets: [],
    istioNamespace: 'istio-system',
    logAsJson: false,
    logging: { level: 'default:info' },
    meshID: '',
    mountMtlsCerts: false,
    multiCluster: { clusterName: '' },
    nativeNftables: false,
    network: '',
    pilotCertProvider: 'istiod',
    proxy: {
      clusterDomain: 'cluster.local',
      componentLogLevel: 'misc:error',
      excludeIPRanges: '',
      excludeInboundPorts: '',
      excludeOutboundPorts: '',
      image: 'proxyv2',
      includeIPRanges: '*',
      includeInboundPorts: '*',
      includeOutboundPorts: '',
      logLevel: 'warning',
      outlierLogPath: '',
      privileged: false,
      readinessFailureThreshold: 4,
      readinessInitialDelaySeconds: 0,
      readinessPeriodSeconds: 15,
      resources: { limits: { cpu: '2000m', memory: '1024Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
      seccompProfile: {},
      startupProbe: { enabled: true, failureThreshold: 600 },
      statusPort: 15020,
      tracer: 'none',
    },
    proxy_init: { forceApplyIptables: false, image: 'proxyv2' },
    sds: { token: { aud: 'istio-ca' } },
    sts: { servicePort: 0 },
    tag: DEFAULT_TAG,
    variant: '',
  },
  pilot: { cni: { enabled: false, provider: 'default' }, env: {} },
  revision: '',
  sidecarInjectorWebhook: { rewriteAppHTTPProbe: true, templates: {} },
};
