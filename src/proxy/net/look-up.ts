import { lookup, Resolver } from 'node:dns/promises';

/** How long the resolver may take to say for how long its answer counts. */
const TTL_TIMEOUT_MS = 1000;

/** What a name stands for. */
export interface Found {
  /** Empty when nothing was found. */
  readonly addresses: readonly string[];
  /** How long that counts; 0 where nobody says. */
  readonly ttlMs: number;
}

/** The shortest life of the records a name server has for the addresses; 0 when it has none: they are from the hosts file. */
async function ttlOf(host: string, addresses: readonly string[]): Promise<number> {
  const resolver = new Resolver({ timeout: TTL_TIMEOUT_MS, tries: 1 });
  const none = (): readonly { readonly address: string; readonly ttl: number }[] => [];
  const records = await Promise.all([
    resolver.resolve4(host, { ttl: true }).catch(none),
    resolver.resolve6(host, { ttl: true }).catch(none),
  ]);
  const used = records.flat().filter(({ address }) => addresses.includes(address));
  return used.length === 0 ? 0 : 1000 * Math.min(...used.map(({ ttl }) => ttl));
}

/**
 * Looks a name up through the system's resolver, so that its hosts file counts, and asks the name server for how long that is
 * good. Never throws.
 */
export async function lookUpName(host: string): Promise<Found> {
  const found = await lookup(host, { all: true, verbatim: true }).catch(() => []);
  const addresses = found.map(({ address }) => address);
  return { addresses, ttlMs: addresses.length === 0 ? 0 : await ttlOf(host, addresses) };
}
