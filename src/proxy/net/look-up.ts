/** How long the resolver may take to say for how long its answer counts. */
const TTL_TIMEOUT_MS = 1000;

/** Loaded with the first name: most proxies have none to look up, and it takes as long as a few of their files. */
type Dns = typeof import('node:dns/promises');

/** What a name stands for. */
export interface Found {
  /** Empty when nothing was found. */
  readonly addresses: readonly string[];
  /** How long that counts; 0 where nobody says. */
  readonly ttlMs: number;
}

/** The shortest life of the records a name server has for the addresses; 0 when it has none: they are from the hosts file. */
async function ttlOf({ Resolver }: Dns, host: string, addresses: readonly string[]): Promise<number> {
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
  const dns = await import('node:dns/promises');
  const found = await dns.lookup(host, { all: true, verbatim: true }).catch(() => []);
  const addresses = found.map(({ address }) => address);
  return { addresses, ttlMs: addresses.length === 0 ? 0 : await ttlOf(dns, host, addresses) };
}
