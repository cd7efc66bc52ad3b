/** Which families get rules. */
import { InputError } from '../../model/errors.ts';
import {
  formatAddress,
  isLinkLocal,
  isLoopback,
  isUnspecified,
  parseAddress,
  parseAddressOrPrefix,
} from '../../model/ip.ts';
import type { Family } from '../model/rule.ts';
import type { InterfaceAddress } from '../profiles/profile.ts';

/** The families of addresses that can be reached from outside, in the order the interfaces list them. */
export function addressFamilies(addresses: readonly InterfaceAddress[]): readonly Family[] {
  return addresses.flatMap(({ address }) => {
    const parsed = parseAddressOrPrefix(address);
    if (!parsed) throw new InputError('INPUT_ADDRESS', `"${address}" is not an IP address`);
    return isLoopback(parsed) || isLinkLocal(parsed) || isUnspecified(parsed) ? [] : [parsed.family];
  });
}

/** Whether IPv6 gets rules, and the addresses that go without. */
export interface FamilyChoice {
  readonly families: readonly Family[];
  /** The pod has IPv6 addresses, whose traffic is not intercepted. */
  readonly ipv6Left: boolean;
}

/**
 * The peer's rule: the first usable address decides, IPv6 in addition to IPv4; with `dualStack` any IPv6 address does. IPv4
 * always gets rules. Throws InputError when no address is usable.
 * @see istio pilot-agent, istio-iptables: the choice of IPv6 by the pod's addresses
 */
export function familiesByAddress(addresses: readonly InterfaceAddress[], dualStack: boolean): FamilyChoice {
  const found = addressFamilies(addresses);
  if (found.length === 0) {
    throw new InputError('INPUT_ADDRESS', 'the pod has no address but loopback and link-local ones', {
      hint: 'say which families it has with --ipv4, --ipv6 or --family',
    });
  }
  const ipv6 = found[0] === 'ipv6' || (dualStack && found.includes('ipv6'));
  return { families: ipv6 ? ['ipv4', 'ipv6'] : ['ipv4'], ipv6Left: !ipv6 && found.includes('ipv6') };
}

/** Nameservers by family, as everybody writes them; texts that are no address are left out, a zone is cut off. */
export function nameserversByFamily(nameservers: readonly string[]): Readonly<Record<Family, readonly string[]>> {
  const byFamily: Record<Family, string[]> = { ipv4: [], ipv6: [] };
  for (const server of nameservers) {
    const address = parseAddress(server.replace(/%.*$/, ''));
    if (address) byFamily[address.family].push(formatAddress(address));
  }
  return byFamily;
}
