import { readdir, readFile, readlink } from 'node:fs/promises';

/** The state of listening sockets in the kernel's tables: include/net/tcp_states.h. */
const LISTEN = '0A';

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const;

/** A process, as people know it. */
export interface PortHolder {
  readonly pid: number;
  readonly name: string;
}

/** The inodes of the sockets that listen on a port. */
async function listening(port: number): Promise<ReadonlySet<string>> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const texts = await Promise.all(TABLES.map((table) => readFile(table, 'utf8').catch(() => '')));
  const inodes = texts
    .flatMap((text) => text.split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => local.endsWith(`:${hex}`) && state === LISTEN)
    .map((columns) => columns[9] ?? '');
  return new Set(inodes);
}

async function holds(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  // Processes of other users, and those that have just ended, do not say.
  const files = await readdir(folder).catch(() => []);
  const links = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => '')));
  return links.some((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? ''));
}

/** The process that listens on a TCP port; `undefined` where the system does not say. */
export async function portHolder(port: number): Promise<PortHolder | undefined> {
  const inodes = await listening(port);
  if (inodes.size === 0) return undefined;
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid) || !(await holds(pid, inodes))) continue;
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    return { pid: Number(pid), name: name.trim() };
  }
  return undefined;
}
