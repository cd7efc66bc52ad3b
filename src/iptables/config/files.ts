/** The system's small files: resolv.conf, passwd and group. */
import { parseAddress } from '../../model/ip.ts';

/** The nameservers of a resolv.conf, in order; lines without an address are passed over. @see resolv.conf(5) */
export function nameserversIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const server = /^nameserver\s+(\S+)/.exec(line.trim())?.[1];
    return server !== undefined && parseAddress(server.replace(/%.*$/, '')) ? [server] : [];
  });
}

/** Ids by name from a passwd or group file: the third field of each line. @see passwd(5), group(5) */
export function idsIn(text: string): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [name = '', , id = ''] = line.trim().split(':');
    if (name === '' || name.startsWith('#') || !/^\d+$/.test(id) || ids.has(name)) continue;
    ids.set(name, Number(id));
  }
  return ids;
}
