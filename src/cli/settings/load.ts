import { relative } from 'node:path';
import type { Command } from 'commander';
import { findUpwards } from '../../io/ancestor.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { rootOf } from '../help.ts';
import type { FileSetting } from './file.ts';

/** The configuration file's name. */
const CONFIG_FILE = '.meshctl.yaml';

/** The variable that names another configuration file, as `--config` does. */
export const CONFIG_VARIABLE = 'MESHCTL_CONFIG';

/**
 * The file whose settings count for this run: `--config`, else MESHCTL_CONFIG, else the nearest `.meshctl.yaml`; `undefined`
 * when there is none. Relative to the working folder where that is shorter to read.
 */
export function settingsFile(command: Command, host: Host): string | undefined {
  const named: unknown = rootOf(command).getOptionValue('config') ?? (host.env[CONFIG_VARIABLE] || undefined);
  if (typeof named === 'string') return named;
  const found = findUpwards(CONFIG_FILE, host.cwd);
  return found === undefined ? undefined : relative(host.cwd, found);
}

/**
 * The settings of the configuration file, in file order; empty when there is no file. Throws ConfigError when it does not
 * exist, cannot be read or is wrong.
 */
export async function loadSettings(command: Command, host: Host): Promise<readonly FileSetting[]> {
  const file = settingsFile(command, host);
  if (file === undefined) return [];
  const [{ readInput }, { parseSettings }] = await Promise.all([import('../../io/inputs.ts'), import('./file.ts')]);
  try {
    return parseSettings(file, new TextDecoder().decode(await readInput(file, host)), rootOf(command));
  } catch (error) {
    if (error instanceof ConfigError || !(error instanceof Error)) throw error;
    throw new ConfigError('CONFIG_FILE', `cannot use the configuration file: ${error.message}`, { cause: error });
  }
}
