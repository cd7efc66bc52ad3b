/** Packets as `trace` takes them on its command line, and as packets.json has them. */
import { InputError, UsageError } from '../../model/errors.ts';
import { isLoopback, parseAddress } from '../../model/ip.ts';
import { entry, isMap } from '../../model/json.ts';
import { PORT_MAX, UINT32_MAX } from '../constants.ts';
import type { ConntrackState } from '../model/match.ts';
import type { Packet } from '../model/packet.ts';
import { hasPorts, isProtocol, protocolName } from '../ruleset/protocols.ts';

/** The options of a packet, as text. */
export interface PacketOptions {
  readonly iface?: string;
  readonly state?: string;
  readonly uid?: string;
  readonly gid?: string;
  readonly mark?: string;
  readonly connmark?: string;
  readonly tcpFlags?: string;
}

const STATES: readonly ConntrackState[] = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'];

/** Ports a packet has that were not given: one of the ephemeral range for the side that called. */
const SOME_PORT = 40_000;

const HINT = 'a packet is written as: out tcp 10.1.1.5 203.0.113.10:443 --uid 1000 --iface eth0';

function bad(what: string, text: string, wanted: string): UsageError {
  return new UsageError('USAGE_PACKET', `${what} "${text}" is not ${wanted}`, { hint: HINT });
}

interface Endpoint {
  readonly address: string;
  readonly port: number | undefined;
}

/** `10.1.1.5`, `10.1.1.5:80`, `[2001:db8::1]:80`, `2001:db8::1`. */
function endpoint(what: string, text: string): Endpoint {
  const found = /^(?:\[([^\]]*)\]|([^:[\]]*)|([\da-fA-F:.]*:[\da-fA-F:.]*))(?::(\d+))?$/.exec(text);
  const bare = parseAddress(text) ? text : undefined;
  const address = bare ?? found?.[1] ?? found?.[2] ?? '';
  const port = bare === undefined && found?.[4] !== undefined ? Number(found[4]) : undefined;
  if (!parseAddress(address)) throw bad(what, text, 'an IP address with or without a port');
  if (port !== undefined && port > PORT_MAX) throw bad(what, text, 'an address and a port up to 65535');
  return { address, port };
}

function whole(what: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^(?:\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value <= UINT32_MAX)) throw bad(what, text, 'a number of 32 bits');
  return value;
}

/** The interface a packet takes when none is given: lo when it goes to this machine itself. */
function assumedInterface({ dir, src, dst }: Pick<Packet, 'dir' | 'src' | 'dst'>): string {
  const to = parseAddress(dst);
  return dir === 'out' && ((to && isLoopback(to)) || src === dst) ? 'lo' : 'eth0';
}

/** Whether both ends are addresses of one family. */
function ofOneFamily(src: string, dst: string): boolean {
  return parseAddress(src)?.family === parseAddress(dst)?.family;
}

const NUMBERS = ['sport', 'dport', 'uid', 'gid', 'mark', 'connmark'] as const;

type PacketNumbers = { readonly [K in (typeof NUMBERS)[number]]?: number | undefined };

/** The packet with those numbers that there are. */
function withNumbers(base: Packet, numbers: PacketNumbers): Packet {
  const packet: { -readonly [K in keyof Packet]: Packet[K] } = { ...base };
  for (const key of NUMBERS) {
    const value = numbers[key];
    if (value !== undefined) packet[key] = value;
  }
  return packet;
}

/** Nobody in particular: a packet made here has a socket and so an owner, unless TCP flags say it is a stray one. */
const SOME_USER = 1000;

/** A packet with user but without group has the group of the same number, as proxies do. */
function owner(dir: Packet['dir'], options: PacketOptions): PacketNumbers {
  if (dir === 'in') {
    const given = (['uid', 'gid'] as const).find((key) => options[key] !== undefined);
    if (given === undefined) return {};
    throw new UsageError('USAGE_PACKET', `--${given} means nothing to a packet that arrives: no socket sent it`);
  }
  const uid = whole('--uid', options.uid);
  const gid = whole('--gid', options.gid);
  const fallback = options.tcpFlags === undefined ? SOME_USER : undefined;
  return { uid: uid ?? gid ?? fallback, gid: gid ?? uid ?? fallback };
}

/** The words of a packet in their order. */
const PARTS = ['direction', 'protocol', 'source', 'destination'] as const;

function missingWord(given: number): string {
  return given === 0 ? 'no packet is given' : `the packet has no ${PARTS[given]}`;
}

/**
 * The packet of `trace DIRECTION PROTO SRC[:PORT] DST[:PORT]` and its flags. What is not given: state NEW; `lo` when the
 * destination is this machine, else `eth0`; the group of the user, and an ordinary user for what has a socket; some source
 * port. Throws UsageError naming the bad word.
 */
