/** Which Envoy is meant. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { NoInputError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';

/** The variable that names the file of an Envoy. */
const ENVOY_VARIABLE = 'MESHCTL_ENVOY';

/** What to do about it. */
const ENVOY_HINT =
  'name it with --envoy or $MESHCTL_ENVOY, or put it on the PATH as "envoy"; meshctl doctor says where to get one';

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The file of the Envoy that a flag, or else `$MESHCTL_ENVOY` names; `undefined` when neither does. */
export function namedEnvoy(flag: string | undefined, { env }: Pick<Host, 'env'>): string | undefined {
  const named = flag ?? env[ENVOY_VARIABLE];
  return named === '' ? undefined : named;
}

/**
 * The absolute path of the Envoy to run: that of the flag, of `$MESHCTL_ENVOY`, or the first `envoy` of the PATH.
 * @throws NoInputError when there is none, or the one that is named cannot be started.
 */
export async function findEnvoy(flag: string | undefined, host: Pick<Host, 'env' | 'cwd'>): Promise<string> {
  const named = namedEnvoy(flag, host);
  if (named !== undefined) {
    const path = resolve(host.cwd, named);
    if (await isProgram(path)) return path;
    const by = flag === undefined ? `$${ENVOY_VARIABLE}` : '--envoy';
    throw new NoInputError('NO_INPUT_ENVOY', `${by}: "${named}" is no program`, { hint: ENVOY_HINT });
  }
  for (const folder of (host.env['PATH'] ?? '').split(delimiter)) {
    const path = join(resolve(host.cwd, folder), 'envoy');
    if (folder !== '' && (await isProgram(path))) return path;
  }
  throw new NoInputError('NO_INPUT_ENVOY', 'there is no Envoy on this machine', { hint: ENVOY_HINT });
}
