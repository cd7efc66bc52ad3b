/** Pods and their scheduling, networking and security. In the notation of schema.ts. */
export const POD_TYPES: Readonly<Record<string, string>> = {
  Sysctl: 'name! value!',
  PodSecurityContext: `
    SELinuxOptions=seLinuxOptions:*SELinuxOptions windowsOptions:*WindowsSecurityContextOptions runAsUser:*int64
    runAsGroup:*int64 runAsNonRoot:*bool supplementalGroups:[int64] supplementalGroupsPolicy:*string
    FSGroup=fsGroup:*int64 sysctls:[Sysctl] FSGroupChangePolicy=fsGroupChangePolicy:*string
    seccompProfile:*SeccompProfile appArmorProfile:*AppArmorProfile
    SELinuxChangePolicy=seLinuxChangePolicy:*string
  `,
  NodeSelectorRequirement: 'key! operator! values:[string]',
  NodeSelectorTerm: 'matchExpressions:[NodeSelectorRequirement] matchFields:[NodeSelectorRequirement]',
  NodeSelector: 'nodeSelectorTerms:[NodeSelectorTerm]!',
  PreferredSchedulingTerm: 'weight:int! preference:NodeSelectorTerm',
  NodeAffinity: `
    requiredDuringSchedulingIgnoredDuringExecution:*NodeSelector
    preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]
  `,
  PodAffinityTerm: `
    labelSelector:*LabelSelector namespaces:[string] topologyKey! namespaceSelector:*LabelSelector
    matchLabelKeys:[string] mismatchLabelKeys:[string]
  `,
  WeightedPodAffinityTerm: 'weight:int! podAffinityTerm:PodAffinityTerm',
  PodAffinity: `
    requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
    preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  `,
  PodAntiAffinity: `
    requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
    preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  `,
  Affinity: 'nodeAffinity:*NodeAffinity podAffinity:*PodAffinity podAntiAffinity:*PodAntiAffinity',
  Toleration: 'key operator value effect tolerationSeconds:*int64',
  HostAlias: 'IP=ip! hostnames:[string]',
  PodDNSConfigOption: 'name value:*string',
  PodDNSConfig: 'nameservers:[string] searches:[string] options:[PodDNSConfigOption]',
  PodReadinessGate: 'conditionType!',
  TopologySpreadConstraint: `
    maxSkew:int! topologyKey! whenUnsatisfiable! labelSelector:*LabelSelector minDomains:*int
    nodeAffinityPolicy:*string nodeTaintsPolicy:*string matchLabelKeys:[string]
  `,
  PodOS: 'name!',
  PodSchedulingGate: 'name!',
  PodResourceClaim: 'name! resourceClaimName:*string resourceClaimTemplateName:*string',
  PodSchedulingGroup: 'podGroupName:*string',
  EvictionResponder: 'name! priority:*int!',
  PodSpec: `
    volumes:[Volume/name]^ initContainers:[Container/name] containers:[Container/name]!
    ephemeralContainers:[EphemeralContainer/name] restartPolicy terminationGracePeriodSeconds:*int64
    activeDeadlineSeconds:*int64 DNSPolicy=dnsPolicy nodeSelector:{string} serviceAccountName
    DeprecatedServiceAccount=serviceAccount automountServiceAccountToken:*bool nodeName hostNetwork:bool
    hostPID:bool hostIPC:bool shareProcessNamespace:*bool securityContext:*PodSecurityContext
    imagePullSecrets:[LocalObjectReference/name] hostname subdomain affinity:*Affinity schedulerName
    tolerations:[Toleration] hostAliases:[HostAlias/ip] priorityClassName priority:*int
    DNSConfig=dnsConfig:*PodDNSConfig readinessGates:[PodReadinessGate] runtimeClassName:*string
    enableServiceLinks:*bool preemptionPolicy:*string overhead:{quantity}
    topologySpreadConstraints:[TopologySpreadConstraint/topologyKey] setHostnameAsFQDN:*bool OS=os:*PodOS
    hostUsers:*bool schedulingGates:[PodSchedulingGate/name] resourceClaims:[PodResourceClaim/name]^
    resources:*ResourceRequirements hostnameOverride:*string schedulingGroup:*PodSchedulingGroup
    evictionResponders:[EvictionResponder/name]
  `,
  Pod: '+TypeMeta ObjectMeta=metadata:ObjectMeta spec:PodSpec status:PodStatus',
  PodTemplateSpec: 'ObjectMeta=metadata:ObjectMeta spec:PodSpec',
};
