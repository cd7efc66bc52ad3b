import type { Cluster } from '../../../xds/resources/cluster.ts';
import type { ClusterPlan } from '../../upstream.ts';
import { type ConfiguredEndpoint, type ConfiguredGroup, identityOf, nameOf } from './addresses.ts';
import { addressLabel, Host, type HostAddress } from './host.ts';
import type { HostGroup } from './levels.ts';

/** Original destinations that nobody uses are forgotten when this many are known. */
const MAX_ORIGINAL_HOSTS = 1024;

/** What hosts are made for. */
export interface Placement {
  readonly plan: ClusterPlan;
  readonly type: Cluster['type'];
  /** Which of the addresses of a name are used. */
  readonly family: Cluster['dns_lookup_family'];
  readonly now: number;
}

/** The hosts of a cluster by what they are known by. A reload hands the set on to the next cluster of the name. */
export class HostSet {
  readonly #hosts = new Map<string, Host>();
  readonly #addresses = new Map<string, readonly string[]>();

  /** What a name stands for from now on. */
  setAddresses(name: string, addresses: readonly string[]): void {
    this.#addresses.set(name, addresses);
  }

  /** The hosts of the groups: those that were there already stay the same, those that are no longer wanted are retired. */
  place(groups: readonly ConfiguredGroup[], placement: Placement): readonly HostGroup[] {
    const seen = new Set<string>();
    const placed = groups.map(({ priority, weight, endpoints }) => ({
      priority,
      weight,
      hosts: endpoints
        .flatMap((each) => this.#addressesOf(each, placement))
        .flatMap((each) => this.#host(each, seen, placement)),
    }));
    if (placement.type !== 'ORIGINAL_DST') this.#retire((id) => !seen.has(id));
    return placed;
  }

  /** One endpoint for each address; of a logical name the first only. */
  #addressesOf(each: ConfiguredEndpoint, { type, family }: Placement): readonly ConfiguredEndpoint[] {
    const name = nameOf(each);
    if (name === undefined) return [each];
    const known = ofFamily(this.#addresses.get(name) ?? [], family);
    const used = type === 'LOGICAL_DNS' ? known.slice(0, 1) : known;
    return used.map((host) => ({ ...each, address: { ...each.address, host } }));
  }

  /** An address that comes twice counts once. */
  #host(each: ConfiguredEndpoint, seen: Set<string>, { plan, now }: Placement): readonly Host[] {
    const id = identityOf(each);
    if (seen.has(id)) return [];
    seen.add(id);
    const host = this.#hosts.get(id) ?? new Host(plan, each.address, now);
    this.#hosts.set(id, host);
    host.cluster = plan;
    host.weight = each.weight;
    host.available = each.available;
    return [host];
  }

  /** The host of an address no configuration has. */
  original(address: HostAddress, plan: ClusterPlan, now: number): Host {
    const id = addressLabel(address);
    const known = this.#hosts.get(id);
    if (known) return known;
    if (this.#hosts.size >= MAX_ORIGINAL_HOSTS) this.#retire((_id, { active }) => active === 0);
    const host = new Host(plan, address, now);
    this.#hosts.set(id, host);
    return host;
  }

  /** Ends all hosts. */
  clear(): void {
    this.#retire(() => true);
  }

  #retire(goes: (id: string, host: Host) => boolean): void {
    for (const [id, host] of this.#hosts) {
      if (!goes(id, host)) continue;
      host.retired = true;
      this.#hosts.delete(id);
    }
  }
}

/** Addresses of the family a cluster wants, where the name has any: else what there is is better than nothing. */
function ofFamily(addresses: readonly string[], family: Placement['family']): readonly string[] {
  if (family === undefined || family === 'ALL') return addresses;
  const sixth = family === 'V6_ONLY';
  const wanted = addresses.filter((address) => address.includes(':') === sixth);
  return wanted.length > 0 ? wanted : addresses;
}
