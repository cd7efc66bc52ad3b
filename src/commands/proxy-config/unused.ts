import { ADMIN_PATHS, type AnswerSource } from '../../envoy/admin-paths.ts';
import { ConfigDump } from '../../envoy/dump.ts';
import { mustBeStatuses } from '../../envoy/rows/endpoint.ts';
import type { Table } from '../../envoy/rows/table.ts';
import { InputError, NoInputError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { spanText } from '../../stats/format.ts';
import { readHosts } from '../../stats/hosts.ts';
import { type Moment, momentOf, numberAt } from '../../stats/moment.ts';
import { readStats } from '../../stats/read/read.ts';
import { type Unused, type Usage, usageOf } from '../../stats/unused.ts';
import { formatOf } from './format.ts';
import { tableText } from './print.ts';
import type { ViewCall } from './run.ts';
import { requires, sourceOf } from './source.ts';

/** `meshctl proxy-config unused`: clusters and listeners that took no connection since the proxy started. */
export async function runUnused(call: ViewCall): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  const format = formatOf(flags);
  const source = sourceOf({ flags, positionals, peer: requires('unused') }, host);
  const bytes = await source.answer(ADMIN_PATHS.everything);
  const dump = ConfigDump.parse(bytes, source.name).checked({ whole: true });
  const facts = await factsOf(source, bytes);
  const moment = await momentIn(source, host);
  const usage = usageOf({ dump, facts, moment });
  const seconds = moment && numberAt(moment, 'server.uptime');
  if (format === 'table') host.stdout.write(tableText(tableOf(usage.unused)));
  else host.stdout.write(await documentText(format, envelope('UnusedConfigList', documentOf(usage, seconds))));
  host.stderr.write(summaryOf(usage, seconds));
  return flags.exitCode && usage.unused.length > 0 ? EXIT.findings : EXIT.ok;
}

/** Throws InputError for a dump alone: it says what there is, and nothing of what was used. */
async function factsOf(source: AnswerSource, dump: Uint8Array) {
  const bytes = await source.answer(ADMIN_PATHS.endpoints);
  if (Buffer.compare(bytes, dump) === 0) {
    throw new InputError('INPUT_PAGES', `"${source.name}" is a config dump; what was used is on other pages`, {
      hint: 'name an admin port, a workload, or a folder or archive that "meshctl snapshot" made',
    });
  }
  mustBeStatuses({ bytes, name: source.name });
  return readHosts({ bytes, name: source.name });
}

/** Saved answers may be without statistics: endpoints count as well. */
async function momentIn(source: AnswerSource, { signal }: Host): Promise<Moment | undefined> {
  try {
    return momentOf(readStats(await source.answer(ADMIN_PATHS.usage), source.name, { live: true }), 0);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NoInputError) return undefined;
    throw error;
  }
}

function tableOf(unused: readonly Unused[]): Table {
  const rows = unused.map(({ kind, name, endpoints, source }) => [
    kind,
    name,
    endpoints === undefined ? '-' : String(endpoints),
    source ?? '-',
  ]);
  return { header: ['KIND', 'NAME', 'ENDPOINTS', 'MADE FROM'], rows, padding: 3 };
}

function documentOf({ unused, clusters, listeners }: Usage, seconds: number | undefined) {
  return {
    items: unused,
    summary: {
      clusters,
      ...(listeners === undefined ? {} : { listeners }),
      ...(seconds === undefined ? {} : { uptimeSeconds: seconds }),
    },
  };
}

function summaryOf({ unused, clusters, listeners }: Usage, seconds: number | undefined): string {
  const count = (kind: Unused['kind']): number => unused.filter((each) => each.kind === kind).length;
  const since = seconds === undefined ? 'since the proxy started' : `in ${spanText(seconds)}`;
  const told =
    listeners === undefined
      ? 'of listeners nothing is known: the proxy keeps no statistics of them'
      : `${count('listener')} of ${listeners} listeners`;
  return listeners === undefined
    ? `${count('cluster')} of ${clusters} clusters took no connection ${since}; ${told}\n`
    : `${count('cluster')} of ${clusters} clusters and ${told} took no connection ${since}\n`;
}
