import {
  CA_MOUNT,
  CA_VOLUME,
  CANONICAL_REVISION,
  CERTS_MOUNT,
  COMPLIANCE_ENV,
  CONFIG_ENV,
  CREDENTIAL_MOUNT,
  DEFAULT_CONTAINER,
  IDENTITY_ENV,
  MESH_ENV,
  METADATA_ENV,
  MTLS_MOUNT,
  OWNER_ENV,
  POD_LISTS,
  POD_VOLUMES,
  PROXY_ARGS,
  PULL_SECRETS,
  SOCKET_MOUNT,
} from './parts.ts';

/** The template `gateway`: a proxy that is the application, for Deployments whose image is `auto`. */
export const GATEWAY = `{{- $statusPort := .Values.global.proxy.statusPort }}
${POD_LISTS}metadata:
  labels:
    service.istio.io/canonical-name: {{ index .ObjectMeta.Labels "service.istio.io/canonical-name" | default (index .ObjectMeta.Labels "app.kubernetes.io/name") | default (index .ObjectMeta.Labels "app") | default .DeploymentMeta.Name | quote }}
${CANONICAL_REVISION}  annotations:
    istio.io/rev: {{ .Revision | default "default" | quote }}
${DEFAULT_CONTAINER}spec:
  securityContext:
    {{- if .Values.gateways.securityContext }}
    {{- toYaml .Values.gateways.securityContext | nindent 4 }}
    {{- else }}
    sysctls:
    - name: net.ipv4.ip_unprivileged_port_start
      value: "0"
    {{- end }}
    {{- with .Values.gateways.seccompProfile }}
    seccompProfile:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  containers:
  - name: istio-proxy
    image: {{ annotation .ObjectMeta "sidecar.istio.io/proxyImage" "" | default .ProxyImage | quote }}
    {{- with .Values.global.imagePullPolicy }}
    imagePullPolicy: {{ . | quote }}
    {{- end }}
    args:
    - proxy
    - router
${PROXY_ARGS}    {{- with .Values.global.proxy.lifecycle }}
    lifecycle:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    securityContext:
      runAsUser: {{ .ProxyUID | default 1337 }}
      runAsGroup: {{ .ProxyGID | default 1337 }}
    env:
${IDENTITY_ENV}    - name: ISTIO_CPU_LIMIT
      valueFrom:
        resourceFieldRef:
          resource: limits.cpu
          divisor: "1"
${CONFIG_ENV}    - name: GOMEMLIMIT
      valueFrom:
        resourceFieldRef:
          resource: limits.memory
          divisor: "1"
${COMPLIANCE_ENV}    - name: ISTIO_META_APP_CONTAINERS
      value: {{ join "," $apps | quote }}
    - name: ISTIO_META_CLUSTER_ID
      value: {{ .Values.global.multiCluster.clusterName | default "Kubernetes" | quote }}
    - name: ISTIO_META_NODE_NAME
      valueFrom:
        fieldRef:
          fieldPath: spec.nodeName
    - name: ISTIO_META_INTERCEPTION_MODE
      value: {{ .ProxyConfig.InterceptionMode.String | quote }}
    {{- with .Values.global.network }}
    - name: ISTIO_META_NETWORK
      value: {{ . | quote }}
    {{- end }}
    {{- with .DeploymentMeta.Name }}
    - name: ISTIO_META_WORKLOAD_NAME
      value: {{ . | quote }}
    {{- end }}
${OWNER_ENV}${MESH_ENV}${METADATA_ENV}    ports:
    - name: http-envoy-prom
      containerPort: 15090
      protocol: TCP
    {{- if $statusPort }}
    readinessProbe:
      httpGet:
        path: /healthz/ready
        port: 15021
      initialDelaySeconds: {{ .Values.global.proxy.readinessInitialDelaySeconds }}
      periodSeconds: {{ .Values.global.proxy.readinessPeriodSeconds }}
      timeoutSeconds: 3
      failureThreshold: {{ .Values.global.proxy.readinessFailureThreshold }}
    {{- end }}
    volumeMounts:
${SOCKET_MOUNT}${CREDENTIAL_MOUNT}${CERTS_MOUNT}${CA_MOUNT}    - name: istio-data
      mountPath: /var/lib/istio/data
    - name: istio-envoy
      mountPath: /etc/istio/proxy
    - name: istio-token
      mountPath: /var/run/secrets/tokens
${MTLS_MOUNT}    - name: istio-podinfo
      mountPath: /etc/istio/pod
  volumes:
  - name: workload-socket
  - name: credential-socket
    emptyDir: {}
  {{- if eq .Values.global.caName "GkeWorkloadCertificate" }}
  - name: gke-workload-certificate
    csi:
      driver: workloadcertificates.security.cloud.google.com
  {{- else }}
  - name: workload-certs
    emptyDir: {}
  {{- end }}
  - name: istio-envoy
    emptyDir:
      medium: Memory
  - name: istio-data
    emptyDir: {}
${POD_VOLUMES}${CA_VOLUME}  {{- if .Values.global.mountMtlsCerts }}
  - name: istio-certs
    secret:
      optional: true
      secretName: {{ printf "istio.%s" (.Spec.ServiceAccountName | default "default") | quote }}
  {{- end }}
${PULL_SECRETS}`;
