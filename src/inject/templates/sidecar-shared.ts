/** Of the template `sidecar`: what its containers share: resources, seccomp profile, variables of the mesh. */
export const SHARED = `{{- define "resources" }}
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

`;
