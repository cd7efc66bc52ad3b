/** Every analyzer, by name; and the order in which the reference runs its own. */
import type { Analyzer } from '../analyzer.ts';
import { alphaAnnotations } from './alpha-annotations.ts';
import { applicationUid } from './application-uid.ts';
import { authorizationPolicy } from './authorization-policy.ts';
import { autoImage } from './auto-image.ts';
import { deploymentServices } from './deployment-services.ts';
import { deprecations } from './deprecations.ts';
import { destinationRuleCa } from './destination-rule-ca.ts';
import { destinationRuleSubsets } from './destination-rule-subsets.ts';
import { envoyFilterPatches } from './envoy-filter-patches.ts';
import { externalControlPlane } from './external-control-plane.ts';
import { gatewayApiVersion } from './gateway-api-version.ts';
import { gatewayCertificates } from './gateway-certificates.ts';
import { gatewayConflicts } from './gateway-conflicts.ts';
import { gatewayCredentials } from './gateway-credentials.ts';
import { gatewayPorts } from './gateway-ports.ts';
import { gatewaySelectors } from './gateway-selectors.ts';
import { injectorWebhooks } from './injector-webhooks.ts';
import { jwksBlockedCidrs } from './jwks-blocked-cidrs.ts';
import { kubernetesAnnotations } from './kubernetes-annotations.ts';
import { meshHosts } from './mesh-hosts.ts';
import { meshNetworks } from './mesh-networks.ts';
import { multiClusterServices } from './multi-cluster-services.ts';
import { namespaceInjection } from './namespace-injection.ts';
import { routeClaims } from './route-claims.ts';
import { routeGateways } from './route-gateways.ts';
import { routeHosts } from './route-hosts.ts';
import { routeSubsets } from './route-subsets.ts';
import { schemaAnalyzers } from './schema.ts';
import { serviceEntryAddresses } from './service-entry-addresses.ts';
import { serviceEntryProtocols } from './service-entry-protocols.ts';
import { servicePortNames } from './service-port-names.ts';
import { sidecarImage } from './sidecar-image.ts';
import { sidecarSelectors } from './sidecar-selectors.ts';
import { statusConditions } from './status-conditions.ts';
import { telemetryDefaults } from './telemetry-defaults.ts';
import { telemetryLightstep } from './telemetry-lightstep.ts';
import { telemetryProviders } from './telemetry-providers.ts';
import { telemetrySelectors } from './telemetry-selectors.ts';

/** Run unless others are named. */
export const ANALYZERS: readonly Analyzer[] = [
  applicationUid,
  authorizationPolicy,
  autoImage,
  deploymentServices,
  deprecations,
  destinationRuleCa,
  destinationRuleSubsets,
  envoyFilterPatches,
  externalControlPlane,
  gatewayApiVersion,
  gatewayCertificates,
  gatewayConflicts,
  gatewayCredentials,
  gatewayPorts,
  gatewaySelectors,
  injectorWebhooks,
  jwksBlockedCidrs,
  kubernetesAnnotations,
  meshHosts,
  meshNetworks,
  multiClusterServices,
  namespaceInjection,
  routeClaims,
  routeGateways,
  routeHosts,
  routeSubsets,
  serviceEntryAddresses,
  serviceEntryProtocols,
  servicePortNames,
  sidecarImage,
  sidecarSelectors,
  statusConditions,
  telemetryDefaults,
  telemetryLightstep,
  telemetryProviders,
  telemetrySelectors,
  ...schemaAnalyzers,
];

/** Run only when they are named. */
export const ON_DEMAND: readonly Analyzer[] = [alphaAnnotations];
