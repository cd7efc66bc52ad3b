import { execFileSync, spawnSync } from 'node:child_process';
import process from 'node:process';

/** The environment in which administrators' tools are found. */
export const TOOL_ENVIRONMENT = {
  ...process.env,
  PATH: `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`,
};

/** What the tests in namespaces run. */
const TOOLS = ['ip', 'nsenter', 'unshare', 'iptables-nft', 'iptables-legacy', 'ip6tables-nft', 'nft'] as const;

/**
 * Why tests that need namespaces cannot run here; `undefined` when they can. Fails instead where `CI` is set and root lacks a
 * tool: there it would be a hole nobody sees.
 */
export function namespacesReason(more: readonly string[] = []): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const missing = [...TOOLS, ...more].filter(
    (tool) => spawnSync('sh', ['-c', `command -v ${tool}`], { env: TOOL_ENVIRONMENT }).status !== 0,
  );
  if (spawnSync('unshare', ['-n', 'true'], { env: TOOL_ENVIRONMENT }).status !== 0) {
    return 'this container may not make network namespaces';
  }
  if (missing.length === 0) return undefined;
  const reason = `not installed: ${missing.join(', ')}`;
  if (process.env['CI']) throw new Error(reason);
  return reason;
}

/** A network namespace that a test made. */
export interface TestNamespace {
  readonly name: string;
  /** Runs a shell script in it, with what it is to read; gives what it prints, and fails as it does. */
  readonly sh: (script: string, input?: string) => string;
  readonly remove: () => void;
}

let count = 0;

/** Makes a namespace with its loopback interface up, which `remove` takes away again. */
export function makeNamespace(): TestNamespace {
  const name = `meshctl-test-${process.pid}-${count++}`;
  const run = (args: readonly string[], input?: string): string =>
    execFileSync('ip', args, {
      input: input ?? '',
      env: TOOL_ENVIRONMENT,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    });
  run(['netns', 'add', name]);
  const namespace: TestNamespace = {
    name,
    sh: (script, input) => run(['netns', 'exec', name, 'sh', '-c', script], input),
    remove: () => void run(['netns', 'delete', name]),
  };
  namespace.sh('ip link set lo up');
  return namespace;
}

/** A dump as conformance/iptables/README.md compares it: no remarks, counters at zero, no tables without rules, no marks of ours. */
export function normalSave(text: string): string {
  const marks = / -m comment --comment "?meshctl\/[^" ]*"?/g;
  const plain = text
    .replace(/^#.*\n/gm, '')
    .replace(/\[\d+:\d+\]/g, '[0:0]')
    .replace(marks, '');
  return [...plain.matchAll(/^\*[\s\S]*?^COMMIT\n/gm)]
    .map(([table]) => table)
    .filter((table) => /^-A /m.test(table))
    .map(sortedChains)
    .sort()
    .join('');
}

/** The order of chains does not count; that of rules in a chain does. */
function sortedChains(table: string): string {
  const lines = table.split('\n');
  const chains = lines.filter((line) => line.startsWith(':')).sort();
  const names = chains.map((line) => line.slice(1).split(' ')[0]);
  const rules = names.flatMap((name) => lines.filter((line) => line.startsWith(`-A ${name} `)));
  return [lines[0], ...chains, ...rules, 'COMMIT', ''].join('\n');
}

/** A listing of nft with counters at zero and its comments left out. */
export function normalNft(text: string): string {
  return text
    .replace(/counter packets \d+ bytes \d+/g, 'counter packets 0 bytes 0')
    .replace(/^\s*comment "meshctl[^"]*"\n/gm, '')
    .replace(/^#.*\n/gm, '');
}
