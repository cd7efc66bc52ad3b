/** What the parts of the sidecar's program share. */
import type { CaptureConfig } from '../../config/capture.ts';
import type { OwnerItem, PortItem } from '../../config/parsers.ts';
import { destinationPort, ownerGid, ownerUid } from '../../model/build.ts';
import type { OwnerMatch, PortMatch } from '../../model/match.ts';
import type { Family, Reason, RuleStep } from '../../model/rule.ts';
import { BOTH_FAMILIES } from '../steps.ts';
import type { ReasonId } from './reasons.ts';

/** A part of the program. */
export type Part = (config: CaptureConfig) => readonly RuleStep[];

/** Why a rule is there, and which flag with which value made it. */
export function because(id: ReasonId, flag?: string, value?: string | number): Reason {
  if (flag === undefined) return { id };
  return { id, flag: value === undefined ? `--${flag}` : `--${flag} ${value}` };
}

/** Twins of a rule that names addresses: IPv4 first, its IPv6 form right behind. */
export function twins(make: (family: Family) => RuleStep): readonly RuleStep[] {
  return BOTH_FAMILIES.map(make);
}

/** A port item as a flag would say it. */
export function portText({ first, last, service }: PortItem): string {
  return service ?? (first === last ? String(first) : `${first}-${last}`);
}

/** The condition that a packet goes to a port of a list. */
export function toPort({ service, ...range }: PortItem): PortMatch {
  if (service === undefined) return destinationPort(range);
  return { ...destinationPort(range), ports: [], service };
}

/** An owner as a flag would say it. */
export function ownerText({ first, last, name }: OwnerItem): string {
  return name ?? (first === last ? String(first) : `${first}-${last}`);
}

/** Longer ranges are told by their ends: facts are for looking at, not for millions of numbers. */
const LISTED_IDS = 1_000;

/** The numbers of users or groups, those of ranges one by one. */
export function ownerIds(items: readonly OwnerItem[]): readonly number[] {
  return items.flatMap(({ first, last }) => {
    if (first === last) return [first];
    const count = last - first + 1;
    return count > LISTED_IDS ? [first, last] : Array.from({ length: count }, (_, index) => first + index);
  });
}

/** The condition that a packet's socket belongs to a user or group. */
export function ownedBy(kind: 'uid' | 'gid', { first, last, name }: OwnerItem): OwnerMatch {
  const match = kind === 'uid' ? ownerUid(first, last) : ownerGid(first, last);
  return name === undefined ? match : { ...match, name };
}

/** Every proxy user, then every proxy group. */
export function proxyOwners({ uids, gids }: CaptureConfig) {
  return [
    ...uids.map((item) => ({ kind: 'uid', flag: 'proxy-uid', item }) as const),
    ...gids.map((item) => ({ kind: 'gid', flag: 'proxy-gid', item }) as const),
  ];
}
