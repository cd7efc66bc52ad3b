import { CA_VOLUME, CANONICAL_NAME, CANONICAL_REVISION, POD_VOLUMES, PULL_SECRETS, WORKLOAD_CERTS } from './parts.ts';

import { CAPTURE } from './sidecar-capture.ts';
import { PROXY } from './sidecar-proxy.ts';
import { SHARED } from './sidecar-shared.ts';

/** The template `sidecar`: the fields that Istio's own gives a pod, written for meshctl. */
export const SIDECAR = `${SHARED}${CAPTURE}${PROXY}metadata:
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
