import { delimiter } from 'node:path';
import { execa } from 'execa';
import type { Environment, Host } from '../model/host.ts';
import { TOOL_TIMEOUT_MS } from './limits.ts';
import { isSystemError } from './problems.ts';

/** Where administrators' tools live; an ordinary user's PATH often leaves them out. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The host's environment with a PATH on which administrators' tools are found. */
export function toolEnvironment(host: Host): Environment {
  return { ...host.env, PATH: [host.env['PATH'] ?? '', ...SYSTEM_FOLDERS].join(delimiter) };
}

/** A tool to run: arguments as they are, never through a shell. */
export interface ToolRun {
  readonly tool: string;
  readonly args: readonly string[];
  /** Standard input; empty by default. */
  readonly input?: string;
  /** Default {@link TOOL_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
  /** Goes on when the run is interrupted, and hears no signal of the terminal: for what undoes something. */
  readonly unstoppable?: boolean;
}

/** How a run ended. */
export interface ToolResult {
  /** `missing` also when the file cannot be started. */
  readonly outcome: 'ended' | 'missing' | 'timed-out' | 'stopped';
  /** `undefined` unless it ended by itself. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool and waits for its end; never throws for how it ends. */
export async function runTool(run: ToolRun, host: Host): Promise<ToolResult> {
  const { stdout, stderr, exitCode, timedOut, isCanceled, cause } = await execa(run.tool, run.args, {
    cwd: host.cwd,
    env: toolEnvironment(host),
    extendEnv: false,
    ...(run.input === undefined ? { stdin: 'ignore' } : { input: run.input }),
    reject: false,
    stripFinalNewline: false,
    timeout: run.timeoutMs ?? TOOL_TIMEOUT_MS,
    ...(run.unstoppable ? { detached: true } : { cancelSignal: host.signal }),
  });
  const outcome = outcomeOf({ timedOut, isCanceled, missing: isSystemError(cause) });
  return { outcome, exitCode, stdout, stderr };
}

function outcomeOf(ended: { timedOut: boolean; isCanceled: boolean; missing: boolean }): ToolResult['outcome'] {
  if (ended.timedOut) return 'timed-out';
  if (ended.isCanceled) return 'stopped';
  return ended.missing ? 'missing' : 'ended';
}

/** How a tool answered. */
export interface ToolAnswer {
  readonly exitCode: number | undefined;
  /** Standard output, then standard error. */
  readonly text: string;
}

/**
 * Runs a tool with fixed arguments and no input, and returns what it said. `undefined` when it is not installed, and also
 * when it cannot be started or does not end within {@link TOOL_TIMEOUT_MS}.
 */
export async function askTool(tool: string, args: readonly string[], host: Host): Promise<ToolAnswer | undefined> {
  const { outcome, exitCode, stdout, stderr } = await runTool({ tool, args }, host);
  if (outcome === 'missing' || outcome === 'timed-out') return undefined;
  const text = [stdout, stderr].map((part) => part.replace(/\n$/, '')).filter(Boolean);
  return { exitCode, text: text.join('\n') };
}
