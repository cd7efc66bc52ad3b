/** Containers and what hangs on them: ports, environment, mounts, probes, hooks, security. In the notation of schema.ts. */
export const CONTAINER_TYPES: Readonly<Record<string, string>> = {
  ObjectFieldSelector: 'APIVersion=apiVersion fieldPath!',
  ResourceFieldSelector: 'containerName resource! divisor:quantity',
  ContainerPort: 'name hostPort:int containerPort:int! protocol hostIP',
  ConfigMapEnvSource: '+LocalObjectReference optional:*bool',
  SecretEnvSource: '+LocalObjectReference optional:*bool',
  EnvFromSource: 'prefix configMapRef:*ConfigMapEnvSource secretRef:*SecretEnvSource',
  ConfigMapKeySelector: '+LocalObjectReference key! optional:*bool',
  SecretKeySelector: '+LocalObjectReference key! optional:*bool',
  FileKeySelector: 'volumeName! path! key! optional:*bool',
  EnvVarSource: `
    fieldRef:*ObjectFieldSelector resourceFieldRef:*ResourceFieldSelector configMapKeyRef:*ConfigMapKeySelector
    secretKeyRef:*SecretKeySelector fileKeyRef:*FileKeySelector
  `,
  EnvVar: 'name! value valueFrom:*EnvVarSource',
  ResourceClaim: 'name! request',
  ResourceRequirements: 'limits:{quantity} requests:{quantity} claims:[ResourceClaim]',
  ContainerResizePolicy: 'resourceName! restartPolicy!',
  ContainerRestartRuleOnExitCodes: 'operator values:[int]',
  ContainerRestartRule: 'action exitCodes:*ContainerRestartRuleOnExitCodes',
  VolumeMount: `
    name! readOnly:bool recursiveReadOnly:*string mountPath! subPath mountPropagation:*string subPathExpr
    bindMountOptions:[string]
  `,
  VolumeDevice: 'name! devicePath!',
  ExecAction: 'command:[string]',
  HTTPHeader: 'name! value!',
  HTTPGetAction: 'path port:intstr host scheme HTTPHeaders=httpHeaders:[HTTPHeader] protocol:*string',
  TCPSocketAction: 'port:intstr host',
  GRPCAction: 'port:int! service:*string! mode:*string',
  ProbeHandler: `
    exec:*ExecAction HTTPGet=httpGet:*HTTPGetAction TCPSocket=tcpSocket:*TCPSocketAction GRPC=grpc:*GRPCAction
  `,
  Probe: `
    +ProbeHandler initialDelaySeconds:int timeoutSeconds:int periodSeconds:int successThreshold:int
    failureThreshold:int terminationGracePeriodSeconds:*int64
  `,
  SleepAction: 'seconds:int64!',
  LifecycleHandler: `
    exec:*ExecAction HTTPGet=httpGet:*HTTPGetAction TCPSocket=tcpSocket:*TCPSocketAction sleep:*SleepAction
  `,
  Lifecycle: 'postStart:*LifecycleHandler preStop:*LifecycleHandler stopSignal:*string',
  Capabilities: 'add:[string] drop:[string]',
  SELinuxOptions: 'user role type level',
  WindowsSecurityContextOptions: `
    GMSACredentialSpecName=gmsaCredentialSpecName:*string GMSACredentialSpec=gmsaCredentialSpec:*string
    runAsUserName:*string hostProcess:*bool
  `,
  SeccompProfile: 'type! localhostProfile:*string',
  AppArmorProfile: 'type! localhostProfile:*string',
  SecurityContext: `
    capabilities:*Capabilities privileged:*bool SELinuxOptions=seLinuxOptions:*SELinuxOptions
    windowsOptions:*WindowsSecurityContextOptions runAsUser:*int64 runAsGroup:*int64 runAsNonRoot:*bool
    readOnlyRootFilesystem:*bool allowPrivilegeEscalation:*bool procMount:*string seccompProfile:*SeccompProfile
    appArmorProfile:*AppArmorProfile
  `,
  Container: `
    name! image command:[string] args:[string] workingDir ports:[ContainerPort/containerPort]
    envFrom:[EnvFromSource] env:[EnvVar/name] resources:ResourceRequirements resizePolicy:[ContainerResizePolicy]
    restartPolicy:*string restartPolicyRules:[ContainerRestartRule] volumeMounts:[VolumeMount/mountPath]
    volumeDevices:[VolumeDevice/devicePath] livenessProbe:*Probe readinessProbe:*Probe startupProbe:*Probe
    lifecycle:*Lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy
    securityContext:*SecurityContext stdin:bool stdinOnce:bool TTY=tty:bool
  `,
  EphemeralContainer: '+Container targetContainerName',
};
