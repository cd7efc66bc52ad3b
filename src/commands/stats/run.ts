import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { table } from '../../output/table.ts';
import { filteredRows, joinedTables, sortedRows, textsOf, type ViewTable } from '../../stats/cells.ts';
import { secondsBetween } from '../../stats/moment.ts';
import { clusterTable } from '../../stats/rows/cluster.ts';
import { endpointTable } from '../../stats/rows/endpoint.ts';
import { listenerTable } from '../../stats/rows/listener.ts';
import { routeTable } from '../../stats/rows/route.ts';
import type { Span } from '../../stats/traffic.ts';
import type { StatsFlags } from './flags.ts';
import { withPorts } from './ports.ts';
import { namedProxies, type SpanSource, type Spans, type StatsCall, spanSource } from './spans.ts';

const TABLES: Readonly<Record<StatsFlags['by'], (span: Span) => ViewTable>> = {
  cluster: (span) => clusterTable(span),
  listener: listenerTable,
  route: routeTable,
  endpoint: (span) => endpointTable(span),
};

/** `meshctl stats`: once, or again and again with `--watch`. */
export async function runStats(call: StatsCall): Promise<ExitStatus> {
  const { flags, host } = call;
  const { files, ports } = namedProxies(call);
  checkPattern(flags.filter);
  return withPorts(ports, { flags, host }, (open) => show(spanSource(call, files, open), call));
}

async function show(source: SpanSource, call: StatsCall): Promise<ExitStatus> {
  const { flags, host } = call;
  const spans = await source.next();
  host.stderr.write(noteOn(spans, flags));
  host.stdout.write(await printed(spans, flags));
  if (flags.watch && source.live) await watch(source, call);
  return EXIT.ok;
}

/** What has to be said besides the table: what cannot be in it. */
function noteOn(spans: Spans, { by }: StatsFlags): string {
  if (by === 'route' && ![...spans].some(([, { after }]) => after.scopes.vhost.size > 0)) {
    return 'no proxy counts a route apart: only those with a stat_prefix, and virtual clusters, have statistics; "meshctl tui" lists all routes\n';
  }
  const without = [...spans].filter(([, { after }]) => after.clusters === undefined).map(([name]) => name);
  if (by !== 'endpoint' || without.length === 0) return '';
  return `endpoints are on another page, /clusters: name an admin port, or a folder that "meshctl snapshot" wrote, instead of ${without.join(', ')}\n`;
}

/** A port that is lost is told, and asked again: it may come back. */
async function watch(source: SpanSource, { flags, host }: StatsCall): Promise<void> {
  const { pause } = await import('./pause.ts');
  for (let round = 1; flags.count === undefined || round < flags.count; round++) {
    const spans = await pause(source, { flags, host });
    if (spans) host.stdout.write(`${flags.output === 'table' ? '\n' : ''}${await printed(spans, flags)}`);
  }
}

function checkPattern(filter: string | undefined): void {
  try {
    filteredRows([], filter ?? '');
  } catch (cause) {
    throw new UsageError('USAGE_FILTER', `--filter: "${filter}" is no regular expression`, { cause });
  }
}

async function printed(spans: Spans, flags: StatsFlags): Promise<string> {
  const tables = [...spans].map(([name, span]) => ({ name, span, table: shownOf(TABLES[flags.by](span), flags) }));
  if (flags.output !== 'table') {
    const proxies = tables.map((each) => ({
      proxy: each.name,
      ...(each.span.before && { seconds: secondsBetween(each.span.before, each.span.after) }),
      items: each.table.rows.map(({ value }) => value),
    }));
    const document = envelope('ProxyStats', { by: flags.by, proxies });
    // With --watch a document is a line, so that a reader sees where it ends.
    if (flags.watch && flags.output === 'json') return `${JSON.stringify(document)}\n`;
    return `${flags.watch ? '---\n' : ''}${await documentText(flags.output, document)}`;
  }
  const [only] = tables;
  const joined = tables.length > 1 || only === undefined ? shownOf(joinedTables(tables), flags) : only.table;
  const { header, rows } = textsOf(joined);
  return table(header, rows);
}

/** What flags leave of a table. Throws UsageError for a column that is none. */
function shownOf({ columns, rows }: ViewTable, { filter, sort, top }: StatsFlags): ViewTable {
  const found = filteredRows(rows, filter ?? '');
  const sorted = sort === undefined ? found : sortedBy({ columns, rows: found }, sort);
  return { columns, rows: top === undefined ? sorted : sorted.slice(0, top) };
}

function sortedBy({ columns, rows }: ViewTable, sort: string): ViewTable['rows'] {
  const [, turned, title = ''] = /^(-?)(.*)$/.exec(sort) ?? [];
  const index = columns.findIndex((column) => column.title.toLowerCase() === title.toLowerCase());
  if (index < 0) {
    throw new UsageError('USAGE_SORT', `--sort: there is no column "${title}"`, {
      hint: `it is one of ${columns.map((column) => column.title).join(', ')}`,
    });
  }
  const numbers = columns[index]?.right ?? false;
  return sortedRows(rows, index, numbers !== (turned === '-'));
}
