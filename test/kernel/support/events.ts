/** What `nft -a monitor trace` tells, as the rules a packet crossed and what became of it. */

/** Where the kernel's number of a rule is found: `ip nat OUTPUT 12` → 1-based place in its chain. */
export type Handles = ReadonlyMap<string, number>;

/** A rule that a packet matched. */
export interface Crossed {
  readonly hook: string;
  readonly table: string;
  readonly chain: string;
  readonly rule: number;
}

/** One packet's way; over the loopback interface the kernel tells it as two packets. */
export interface Events {
  readonly crossed: Crossed[];
  hook: string;
  dropped: boolean;
  /** The port it has when this machine takes it in. */
  delivered: number | undefined;
}

/** The places of all rules by family, table, chain and the kernel's number, from `nft -a list ruleset`. */
export function readHandles(listing: string): Handles {
  const handles = new Map<string, number>();
  let table = '';
  let chain = '';
  let rule = 0;
  for (const line of listing.split('\n')) {
    const [, family, name] = /^table (\S+) (\S+) \{/.exec(line) ?? [];
    if (family !== undefined) table = `${family} ${name}`;
    const [, opened] = /^\tchain (\S+) \{/.exec(line) ?? [];
    if (opened !== undefined) {
      chain = opened;
      rule = 0;
    }
    const [, handle] = /^\t\t.* # handle (\d+)$/.exec(line) ?? [];
    if (handle !== undefined) handles.set(`${table} ${chain} ${handle}`, ++rule);
  }
  return handles;
}

const HOOKS: ReadonlySet<string> = new Set(['prerouting', 'input', 'forward', 'output', 'postrouting']);

/** What was told so far. */
export interface Telling {
  readonly handles: Handles;
  /** Source port of the packet a trace is about. */
  readonly ports: Map<string, number>;
  readonly found: Map<number, Events>;
}

const EVENT = /^trace id (\S+) (\S+) (\S+) (\S+) (.*)$/;

/** A rule the monitor knows is printed before its number; one that was made since it started is `unknown`. */
const RULE = /^(?:unknown rule handle|rule .*# handle) (\d+) \(verdict (\w+)/;

/** Takes in one line; the source and destination port of a packet that was delivered. */
export function takeEvent(
  line: string,
  telling: Telling,
): { readonly sport: number; readonly dport: number } | undefined {
  const [, id = '', family = '', table = '', chain = '', rest = ''] = EVENT.exec(line) ?? [];
  if (rest.startsWith('packet:')) telling.ports.set(id, portOf(rest, 'sport'));
  const sport = telling.ports.get(id);
  // A packet of the time before the monitor listened.
  if (sport === undefined) return undefined;
  const events = telling.found.get(sport) ?? { crossed: [], hook: '', dropped: false, delivered: undefined };
  telling.found.set(sport, events);
  if (table === 'watch') {
    if (chain !== 'delivered' || !rest.startsWith('packet:')) return undefined;
    events.delivered = portOf(rest, 'dport');
    return { sport, dport: events.delivered };
  }
  if (HOOKS.has(chain.toLowerCase())) events.hook = chain.toLowerCase();
  const [, handle = '', verdict] = RULE.exec(rest) ?? [];
  if (verdict === 'drop' || rest.startsWith('policy drop')) events.dropped = true;
  if (verdict === undefined) return undefined;
  const rule = telling.handles.get(`${family} ${table} ${chain} ${handle}`);
  if (rule === undefined) throw new Error(`no rule of this number: ${line}`);
  events.crossed.push({ hook: events.hook, table, chain, rule });
  return undefined;
}

function portOf(rest: string, side: 'sport' | 'dport'): number {
  return Number(new RegExp(`(?:tcp|udp) ${side} (\\d+)`).exec(rest)?.[1]);
}
