import type { Host } from '../model/host.ts';
import { runTool } from './tool.ts';

const TOOL = ['setpriv', '--pdeathsig', 'KILL'] as const;

/**
 * What is put before a command so that it ends with this process, however that ends; nothing where the system has no tool for
 * it.
 */
export async function tied(host: Host): Promise<readonly string[]> {
  if (host.runtime.platform !== 'linux') return [];
  const [tool, ...args] = TOOL;
  const { exitCode } = await runTool({ tool, args: [...args, 'true'] }, host);
  return exitCode === 0 ? TOOL : [];
}
