import { describe, expect, test } from 'vitest';
import { DEFAULT_PROXY_CONFIG } from '../../../src/inject/mesh-defaults.ts';
import { dataWith, render, template } from './support.ts';

describe('Kubernetes objects', () => {
  const spec = {
    serviceAccountName: 'sa',
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 30,
    securityContext: { runAsUser: 5 },
    containers: [
      {
        name: 'app',
        resources: { limits: { cpu: '0.5', memory: '1024Mi' } },
        livenessProbe: { httpGet: { port: 'http', path: '/' }, timeoutSeconds: 2 },
        readinessProbe: { tcpSocket: { port: 80 } },
      },
    ],
    unknownField: 1,
  };

  test.each([
    ['{{ .Spec.ServiceAccountName }} {{ .Spec.NodeName }}|', 'sa |'],
    ['{{ .Spec.TerminationGracePeriodSeconds }} {{ .Spec.ActiveDeadlineSeconds }}', '30 <nil>'],
    [
      '{{ if .Spec.AutomountServiceAccountToken }}set{{ else }}unset{{ end }} {{ .Spec.AutomountServiceAccountToken }}',
      'set false',
    ],
    ['{{ .Spec.SecurityContext.RunAsUser }} {{ if .Spec.Affinity }}y{{ else }}n{{ end }}', '5 n'],
    [
      '{{ (index .Spec.Containers 0).Resources.Limits.cpu }} {{ (index .Spec.Containers 0).Resources.Limits.memory }}',
      '500m 1Gi',
    ],
    [
      '{{ with index .Spec.Containers 0 }}{{ .LivenessProbe.HTTPGet.Port }} {{ .ReadinessProbe.TCPSocket.Port.IntValue }}{{ end }}',
      'http 80',
    ],
    ['{{ (index .Spec.Containers 0).LivenessProbe.TimeoutSeconds | add 1 }}', '3'],
    ['{{ len .Spec.Containers }} {{ len .Spec.InitContainers }} {{ len .Spec.NodeSelector }}', '1 0 0'],
    ['{{ range .Spec.Volumes }}x{{ else }}none{{ end }}', 'none'],
    [
      '{{ .ObjectMeta.Labels.app }} {{ .ObjectMeta.Labels.none }} {{ index .ObjectMeta.Labels "none" }}|',
      'web <no value> |',
    ],
    ['{{ range $k, $v := .ObjectMeta.Labels }}{{ $k }}={{ $v }} {{ end }}', 'app=web tier=x '],
    [
      '{{ .DeploymentMeta }} {{ .DeploymentMeta.Name }} {{ .TypeMeta.Kind }} {{ .TypeMeta.APIVersion }}',
      'shop/web web Deployment apps/v1',
    ],
    ['{{ .ProxyUID }} {{ printf "%T" .ProxyUID }} {{ .NativeSidecars }}', '1337 int64 false'],
  ])('%s', (text, expected) => {
    expect(render(text, { spec, objectMeta: { labels: { tier: 'x', app: 'web' } } })).toBe(expected);
  });

  test.each([
    ['{{ .Spec.Nope }}', "can't evaluate field Nope in type v1.PodSpec"],
    ['{{ .Spec.unknownField }}', "can't evaluate field unknownField in type v1.PodSpec"],
    ['{{ .Nope }}', "can't evaluate field Nope in type *inject.SidecarTemplateData"],
    ['{{ .Spec.Affinity.NodeAffinity }}', 'nil pointer evaluating *v1.Affinity.NodeAffinity'],
    ['{{ (index .Spec.Containers 0).Naem }}', "can't evaluate field Naem in type v1.Container"],
    ['{{ index .Spec.Containers 5 }}', 'index out of range: 5'],
    ['{{ .ObjectMeta.Labels.app.x }}', "can't evaluate field x in type string"],
    ['{{ .Spec.ServiceAccountName "x" }}', 'ServiceAccountName has arguments but cannot be invoked as function'],
  ])('%s fails', (text, message) => {
    expect(() => render(text, { spec, objectMeta: { labels: { app: 'web' } } })).toThrow(message);
  });
});

