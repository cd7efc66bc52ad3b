/** The long-running workloads. In the notation of schema.ts. */
export const WORKLOAD_TYPES: Readonly<Record<string, string>> = {
  RollingUpdateDeployment: 'maxUnavailable:*intstr maxSurge:*intstr',
  DeploymentStrategy: 'type rollingUpdate:*RollingUpdateDeployment',
  DeploymentSpec: `
    replicas:*int selector:*LabelSelector! template:PodTemplateSpec strategy:DeploymentStrategy^
    minReadySeconds:int revisionHistoryLimit:*int paused:bool progressDeadlineSeconds:*int
  `,
  DeploymentCondition: 'type! status! lastUpdateTime:time lastTransitionTime:time reason message',
  DeploymentStatus: `
    observedGeneration:int64 replicas:int updatedReplicas:int readyReplicas:int availableReplicas:int
    unavailableReplicas:int terminatingReplicas:*int conditions:[DeploymentCondition/type] collisionCount:*int
  `,
  Deployment: '+TypeMeta ObjectMeta=metadata:ObjectMeta spec:DeploymentSpec status:DeploymentStatus',
  RollingUpdateDaemonSet: 'maxUnavailable:*intstr maxSurge:*intstr',
  DaemonSetUpdateStrategy: 'type rollingUpdate:*RollingUpdateDaemonSet',
  DaemonSetSpec: `
    selector:*LabelSelector! template:PodTemplateSpec updateStrategy:DaemonSetUpdateStrategy minReadySeconds:int
    revisionHistoryLimit:*int
  `,
  DaemonSetCondition: 'type! status! lastTransitionTime:time reason message',
  DaemonSetStatus: `
    currentNumberScheduled:int! numberMisscheduled:int! desiredNumberScheduled:int! numberReady:int!
    observedGeneration:int64 updatedNumberScheduled:int numberAvailable:int numberUnavailable:int
    collisionCount:*int conditions:[DaemonSetCondition/type]
  `,
  DaemonSet: '+TypeMeta ObjectMeta=metadata:ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus',
  ReplicaSetSpec: 'replicas:*int minReadySeconds:int selector:*LabelSelector! template:PodTemplateSpec',
  ReplicaSetCondition: 'type! status! lastTransitionTime:time reason message',
  ReplicaSetStatus: `
    replicas:int! fullyLabeledReplicas:int readyReplicas:int availableReplicas:int terminatingReplicas:*int
    observedGeneration:int64 conditions:[ReplicaSetCondition/type]
  `,
  ReplicaSet: '+TypeMeta ObjectMeta=metadata:ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus',
  RollingUpdateStatefulSetStrategy: 'partition:*int maxUnavailable:*intstr',
  StatefulSetUpdateStrategy: 'type rollingUpdate:*RollingUpdateStatefulSetStrategy',
  StatefulSetPersistentVolumeClaimRetentionPolicy: 'whenDeleted whenScaled',
  StatefulSetOrdinals: 'start:int!',
  StatefulSetSpec: `
    replicas:*int selector:*LabelSelector! template:PodTemplateSpec volumeClaimTemplates:[PersistentVolumeClaim]
    serviceName! podManagementPolicy updateStrategy:StatefulSetUpdateStrategy revisionHistoryLimit:*int
    minReadySeconds:int persistentVolumeClaimRetentionPolicy:*StatefulSetPersistentVolumeClaimRetentionPolicy
    ordinals:*StatefulSetOrdinals
  `,
  StatefulSetCondition: 'type! status! lastTransitionTime:time reason message',
  StatefulSetStatus: `
    observedGeneration:int64 replicas:int! readyReplicas:int currentReplicas:int updatedReplicas:int
    currentRevision updateRevision collisionCount:*int conditions:[StatefulSetCondition/type]
    availableReplicas:int!
  `,
  StatefulSet: '+TypeMeta ObjectMeta=metadata:ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus',
  ReplicationControllerSpec: 'replicas:*int minReadySeconds:int selector:{string} template:*PodTemplateSpec',
  ReplicationControllerCondition: 'type! status! lastTransitionTime:time reason message',
  ReplicationControllerStatus: `
    replicas:int! fullyLabeledReplicas:int readyReplicas:int availableReplicas:int observedGeneration:int64
    conditions:[ReplicationControllerCondition/type]
  `,
  ReplicationController: `
    +TypeMeta ObjectMeta=metadata:ObjectMeta spec:ReplicationControllerSpec status:ReplicationControllerStatus
  `,
};
