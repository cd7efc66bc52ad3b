/** Things that are for hosts, found by host without looking at all of them. */
import { coversHost, isWildcard } from './hosts.ts';

/** An index of items by the hosts they are for; items keep their order. */
export class HostIndex<T> {
  private readonly exact = new Map<string, T[]>();
  private readonly wildcards: { readonly host: string; readonly item: T }[] = [];

  constructor(items: Iterable<T>, hostsOf: (item: T) => readonly string[]) {
    for (const item of items) {
      for (const host of hostsOf(item)) this.add(host, item);
    }
  }

  private add(host: string, item: T): void {
    if (isWildcard(host)) {
      this.wildcards.push({ host, item });
      return;
    }
    const list = this.exact.get(host);
    if (list) list.push(item);
    else this.exact.set(host, [item]);
  }

  /** The items that name the host itself, in their order. */
  named(host: string): readonly T[] {
    return this.exact.get(host) ?? [];
  }

  /** The items with a wildcard that takes the host, in their order, with that wildcard. */
  covering(host: string): readonly { readonly host: string; readonly item: T }[] {
    return this.wildcards.filter((entry) => coversHost(entry.host, host));
  }

  /** All items for the host: those that name it, then those with a wildcard for it; each once. */
  all(host: string): readonly T[] {
    return [...new Set([...this.named(host), ...this.covering(host).map(({ item }) => item)])];
  }
}
