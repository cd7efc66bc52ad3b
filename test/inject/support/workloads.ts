import fc from 'fast-check';

/** How a generated manifest is written. */
interface Style {
  readonly comments: boolean;
  readonly crlf: boolean;
  readonly flowLabels: boolean;
  readonly indentLists: boolean;
  readonly finalNewline: boolean;
}

interface Handler {
  readonly kind: 'http' | 'tcp' | 'grpc' | 'exec' | 'sleep' | 'none';
  readonly port: 'name' | 'number' | 'unknown';
  /** All in brackets, the action in brackets, or neither. */
  readonly style: 'flow' | 'action' | 'block';
  readonly comments: boolean;
  /** Fields of the probe before and behind the action. */
  readonly before: boolean;
  readonly behind: boolean;
}

interface Container {
  readonly name: string;
  readonly port: boolean;
  readonly readiness: Handler;
  readonly liveness: Handler;
  readonly startup: Handler;
  readonly postStart: Handler;
  readonly preStop: Handler;
  readonly cpu: string | undefined;
}

interface Workload {
  readonly kind: string;
  readonly containers: readonly Container[];
  readonly ownProxy: 'none' | 'auto' | 'image' | 'init';
  readonly proxyPort: number | undefined;
  readonly init: boolean;
  readonly volumes: boolean;
  readonly labels: readonly (readonly [string, string])[];
  readonly annotations: readonly (readonly [string, string])[];
  readonly style: Style;
}

const handler = (kinds: readonly Handler['kind'][]): fc.Arbitrary<Handler> =>
  fc.record({
    kind: fc.constantFrom('none', ...kinds),
    port: fc.constantFrom('name', 'number', 'unknown'),
    style: fc.constantFrom('flow', 'action', 'block'),
    comments: fc.boolean(),
    before: fc.boolean(),
    behind: fc.boolean(),
  });

const probe = handler(['http', 'tcp', 'grpc', 'exec']);
const hook = handler(['http', 'tcp', 'exec', 'sleep']);

const container = (name: string): fc.Arbitrary<Container> =>
  fc.record({
    name: fc.constant(name),
    port: fc.boolean(),
    readiness: probe,
    liveness: probe,
    startup: probe,
    postStart: hook,
    preStop: hook,
    cpu: fc.constantFrom(undefined, '100m', '0.5', '2'),
  });

const LABELS = [
  ['app', 'web'],
  ['version', 'v1'],
  ['app.kubernetes.io/name', 'shop'],
  ['security.istio.io/tlsMode', 'istio'],
  ['service.istio.io/canonical-name', 'web'],
] as const;

const ANNOTATIONS = [
  ['prometheus.io/scrape', 'true'],
  ['prometheus.io/port', '9090'],
  ['prometheus-io/path', '/m'],
  ['kubectl.kubernetes.io/default-container', 'app'],
  ['sidecar.istio.io/proxyCPU', '50m'],
  ['sidecar.istio.io/interceptionMode', 'TPROXY'],
  ['example.com/note', 'a: b # c'],
  ['proxy.istio.io/config', 'concurrency: 2'],
] as const;

const workload: fc.Arbitrary<Workload> = fc.record({
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'Job', 'Pod', 'CronJob'),
  containers: fc.tuple(container('app'), container('side')).chain((all) => fc.constantFrom(all.slice(0, 1), all)),
  ownProxy: fc.constantFrom('none', 'none', 'none', 'auto', 'image', 'init'),
  proxyPort: fc.constantFrom(undefined, 8080, 9999),
  init: fc.boolean(),
  volumes: fc.boolean(),
  labels: fc.subarray([...LABELS]),
  annotations: fc.subarray([...ANNOTATIONS]),
  style: fc.record({
    comments: fc.boolean(),
    crlf: fc.boolean(),
    flowLabels: fc.boolean(),
    indentLists: fc.boolean(),
    finalNewline: fc.boolean(),
  }),
});

const PORT = { name: '"http"', number: '8080', unknown: 'nobody' } as const;

/** The action of a handler: its key, and its fields in their order. */
function actionOf({ kind, port }: Handler): readonly [string, readonly (readonly [string, string])[]] {
  const at = ['port', PORT[port]] as const;
  if (kind === 'http') return ['httpGet', [['scheme', 'HTTPS'], at, ['path', "'/healthz'"]]];
  if (kind === 'tcp') return ['tcpSocket', [at, ['host', '127.0.0.1']]];
  if (kind === 'grpc')
    return [
      'grpc',
      [
        ['service', 'x.y'],
        ['port', '8080'],
      ],
    ];
  return kind === 'exec' ? ['exec', [['command', '[cat, /tmp/ok]']]] : ['sleep', [['seconds', '3']]];
}

