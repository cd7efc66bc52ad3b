/** OpenShift's DeploymentConfig; the structs it keeps to itself carry its name in front. In the notation of schema.ts. */
export const OPENSHIFT_TYPES: Readonly<Record<string, string>> = {
  DeploymentConfigCustomDeploymentStrategyParams: 'image environment:[EnvVar] command:[string]',
  DeploymentConfigExecNewPodHook: 'command:[string]! env:[EnvVar] containerName! volumes:[string]',
  DeploymentConfigTagImageHook: 'containerName! to:ObjectReference',
  DeploymentConfigLifecycleHook: `
    failurePolicy! execNewPod:*DeploymentConfigExecNewPodHook tagImages:[DeploymentConfigTagImageHook]
  `,
  DeploymentConfigRecreateDeploymentStrategyParams: `
    timeoutSeconds:*int64 pre:*DeploymentConfigLifecycleHook mid:*DeploymentConfigLifecycleHook
    post:*DeploymentConfigLifecycleHook
  `,
  DeploymentConfigRollingDeploymentStrategyParams: `
    updatePeriodSeconds:*int64 intervalSeconds:*int64 timeoutSeconds:*int64 maxUnavailable:*intstr
    maxSurge:*intstr pre:*DeploymentConfigLifecycleHook post:*DeploymentConfigLifecycleHook
  `,
  DeploymentConfigStrategy: `
    type customParams:*DeploymentConfigCustomDeploymentStrategyParams
    recreateParams:*DeploymentConfigRecreateDeploymentStrategyParams
    rollingParams:*DeploymentConfigRollingDeploymentStrategyParams resources:ResourceRequirements labels:{string}
    annotations:{string} activeDeadlineSeconds:*int64
  `,
  DeploymentConfigTriggerImageChangeParams: `
    automatic:bool containerNames:[string] from:ObjectReference lastTriggeredImage
  `,
  DeploymentConfigTriggerPolicy: 'type imageChangeParams:*DeploymentConfigTriggerImageChangeParams',
  DeploymentConfigSpec: `
    strategy:DeploymentConfigStrategy minReadySeconds:int triggers:[DeploymentConfigTriggerPolicy]! replicas:int!
    revisionHistoryLimit:*int test:bool! paused:bool selector:{string} template:*PodTemplateSpec
  `,
  DeploymentConfigCauseImageTrigger: 'from:ObjectReference',
  DeploymentConfigCause: 'type! imageTrigger:*DeploymentConfigCauseImageTrigger',
  DeploymentConfigDetails: 'message causes:[DeploymentConfigCause]!',
  DeploymentConfigCondition: 'type! status! lastUpdateTime:time lastTransitionTime:time reason message',
  DeploymentConfigStatus: `
    latestVersion:int64! observedGeneration:int64! replicas:int! updatedReplicas:int! availableReplicas:int!
    unavailableReplicas:int! details:*DeploymentConfigDetails conditions:[DeploymentConfigCondition/type]
    readyReplicas:int
  `,
  DeploymentConfig: `
    +TypeMeta ObjectMeta=metadata:ObjectMeta spec:DeploymentConfigSpec status:DeploymentConfigStatus
  `,
};
