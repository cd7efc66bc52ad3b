import { portHolder } from '../../io/port-holder.ts';
import { MeshctlError, UnavailableError } from '../../model/errors.ts';

const IN_USE = /:(\d+) is in use$/;

/** The result of `open`; when that fails for an address in use, the error names the process that has it, where that is known. */
export async function namingHolder<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const port = error instanceof MeshctlError ? IN_USE.exec(error.message)?.[1] : undefined;
    const holder = port === undefined ? undefined : await portHolder(Number(port));
    if (holder === undefined || !(error instanceof MeshctlError)) throw error;
    throw new UnavailableError('UNAVAILABLE_ADDRESS', `${error.message} by process ${holder.pid} (${holder.name})`, {
      cause: error,
    });
  }
}
