/** Volumes with every source there is, and the claims StatefulSets make. In the notation of schema.ts. */
export const VOLUME_TYPES: Readonly<Record<string, string>> = {
  HostPathVolumeSource: 'path! type:*string',
  EmptyDirVolumeSource: 'medium sizeLimit:*quantity mode:*int',
  GCEPersistentDiskVolumeSource: 'PDName=pdName! FSType=fsType partition:int readOnly:bool',
  AWSElasticBlockStoreVolumeSource: 'volumeID! FSType=fsType partition:int readOnly:bool',
  GitRepoVolumeSource: 'repository! revision directory',
  KeyToPath: 'key! path! mode:*int user:*int64',
  SecretVolumeSource: 'secretName items:[KeyToPath] defaultMode:*int optional:*bool defaultUser:*int64',
  NFSVolumeSource: 'server! path! readOnly:bool',
  ISCSIVolumeSource: `
    targetPortal! IQN=iqn! lun:int! ISCSIInterface=iscsiInterface FSType=fsType readOnly:bool portals:[string]
    DiscoveryCHAPAuth=chapAuthDiscovery:bool SessionCHAPAuth=chapAuthSession:bool secretRef:*LocalObjectReference
    initiatorName:*string
  `,
  GlusterfsVolumeSource: 'EndpointsName=endpoints! path! readOnly:bool',
  PersistentVolumeClaimVolumeSource: 'claimName! readOnly:bool',
  RBDVolumeSource: `
    CephMonitors=monitors:[string]! RBDImage=image! FSType=fsType RBDPool=pool RadosUser=user keyring
    secretRef:*LocalObjectReference readOnly:bool
  `,
  FlexVolumeSource: 'driver! FSType=fsType secretRef:*LocalObjectReference readOnly:bool options:{string}',
  CinderVolumeSource: 'volumeID! FSType=fsType readOnly:bool secretRef:*LocalObjectReference',
  CephFSVolumeSource: 'monitors:[string]! path user secretFile secretRef:*LocalObjectReference readOnly:bool',
  FlockerVolumeSource: 'datasetName datasetUUID',
  DownwardAPIVolumeFile: `
    path! fieldRef:*ObjectFieldSelector resourceFieldRef:*ResourceFieldSelector mode:*int user:*int64
  `,
  DownwardAPIVolumeSource: 'items:[DownwardAPIVolumeFile] defaultMode:*int defaultUser:*int64',
  FCVolumeSource: 'targetWWNs:[string] lun:*int FSType=fsType readOnly:bool WWIDs=wwids:[string]',
  AzureFileVolumeSource: 'secretName! shareName! readOnly:bool',
  ConfigMapVolumeSource: '+LocalObjectReference items:[KeyToPath] defaultMode:*int optional:*bool defaultUser:*int64',
  VsphereVirtualDiskVolumeSource: 'volumePath! FSType=fsType storagePolicyName storagePolicyID',
  QuobyteVolumeSource: 'registry! volume! readOnly:bool user group tenant',
  AzureDiskVolumeSource: `
    diskName! DataDiskURI=diskURI! cachingMode:*string FSType=fsType:*string readOnly:*bool kind:*string
  `,
  PhotonPersistentDiskVolumeSource: 'pdID! FSType=fsType',
  SecretProjection: '+LocalObjectReference items:[KeyToPath] optional:*bool',
  DownwardAPIProjection: 'items:[DownwardAPIVolumeFile]',
  ConfigMapProjection: '+LocalObjectReference items:[KeyToPath] optional:*bool',
  ServiceAccountTokenProjection: 'audience expirationSeconds:*int64 path! user:*int64',
  ClusterTrustBundleProjection: `
    name:*string signerName:*string labelSelector:*LabelSelector optional:*bool path! user:*int64
  `,
  PodCertificateProjection: `
    signerName keyType maxExpirationSeconds:*int credentialBundlePath keyPath certificateChainPath
    userAnnotations:{string} user:*int64
  `,
  VolumeProjection: `
    secret:*SecretProjection downwardAPI:*DownwardAPIProjection configMap:*ConfigMapProjection
    serviceAccountToken:*ServiceAccountTokenProjection clusterTrustBundle:*ClusterTrustBundleProjection
    podCertificate:*PodCertificateProjection
  `,
  ProjectedVolumeSource: 'sources:[VolumeProjection]! defaultMode:*int defaultUser:*int64',
  PortworxVolumeSource: 'volumeID! FSType=fsType readOnly:bool',
  ScaleIOVolumeSource: `
    gateway! system! secretRef:*LocalObjectReference! SSLEnabled=sslEnabled:bool protectionDomain storagePool
    storageMode volumeName FSType=fsType readOnly:bool
  `,
  StorageOSVolumeSource: 'volumeName volumeNamespace FSType=fsType readOnly:bool secretRef:*LocalObjectReference',
  CSIVolumeSource: `
    driver! readOnly:*bool FSType=fsType:*string volumeAttributes:{string}
    nodePublishSecretRef:*LocalObjectReference
  `,
  VolumeResourceRequirements: 'limits:{quantity} requests:{quantity}',
  PersistentVolumeClaimSpec: `
    accessModes:[string] selector:*LabelSelector resources:VolumeResourceRequirements volumeName
    storageClassName:*string volumeMode:*string dataSource:*TypedLocalObjectReference
    dataSourceRef:*TypedObjectReference volumeAttributesClassName:*string
  `,
  PersistentVolumeClaimTemplate: 'ObjectMeta=metadata:ObjectMeta spec:PersistentVolumeClaimSpec',
  EphemeralVolumeSource: 'volumeClaimTemplate:*PersistentVolumeClaimTemplate',
  ImageVolumeSource: 'reference pullPolicy',
  VolumeSource: `
    hostPath:*HostPathVolumeSource emptyDir:*EmptyDirVolumeSource
    GCEPersistentDisk=gcePersistentDisk:*GCEPersistentDiskVolumeSource
    AWSElasticBlockStore=awsElasticBlockStore:*AWSElasticBlockStoreVolumeSource gitRepo:*GitRepoVolumeSource
    secret:*SecretVolumeSource NFS=nfs:*NFSVolumeSource ISCSI=iscsi:*ISCSIVolumeSource
    glusterfs:*GlusterfsVolumeSource persistentVolumeClaim:*PersistentVolumeClaimVolumeSource
    RBD=rbd:*RBDVolumeSource flexVolume:*FlexVolumeSource cinder:*CinderVolumeSource
    CephFS=cephfs:*CephFSVolumeSource flocker:*FlockerVolumeSource downwardAPI:*DownwardAPIVolumeSource
    FC=fc:*FCVolumeSource azureFile:*AzureFileVolumeSource configMap:*ConfigMapVolumeSource
    vsphereVolume:*VsphereVirtualDiskVolumeSource quobyte:*QuobyteVolumeSource azureDisk:*AzureDiskVolumeSource
    photonPersistentDisk:*PhotonPersistentDiskVolumeSource projected:*ProjectedVolumeSource
    portworxVolume:*PortworxVolumeSource scaleIO:*ScaleIOVolumeSource StorageOS=storageos:*StorageOSVolumeSource
    CSI=csi:*CSIVolumeSource ephemeral:*EphemeralVolumeSource image:*ImageVolumeSource
  `,
  Volume: 'name! +VolumeSource',
  VolumeHealthCondition: 'status! reason! message',
  PersistentVolumeClaimCondition: 'type! status! lastProbeTime:time lastTransitionTime:time reason message',
  ModifyVolumeStatus: 'targetVolumeAttributesClassName status!',
  VolumeHealthStatus: 'healthConditions:[VolumeHealthCondition/status] lastTransitionTime:time',
  PersistentVolumeClaimStatus: `
    phase accessModes:[string] capacity:{quantity} conditions:[PersistentVolumeClaimCondition/type]
    allocatedResources:{quantity} allocatedResourceStatuses:{string} currentVolumeAttributesClassName:*string
    modifyVolumeStatus:*ModifyVolumeStatus healthStatus:*VolumeHealthStatus
  `,
  PersistentVolumeClaim: `
    +TypeMeta ObjectMeta=metadata:ObjectMeta spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus
  `,
};
