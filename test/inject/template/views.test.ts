import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../../src/gotemplate/index.ts';
import { templateData } from '../../../src/inject/template/data.ts';
import { injectorFunctions } from '../../../src/inject/template/functions.ts';

/** What a template makes of a pod and a mesh config that have a bit of everything. */
function render(text: string): string {
  const data = templateData({
    typeMeta: { apiVersion: 'apps/v1', kind: 'Deployment' },
    deploymentMeta: { name: 'web', namespace: 'shop' },
    objectMeta: { name: 'p', labels: { a: 'b' }, creationTimestamp: '2020-01-02T03:04:05Z' },
    spec: {
      hostNetwork: false,
      terminationGracePeriodSeconds: 30,
      nodeSelector: { disk: 'ssd' },
      volumes: [{ name: 'v', emptyDir: { sizeLimit: '1024Mi' } }],
      containers: [
        {
          name: 'app',
          args: ['x', 'y'],
          ports: [{ containerPort: 8080, name: 'http' }],
          resources: { limits: { cpu: '0.5' } },
          readinessProbe: { httpGet: { port: 'http' }, periodSeconds: 3 },
          livenessProbe: { tcpSocket: { port: 90 } },
          securityContext: { runAsUser: 7, privileged: true },
        },
      ],
    },
    proxyConfig: {
      drainDuration: '45s',
      concurrency: 0,
      statusPort: 15020,
      image: { imageType: 'debug' },
      interceptionMode: 'TPROXY',
      tracing: { sampling: 12.5, zipkin: { address: 'z:1' } },
    },
    meshConfig: {
      enablePrometheusMerge: false,
      trustDomainAliases: ['t1', 't2'],
      outboundTrafficPolicy: { mode: 1 },
      localityLbSetting: { enabled: true },
    },
    values: {},
    revision: '',
    nativeSidecars: true,
    proxyImage: 'i',
    proxyInitImage: 'j',
    proxyUID: 1337,
    proxyGID: 1337n,
    inboundTrafficPolicyMode: 'passthrough',
    compliancePolicy: '',
  });
  return parseTemplate('t', text, injectorFunctions()).execute(data, {});
}

describe('a pod in a template', () => {
  it.each([
    ['{{ .DeploymentMeta }} {{ .DeploymentMeta.Name }}', 'shop/web web'],
    ['{{ .ObjectMeta.CreationTimestamp }}', '2020-01-02T03:04:05Z'],
    ['{{ range .Spec.Containers }}{{ .Name }} {{ .Args }}{{ end }}', 'app [x y]'],
    [
      '{{ with index .Spec.Containers 0 }}{{ .ReadinessProbe.HTTPGet.Port }} {{ .LivenessProbe.TCPSocket.Port }}{{ end }}',
      'http 90',
    ],
    [
      '{{ with index .Spec.Containers 0 }}{{ .ReadinessProbe.HTTPGet.Port.StrVal }}|{{ .LivenessProbe.TCPSocket.Port.StrVal }}{{ end }}',
      'http|',
    ],
    [
      '{{ with index .Spec.Containers 0 }}{{ .ReadinessProbe.HTTPGet.Port.IntVal }} {{ .LivenessProbe.TCPSocket.Port.IntValue }}{{ end }}',
      '0 90',
    ],
    [
      '{{ with index .Spec.Containers 0 }}{{ .ReadinessProbe.HTTPGet.Port.Type }} {{ .LivenessProbe.TCPSocket.Port.Type }}{{ end }}',
      '1 0',
    ],
    ['{{ with index .Spec.Containers 0 }}{{ .Resources.Limits.cpu }}{{ end }}', '500m'],
    [
      '{{ with index .Spec.Containers 0 }}{{ .SecurityContext.RunAsUser }} {{ .SecurityContext.RunAsGroup }}{{ end }}',
      '7 <nil>',
    ],
    ['{{ .Spec.TerminationGracePeriodSeconds }} {{ .Spec.HostNetwork }} {{ .Spec.HostPID }}', '30 false false'],
    ['{{ if (index .Spec.Containers 0).StartupProbe }}yes{{ else }}no{{ end }}', 'no'],
    ['{{ .Spec.NodeSelector.disk }} {{ len .Spec.Tolerations }}', 'ssd 0'],
    ['{{ range .Spec.Volumes }}{{ .EmptyDir.SizeLimit }}{{ end }}', '1Gi'],
    ['{{ structToJSON (index (index .Spec.Containers 0).Ports 0) }}', '{"name":"http","containerPort":8080}'],
    ['{{ structToJSON (index .Spec.Containers 0).LivenessProbe }}', '{"tcpSocket":{"port":90}}'],
    ['{{ structToJSON (index .Spec.Containers 0).ReadinessProbe }}', '{"httpGet":{"port":"http"},"periodSeconds":3}'],
    ['{{ structToJSON (index .Spec.Containers 0).Resources }}', '{"limits":{"cpu":"500m"}}'],
    ['{{ toYaml (index .Spec.Volumes 0) }}', 'emptyDir:\n  sizeLimit: 1Gi\nname: v\n'],
    ['{{ .ProxyUID }} {{ .ProxyGID }} {{ kindOf .ProxyUID }}', '1337 1337 int64'],
  ])('%s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it.each(['{{ .Spec.Nothing }}', '{{ .ObjectMeta.nothing }}', '{{ .DeploymentMeta.Kind }}', '{{ .Nothing }}'])(
    '%s is no field',
    (text) => {
      expect(() => render(text)).toThrow(/can't evaluate field (?:N|n)othing|can't evaluate field Kind/);
    },
  );
});

