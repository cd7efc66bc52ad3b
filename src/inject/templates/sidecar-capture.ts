/** Of the template `sidecar`: the init container that captures traffic, or checks under CNI that it is captured. */
export const CAPTURE = `{{- define "capture" }}
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

`;
