/** Runs tools inside a network namespace. */
import { setMaxListeners } from 'node:events';
import { runTool, type ToolResult, type ToolRun } from '../io/tool.ts';
import { UnavailableError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import type { Namespace } from './target.ts';

/** What nsenter(1) answers when the program it is to run does not exist. */
const NOT_FOUND = 127;

/** Listing ten thousand rules takes iptables two seconds; a machine under load some more. */
const RULES_TIMEOUT_MS = 30_000;

/** A namespace one can run tools in. */
export interface Shell {
  readonly namespace: Namespace;
  /** Runs a tool; never throws for how it ends. */
  run(run: ToolRun): Promise<ToolResult>;
}

/** How to install each tool that may be missing. */
const PACKAGES: Readonly<Record<string, string>> = {
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  ip: 'iproute2',
  nft: 'nftables',
};

/** Tools that may run at once, each of which listens for the end of the run: all variants, families and listings. */
const PARALLEL_TOOLS = 64;

/** Makes the shell of a namespace. */
export function shellIn(namespace: Namespace, host: Host): Shell {
  setMaxListeners(PARALLEL_TOOLS, host.signal);
  return {
    namespace,
    async run(run) {
      const [tool = run.tool, ...args] = [...namespace.enter, run.tool, ...run.args];
      const result = await runTool({ timeoutMs: RULES_TIMEOUT_MS, ...run, tool, args }, host);
      if (result.outcome === 'missing' && tool !== run.tool) throw missingTool(tool);
      const missing = namespace.enter.length > 0 && result.exitCode === NOT_FOUND;
      return missing ? { ...result, outcome: 'missing' } : result;
    },
  };
}

/** The error of a tool that is not installed: says which package has it. */
export function missingTool(tool: string): UnavailableError {
  const name = PACKAGES[tool] ?? 'iptables';
  return new UnavailableError('UNAVAILABLE_TOOL', `"${tool}" is not installed`, {
    hint: `install the package "${name}"; "meshctl doctor" shows what else is missing`,
  });
}

/**
 * The standard output of a tool that has to work. Throws UnavailableError when it is missing, does not end in time or ends
 * with another status than 0; the message holds what it said.
 */
export async function output(shell: Shell, run: ToolRun): Promise<string> {
  const result = await shell.run(run);
  if (result.outcome === 'missing') throw missingTool(run.tool);
  if (result.outcome === 'ended' && result.exitCode === 0) return result.stdout;
  const said = result.stderr.trim().split('\n')[0] ?? '';
  const how = result.outcome === 'timed-out' ? 'does not end' : `fails: ${said}`;
  throw new UnavailableError(
    'UNAVAILABLE_TOOL',
    `"${[run.tool, ...run.args].join(' ')}" in ${shell.namespace.label} ${how}`,
  );
}