describe('protobuf messages', () => {
  const proxyConfig = {
    ...DEFAULT_PROXY_CONFIG,
    concurrency: 2,
    interceptionMode: 'TPROXY',
    tracing: { lightstep: { address: 'l:1' }, tlsSettings: { mode: 'SIMPLE', caCertificates: '/ca.pem' } },
    proxyMetadata: { B: '2', A: '<1>' },
    image: { imageType: 'debug' },
    holdApplicationUntilProxyStarts: true,
    drainDuration: '90s',
    terminationDrainDuration: '5.5s',
  };

  test.each([
    [
      '{{ .ProxyConfig.InterceptionMode }} {{ .ProxyConfig.InterceptionMode.String }} {{ .ProxyConfig.GetInterceptionMode }}',
      'TPROXY TPROXY TPROXY',
    ],
    ['{{ .ProxyConfig.Concurrency.GetValue }} {{ .ProxyConfig.GetConcurrency.Value }}', '2 2'],
    [
      '{{ .ProxyConfig.HoldApplicationUntilProxyStarts.GetValue }} {{ .ProxyConfig.GetStatsCompression.GetValue }}',
      'true false',
    ],
    [
      '{{ .ProxyConfig.GetTracing.GetTlsSettings.GetCaCertificates }} {{ .ProxyConfig.Tracing.TlsSettings.Mode }}',
      '/ca.pem SIMPLE',
    ],
    ['{{ .ProxyConfig.GetServiceCluster }} {{ .ProxyConfig.Tracing.GetLightstep.Address }}', 'istio-proxy l:1'],
    ['{{ if .ProxyConfig.GetSds.GetEnabled }}y{{ else }}n{{ end }}{{ .ProxyConfig.Sds }}', 'n<nil>'],
    [
      '{{ formatDuration .ProxyConfig.DrainDuration }} {{ .ProxyConfig.DrainDuration.AsDuration }} {{ .ProxyConfig.DrainDuration.Seconds }}',
      '1m30s 1m30s 90',
    ],
    ['{{ .ProxyConfig.ProxyMetadata }} {{ index .ProxyConfig.ProxyMetadata "A" }}', 'map[A:<1> B:2] <1>'],
    [
      '{{ .MeshConfig.TrustDomain }} {{ .MeshConfig.GetRootNamespace }}| {{ .MeshConfig.EnableAutoMtls.GetValue }}',
      'cluster.local | false',
    ],
    ['{{ .MeshConfig.DefaultConfig.StatusPort }} {{ .MeshConfig.InboundTrafficPolicy.GetMode }}', '15020 PASSTHROUGH'],
    [
      '{{ protoToJSON .ProxyConfig }}',
      '{"drainDuration":"90s","concurrency":2,"interceptionMode":"TPROXY","tracing":{"lightstep":{"address":"l:1"},"tlsSettings":{"mode":"SIMPLE","caCertificates":"/ca.pem"}},"proxyMetadata":{"A":"\\u003c1\\u003e","B":"2"},"terminationDrainDuration":"5.500s","holdApplicationUntilProxyStarts":true,"image":{"imageType":"debug"}}',
    ],
  ])('%s', (text, expected) => {
    expect(render(text, { proxyConfig })).toBe(expected);
  });

  test.each([
    ['{{ .ProxyConfig.Nope }}', "can't evaluate field Nope in type *v1alpha1.ProxyConfig"],
    ['{{ .ProxyConfig.GetNope }}', "can't evaluate field GetNope in type *v1alpha1.ProxyConfig"],
    ['{{ .ProxyConfig.ServiceCluster }}', "can't evaluate field ServiceCluster in type *v1alpha1.ProxyConfig"],
    ['{{ .ProxyConfig.Sds.Enabled }}', 'nil pointer evaluating *v1alpha1.SDS.Enabled'],
    ['{{ eq .ProxyConfig.InterceptionMode "TPROXY" }}', 'incompatible types for comparison'],
  ])('%s fails', (text, message) => {
    expect(() => render(text, { proxyConfig })).toThrow(message);
  });

  test('zero values are not written, empty messages and wrappers are', () => {
    const config = {
      ...DEFAULT_PROXY_CONFIG,
      concurrency: 0,
      tracing: {},
      proxyMetadata: {},
      statusPort: 0,
      sds: null,
    };
    expect(render('{{ protoToJSON .ProxyConfig }}', { proxyConfig: config })).toBe('{"concurrency":0,"tracing":{}}');
  });
});

test('a template that changes values does not change what it was given', () => {
  const values = { global: { hub: 'a' } };
  const data = dataWith({ values });
  const text = '{{ $_ := set .Values.global "hub" "b" }}{{ .Values.global.hub }}';
  expect([template(text).execute(data), template(text).execute(data)]).toEqual(['b', 'b']);
  expect(values).toEqual({ global: { hub: 'a' } });
});
