import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { collect, outputOption, prometheusOption } from '../cli/options.ts';
import { DEFAULT_ADMIN_PORT, numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { StatsFlags } from './stats/flags.ts';

const OPTIONS: readonly Option[] = [
  new Option('--by <WHAT>', 'a row for each cluster, listener, route or endpoint')
    .choices(['cluster', 'listener', 'route', 'endpoint'])
    .default('cluster'),
  new Option('--admin <HOST:PORT>', 'a live admin port (repeatable)').argParser(collect),
  new Option(
    '--file <FILE>',
    'saved statistics: JSON, text or Prometheus text, or - for standard input; given twice: before and after (repeatable)',
  ).argParser(collect),
  prometheusOption('a Prometheus server that scrapes proxies'),
  new Option(
    '--series <LABELS>',
    'with --prometheus: only series with these labels, as in namespace="shop",pod=~"web-.*"',
  ),
  new Option(
    '--interval <DURATION>',
    'how far the two moments are apart (default: 2s; 1m of Prometheus; of files what they say themselves)',
  ),
  new Option('--since-start', 'what was counted since the proxy started, instead of rates'),
  new Option('--watch', 'print again after every interval, until interrupted'),
  numberOption('--count <N>', 'with --watch: how many times it is looked'),
  new Option('--filter <REGEX>', 'only rows in which this is found, in any case; ! in front inverts'),
  new Option('--sort <COLUMN>', 'by this column, numbers from the largest; - in front turns it around'),
  numberOption('--top <N>', 'only the first rows'),
  outputOption(['table', 'json', 'yaml']),
  ...CLUSTER_OPTIONS,
  numberOption('--proxy-admin-port <PORT>', 'the admin port of workloads').default(DEFAULT_ADMIN_PORT),
];

/** `meshctl stats`: rates, success and latency of what a proxy serves and calls. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('stats')
    .description('show rates, success and latency of what a proxy serves and calls')
    .argument(
      '[PROXY...]',
      'admin ports as HOST:PORT, workloads (POD[.NAMESPACE], deploy/NAME), or one or two saved answers: files, folders, bug reports',
    );
  for (const option of OPTIONS) command.addOption(option);
  command.action(
    handle<StatsFlags>(host, async (flags, words) => (await import('./stats/run.ts')).runStats({ flags, words, host })),
  );
  return examples(command, [
    { does: 'Which clusters fail?', run: 'meshctl stats localhost:15000 --sort -ok% --top 10' },
    {
      does: 'What comes in, every five seconds',
      run: 'meshctl stats localhost:15000 --by listener --watch --interval 5s',
    },
    { does: 'Between two saved answers of /stats', run: 'meshctl stats before.json after.json --interval 60s' },
    {
      does: 'Of all proxies of a namespace',
      run: `meshctl stats --prometheus http://localhost:9090 --series 'namespace="shop"'`,
    },
  ]);
}