function handlerLines(field: string, written: Handler, rest: readonly string[]): string[] {
  if (written.kind === 'none') return [];
  const [action, fields] = actionOf(written);
  const pairs = fields.map(([key, value]) => `${key}: ${value}`);
  const before = written.before ? rest.slice(0, 1) : [];
  const behind = written.behind ? rest.slice(1) : [];
  const note = (text: string): string => (written.comments ? `   # ${text}` : '');
  if (written.style === 'flow')
    return [`${field}: { ${[...before, `${action}: {${pairs.join(', ')}}`, ...behind].join(', ')} }${note('all')}`];
  const lines =
    written.style === 'action'
      ? [`${action}: {${pairs.join(', ')} }${note('asked')}`]
      : [`${action}:${note('asked')}`, ...pairs.map((pair) => `    ${pair}${note('why')}`)];
  const above = written.comments ? ['# above'] : [];
  return [`${field}:${note('field')}`, ...[...before, ...above, ...lines, ...behind].map((line) => `  ${line}`)];
}

const probeLines = (field: string, written: Handler): string[] =>
  handlerLines(field, written, ['periodSeconds: 3', 'timeoutSeconds: 2']);

function lifecycleLines({ postStart, preStop }: Container): string[] {
  const lines = [...handlerLines('postStart', postStart, []), ...handlerLines('preStop', preStop, [])];
  return lines.length === 0 ? [] : ['lifecycle:', ...indent(lines, 2)];
}

function containerLines(item: Container): string[] {
  return [
    `name: ${item.name}`,
    `image: 'example.com/${item.name}:1'`,
    ...(item.port ? ['ports:', '- name: http', '  containerPort: 8080'] : []),
    ...(item.cpu === undefined ? [] : ['resources:', `  requests: {cpu: ${item.cpu}}`]),
    ...probeLines('readinessProbe', item.readiness),
    ...probeLines('livenessProbe', item.liveness),
    ...probeLines('startupProbe', item.startup),
    ...lifecycleLines(item),
  ];
}

const indent = (lines: readonly string[], by: number): string[] => lines.map((line) => ' '.repeat(by) + line);
const item = (lines: readonly string[]): string[] =>
  lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));

function mapLines(key: string, entries: Workload['labels'], flow: boolean): string[] {
  if (entries.length === 0) return [];
  if (flow) return [`${key}: {${entries.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')}}`];
  return [`${key}:`, ...entries.map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`)];
}

function podLines({ containers, ownProxy, proxyPort, init, volumes, labels, annotations, style }: Workload): {
  metadata: string[];
  spec: string[];
} {
  const list = (lines: string[]): string[] => (style.indentLists ? indent(lines, 2) : lines);
  const proxy =
    ownProxy === 'none'
      ? []
      : item([
          'name: istio-proxy',
          `image: ${ownProxy === 'auto' ? 'auto' : 'example.com/mine:1'}`,
          'resources: {limits: {cpu: 3000m}}',
          ...(proxyPort === undefined ? [] : [`ports: [{containerPort: ${proxyPort}}]`]),
          ...(ownProxy === 'init' ? ['restartPolicy: Always'] : []),
        ]);
  const [proxyAmongInit, proxyAmongOthers] = ownProxy === 'init' ? [proxy, []] : [[], proxy];
  const initContainers = [...(init ? item(['name: warm', 'image: example.com/warm:1']) : []), ...proxyAmongInit];
  const metadata = [...mapLines('labels', labels, style.flowLabels), ...mapLines('annotations', annotations, false)];
  const spec = [
    ...(style.comments ? ['# what runs'] : []),
    ...(initContainers.length > 0 ? ['initContainers:', ...list(initContainers)] : []),
    'containers:',
    ...list([...containers.flatMap((entry) => item(containerLines(entry))), ...proxyAmongOthers]),
    ...(volumes ? ['volumes:', ...list(item(['name: data', 'emptyDir: {}']))] : []),
  ];
  return { metadata, spec };
}

const HEADS: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  Deployment: ['apps/v1', ['spec', 'template']],
  StatefulSet: ['apps/v1', ['spec', 'template']],
  Job: ['batch/v1', ['spec', 'template']],
  Pod: ['v1', []],
  CronJob: ['batch/v1', ['spec', 'jobTemplate', 'spec', 'template']],
};

function write(value: Workload): string {
  const [apiVersion, path] = HEADS[value.kind] ?? ['v1', []];
  const { metadata, spec } = podLines(value);
  const lines = [
    ...(value.style.comments ? ['# a workload', ''] : []),
    `apiVersion: ${apiVersion}`,
    `kind: ${value.kind}`,
  ];
  if (path.length === 0) lines.push('metadata:', '  name: web', ...indent(metadata, 2), 'spec:', ...indent(spec, 2));
  else {
    lines.push('metadata:', '  name: web   # its name');
    path.forEach((step, depth) => void lines.push(`${' '.repeat(2 * depth)}${step}:`));
    const depth = 2 * path.length;
    if (metadata.length > 0) lines.push(`${' '.repeat(depth)}metadata:`, ...indent(metadata, depth + 2));
    lines.push(`${' '.repeat(depth)}spec:`, ...indent(spec, depth + 2));
  }
  const eol = value.style.crlf ? '\r\n' : '\n';
  return lines.join(eol) + (value.style.finalNewline ? eol : '');
}

/** Manifests of one workload each, written in many ways. */
export const manifests: fc.Arbitrary<string> = workload.map(write);
