/** What several templates have in common, as pieces of their text. */

/** Who issues certificates, and what the downward API knows of the pod: the first variables of every proxy. */
export const IDENTITY_ENV = `    - name: PILOT_CERT_PROVIDER
      value: {{ .Values.global.pilotCertProvider | quote }}
    - name: CA_ADDR
      {{- if .Values.global.caAddress }}
      value: {{ .Values.global.caAddress | quote }}
      {{- else if .Values.revision }}
      value: {{ printf "istiod-%v.%v.svc:15012" .Values.revision .Values.global.istioNamespace | quote }}
      {{- else }}
      value: {{ printf "istiod.%v.svc:15012" .Values.global.istioNamespace | quote }}
      {{- end }}
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
    - name: SERVICE_ACCOUNT
      valueFrom:
        fieldRef:
          fieldPath: spec.serviceAccountName
    - name: HOST_IP
      valueFrom:
        fieldRef:
          fieldPath: status.hostIP
`;

/** The arguments every proxy has after its role. */
export const PROXY_ARGS = `    - "--domain"
    - {{ printf "$(POD_NAMESPACE).svc.%v" .Values.global.proxy.clusterDomain | quote }}
    - {{ printf "--proxyLogLevel=%s" (annotation .ObjectMeta "sidecar.istio.io/logLevel" .Values.global.proxy.logLevel) | quote }}
    - {{ printf "--proxyComponentLogLevel=%s" (annotation .ObjectMeta "sidecar.istio.io/componentLogLevel" .Values.global.proxy.componentLogLevel) | quote }}
    - {{ printf "--log_output_level=%s" (annotation .ObjectMeta "sidecar.istio.io/agentLogLevel" .Values.global.logging.level) | quote }}
    {{- if .Values.global.sts.servicePort }}
    - {{ printf "--stsPort=%v" .Values.global.sts.servicePort | quote }}
    {{- end }}
    {{- if .Values.global.logAsJson }}
    - "--log_as_json"
    {{- end }}
`;

/** Which mesh the proxy belongs to. */
export const MESH_ENV = `    {{- with .Values.global.meshID | default .MeshConfig.TrustDomain }}
    - name: ISTIO_META_MESH_ID
      value: {{ . | quote }}
    {{- end }}
    {{- with valueOrDefault .MeshConfig.TrustDomain .Values.global.trustDomain }}
    - name: TRUST_DOMAIN
      value: {{ . | quote }}
    {{- end }}
`;

/** The user's own variables, from the ProxyConfig. */
export const METADATA_ENV = `    {{- range $key, $value := .ProxyConfig.ProxyMetadata }}
    - name: {{ $key | quote }}
      value: {{ $value | quote }}
    {{- end }}
`;

/** The workload the pod belongs to. */
export const OWNER_ENV = `    {{- if and .TypeMeta.APIVersion .DeploymentMeta.Name }}
    - name: ISTIO_META_OWNER
      value: {{ printf "kubernetes://apis/%s/namespaces/%s/%ss/%s" .TypeMeta.APIVersion (valueOrDefault .DeploymentMeta.Namespace "default") (toLower .TypeMeta.Kind) .DeploymentMeta.Name | quote }}
    {{- end }}
`;

/** The cryptography the proxy may use. */
export const COMPLIANCE_ENV = `    {{- if .CompliancePolicy }}
    - name: COMPLIANCE_POLICY
      value: {{ .CompliancePolicy | quote }}
    {{- if eq .CompliancePolicy "fips-140-3" }}
    - name: GODEBUG
      value: fips140=only
    {{- end }}
    {{- end }}
`;

/** The pod's own description and the token the control plane accepts. */
export const POD_VOLUMES = `  - name: istio-podinfo
    downwardAPI:
      items:
      - path: labels
        fieldRef:
          fieldPath: metadata.labels
      - path: annotations
        fieldRef:
          fieldPath: metadata.annotations
  - name: istio-token
    projected:
      sources:
      - serviceAccountToken:
          path: istio-token
          expirationSeconds: 43200
          audience: {{ .Values.global.sds.token.aud | quote }}
`;

/** The root certificate of the control plane. */
export const CA_VOLUME = `  {{- if eq .Values.global.pilotCertProvider "istiod" }}
  - name: istiod-ca-cert
    {{- if eq (print .Values.pilot.env.ENABLE_CLUSTER_TRUST_BUNDLE_API) "true" }}
    projected:
      sources:
      - clusterTrustBundle:
          name: {{ printf "istio.io:istiod-ca:%v" (.Values.global.trustBundleName | default "root-cert") | quote }}
          path: root-cert.pem
    {{- else }}
    configMap:
      name: {{ .Values.global.trustBundleName | default "istio-ca-root-cert" | quote }}
    {{- end }}
  {{- end }}
`;

