import {
  CA_VOLUME,
  CANONICAL_NAME,
  CANONICAL_REVISION,
  COMPLIANCE_ENV,
  CONFIG_ENV,
  IDENTITY_ENV,
  MESH_ENV,
  OWNER_ENV,
  POD_VOLUMES,
  PROXY_ARGS,
  PULL_SECRETS,
  WORKLOAD_CERTS,
} from './parts.ts';

/** The template `sidecar`: the pod fields of spec/inject.md §6 to §6.3 and §14, written for meshctl. */
export const SIDECAR = `{{- define "resources" }}
  {{- $a := .ObjectMeta.Annotations }}
  {{- $cpu := isset $a "sidecar.istio.io/proxyCPU" }}
  {{- $memory := isset $a "sidecar.istio.io/proxyMemory" }}
  {{- $cpuLimit := isset $a "sidecar.istio.io/proxyCPULimit" }}
  {{- $memoryLimit := isset $a "sidecar.istio.io/proxyMemoryLimit" }}
  {{- if or $cpu $memory $cpuLimit $memoryLimit }}
    resources:
    {{- if or $cpu $memory }}
      requests:
      {{- if $cpu }}
        cpu: {{ index $a "sidecar.istio.io/proxyCPU" | quote }}
      {{- end }}
      {{- if $memory }}
        memory: {{ index $a "sidecar.istio.io/proxyMemory" | quote }}
      {{- end }}
    {{- end }}
    {{- if or $cpuLimit $memoryLimit }}
      limits:
      {{- if $cpuLimit }}
        cpu: {{ index $a "sidecar.istio.io/proxyCPULimit" | quote }}
      {{- end }}
      {{- if $memoryLimit }}
        memory: {{ index $a "sidecar.istio.io/proxyMemoryLimit" | quote }}
      {{- end }}
    {{- end }}
  {{- else }}
    {{- with omitNil .Values.global.proxy.resources }}
    resources:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  {{- end }}
{{- end }}

{{- define "seccomp" }}
  {{- with .Values.global.proxy.seccompProfile }}
      seccompProfile:
        {{- toYaml . | nindent 8 }}
  {{- end }}
{{- end }}

{{- define "metadataEnv" }}
  {{- range $key, $value := .ProxyConfig.ProxyMetadata }}
    - name: {{ $key | quote }}
      value: {{ $value | quote }}
  {{- end }}
{{- end }}

{{- define "capture" }}
  {{- $mode := annotation .ObjectMeta "sidecar.istio.io/interceptionMode" .ProxyConfig.InterceptionMode }}
  {{- $statusPort := annotation .ObjectMeta "status.sidecar.istio.io/port" .Values.global.proxy.statusPort }}
  {{- $excludeInbound := annotation .ObjectMeta "traffic.sidecar.istio.io/excludeInboundPorts" .Values.global.proxy.excludeInboundPorts }}
  {{- $outbound := annotation .ObjectMeta "traffic.sidecar.istio.io/includeOutboundPorts" (.Values.global.proxy.includeOutboundPorts | default "") }}
  {{- $excludeOutbound := annotation .ObjectMeta "traffic.sidecar.istio.io/excludeOutboundPorts" (.Values.global.proxy.excludeOutboundPorts | default "") }}
  {{- $virtual := annotation .ObjectMeta "istio.io/reroute-virtual-interfaces" (annotation .ObjectMeta "traffic.sidecar.istio.io/kubevirtInterfaces" "") }}
  {{- $excludeInterfaces := annotation .ObjectMeta "traffic.sidecar.istio.io/excludeInterfaces" "" }}
  {{- $cni := .Values.pilot.cni.enabled }}
  {{- $tproxy := eq $mode "TPROXY" }}
  - name: {{ if $cni }}istio-validation{{ else }}istio-init{{ end }}
    image: {{ .ProxyInitImage | quote }}
    {{- with .Values.global.imagePullPolicy }}
    imagePullPolicy: {{ . | quote }}
    {{- end }}
    args:
    - istio-iptables
    - "-p"
    - {{ .MeshConfig.ProxyListenPort | default 15001 | quote }}
    - "-z"
    - {{ .MeshConfig.ProxyInboundListenPort | default 15006 | quote }}
    - "-u"
    - {{ if $tproxy }}"1337"{{ else }}{{ .ProxyUID | default 1337 | quote }}{{ end }}
    - "-m"
    - {{ $mode | quote }}
    - "-i"
    - {{ annotation .ObjectMeta "traffic.sidecar.istio.io/includeOutboundIPRanges" .Values.global.proxy.includeIPRanges | quote }}
    - "-x"
    - {{ annotation .ObjectMeta "traffic.sidecar.istio.io/excludeOutboundIPRanges" .Values.global.proxy.excludeIPRanges | quote }}
    - "-b"
    - {{ annotation .ObjectMeta "traffic.sidecar.istio.io/includeInboundPorts" .Values.global.proxy.includeInboundPorts | quote }}
    - "-d"
    {{- with excludeInboundPort $statusPort $excludeInbound }}
    - {{ printf "15090,15021,%s" . | quote }}
    {{- else }}
    - "15090,15021"
    {{- end }}
    {{- if $outbound }}
    - "-q"
    - {{ $outbound | quote }}
    {{- end }}
    {{- if $excludeOutbound }}
    - "-o"
    - {{ $excludeOutbound | quote }}
    {{- end }}
    {{- if $virtual }}
    - "-k"
    - {{ $virtual | quote }}
    {{- end }}
    {{- if $excludeInterfaces }}
    - "-c"
    - {{ $excludeInterfaces | quote }}
    {{- end }}
    - {{ printf "--log_output_level=%s" (annotation .ObjectMeta "sidecar.istio.io/agentLogLevel" .Values.global.logging.level) | quote }}
    {{- if .Values.global.logAsJson }}
    - "--log_as_json"
    {{- end }}
    {{- if $cni }}
    - "--run-validation"
    - "--skip-rule-apply"
    {{- else if .Values.global.proxy_init.forceApplyIptables }}
    - "--force-apply"
    {{- end }}
    {{- if .Values.global.nativeNftables }}
    - "--native-nftables"
    {{- end }}
    {{- if .ProxyConfig.ProxyMetadata }}
    env:
    {{- template "metadataEnv" . }}
    {{- end }}
    {{- template "resources" . }}
    securityContext:
      allowPrivilegeEscalation: {{ .Values.global.proxy.privileged | default false }}
      privileged: {{ .Values.global.proxy.privileged | default false }}
      capabilities:
        {{- if not $cni }}
        add:
        - NET_ADMIN
        - NET_RAW
        {{- end }}
        drop:
        - ALL
      {{- if $cni }}
      readOnlyRootFilesystem: true
      runAsGroup: {{ if $tproxy }}1337{{ else }}{{ .ProxyGID | default 1337 }}{{ end }}
      runAsUser: {{ if $tproxy }}1337{{ else }}{{ .ProxyUID | default 1337 }}{{ end }}
      runAsNonRoot: true
      {{- else }}
      readOnlyRootFilesystem: false
      runAsGroup: 0
      runAsUser: 0
      runAsNonRoot: false
      {{- end }}
      {{- template "seccomp" . }}
{{- end }}

{{- define "proxy" }}
  {{- $mode := annotation .ObjectMeta "sidecar.istio.io/interceptionMode" .ProxyConfig.InterceptionMode }}
  {{- $statusPort := annotation .ObjectMeta "status.sidecar.istio.io/port" .Values.global.proxy.statusPort }}
  {{- $tproxy := eq $mode "TPROXY" }}
  {{- $bind := eq (annotation .ObjectMeta "sidecar.istio.io/capNetBindService" (.Values.global.proxy.capNetBindService | default false)) "true" }}
  {{- $trace := eq (index .ProxyConfig.ProxyMetadata "IPTABLES_TRACE_LOGGING") "true" }}
  {{- $hold := or .ProxyConfig.HoldApplicationUntilProxyStarts.GetValue .Values.global.proxy.holdApplicationUntilProxyStarts }}
  {{- $ports := list }}
  {{- $apps := list }}
  {{- range .Spec.Containers }}
    {{- if ne .Name "istio-proxy" }}{{ $apps = append $apps .Name }}{{ end }}
    {{- range .Ports }}{{ $ports = append $ports (structToJSON .) }}{{ end }}
  {{- end }}
  {{- $gke := eq .Values.global.caName "GkeWorkloadCertificate" }}
  - name: istio-proxy
    image: {{ annotation .ObjectMeta "sidecar.istio.io/proxyImage" "" | default .ProxyImage | quote }}
    {{- with .Values.global.imagePullPolicy }}
    imagePullPolicy: {{ . | quote }}
    {{- end }}
    {{- if .NativeSidecars }}
    restartPolicy: Always
    {{- end }}
    args:
    - proxy
    - sidecar
${PROXY_ARGS}    {{- with .Values.global.proxy.outlierLogPath }}
    - {{ printf "--outlierLogPath=%s" . | quote }}
    {{- end }}
    env:
    {{- if eq .InboundTrafficPolicyMode "localhost" }}
    - name: REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION
      value: "true"
    {{- end }}
${IDENTITY_ENV}    - name: ISTIO_CPU_LIMIT
      valueFrom:
        resourceFieldRef:
          resource: limits.cpu
          divisor: "1"
${CONFIG_ENV}    - name: ISTIO_META_APP_CONTAINERS
      value: {{ join "," $apps | quote }}
    - name: GOMEMLIMIT
      valueFrom:
        resourceFieldRef:
          resource: limits.memory
          divisor: "1"
${COMPLIANCE_ENV}    - name: ISTIO_META_CLUSTER_ID
      value: {{ .Values.global.multiCluster.clusterName | default "Kubernetes" | quote }}
    - name: ISTIO_META_NODE_NAME
      valueFrom:
        fieldRef:
          fieldPath: spec.nodeName
    - name: ISTIO_META_INTERCEPTION_MODE
      value: {{ $mode | quote }}
    {{- with .Values.global.network }}
    - name: ISTIO_META_NETWORK
      value: {{ . | quote }}
    {{- end }}
    {{- with index .ObjectMeta.Labels "service.istio.io/workload-name" | default .DeploymentMeta.Name }}
    - name: ISTIO_META_WORKLOAD_NAME
      value: {{ . | quote }}
    {{- end }}
${OWNER_ENV}    {{- if isset .ObjectMeta.Annotations "sidecar.istio.io/bootstrapOverride" }}
    - name: ISTIO_BOOTSTRAP_OVERRIDE
      value: /etc/istio/custom-bootstrap/custom_bootstrap.json
    {{- end }}
${MESH_ENV}    {{- if and (eq .Values.global.proxy.tracer "datadog") (isset .ObjectMeta.Annotations "apm.datadoghq.com/env") }}
    {{- range $key, $value := fromJSON (index .ObjectMeta.Annotations "apm.datadoghq.com/env") }}
    - name: {{ $key | quote }}
      value: {{ $value | quote }}
    {{- end }}
    {{- end }}
    {{- with otelResourceAttributes .MeshConfig .ObjectMeta.Annotations .ObjectMeta.Labels (valueOrDefault .DeploymentMeta.Namespace "default") .Spec.Containers }}
    - name: OTEL_RESOURCE_ATTRIBUTES
      value: {{ . | quote }}
    {{- end }}
    {{- template "metadataEnv" . }}
    ports:
    - name: http-envoy-prom
      containerPort: 15090
      protocol: TCP
    {{- if ne $statusPort "0" }}
    readinessProbe:
      httpGet:
        path: /healthz/ready
        port: 15021
      initialDelaySeconds: {{ annotation .ObjectMeta "readiness.status.sidecar.istio.io/initialDelaySeconds" .Values.global.proxy.readinessInitialDelaySeconds }}
      periodSeconds: {{ annotation .ObjectMeta "readiness.status.sidecar.istio.io/periodSeconds" .Values.global.proxy.readinessPeriodSeconds }}
      timeoutSeconds: 3
      failureThreshold: {{ annotation .ObjectMeta "readiness.status.sidecar.istio.io/failureThreshold" .Values.global.proxy.readinessFailureThreshold }}
    {{- if .Values.global.proxy.startupProbe.enabled }}
    startupProbe:
      httpGet:
        path: /healthz/ready
        port: 15021
      initialDelaySeconds: 0
      periodSeconds: 1
      timeoutSeconds: 3
      failureThreshold: {{ .Values.global.proxy.startupProbe.failureThreshold }}
    {{- end }}
    {{- end }}
    {{- if .Values.global.proxy.lifecycle }}
    lifecycle:
      {{- toYaml .Values.global.proxy.lifecycle | nindent 6 }}
    {{- else if .NativeSidecars }}
    lifecycle:
      preStop:
        exec:
          command:
          - pilot-agent
          - request
          - {{ printf "--debug-port=%s" $statusPort | quote }}
          - POST
          - drain
    {{- else if $hold }}
    lifecycle:
      postStart:
        exec:
          command:
          - pilot-agent
          - wait
    {{- end }}
    {{- template "resources" . }}
    securityContext:
      {{- if $trace }}
      allowPrivilegeEscalation: true
      privileged: true
      {{- else }}
      allowPrivilegeEscalation: {{ .Values.global.proxy.privileged | default false }}
      privileged: {{ .Values.global.proxy.privileged | default false }}
      {{- end }}
      capabilities:
        {{- if or $tproxy $bind $trace }}
        add:
        {{- if or $tproxy $trace }}
        - NET_ADMIN
        {{- end }}
        {{- if $bind }}
        - NET_BIND_SERVICE
        {{- end }}
        {{- end }}
        drop:
        - ALL
      readOnlyRootFilesystem: true
      {{- if $trace }}
      runAsGroup: {{ .ProxyGID | default 1337 }}
      runAsUser: 0
      runAsNonRoot: false
      {{- else if or $tproxy $bind }}
      runAsGroup: 1337
      runAsUser: 0
      runAsNonRoot: false
      {{- else }}
      runAsGroup: {{ .ProxyGID | default 1337 }}
      runAsUser: {{ .ProxyUID | default 1337 }}
      runAsNonRoot: true
      {{- end }}
      {{- template "seccomp" . }}
    volumeMounts:
    - name: workload-socket
      mountPath: /var/run/secrets/workload-spiffe-uds
    - name: credential-socket
      mountPath: /var/run/secrets/credential-uds
    {{- if $gke }}
    - name: gke-workload-certificate
      mountPath: /var/run/secrets/workload-spiffe-credentials
      readOnly: true
    {{- else }}
    - name: workload-certs
      mountPath: /var/run/secrets/workload-spiffe-credentials
    {{- end }}
    {{- if eq .Values.global.pilotCertProvider "istiod" }}
    - name: istiod-ca-cert
      mountPath: /var/run/secrets/istio
    {{- end }}
    - name: istio-ca-crl
      mountPath: /var/run/secrets/istio/crl
    - name: istio-data
      mountPath: /var/lib/istio/data
    {{- if isset .ObjectMeta.Annotations "sidecar.istio.io/bootstrapOverride" }}
    - name: custom-bootstrap-volume
      mountPath: /etc/istio/custom-bootstrap
    {{- end }}
    - name: istio-envoy
      mountPath: /etc/istio/proxy
    - name: istio-token
      mountPath: /var/run/secrets/tokens
    {{- if .Values.global.mountMtlsCerts }}
    - name: istio-certs
      mountPath: /etc/certs/
      readOnly: true
    {{- end }}
    - name: istio-podinfo
      mountPath: /etc/istio/pod
    {{- if and (eq .Values.global.proxy.tracer "lightstep") .ProxyConfig.GetTracing.GetTlsSettings }}
    - name: lightstep-certs
      mountPath: {{ directory .ProxyConfig.GetTracing.GetTlsSettings.GetCaCertificates | quote }}
      readOnly: true
    {{- end }}
    {{- if isset .ObjectMeta.Annotations "sidecar.istio.io/userVolumeMount" }}
    {{- range $name, $mount := fromJSON (index .ObjectMeta.Annotations "sidecar.istio.io/userVolumeMount") }}
    - name: {{ $name | quote }}
      {{- toYaml $mount | nindent 6 }}
    {{- end }}
    {{- end }}
{{- end -}}

metadata:
  labels:
    security.istio.io/tlsMode: {{ index .ObjectMeta.Labels "security.istio.io/tlsMode" | default "istio" | quote }}
    {{- if eq (index .ProxyConfig.ProxyMetadata "ISTIO_META_ENABLE_HBONE") "true" }}
    networking.istio.io/tunnel: {{ index .ObjectMeta.Labels "networking.istio.io/tunnel" | default "http" | quote }}
    {{- end }}
${CANONICAL_NAME}${CANONICAL_REVISION}  annotations:
    istio.io/rev: {{ .Revision | default "default" | quote }}
    {{- $first := "" }}
    {{- range .Spec.Containers }}
    {{- if and (not $first) (ne .Name "istio-proxy") }}{{ $first = .Name }}{{ end }}
    {{- end }}
    {{- if $first }}
    {{- if not (isset .ObjectMeta.Annotations "kubectl.kubernetes.io/default-logs-container") }}
    kubectl.kubernetes.io/default-logs-container: {{ $first | quote }}
    {{- end }}
    {{- if not (isset .ObjectMeta.Annotations "kubectl.kubernetes.io/default-container") }}
    kubectl.kubernetes.io/default-container: {{ $first | quote }}
    {{- end }}
    {{- end }}
    {{- if .Values.pilot.cni.enabled }}
    {{- if eq .Values.pilot.cni.provider "multus" }}
    k8s.v1.cni.cncf.io/networks: {{ appendMultusNetwork (index .ObjectMeta.Annotations "k8s.v1.cni.cncf.io/networks") "default/istio-cni" | quote }}
    {{- end }}
    sidecar.istio.io/interceptionMode: {{ annotation .ObjectMeta "sidecar.istio.io/interceptionMode" .ProxyConfig.InterceptionMode | quote }}
    {{- with annotation .ObjectMeta "traffic.sidecar.istio.io/includeOutboundIPRanges" .Values.global.proxy.includeIPRanges }}
    traffic.sidecar.istio.io/includeOutboundIPRanges: {{ . | quote }}
    {{- end }}
    {{- with annotation .ObjectMeta "traffic.sidecar.istio.io/excludeOutboundIPRanges" .Values.global.proxy.excludeIPRanges }}
    traffic.sidecar.istio.io/excludeOutboundIPRanges: {{ . | quote }}
    {{- end }}
    traffic.sidecar.istio.io/includeInboundPorts: {{ annotation .ObjectMeta "traffic.sidecar.istio.io/includeInboundPorts" .Values.global.proxy.includeInboundPorts | quote }}
    traffic.sidecar.istio.io/excludeInboundPorts: {{ excludeInboundPort (annotation .ObjectMeta "status.sidecar.istio.io/port" .Values.global.proxy.statusPort) (annotation .ObjectMeta "traffic.sidecar.istio.io/excludeInboundPorts" .Values.global.proxy.excludeInboundPorts) | quote }}
    {{- if or (isset .ObjectMeta.Annotations "traffic.sidecar.istio.io/includeOutboundPorts") .Values.global.proxy.includeOutboundPorts }}
    traffic.sidecar.istio.io/includeOutboundPorts: {{ annotation .ObjectMeta "traffic.sidecar.istio.io/includeOutboundPorts" .Values.global.proxy.includeOutboundPorts | quote }}
    {{- end }}
    {{- if or (isset .ObjectMeta.Annotations "traffic.sidecar.istio.io/excludeOutboundPorts") .Values.global.proxy.excludeOutboundPorts }}
    traffic.sidecar.istio.io/excludeOutboundPorts: {{ annotation .ObjectMeta "traffic.sidecar.istio.io/excludeOutboundPorts" .Values.global.proxy.excludeOutboundPorts | quote }}
    {{- end }}
    {{- with index .ObjectMeta.Annotations "traffic.sidecar.istio.io/kubevirtInterfaces" }}
    traffic.sidecar.istio.io/kubevirtInterfaces: {{ . | quote }}
    {{- end }}
    {{- with index .ObjectMeta.Annotations "istio.io/reroute-virtual-interfaces" }}
    istio.io/reroute-virtual-interfaces: {{ . | quote }}
    {{- end }}
    {{- with index .ObjectMeta.Annotations "traffic.sidecar.istio.io/excludeInterfaces" }}
    traffic.sidecar.istio.io/excludeInterfaces: {{ . | quote }}
    {{- end }}
    {{- end }}
spec:
  {{- $capture := ne (annotation .ObjectMeta "sidecar.istio.io/interceptionMode" .ProxyConfig.InterceptionMode) "NONE" }}
  {{- if or $capture .NativeSidecars }}
  initContainers:
  {{- if $capture }}
  {{- template "capture" . }}
  {{- end }}
  {{- if .NativeSidecars }}
  {{- template "proxy" . }}
  {{- end }}
  {{- end }}
  {{- if not .NativeSidecars }}
  containers:
  {{- template "proxy" . }}
  {{- end }}
  volumes:
  - name: workload-socket
  - name: credential-socket
${WORKLOAD_CERTS}  {{- if isset .ObjectMeta.Annotations "sidecar.istio.io/bootstrapOverride" }}
  - name: custom-bootstrap-volume
    configMap:
      name: {{ index .ObjectMeta.Annotations "sidecar.istio.io/bootstrapOverride" | quote }}
  {{- end }}
  - name: istio-envoy
    emptyDir:
      medium: Memory
  - name: istio-data
    emptyDir: {}
${POD_VOLUMES}${CA_VOLUME}  - name: istio-ca-crl
    configMap:
      name: {{ .Values.pilot.crlConfigMapName | default "istio-ca-crl" | quote }}
      optional: true
  {{- if .Values.global.mountMtlsCerts }}
  - name: istio-certs
    secret:
      optional: true
      secretName: {{ printf "istio.%s" (.Spec.ServiceAccountName | default "default") | quote }}
  {{- end }}
  {{- if isset .ObjectMeta.Annotations "sidecar.istio.io/userVolume" }}
  {{- range $name, $volume := fromJSON (index .ObjectMeta.Annotations "sidecar.istio.io/userVolume") }}
  - name: {{ $name | quote }}
    {{- toYaml $volume | nindent 4 }}
  {{- end }}
  {{- end }}
  {{- if and (eq .Values.global.proxy.tracer "lightstep") .ProxyConfig.GetTracing.GetTlsSettings }}
  - name: lightstep-certs
    secret:
      optional: true
      secretName: lightstep.cacert
  {{- end }}
${PULL_SECRETS}`;
