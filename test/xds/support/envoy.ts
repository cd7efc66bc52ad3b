import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What Envoy says of a bootstrap: `OK`, or the last lines of why not. */
export async function validate(binary: string, bootstrap: unknown, folder: string): Promise<string> {
  const file = join(folder, 'envoy.json');
  writeFileSync(file, JSON.stringify(bootstrap));
  try {
    await promisify(execFile)(binary, ['--mode', 'validate', '--log-level', 'critical', '-c', file]);
    return 'OK';
  } catch (error) {
    // execFile adds what the program said.
    const { stderr = '', stdout = '' } = error as { readonly stderr?: string; readonly stdout?: string };
    return `${stdout}${stderr}`.split('\n').slice(-4).join('\n');
  }
}
