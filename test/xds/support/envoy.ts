import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Envoy says of a bootstrap: `OK`, or the last lines of why not. */
export async function validate(binary: string, bootstrap: unknown, folder: string): Promise<string> {
  const file = join(folder, 'envoy.json');
  writeFileSync(file, JSON.stringify(bootstrap));
  // An access log on /dev/stdout cannot be opened where standard output is one of Node's pipes.
  const child = spawn(binary, ['--mode', 'validate', '--log-level', 'critical', '-c', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
  });
  await once(child, 'close');
  return child.exitCode === 0 ? 'OK' : said.split('\n').slice(-4).join('\n');
}
