import type { TypeTable } from '../notation.ts';

/** DestinationRule. @see https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export const DESTINATION_RULE: TypeTable = {
  DestinationRule: `
    host! trafficPolicy:TrafficPolicy subsets:[Subset] exportTo:[string] workloadSelector:WorkloadSelector
  `,
  Subset: 'name! labels:{string} trafficPolicy:TrafficPolicy',
  TrafficPolicy: `
    loadBalancer:LoadBalancerSettings connectionPool:ConnectionPoolSettings outlierDetection:OutlierDetection
    tls:ClientTLSSettings portLevelSettings:[PortTrafficPolicy]<..4096> tunnel:TunnelSettings
    proxyProtocol:ProxyProtocol retryBudget:RetryBudget
  `,
  PortTrafficPolicy: `
    port:PortSelector loadBalancer:LoadBalancerSettings connectionPool:ConnectionPoolSettings
    outlierDetection:OutlierDetection tls:ClientTLSSettings
  `,
  TunnelSettings: 'protocol targetHost! targetPort:uint32!',
  ProxyProtocol: 'version:ProxyProtocolVersion',
  ProxyProtocolVersion: 'enum V1 V2',
  RetryBudget: 'percent:double?<0..100> budgetInterval:anyDuration minRetryConcurrency:uint32',
  LoadBalancerSettings: `
    |simple:SimpleLB |consistentHash:ConsistentHashLB |backendUtilization:BackendUtilizationLB
    localityLbSetting:LocalityLoadBalancerSetting zoneAwareLbSetting:ZoneAwareLoadBalancerSetting
    warmupDurationSecs:duration warmup:WarmupConfiguration
  `,
  SimpleLB: 'enum UNSPECIFIED LEAST_CONN RANDOM PASSTHROUGH ROUND_ROBIN LEAST_REQUEST',
  ConsistentHashLB: `
    |httpHeaderName |httpCookie:HTTPCookie |useSourceIp:bool |httpQueryParameterName
    ||ringHash:RingHash ||maglev:MagLev minimumRingSize:uint64
  `,
  HTTPCookie: 'name! path ttl:anyDuration attributes:[CookieAttribute]',
  CookieAttribute: 'name! value',
  RingHash: 'minimumRingSize:uint64',
  MagLev: 'tableSize:uint64',
  BackendUtilizationLB: `
    weightStabilizationPeriod:anyDuration weightExpirationPeriod:anyDuration weightUpdatePeriod:anyDuration
    metricNamesForComputingUtilization:[string] errorUtilizationPenaltyPercent:uint32
  `,
  LocalityLoadBalancerSetting: `
    distribute:[Distribute] failover:[Failover] failoverPriority:[string] enabled:bool?
  `,
  Distribute: 'from to:{uint32}',
  Failover: 'from to',
  ZoneAwareLoadBalancerSetting: `
    enabled:bool? failover:[Failover] failoverPriority:[string] minClusterSize:uint32?<1..>
  `,
  WarmupConfiguration: 'duration:duration! minimumPercent:double?<0..100> aggression:double?<0..>',
  OutlierDetection: `
    consecutiveErrors:int32 splitExternalLocalOriginErrors:bool consecutiveLocalOriginFailures:uint32?
    consecutiveGatewayErrors:uint32? consecutive5xxErrors=consecutive_5xx_errors:uint32? interval:duration baseEjectionTime:duration
    maxEjectionPercent:int32 minHealthPercent:int32 outlierDetectionHttpErrorCodes:[uint32<100..599>]
  `,
  ClientTLSSettings: `
    mode:ClientTLSMode clientCertificate privateKey caCertificates credentialName subjectAltNames:[string] sni
    insecureSkipVerify:bool? caCrl
  `,
  ClientTLSMode: 'enum DISABLE SIMPLE MUTUAL ISTIO_MUTUAL',
};
