import {
  CA_MOUNT,
  CERTS_MOUNT,
  COMPLIANCE_ENV,
  CONFIG_ENV,
  CREDENTIAL_MOUNT,
  IDENTITY_ENV,
  MESH_ENV,
  MTLS_MOUNT,
  OWNER_ENV,
  PROXY_ARGS,
  SOCKET_MOUNT,
} from './parts.ts';

/** Of the template `sidecar`: the proxy's container. */
export const PROXY = `{{- define "proxy" }}
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
${SOCKET_MOUNT}${CREDENTIAL_MOUNT}${CERTS_MOUNT}${CA_MOUNT}    - name: istio-ca-crl
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
${MTLS_MOUNT}    - name: istio-podinfo
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

`;
