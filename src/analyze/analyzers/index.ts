/** Every analyzer, by name. */
import type { ShownAnalyzer } from '../analyzer.ts';
import type { Reach } from '../facts/ambient.ts';
import { alphaAnnotations } from './alpha-annotations.ts';
import { ambientAuthentication } from './ambient-authentication.ts';
import { ambientLeftovers } from './ambient-leftovers.ts';
import { ambientPolicies } from './ambient-policies.ts';
import { ambientRoutes } from './ambient-routes.ts';
import { ambientWaypoints } from './ambient-waypoints.ts';
import { apiRouteOverlaps } from './api-route-overlaps.ts';
import { applicationUid } from './application-uid.ts';
import { authorizationPolicy } from './authorization-policy.ts';
import { autoImage } from './auto-image.ts';
import { callerDeadlines } from './caller-deadlines.ts';
import { closedPorts } from './closed-ports.ts';
import { deploymentServices } from './deployment-services.ts';
import { deprecations } from './deprecations.ts';
import { destinationRuleCa } from './destination-rule-ca.ts';
import { destinationRuleSubsets } from './destination-rule-subsets.ts';
import { ejectionLimits } from './ejection-limits.ts';
import { envoyFilterPatches } from './envoy-filter-patches.ts';
import { extensionProviders } from './extension-providers.ts';
import { externalControlPlane } from './external-control-plane.ts';
import { gatewayApiVersion } from './gateway-api-version.ts';
import { gatewayCertificates } from './gateway-certificates.ts';
import { gatewayConflicts } from './gateway-conflicts.ts';
import { gatewayCredentials } from './gateway-credentials.ts';
import { gatewayPorts } from './gateway-ports.ts';
import { gatewayRoutes } from './gateway-routes.ts';
import { gatewaySelectors } from './gateway-selectors.ts';
import { headerNames } from './header-names.ts';
import { hostNetwork } from './host-network.ts';
import { httpOnTcp } from './http-on-tcp.ts';
import { idleSelectors } from './idle-selectors.ts';
import { injectorWebhooks } from './injector-webhooks.ts';
import { jobSidecars } from './job-sidecars.ts';
import { jwksBlockedCidrs } from './jwks-blocked-cidrs.ts';
import { kubernetesAnnotations } from './kubernetes-annotations.ts';
import { listenerCertificates } from './listener-certificates.ts';
import { listenerConflicts } from './listener-conflicts.ts';
import { meshConfig } from './mesh-config.ts';
import { meshHosts } from './mesh-hosts.ts';
import { meshNetworks } from './mesh-networks.ts';
import { multiClusterServices } from './multi-cluster-services.ts';
import { namespaceInjection } from './namespace-injection.ts';
import { networkPolicies } from './network-policies.ts';
import { networkPolicyPorts } from './network-policy-ports.ts';
import { plainCallers } from './plain-callers.ts';
import { plainIdentities } from './plain-identities.ts';
import { policyPorts } from './policy-ports.ts';
import { policyTargets } from './policy-targets.ts';
import { portProtocols } from './port-protocols.ts';
import { prefixRewrites } from './prefix-rewrites.ts';
import { providerServices } from './provider-services.ts';
import { reservedPorts } from './reserved-ports.ts';
import { retryBudget } from './retry-budget.ts';
import { retryStorms } from './retry-storms.ts';
import { routeBackends } from './route-backends.ts';
import { routeClaims } from './route-claims.ts';
import { routeDelegates } from './route-delegates.ts';
import { routeGateways } from './route-gateways.ts';
import { routeHosts } from './route-hosts.ts';
import { routeParents } from './route-parents.ts';
import { routeSubsets } from './route-subsets.ts';
import { routeWeights } from './route-weights.ts';
import { schemaAnalyzers } from './schema.ts';
import { serviceAccounts } from './service-accounts.ts';
import { serviceEntryAddresses } from './service-entry-addresses.ts';
import { serviceEntryProtocols } from './service-entry-protocols.ts';
import { servicePortNames } from './service-port-names.ts';
import { sidecarEgress } from './sidecar-egress.ts';
import { sidecarHosts } from './sidecar-hosts.ts';
import { sidecarImage } from './sidecar-image.ts';
import { sidecarSelectors } from './sidecar-selectors.ts';
import { statusConditions } from './status-conditions.ts';
import { targetPortNames } from './target-port-names.ts';
import { telemetryDefaults } from './telemetry-defaults.ts';
import { telemetryLightstep } from './telemetry-lightstep.ts';
import { telemetryProviders } from './telemetry-providers.ts';
import { telemetrySelectors } from './telemetry-selectors.ts';
import { tlsModes } from './tls-modes.ts';
import { totalFaults } from './total-faults.ts';
import { workloadEntries } from './workload-entries.ts';

/** Those that ask who has no sidecar. */
const ambient = (reach: Reach): readonly ShownAnalyzer[] => [
  ambientAuthentication(reach),
  ambientLeftovers(reach),
  ambientPolicies(reach),
  ambientRoutes(reach),
];

/** Run unless others are named. */
export const ANALYZERS: readonly ShownAnalyzer[] = [
  ambientWaypoints,
  apiRouteOverlaps,
  applicationUid,
  authorizationPolicy,
  autoImage,
  callerDeadlines,
  closedPorts,
  deploymentServices,
  deprecations,
  destinationRuleCa,
  destinationRuleSubsets,
  ejectionLimits,
  envoyFilterPatches,
  extensionProviders,
  externalControlPlane,
  gatewayApiVersion,
  gatewayCertificates,
  gatewayConflicts,
  gatewayCredentials,
  gatewayPorts,
  gatewayRoutes,
  gatewaySelectors,
  headerNames,
  hostNetwork,
  httpOnTcp,
  idleSelectors,
  injectorWebhooks,
  jobSidecars,
  jwksBlockedCidrs,
  kubernetesAnnotations,
  listenerCertificates,
  listenerConflicts,
  meshConfig,
  meshHosts,
  meshNetworks,
  multiClusterServices,
  namespaceInjection,
  networkPolicies,
  networkPolicyPorts,
  plainCallers,
  plainIdentities,
  policyPorts,
  policyTargets,
  portProtocols,
  prefixRewrites,
  providerServices,
  reservedPorts,
  retryBudget,
  retryStorms,
  routeBackends,
  routeClaims,
  routeDelegates,
  routeGateways,
  routeHosts,
  routeParents,
  routeSubsets,
  routeWeights,
  serviceAccounts,
  serviceEntryAddresses,
  serviceEntryProtocols,
  servicePortNames,
  sidecarEgress,
  sidecarHosts,
  sidecarImage,
  sidecarSelectors,
  statusConditions,
  targetPortNames,
  telemetryDefaults,
  telemetryLightstep,
  telemetryProviders,
  telemetrySelectors,
  tlsModes,
  totalFaults,
  workloadEntries,
  ...ambient('ambient'),
  ...schemaAnalyzers,
];

/** Run only when they are named. */
export const ON_DEMAND: readonly ShownAnalyzer[] = [alphaAnnotations];

/** Take the place of those of the same name where everybody is looked at as if nobody had a sidecar. */
export const AMBIENT_READINESS: readonly ShownAnalyzer[] = ambient('everybody');