export function packetOf(words: readonly string[], options: PacketOptions): Packet {
  const [dir = '', proto = '', source = '', destination, ...more] = words;
  if (destination === undefined) throw new UsageError('USAGE_PACKET', missingWord(words.length), { hint: HINT });
  if (dir !== 'out' && dir !== 'in') throw bad('direction', dir, 'out or in');
  if (!isProtocol(proto)) throw bad('protocol', proto, 'the name or number of a protocol');
  if (more.length > 0) throw bad('word', more[0] ?? '', 'part of a packet');
  const [from, to] = [endpoint('source', source), endpoint('destination', destination)];
  if (!ofOneFamily(from.address, to.address)) throw bad('destination', destination, `of the family of "${source}"`);
  const state = STATES.find((known) => known === (options.state ?? 'NEW').toUpperCase());
  if (!state) throw bad('--state', options.state ?? '', `one of ${STATES.join(', ')}`);
  const protocol = protocolName(proto);
  const ends = { dir, src: from.address, dst: to.address } as const;
  const base: Packet = {
    ...ends,
    proto: protocol,
    iface: options.iface ?? assumedInterface(ends),
    ctstate: state,
    ...(options.tcpFlags === undefined ? {} : { tcpFlags: options.tcpFlags }),
  };
  return withNumbers(base, {
    sport: from.port ?? (hasPorts(protocol) ? SOME_PORT : undefined),
    dport: to.port,
    ...owner(dir, options),
    mark: whole('--mark', options.mark),
    connmark: whole('--connmark', options.connmark),
  });
}

/** A packet as the words of `trace`'s command line. */
export function packetWords(packet: Packet): string {
  const side = (address: string, port: number | undefined): string => {
    if (port === undefined) return address;
    return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  };
  const flags: readonly (readonly [string, string | number | undefined])[] = [
    ['--iface', packet.iface],
    ['--uid', packet.uid],
    ['--gid', packet.gid],
    ['--mark', packet.mark || undefined],
    ['--connmark', packet.connmark || undefined],
    ['--state', packet.ctstate === 'NEW' ? undefined : packet.ctstate],
    ['--tcp-flags', packet.tcpFlags],
  ];
  const words = flags.flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${value}`]));
  const ends = [side(packet.src, packet.sport), side(packet.dst, packet.dport)];
  return [packet.dir, packet.proto, ...ends, ...words].join(' ');
}

function badField(where: string, reason: string): InputError {
  return new InputError('INPUT_PACKET', `${where}: ${reason}`);
}

function field(value: unknown, key: string, where: string): string {
  const found = entry(value, key);
  if (typeof found !== 'string') throw badField(where, `"${key}" is missing or no text`);
  return found;
}

function addressField(value: unknown, key: 'src' | 'dst', where: string): string {
  const text = field(value, key, where);
  if (!parseAddress(text)) throw badField(where, `"${key}" is "${text}", which is not an IP address`);
  return text;
}

const LARGEST: Readonly<Record<string, number>> = { sport: PORT_MAX, dport: PORT_MAX };

function amount(value: unknown, key: string, where: string): number | undefined {
  const found = entry(value, key);
  if (found === undefined || found === null) return undefined;
  const largest = LARGEST[key] ?? UINT32_MAX;
  if (typeof found === 'number' && Number.isInteger(found) && found >= 0 && found <= largest) return found;
  throw badField(where, `"${key}" is ${JSON.stringify(found)}, which is not a whole number up to ${largest}`);
}

/**
 * A packet from JSON, in the fields of packets.json; others are ignored, and a missing interface or state is what it is on the
 * command line. Throws InputError; `where` names the packet in it.
 */
export function packetFrom(value: unknown, where: string): Packet {
  if (!isMap(value)) throw new InputError('INPUT_PACKET', `${where} is not an object`);
  const dir = field(value, 'dir', where);
  if (dir !== 'out' && dir !== 'in') throw badField(where, '"dir" is neither out nor in');
  const ctstate = STATES.find((known) => known === (entry(value, 'ctstate') ?? 'NEW'));
  if (!ctstate) throw badField(where, `"ctstate" is not one of ${STATES.join(', ')}`);
  const ends = { dir, src: addressField(value, 'src', where), dst: addressField(value, 'dst', where) } as const;
  if (!ofOneFamily(ends.src, ends.dst)) throw badField(where, '"src" and "dst" are of two families');
  const flags = entry(value, 'tcpFlags');
  const base: Packet = {
    ...ends,
    proto: field(value, 'proto', where),
    iface: entry(value, 'iface') === undefined ? assumedInterface(ends) : field(value, 'iface', where),
    ctstate,
    ...(typeof flags === 'string' ? { tcpFlags: flags } : {}),
  };
  return withNumbers(base, Object.fromEntries(NUMBERS.map((key) => [key, amount(value, key, where)])));
}
