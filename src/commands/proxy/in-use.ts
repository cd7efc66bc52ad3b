import { portHolder } from '../../io/port-holder.ts';
import { MeshctlError, UnavailableError } from '../../model/errors.ts';

const IN_USE = /:(\d+) is in use$/;

const HINT =
  'end what holds it, or choose another address with --listen, --admin, --metrics or --health; off leaves a port out';

/**
 * The result of `open`.
 * @throws UnavailableError by its promise when an address is in use: it names the process that has it, where that is known.
 */
export async function namingHolder<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const port = error instanceof MeshctlError ? IN_USE.exec(error.message)?.[1] : undefined;
    if (port === undefined || !(error instanceof MeshctlError)) throw error;
    const holder = await portHolder(Number(port));
    const by = holder === undefined ? '' : ` by process ${holder.pid} (${holder.name})`;
    throw new UnavailableError('UNAVAILABLE_ADDRESS', `${error.message}${by}`, { cause: error, hint: HINT });
  }
}
