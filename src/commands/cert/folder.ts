/** Where the development authority is kept. */
import { isAbsolute, join, resolve } from 'node:path';
import type { IdentityFlags } from '../../cli/identity-options.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';

/** The flag that names the folder. */
export type AuthorityFlags = Pick<IdentityFlags, 'caDir'>;

/** The folder for what a program keeps from one run to the next. @see https://specifications.freedesktop.org/basedir-spec/latest/ */
function stateFolder({ env, runtime }: Host): string {
  const { XDG_STATE_HOME: xdg = '', HOME: home = '', LOCALAPPDATA: local = '' } = env;
  // The specification has relative ones ignored.
  if (isAbsolute(xdg)) return xdg;
  if (runtime.platform === 'win32' && local !== '') return local;
  if (home !== '') return join(home, '.local', 'state');
  throw new UsageError('USAGE_CA_DIR', 'there is no folder for the development authority: HOME is not set', {
    hint: 'name a folder with --ca-dir',
  });
}

/** The folder of the authority, as an absolute path. Throws UsageError where none is named and there is no home. */
export function authorityFolder({ caDir }: AuthorityFlags, host: Host): string {
  if (caDir === '') throw new UsageError('USAGE_CA_DIR', '--ca-dir: no folder is named');
  return caDir === undefined ? join(stateFolder(host), 'meshctl', 'ca') : resolve(host.cwd, caDir);
}
