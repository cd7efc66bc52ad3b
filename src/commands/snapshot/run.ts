import { dirname, join } from 'node:path';
import { redactDump } from '../../envoy/redact-dump.ts';
import { type AdminAddress, fetchAdmin, parseAdminAddress } from '../../io/admin.ts';
import { fileTransaction, makeFolder } from '../../io/write.ts';
import { MeshctlError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';

/** Flags of snapshot. */
export interface SnapshotFlags {
  readonly admin: readonly string[];
  readonly out: string;
}

/** An admin page and the file it is saved as; the commands that take a folder look for these names. */
interface Page {
  readonly path: string;
  readonly file: string;
}

/** The page without which a snapshot says nothing. */
const CONFIG_DUMP: Page = { path: 'config_dump?include_eds', file: 'config_dump.json' };

/** Further pages; a proxy that does not have one is still worth saving. */
const PAGES: readonly Page[] = [
  { path: 'clusters?format=json', file: 'clusters.json' },
  { path: 'listeners?format=json', file: 'listeners.json' },
  { path: 'stats?format=json&usedonly', file: 'stats.json' },
  { path: 'certs', file: 'certs.json' },
  { path: 'server_info', file: 'server_info.json' },
  { path: 'memory', file: 'memory.json' },
  { path: 'runtime', file: 'runtime.json' },
  { path: 'ready', file: 'ready.txt' },
];

interface Saved {
  readonly file: string;
  readonly content: string | Uint8Array;
}

/** `meshctl snapshot`: fetches everything first and writes all files or none. */
export async function runSnapshot({ admin, out }: SnapshotFlags, host: Host): Promise<ExitStatus> {
  const targets = admin.map((name) => ({ name, address: parseAdminAddress(name) }));
  const files: Saved[] = [];
  for (const { name, address } of targets) {
    // One proxy is the folder itself, so that the folder can be given as a dump.
    const folder = targets.length === 1 ? out : join(out, name.replaceAll(/[^\w.-]+/g, '_'));
    const pages = await fetchPages(address, name, host);
    files.push(...pages.map(({ file, content }) => ({ file: join(folder, file), content })));
  }
  await writeAll(files, host);
  host.stderr.write(files.map(({ file }) => `wrote ${file}\n`).join(''));
  return EXIT.ok;
}

async function writeAll(files: readonly Saved[], host: Host): Promise<void> {
  const transaction = fileTransaction(host);
  try {
    for (const folder of new Set(files.map(({ file }) => dirname(file)))) await makeFolder(folder, host);
    for (const { file, content } of files) await transaction.stage(file, content);
    await transaction.commit();
  } finally {
    await transaction.discard();
  }
}

async function fetchPages(address: AdminAddress, name: string, host: Host): Promise<readonly Saved[]> {
  const options = { signal: host.signal };
  const dump = await fetchAdmin(address, CONFIG_DUMP.path, options);
  const saved: Saved[] = [{ file: CONFIG_DUMP.file, content: redactDump(dump) }];
  for (const { path, file } of PAGES) {
    try {
      saved.push({ file, content: await fetchAdmin(address, path, options) });
    } catch (error) {
      if (!(error instanceof MeshctlError)) throw error;
      host.stderr.write(`${name}: without ${file}: ${error.message}\n`);
    }
  }
  return saved;
}
