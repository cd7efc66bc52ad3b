/** Flags of commands that can ask a cluster. */
import { Option } from 'commander';
import { completedBy } from './completion/values.ts';
import { collect } from './options.ts';

/** Which cluster, as whom. */
export const CONNECTION_OPTIONS: readonly Option[] = [
  new Option('-c, --kubeconfig <FILE>', 'the kubeconfig (default: $KUBECONFIG, then ~/.kube/config)'),
  completedBy(
    new Option('--context <NAME>', 'the context of the kubeconfig (default: its current one)'),
    async (host) => (await import('../commands/kube/contexts.ts')).knownContexts(host),
  ),
  new Option('--as <USER>', 'ask the cluster as this user'),
  new Option('--as-group <GROUP>', 'ask the cluster as a member of this group (repeatable)').argParser(collect),
];

/** The namespace of workloads named without one. */
const NAMESPACE_OPTION = new Option(
  '-n, --namespace <NAMESPACE>',
  "the namespace of workloads named without one (default: the context's)",
);

/** All that says which workload is meant. */
export const CLUSTER_OPTIONS: readonly Option[] = [NAMESPACE_OPTION, ...CONNECTION_OPTIONS];

/** Where the control plane is. */
export const SYSTEM_OPTION = new Option(
  '-i, --istioNamespace <NAMESPACE>',
  'the namespace of the control plane',
).default('istio-system');

/** Which pods of a namespace. */
export const SELECTOR_OPTION = new Option(
  '-l, --selector <LABELS>',
  'the pods with these labels: app=reviews,version=v2',
);
