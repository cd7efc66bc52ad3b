/** What the cluster reports of a running pod. In the notation of schema.ts. */
export const POD_STATUS_TYPES: Readonly<Record<string, string>> = {
  PodCondition: 'type! observedGeneration:int64 status! lastProbeTime:time lastTransitionTime:time reason message',
  HostIP: 'IP=ip!',
  PodIP: 'IP=ip!',
  ContainerStateWaiting: 'reason message',
  ContainerStateRunning: 'startedAt:time',
  ContainerStateTerminated: 'exitCode:int! signal:int reason message startedAt:time finishedAt:time containerID',
  ContainerState: `
    waiting:*ContainerStateWaiting running:*ContainerStateRunning terminated:*ContainerStateTerminated
  `,
  ImageVolumeStatus: 'imageRef',
  VolumeStatus: 'image:*ImageVolumeStatus',
  VolumeMountStatus: 'name! mountPath! readOnly:bool recursiveReadOnly:*string volumeStatus:*VolumeStatus',
  LinuxContainerUser: 'UID=uid:int64! GID=gid:int64! supplementalGroups:[int64]',
  ContainerUser: 'linux:*LinuxContainerUser',
  ResourceHealth: 'resourceID! health message:*string',
  ResourceStatus: 'name! resources:[ResourceHealth]',
  ContainerStatus: `
    name! state:ContainerState LastTerminationState=lastState:ContainerState ready:bool! restartCount:int! image!
    imageID! containerID started:*bool allocatedResources:{quantity} resources:*ResourceRequirements
    volumeMounts:[VolumeMountStatus/mountPath] user:*ContainerUser allocatedResourcesStatus:[ResourceStatus/name]
    stopSignal:*string
  `,
  PodResourceClaimStatus: 'name! resourceClaimName:*string',
  ContainerExtendedResourceRequest: 'containerName! resourceName! requestName!',
  PodExtendedResourceClaimStatus: 'requestMappings:[ContainerExtendedResourceRequest]! resourceClaimName!',
  NodeAllocatableMappedResources: 'name! quantity:*quantity!',
  NodeAllocatableOverheadResources: 'name! perPod:*quantity perContainer:*quantity',
  NodeAllocatableResourceClaimStatus: `
    resourceClaimName! containers:[string] mapping:[NodeAllocatableMappedResources/name]
    overhead:[NodeAllocatableOverheadResources/name]
  `,
  PodVolumeHealth: 'name! healthConditions:[VolumeHealthCondition/status] lastTransitionTime:time',
  PodStatus: `
    observedGeneration:int64 phase conditions:[PodCondition/type] message reason nominatedNodeName hostIP
    hostIPs:[HostIP/ip] podIP podIPs:[PodIP/ip] startTime:*time initContainerStatuses:[ContainerStatus]
    containerStatuses:[ContainerStatus] QOSClass=qosClass ephemeralContainerStatuses:[ContainerStatus] resize
    resourceClaimStatuses:[PodResourceClaimStatus/name]^
    extendedResourceClaimStatus:*PodExtendedResourceClaimStatus allocatedResources:{quantity}
    resources:*ResourceRequirements
    nodeAllocatableResourceClaimStatuses:[NodeAllocatableResourceClaimStatus/resourceClaimName]
    volumeHealth:[PodVolumeHealth]
  `,
};
