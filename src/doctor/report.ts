/** What was found out about the machine, before it is judged. */
export interface Facts {
  /** Node's version without the `v`. */
  readonly node: string;
  readonly platform: string;
  readonly kernel: string;
  /** `undefined` where the system does not say. */
  readonly netAdmin: boolean | undefined;
  /** What each tool says its version is; a tool that is not installed is not in the map. */
  readonly tools: ReadonlyMap<string, string>;
  /** The cluster the kubeconfig's current context asks, or why there is none. */
  readonly kubeconfig: KubeconfigFacts;
}

/** What a kubeconfig says, without asking its cluster. */
export type KubeconfigFacts =
  | { readonly context: string; readonly server: string }
  | { readonly problem: string; readonly hint: string | undefined };

/** One thing meshctl can make use of. */
export interface Check {
  readonly name: string;
  /** `missing` only says that the commands it is for will not work here; `wrong` that meshctl itself may not. */
  readonly status: 'found' | 'missing' | 'wrong';
  readonly found: string;
  readonly neededFor: string;
  /** How to get it; only when it is not `found`. */
  readonly hint?: string;
}

/** The oldest Node.js the bundle runs on, as package.json's `engines` says. */
const OLDEST_NODE = [20, 19] as const;

/** A tool doctor asks for its version. */
export interface ToolCheck {
  readonly tool: string;
  readonly args: readonly string[];
  readonly neededFor: string;
  readonly hint: string;
}

/** The commands that need something of the machine: those of this build and no others. */
export const NEEDED_FOR = {
  rules: ['iptables apply', 'iptables verify', 'iptables clean'],
  plugin: ['kubectl mesh'],
  cluster: ['proxy-config', 'proxy-status', 'describe'],
} as const;

/** Commands as one text; what they begin with in common is said once. */
function listed([first = '', ...others]: readonly string[]): string {
  const group = first.slice(0, first.lastIndexOf(' ') + 1);
  return [first, ...others.map((path) => (path.startsWith(group) ? path.slice(group.length) : path))].join(', ');
}

const RULES = listed(NEEDED_FOR.rules);
const CLUSTER = `${NEEDED_FOR.cluster.join(', ')} of a cluster`;

/** The tool that `$MESHCTL_ENVOY` names where it is set. */
export const ENVOY = 'envoy';

/** The tools meshctl uses where they are installed. */
export const TOOLS: readonly ToolCheck[] = [
  { tool: 'iptables', args: ['--version'], neededFor: RULES, hint: 'install the package "iptables"' },
  { tool: 'ip6tables', args: ['--version'], neededFor: RULES, hint: 'install the package "iptables"' },
  { tool: 'nft', args: ['--version'], neededFor: RULES, hint: 'install the package "nftables"' },
  {
    tool: 'kubectl',
    args: ['version', '--client'],
    neededFor: listed(NEEDED_FOR.plugin),
    hint: 'install it as https://kubernetes.io/docs/tasks/tools/ says; meshctl works without it',
  },
  {
    tool: 'perl',
    args: ['-e', 'use Socket; use Fcntl; printf "%vd\\n", $^V'],
    neededFor: 'proxy run --capture redirect and tproxy',
    hint: 'install the package "perl" ("perl-base" is enough)',
  },
  {
    tool: ENVOY,
    args: ['--version'],
    neededFor: 'proxy run --engine envoy',
    hint: 'take it from https://github.com/envoyproxy/envoy/releases to a folder of the PATH, or name it in $MESHCTL_ENVOY',
  },
];

/** Judges the facts: one check a line, always the same ones in the same order. */
export function checks(facts: Facts): readonly Check[] {
  return [
    nodeCheck(facts),
    kernelCheck(facts),
    netAdminCheck(facts),
    ...TOOLS.map((tool) => toolCheck(tool, facts)),
    kubeconfigCheck(facts),
  ];
}

function nodeCheck({ node }: Facts): Check {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const base = { name: 'Node.js', found: node, neededFor: 'everything' };
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return { ...base, status: 'found' };
  return { ...base, status: 'wrong', hint: `install Node.js ${OLDEST_NODE.join('.')} or newer` };
}

function kernelCheck({ platform, kernel }: Facts): Check {
  const base = { name: 'Linux kernel', neededFor: RULES };
  if (platform === 'linux') return { ...base, status: 'found', found: kernel };
  const hint = 'run these commands in a Linux container or virtual machine; generating rules works everywhere';
  return { ...base, status: 'missing', found: platform, hint };
}

function netAdminCheck({ netAdmin }: Facts): Check {
  const base = { name: 'CAP_NET_ADMIN', neededFor: RULES };
  if (netAdmin) return { ...base, status: 'found', found: 'yes' };
  return { ...base, status: 'missing', found: netAdmin === undefined ? 'unknown' : 'no', hint: 'run them as root' };
}

function toolCheck({ tool, neededFor, hint }: ToolCheck, { tools }: Facts): Check {
  const version = tools.get(tool);
  if (version === undefined) return { name: tool, status: 'missing', found: 'not installed', neededFor, hint };
  return { name: tool, status: 'found', found: version, neededFor };
}

function kubeconfigCheck({ kubeconfig }: Facts): Check {
  const base = { name: 'kubeconfig', neededFor: CLUSTER };
  if ('context' in kubeconfig) {
    return { ...base, status: 'found', found: `context ${kubeconfig.context}, ${kubeconfig.server}` };
  }
  const { problem, hint = 'mend it, or name another one with --kubeconfig' } = kubeconfig;
  return { ...base, status: 'missing', found: problem, hint };
}
