/** The template `istio-2018`: what Istio 1.0 wrote, for the manifests that old articles and clusters show. */
export const ISTIO_2018 = `{{- $mode := annotation .ObjectMeta "sidecar.istio.io/interceptionMode" "REDIRECT" -}}
spec:
  initContainers:
  - name: istio-init
    image: {{ .ProxyInitImage | quote }}
    imagePullPolicy: IfNotPresent
    args:
    - "-p"
    - "15001"
    - "-u"
    - "1337"
    - "-m"
    - {{ $mode | quote }}
    - "-i"
    - {{ annotation .ObjectMeta "traffic.sidecar.istio.io/includeOutboundIPRanges" .Values.global.proxy.includeIPRanges | quote }}
    - "-x"
    - {{ annotation .ObjectMeta "traffic.sidecar.istio.io/excludeOutboundIPRanges" .Values.global.proxy.excludeIPRanges | quote }}
    - "-b"
    {{- if isset .ObjectMeta.Annotations "traffic.sidecar.istio.io/includeInboundPorts" }}
    - {{ index .ObjectMeta.Annotations "traffic.sidecar.istio.io/includeInboundPorts" | quote }}
    {{- else }}
    {{- with applicationPorts .Spec.Containers }}
    - {{ printf "%s," . | quote }}
    {{- else }}
    - ""
    {{- end }}
    {{- end }}
    - "-d"
    - {{ annotation .ObjectMeta "traffic.sidecar.istio.io/excludeInboundPorts" .Values.global.proxy.excludeInboundPorts | quote }}
    securityContext:
      capabilities:
        add:
        - NET_ADMIN
      privileged: true
  containers:
  - name: istio-proxy
    image: {{ annotation .ObjectMeta "sidecar.istio.io/proxyImage" .ProxyImage | quote }}
    imagePullPolicy: IfNotPresent
    args:
    - proxy
    - sidecar
    - "--configPath"
    - /etc/istio/proxy
    - "--binaryPath"
    - /usr/local/bin/envoy
    - "--serviceCluster"
    - {{ index .ObjectMeta.Labels "app" | default .ProxyConfig.GetServiceCluster | default "istio-proxy" | quote }}
    - "--drainDuration"
    - 45s
    - "--parentShutdownDuration"
    - 1m0s
    - "--discoveryAddress"
    - {{ printf "istio-pilot.%v:15007" .Values.global.istioNamespace | quote }}
    - "--discoveryRefreshDelay"
    - 1s
    - "--zipkinAddress"
    - {{ printf "zipkin.%v:9411" .Values.global.istioNamespace | quote }}
    - "--connectTimeout"
    - 10s
    - "--statsdUdpAddress"
    - {{ printf "istio-statsd-prom-bridge.%v:9125" .Values.global.istioNamespace | quote }}
    - "--proxyAdminPort"
    - "15000"
    - "--controlPlaneAuthPolicy"
    - NONE
    env:
    - name: POD_NAME
      valueFrom:
        fieldRef:
          fieldPath: metadata.name
    - name: POD_NAMESPACE
      valueFrom:
        fieldRef:
          fieldPath: metadata.namespace
    - name: INSTANCE_IP
      valueFrom:
        fieldRef:
          fieldPath: status.podIP
    - name: ISTIO_META_POD_NAME
      valueFrom:
        fieldRef:
          fieldPath: metadata.name
    - name: ISTIO_META_INTERCEPTION_MODE
      value: {{ $mode | quote }}
    resources:
      requests:
        cpu: 10m
    securityContext:
      privileged: false
      readOnlyRootFilesystem: true
      {{- if eq $mode "TPROXY" }}
      capabilities:
        add:
        - NET_ADMIN
      runAsGroup: 1337
      {{- else }}
      runAsUser: 1337
      {{- end }}
    volumeMounts:
    - name: istio-envoy
      mountPath: /etc/istio/proxy
    - name: istio-certs
      mountPath: /etc/certs/
      readOnly: true
  volumes:
  - name: istio-envoy
    emptyDir:
      medium: Memory
  - name: istio-certs
    secret:
      optional: true
      secretName: {{ printf "istio.%s" (.Spec.ServiceAccountName | default "default") | quote }}
`;
