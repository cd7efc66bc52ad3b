import { delimiter } from 'node:path';
import { execa } from 'execa';
import type { Host } from '../model/host.ts';
import { TOOL_TIMEOUT_MS } from './limits.ts';
import { isSystemError } from './problems.ts';

/** Where administrators' tools live; an ordinary user's PATH often leaves them out. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

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
  const path = [host.env['PATH'] ?? '', ...SYSTEM_FOLDERS].join(delimiter);
  const result = await execa(tool, args, {
    cwd: host.cwd,
    env: { ...host.env, PATH: path },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: TOOL_TIMEOUT_MS,
    cancelSignal: host.signal,
  });
  if (result.timedOut || isSystemError(result.cause)) return undefined;
  return { exitCode: result.exitCode, text: [result.stdout, result.stderr].filter(Boolean).join('\n') };
}
