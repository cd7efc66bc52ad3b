/** Packets as commands that send them. */

import type { Packet } from '../model/packet.ts';
import { hasPorts } from '../ruleset/protocols.ts';

const WAIT_SECONDS = 2;

function sender({ dir, uid, gid }: Packet): string {
  if (dir === 'in' || uid === undefined) return '';
  return `setpriv --reuid=${uid} --regid=${gid ?? uid} --clear-groups `;
}

/**
 * A command that opens such a connection or sends such a datagram: to be run in the pod, as root, for packets that leave it,
 * and from another machine for those that arrive. `undefined` for packets no program sends: strays, marks, other protocols.
 */
export function probeOf(packet: Packet): string | undefined {
  const { proto, dst, dport, mark = 0, ctstate, tcpFlags } = packet;
  if (!hasPorts(proto) || dport === undefined || dport === 0) return undefined;
  if (mark !== 0 || ctstate !== 'NEW' || tcpFlags !== undefined || (proto !== 'tcp' && proto !== 'udp'))
    return undefined;
  const from = packet.src.startsWith('127.') && packet.src !== '127.0.0.1' ? ` -s ${packet.src}` : '';
  const udp = proto === 'udp' ? ' -u' : '';
  return `${sender(packet)}nc -z -v${udp} -w ${WAIT_SECONDS}${from} ${dst} ${dport}`;
}

/** The same by curl, which shows who answers; for TCP only. */
export function curlOf(packet: Packet): string | undefined {
  if (packet.proto !== 'tcp' || probeOf(packet) === undefined) return undefined;
  const host = packet.dst.includes(':') ? `[${packet.dst}]` : packet.dst;
  return `${sender(packet)}curl -sv --max-time ${WAIT_SECONDS} http://${host}:${packet.dport}/`;
}
