/** Commands that read what others have written; `INPUT` stands for the file with it. */

/** A command line, and where samples of its input lie. */
export interface FuzzedCommand {
  readonly name: string;
  readonly argv: readonly string[];
  /** Files and folders below fixtures/. */
  readonly samples: readonly string[];
}

/** Stands for the file with the input. */
export const INPUT = 'INPUT';

const MANIFESTS = ['bookinfo', 'inject/cases', 'explain/shop.yaml', 'kube/shop.yaml'];
const DUMPS = ['envoy/shop.config_dump.json', 'envoy/other-root.config_dump.json'];
const RULES = ['iptables/istio', 'iptables/linkerd', 'iptables/kuma', 'iptables/ambient', 'iptables/read'];

const onManifests = (name: string, ...argv: readonly string[]): FuzzedCommand => ({ name, argv, samples: MANIFESTS });

const onDump = (view: string, ...rest: readonly string[]): FuzzedCommand => ({
  name: `proxy-config-${view}`,
  argv: ['proxy-config', view, '--file', INPUT, ...rest],
  samples: DUMPS,
});

const onRules = (name: string, ...argv: readonly string[]): FuzzedCommand => ({
  name: `iptables-${name}`,
  argv: ['iptables', name, ...argv],
  samples: RULES,
});

/** Every command that reads foreign input from a file. */
export const FUZZED: readonly FuzzedCommand[] = [
  onManifests('validate', 'validate', '-f', INPUT),
  onManifests('validate-peer', 'validate', '-f', INPUT, '--compat', 'istioctl'),
  onManifests('analyze', 'analyze', INPUT, '-o', 'json'),
  onManifests('analyze-fix', 'analyze', INPUT, '--fix'),
  onManifests('inject', 'inject', '-f', INPUT),
  onManifests('inject-explain', 'inject', '-f', INPUT, '--explain'),
  onManifests('inject-webhook', 'inject', '-f', INPUT, '--as-webhook', '-o', 'patch'),
  { name: 'uninject', argv: ['uninject', '-f', INPUT], samples: ['inject/cases.injected'] },
  onManifests('translate', 'translate', '-f', INPUT),
  onManifests('proxy-check', 'proxy', 'check', '-f', INPUT, '--for', 'sidecar:app=reviews', '-n', 'bookinfo'),
  onManifests('explain-request', 'explain', 'request', 'GET', 'http://reviews:9080/', '-f', INPUT, '-n', 'bookinfo'),
  onManifests('check-inject', 'check-inject', '-f', INPUT),
  onManifests('tag-list', 'tag', 'list', '-f', INPUT),
  { name: 'test', argv: ['test', INPUT], samples: ['explain/shop.mesh-test.yaml'] },
  {
    name: 'mesh-config',
    argv: ['inject', '-f', '-', '--meshConfigFile', INPUT],
    samples: ['bookinfo/00-namespaces.yaml'],
  },
  onDump('all', '--with-headers'),
  onDump('cluster'),
  onDump('listener', '-o', 'json'),
  onDump('route'),
  onDump('endpoint'),
  onDump('secret', '-o', 'yaml'),
  onDump('bootstrap'),
  onDump('errors'),
  onDump('certs'),
  onDump('size'),
  {
    name: 'endpoint-clusters',
    argv: ['proxy-config', 'endpoint', '--file', INPUT],
    samples: ['envoy/shop.clusters.json'],
  },
  {
    name: 'explain-dump',
    argv: ['explain', 'request', 'GET', 'http://cart.shop:80/', '--file', INPUT],
    samples: DUMPS,
  },
  { name: 'authz-check', argv: ['authz', 'check', '--file', INPUT], samples: DUMPS },
  { name: 'proxy-status', argv: ['proxy-status', '--file', INPUT], samples: ['envoy/syncz.json'] },
  { name: 'ztunnel', argv: ['ztunnel-config', 'all', '--file', INPUT], samples: ['envoy/ztunnel.json'] },
  {
    name: 'stats',
    argv: ['stats', '--file', INPUT, '--since-start', '--by', 'cluster'],
    samples: ['fuzz/samples/stats'],
  },
  { name: 'tui-replay', argv: ['tui', '--replay', INPUT, '--once'], samples: [] },
  onRules('show', '--from', INPUT),
  onRules('explain', '--from', INPUT),
  onRules('trace', 'out', 'tcp', '10.1.1.5', '203.0.113.10:443', '--from', INPUT),
  onRules('cost', '--from', INPUT),
  onRules('prove', '--from', INPUT),
  onRules('verify', '--from', INPUT),
  { name: 'packets', argv: ['iptables', 'trace', '--packets', INPUT], samples: ['fuzz/samples/packets'] },
  {
    name: 'resolv-conf',
    argv: ['iptables', 'generate', '--redirect-dns', '--resolv-conf', INPUT],
    samples: ['fuzz/samples/resolv-conf'],
  },
  { name: 'certificates', argv: ['cert', 'inspect', INPUT], samples: ['fuzz/samples/certificates'] },
  { name: 'load-report', argv: ['load', INPUT], samples: ['fuzz/samples/load'] },
  { name: 'settings', argv: ['config', 'show', '--config', INPUT], samples: ['fuzz/samples/settings'] },
  {
    name: 'kubeconfig',
    argv: ['remote-clusters', '--kubeconfig', INPUT, '--context', 'none-such'],
    samples: ['fuzz/samples/kubeconfig'],
  },
];
