/** Work that ends. In the notation of schema.ts. */
export const JOB_TYPES: Readonly<Record<string, string>> = {
  PodFailurePolicyOnExitCodesRequirement: 'containerName:*string operator! values:[int]!',
  PodFailurePolicyOnPodConditionsPattern: 'type! status!',
  PodFailurePolicyRule: `
    action! onExitCodes:*PodFailurePolicyOnExitCodesRequirement
    onPodConditions:[PodFailurePolicyOnPodConditionsPattern]
  `,
  PodFailurePolicy: 'rules:[PodFailurePolicyRule]!',
  SuccessPolicyRule: 'succeededIndexes:*string succeededCount:*int',
  SuccessPolicy: 'rules:[SuccessPolicyRule]!',
  WorkloadPodGroupBasicSchedulingPolicy: '',
  WorkloadPodGroupGangSchedulingPolicy: 'minCount:*int',
  WorkloadPodGroupSchedulingPolicy: `
    basic:*WorkloadPodGroupBasicSchedulingPolicy gang:*WorkloadPodGroupGangSchedulingPolicy
  `,
  TopologyConstraint: 'key!',
  WorkloadPodGroupSchedulingConstraints: 'topology:[TopologyConstraint]',
  WorkloadPodGroupSingleDisruptionMode: '',
  WorkloadPodGroupAllDisruptionMode: '',
  WorkloadPodGroupDisruptionMode: `
    single:*WorkloadPodGroupSingleDisruptionMode all:*WorkloadPodGroupAllDisruptionMode
  `,
  WorkloadPodGroupResourceClaim: 'name! resourceClaimName:*string resourceClaimTemplateName:*string',
  JobSchedulingConfiguration: `
    schedulingPolicy:*WorkloadPodGroupSchedulingPolicy
    schedulingConstraints:*WorkloadPodGroupSchedulingConstraints disruptionMode:*WorkloadPodGroupDisruptionMode
    resourceClaims:[WorkloadPodGroupResourceClaim/name]
  `,
  JobSpec: `
    parallelism:*int completions:*int activeDeadlineSeconds:*int64 podFailurePolicy:*PodFailurePolicy
    successPolicy:*SuccessPolicy backoffLimit:*int backoffLimitPerIndex:*int maxFailedIndexes:*int
    selector:*LabelSelector manualSelector:*bool template:PodTemplateSpec
    TTLSecondsAfterFinished=ttlSecondsAfterFinished:*int completionMode:*string suspend:*bool
    podReplacementPolicy:*string managedBy:*string scheduling:*JobSchedulingConfiguration
  `,
  JobCondition: 'type! status! lastProbeTime:time lastTransitionTime:time reason message',
  UncountedTerminatedPods: 'succeeded:[string] failed:[string]',
  JobStatus: `
    conditions:[JobCondition/type] startTime:*time completionTime:*time active:int succeeded:int failed:int
    terminating:*int completedIndexes failedIndexes:*string uncountedTerminatedPods:*UncountedTerminatedPods
    ready:*int
  `,
  Job: '+TypeMeta ObjectMeta=metadata:ObjectMeta spec:JobSpec status:JobStatus',
  JobTemplateSpec: 'ObjectMeta=metadata:ObjectMeta spec:JobSpec',
  CronJobSpec: `
    schedule! timeZone:*string startingDeadlineSeconds:*int64 concurrencyPolicy suspend:*bool
    jobTemplate:JobTemplateSpec successfulJobsHistoryLimit:*int failedJobsHistoryLimit:*int
  `,
  CronJobStatus: 'active:[ObjectReference] lastScheduleTime:*time lastSuccessfulTime:*time',
  CronJob: '+TypeMeta ObjectMeta=metadata:ObjectMeta spec:CronJobSpec status:CronJobStatus',
};