describe('a message in a template', () => {
  it.each([
    [
      '{{ .ProxyConfig.DrainDuration }} {{ .ProxyConfig.DrainDuration.Seconds }} {{ .ProxyConfig.DrainDuration.Nanos }}',
      '45s 45 0',
    ],
    ['{{ .ProxyConfig.GetDrainDuration.AsDuration }} {{ formatDuration .ProxyConfig.DrainDuration }}', '45s 45s'],
    [
      '{{ .ProxyConfig.Concurrency.GetValue }} {{ .ProxyConfig.Concurrency.Value }} {{ .ProxyConfig.Concurrency }}',
      '0 0 value:0',
    ],
    [
      '{{ .ProxyConfig.HoldApplicationUntilProxyStarts.GetValue }} {{ .ProxyConfig.HoldApplicationUntilProxyStarts }}',
      'false <nil>',
    ],
    [
      '{{ .ProxyConfig.InterceptionMode }} {{ .ProxyConfig.InterceptionMode.String }} {{ printf "%d" .ProxyConfig.InterceptionMode }}',
      'TPROXY TPROXY 1',
    ],
    ['{{ .ProxyConfig.ControlPlaneAuthPolicy }}', 'NONE'],
    ['{{ .ProxyConfig.Image.ImageType }} {{ .ProxyConfig.GetImage.GetImageType }}', 'debug debug'],
    ['{{ .ProxyConfig.Tracing.GetZipkin.Address }} {{ .ProxyConfig.Tracing.Sampling }}', 'z:1 12.5'],
    ['{{ .ProxyConfig.GetTracing.GetLightstep.GetAddress }}|{{ .ProxyConfig.GetSds.GetEnabled }}', '|false'],
    ['{{ len .ProxyConfig.ProxyMetadata }} {{ index .ProxyConfig.ProxyMetadata "a" }}|', '0 |'],
    ['{{ .MeshConfig.EnablePrometheusMerge.Value }} {{ .MeshConfig.TrustDomainAliases }}', 'false [t1 t2]'],
    [
      '{{ .MeshConfig.OutboundTrafficPolicy.Mode }} {{ .MeshConfig.GetInboundTrafficPolicy.GetMode }}',
      'ALLOW_ANY PASSTHROUGH',
    ],
    ['{{ if .MeshConfig.ConnectTimeout }}set{{ else }}unset{{ end }}', 'unset'],
    ['{{ range .MeshConfig.ExtensionProviders }}x{{ else }}none{{ end }}', 'none'],
    [
      '{{ protoToJSON .ProxyConfig }}',
      '{"concurrency":0,"interceptionMode":"TPROXY","tracing":{"zipkin":{"address":"z:1"},"sampling":12.5},"image":{"imageType":"debug"}}',
    ],
    ['{{ protoToJSON .MeshConfig.OutboundTrafficPolicy }}', '{"mode":"ALLOW_ANY"}'],
  ])('%s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it.each(['{{ .ProxyConfig.Nothing }}', '{{ .ProxyConfig.GetNothing }}', '{{ .ProxyConfig.Tracing.Zipkin }}'])(
    '%s is neither a field nor a method',
    (text) => {
      expect(() => render(text)).toThrow(/can't evaluate field/);
    },
  );
});
