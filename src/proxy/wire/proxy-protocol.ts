/** What a connection says first about whose it is. @see https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt sections 2.1 and 2.2 */
import { type IpAddress, isMapped, parseAddress } from '../../model/ip.ts';
import type { ConnectionInfo } from '../contract.ts';

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
/** Version 2 with the command PROXY, and with LOCAL: a connection of the proxy's own. */
const PROXY_COMMAND = 0x21;
const LOCAL_COMMAND = 0x20;
/** Family and protocol: TCP over IPv4, over IPv6, and neither. */
const FAMILIES = { ipv4: 0x11, ipv6: 0x21 } as const;
const UNSPECIFIED = 0x00;
const ADDRESS_BYTES = { ipv4: 4, ipv6: 16 } as const;

/** Both ends of the connection; of which family decides the client's. */
interface Ends {
  readonly source: IpAddress;
  readonly target: IpAddress;
  readonly sourcePort: number;
  readonly targetPort: number;
}

/** IPv4 in IPv6 clothes, as a socket of both families gives it, is IPv4. */
function plain(text: string): IpAddress | undefined {
  const address = parseAddress(text);
  return address && isMapped(address) ? { family: 'ipv4', value: address.value & 0xffff_ffffn } : address;
}

/** `undefined` for unix sockets, and for a connection that is nobody's. */
function endsOf(connection: ConnectionInfo): Ends | undefined {
  const source = plain(connection.remoteAddress);
  const target = plain(connection.localAddress);
  if (source === undefined || source.family !== target?.family) return undefined;
  return { source, target, sourcePort: connection.remotePort, targetPort: connection.localPort };
}

function textHeader(connection: ConnectionInfo, ends: Ends | undefined): Buffer {
  if (ends === undefined) return Buffer.from('PROXY UNKNOWN\r\n', 'latin1');
  const family = ends.source.family === 'ipv4' ? 'TCP4' : 'TCP6';
  const addresses = [connection.remoteAddress, connection.localAddress].map((text) => text.replace(/^::ffff:/i, ''));
  return Buffer.from(`PROXY ${family} ${addresses.join(' ')} ${ends.sourcePort} ${ends.targetPort}\r\n`, 'latin1');
}

function addressBytes({ family, value }: IpAddress): Buffer {
  const size = ADDRESS_BYTES[family];
  return Buffer.from(value.toString(16).padStart(2 * size, '0'), 'hex');
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function binaryHeader(ends: Ends | undefined): Buffer {
  if (ends === undefined) return Buffer.concat([SIGNATURE, Buffer.from([LOCAL_COMMAND, UNSPECIFIED]), uint16(0)]);
  const { source, target, sourcePort, targetPort } = ends;
  const body = Buffer.concat([addressBytes(source), addressBytes(target), uint16(sourcePort), uint16(targetPort)]);
  const kind = Buffer.from([PROXY_COMMAND, FAMILIES[source.family]]);
  return Buffer.concat([SIGNATURE, kind, uint16(body.length), body]);
}

/**
 * The header of either version: the client's address, and the one it had connected to. Version 1 says UNKNOWN and version 2
 * LOCAL for a client that has no IP address.
 */
export function proxyProtocolHeader(version: 1 | 2, connection: ConnectionInfo): Buffer {
  const ends = endsOf(connection);
  return version === 1 ? textHeader(connection, ends) : binaryHeader(ends);
}
