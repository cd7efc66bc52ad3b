/** A view printed once: for scripts, and where no terminal is. */
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError, UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { table } from '../../output/table.ts';
import { filteredRows, joinedTables, textsOf, type ViewTable } from '../../stats/cells.ts';
import { advance, newProxy, type ProxyLive } from '../../stats/live/proxy.ts';
import { dumpParts } from '../../stats/views/config.ts';
import { VIEWS } from '../../stats/views/index.ts';
import type { AdminPort } from '../stats/ports.ts';
import type { TuiFlags } from './flags.ts';
import { liveProxy } from './live-feed.ts';
import { glyphsFor } from './session.ts';

/** Looks twice, a tick apart, so that there are rates. Throws what asking throws when a proxy does not answer. */
export async function lookedAt(
  ports: readonly AdminPort[],
  tickMs: number,
  { flags, host }: Printing,
): Promise<readonly ProxyLive[]> {
  const pages = new Set(VIEWS[flags.view].needs);
  let proxies: readonly ProxyLive[] = ports.map(({ name }) => newProxy(name));
  const live = ports.map((port) => liveProxy(port, () => undefined, host));
  for (const round of [1, 2]) {
    if (round > 1) await sleep(tickMs, undefined, { signal: host.signal });
    proxies = await Promise.all(
      proxies.map(async (proxy, index) => {
        const tick = await live[index]?.look({ proxy, pages, fresh: false, strict: true });
        return tick ? advance(proxy, tick) : proxy;
      }),
    );
    const unreadable = proxies.find(({ problem }) => problem !== undefined);
    if (unreadable?.problem !== undefined)
      throw new InputError('INPUT_ADMIN', unreadable.problem, {
        hint: "is this Envoy's admin port? In a sidecar it is 15000",
      });
  }
  return proxies;
}

/** What printing goes by. */
export interface Printing {
  readonly flags: TuiFlags;
  readonly host: Host;
}

/** The view of the flags as text, JSON or YAML. Throws UsageError for a filter that is no expression. */
export async function printedView(proxies: readonly ProxyLive[], { flags, host }: Printing): Promise<string> {
  const view = VIEWS[flags.view];
  const context = { proxies, open: new Set<string>(), now: host.now(), glyphs: glyphsFor(flags, host) };
  const shownOf = (proxy: ProxyLive): ViewTable => narrowed(view.table({ ...context, proxy }), flags.filter);
  // The overview has all proxies in one table.
  const wanted = flags.view === 'overview' ? proxies.slice(0, 1) : proxies;
  const tables = wanted.map((proxy) => ({ name: proxy.name, proxy, table: shownOf(proxy) }));
  if (flags.output === 'table') {
    const [only] = tables;
    const { columns, rows } = tables.length === 1 && only ? only.table : joinedTables(tables);
    if (rows.length === 0 && only) return `${view.empty({ ...context, proxy: only.proxy })}\n`;
    const texts = textsOf({ columns, rows });
    return table(texts.header, texts.rows);
  }
  const documents = tables.map((each) => ({
    proxy: each.name,
    items:
      flags.view === 'config' && each.proxy.dump
        ? dumpParts(each.proxy.dump.dump)
        : each.table.rows.map(({ value }) => value),
  }));
  const fields = flags.view === 'overview' ? { items: documents[0]?.items ?? [] } : { proxies: documents };
  return documentText(flags.output, envelope(view.kind, fields));
}

function narrowed(found: ViewTable, filter: string | undefined): ViewTable {
  try {
    return { columns: found.columns, rows: filteredRows(found.rows, filter ?? '') };
  } catch (cause) {
    throw new UsageError('USAGE_FILTER', `--filter: "${filter}" is no regular expression`, { cause });
  }
}
