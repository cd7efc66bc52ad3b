/** One value of a flag each: text in, value or the reason why not out. */
import { parseDuration } from '../../model/duration.ts';
import { isMapped, parsePrefix } from '../../model/ip.ts';
import { INTERFACE_NAME_MAX, PORT_MAX, UINT32_MAX } from '../constants.ts';
import type { PortRange } from '../model/match.ts';
import type { Family } from '../model/rule.ts';
import type { Backend } from '../profiles/profile.ts';
import type { Parsed } from './values.ts';

/** A port or range of ports; under a service name, or a text only the kernel's tools are to judge, `service` says it. */
export interface PortItem extends PortRange {
  readonly service?: string;
}

/** A user or group: a number, a range, or a name and its number. */
export interface OwnerItem {
  readonly first: number;
  readonly last: number;
  readonly name?: string;
}

/** A prefix as it was written, host bits kept. */
export interface CidrItem {
  readonly family: Family;
  readonly text: string;
}

/** How strictly values are read. */
export interface Leniency {
  /** Take what the peer takes, and keep it as it was written. */
  readonly compat: boolean;
  readonly allowServiceNames: boolean;
}

const DECIMAL = /^(?:0|[1-9]\d*)$/;
const SERVICE = /^[A-Za-z][A-Za-z0-9-]*$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*\$?$/;

/** A whole number in decimal from `min` to `max`. */
export function integer(min: number, max: number) {
  return (text: string): Parsed<number> => {
    if (!DECIMAL.test(text)) return { reason: `it is to be a decimal number from ${min} to ${max}` };
    const value = Number(text);
    return value >= min && value <= max ? { value } : { reason: `it is outside ${min} to ${max}` };
  };
}

/** A port a proxy can listen on. */
export const listenPort = integer(1, PORT_MAX);

/** An unsigned number of 32 bits. */
export const uint32 = integer(0, UINT32_MAX);

/** `first-last` or `first:last` in numbers up to `max`; `undefined` when the text is no range at all. */
function rangeOf(text: string, max: number): Parsed<{ first: number; last: number }> | undefined {
  const ends = /^(\d+)[-:](\d+)$/.exec(text);
  if (!ends) return undefined;
  const [first, last] = [Number(ends[1]), Number(ends[2])];
  if (first > max || last > max) return { reason: `it is outside 0 to ${max}` };
  return first <= last ? { value: { first, last } } : { reason: 'its first number is larger than its last' };
}

/** A port, a range of ports in either backend's notation, or, where allowed, the name of a service. */
export function portItem({ compat, allowServiceNames }: Leniency) {
  return (item: string): Parsed<PortItem> => {
    const text = item.trim();
    if (compat && text !== item) return { value: { first: 0, last: 0, service: item } };
    if (DECIMAL.test(text)) {
      const port = Number(text);
      return port <= PORT_MAX ? { value: { first: port, last: port } } : { reason: `it is larger than ${PORT_MAX}` };
    }
    const range = rangeOf(text, PORT_MAX);
    if (range) return range;
    if (text === '*')
      return { reason: '* stands for all ports; it cannot stand in a list, nor where certain ones are to be named' };
    if (!SERVICE.test(text)) return { reason: 'it is neither a port from 0 to 65535 nor a range of ports' };
    if (allowServiceNames || compat) return { value: { first: 0, last: 0, service: text } };
    return { reason: 'it is the name of a service; write its port, or allow names with --allow-service-names' };
  };
}

/** A user or group: number, range or name. `ids` are the names that exist; `what` is `user` or `group`. */
export function ownerItem(what: 'user' | 'group', ids: ReadonlyMap<string, number>, { compat }: Leniency) {
  return (item: string): Parsed<OwnerItem> => {
    if (DECIMAL.test(item)) {
      const id = Number(item);
      return id <= UINT32_MAX ? { value: { first: id, last: id } } : { reason: `it is larger than ${UINT32_MAX}` };
    }
    const range = rangeOf(item, UINT32_MAX);
    if (range) return range;
    const text = item.trim();
    // The kernel's tools pass over blanks, so the peer lets them through.
    if (compat && text !== item && DECIMAL.test(text))
      return { value: { first: Number(text), last: Number(text), name: item } };
    if (text !== item) return { reason: 'there are blanks around it' };
    const id = ids.get(item);
    if (id !== undefined) return { value: { first: id, last: id, name: item } };
    return { reason: NAME.test(item) ? `there is no ${what} of this name` : `it is no ${what}` };
  };
}

/** A prefix of either family, length required. */
export function cidrItem({ compat }: Leniency) {
  return (item: string): Parsed<CidrItem> => {
    const prefix = parsePrefix(item);
    if (!prefix) return { reason: cidrReason(item) };
    if (isMapped(prefix) && !compat) {
      return { reason: 'it is an IPv4 range written as IPv6, which no packet matches; write it as IPv4' };
    }
    return { value: { family: prefix.family, text: item } };
  };
}

function cidrReason(item: string): string {
  if (item === '*')
    return '* stands for all addresses; it cannot stand in a list, nor where certain ones are to be named';
  if (/\s/.test(item)) return 'there are blanks in it';
  if (!item.includes('/')) return 'it has no prefix length';
  if (item.includes('%')) return 'it has a zone';
  if (/(?:^|\.)0\d/.test(item)) return 'it has a leading zero';
  return 'it is not an address with a prefix length';
}

/** The name of an interface; a trailing `+` (in nft `*`) stands for any ending. */
export function interfaceItem(backend: Backend, { compat }: Leniency) {
  return (item: string): Parsed<string> => {
    if (item.length > INTERFACE_NAME_MAX) return { reason: `it is longer than ${INTERFACE_NAME_MAX} characters` };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
    if (/[\u0000-\u0020\u007f/;"'{}\\!,]/.test(item) || item === '.' || item === '..') {
      return { reason: 'it is not the name of an interface' };
    }
    const glob = /[+*]$/.test(item);
    if (compat || !glob) return { value: item };
    return { value: item.slice(0, -1) + (backend === 'nft' ? '*' : '+') };
  };
}

/** A word of a closed list, in exactly this case. */
export function word<const W extends string>(words: readonly [W, ...W[]]) {
  return (text: string): Parsed<W> => {
    const value = words.find((candidate) => candidate === text);
    return value === undefined ? { reason: `it is to be ${words.join(' or ')}, in this case` } : { value };
  };
}

const NANOSECONDS_PER_MS = 1_000_000;

/** A duration in Go's notation, in milliseconds; every part of it needs its unit, and none is less than nothing. */
export function duration(text: string): Parsed<number> {
  const nanoseconds = parseDuration(text);
  return nanoseconds === undefined || nanoseconds < 0n
    ? { reason: 'it is not a duration with its unit, such as 5s or 1m30s' }
    : { value: Number(nanoseconds) / NANOSECONDS_PER_MS };
}