/** Pull secrets of the values. */
export const PULL_SECRETS = `  {{- with .Values.global.imagePullSecrets }}
  imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
  {{- end }}
`;

/** `$ports`: the pod's ports as JSON. `$apps`: the names of its containers but the proxy. */
export const POD_LISTS = `{{- $ports := list }}
{{- $apps := list }}
{{- range .Spec.Containers }}
  {{- if ne .Name "istio-proxy" }}{{ $apps = append $apps .Name }}{{ end }}
  {{- range .Ports }}{{ $ports = append $ports (structToJSON .) }}{{ end }}
{{- end -}}
`;

/** Tells kubectl which container is the application. Needs `$apps`. */
export const DEFAULT_CONTAINER = `    {{- with $apps }}
    {{- if not (isset $.ObjectMeta.Annotations "kubectl.kubernetes.io/default-logs-container") }}
    kubectl.kubernetes.io/default-logs-container: {{ first . | quote }}
    {{- end }}
    {{- if not (isset $.ObjectMeta.Annotations "kubectl.kubernetes.io/default-container") }}
    kubectl.kubernetes.io/default-container: {{ first . | quote }}
    {{- end }}
    {{- end }}
`;

/** The ProxyConfig, without its defaults, and the ports of the pod. Needs `$ports`. */
export const CONFIG_ENV = `    - name: PROXY_CONFIG
      value: {{ printf "%s\\n" (protoToJSON .ProxyConfig) | quote }}
    - name: ISTIO_META_POD_PORTS
      value: {{ if $ports }}{{ printf "[\\n    %s\\n]" (join "\\n    ," $ports) | quote }}{{ else }}"[\\n]"{{ end }}
`;

/** The version telemetry shows for the workload. */
export const CANONICAL_REVISION = `    service.istio.io/canonical-revision: {{ index .ObjectMeta.Labels "service.istio.io/canonical-revision" | default (index .ObjectMeta.Labels "app.kubernetes.io/version") | default (index .ObjectMeta.Labels "version") | default "latest" | quote }}
`;

/** The name telemetry shows for the workload, short enough for a label. */
export const CANONICAL_NAME = `    service.istio.io/canonical-name: {{ index .ObjectMeta.Labels "service.istio.io/canonical-name" | default (index .ObjectMeta.Labels "app.kubernetes.io/name") | default (index .ObjectMeta.Labels "app") | default .DeploymentMeta.Name | trunc 63 | trimAll "-_." | quote }}
`;

/** The sockets of an agent that keeps the workload's keys. */
export const SOCKET_MOUNT = `    - name: workload-socket
      mountPath: /var/run/secrets/workload-spiffe-uds
`;

/** The socket certificates for gateways come through. */
export const CREDENTIAL_MOUNT = `    - name: credential-socket
      mountPath: /var/run/secrets/credential-uds
`;

/** The workload's certificate, where it is not the agent's business. */
export const CERTS_MOUNT = `    {{- if eq .Values.global.caName "GkeWorkloadCertificate" }}
    - name: gke-workload-certificate
      mountPath: /var/run/secrets/workload-spiffe-credentials
      readOnly: true
    {{- else }}
    - name: workload-certs
      mountPath: /var/run/secrets/workload-spiffe-credentials
    {{- end }}
`;

/** The root certificate of the control plane. */
export const CA_MOUNT = `    {{- if eq .Values.global.pilotCertProvider "istiod" }}
    - name: istiod-ca-cert
      mountPath: /var/run/secrets/istio
    {{- end }}
`;

/** Certificates from a secret, as old meshes have them. */
export const MTLS_MOUNT = `    {{- if .Values.global.mountMtlsCerts }}
    - name: istio-certs
      mountPath: /etc/certs/
      readOnly: true
    {{- end }}
`;

/** Where the workload's certificate comes from when it is not the agent. */
export const WORKLOAD_CERTS = `  {{- if eq .Values.global.caName "GkeWorkloadCertificate" }}
  - name: gke-workload-certificate
    csi:
      driver: workloadcertificates.security.cloud.google.com
  {{- else }}
  - name: workload-certs
  {{- end }}
`;
