import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { collect, insecureOption, outputOption } from '../cli/options.ts';
import { numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { LoadFlags } from './load/flags.ts';

const EXAMPLES = [
  { does: 'Who answers how many of 1,000 requests', run: 'meshctl load http://127.0.0.1:8080/ --requests 1000' },
  {
    does: 'A steady rate; slow answers hide nobody who waits behind them',
    run: 'meshctl load http://127.0.0.1:8080/ --rate 200 --duration 30s',
  },
  {
    does: 'Over HTTP/2, ten requests at once on each connection',
    run: 'meshctl load https://127.0.0.1:8443/ --http2 --streams 10',
  },
  { does: 'Before and after', run: 'meshctl load http://127.0.0.1:8080/ --rate 200 --compare before.json' },
  { does: 'Two saved runs', run: 'meshctl load after.json --compare before.json' },
];

/** `meshctl load`: requests at a steady rate, and how the answers came. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('load')
    .description(
      'send requests to one or several URLs, at a steady rate or as fast as answers come, and say how they were answered',
    )
    .argument('<URL...>', 'where requests go; or the file of an earlier run (-o json), to look at it again')
    .addOption(
      new Option('--rate <N>', 'requests a second, to all URLs together (default: as fast as answers come)').argParser(
        Number,
      ),
    )
    .addOption(new Option('--duration <DURATION>', 'how long').default('10s'))
    .addOption(numberOption('--requests <N>', 'how many requests at most'))
    .addOption(numberOption('--connections <N>', 'connections to each URL').default(8))
    .addOption(new Option('--http2', 'speak HTTP/2: with prior knowledge, or by TLS for https'))
    .addOption(numberOption('--streams <N>', 'with --http2: requests at once on each connection').default(1))
    .addOption(new Option('-X, --method <METHOD>', 'the method (default: GET, or POST with a body)'))
    .addOption(new Option('-H, --header <HEADER>', "a header, 'name: value' (repeatable)").argParser(collect))
    .addOption(
      new Option('--body <TEXT|@FILE>', 'what is sent with each request: text, a file, or @- for standard input'),
    )
    .addOption(new Option('--by-header <HEADER>', 'the response header that says who answered').default('x-served-by'))
    .addOption(new Option('--timeout <DURATION>', 'how long an answer may take').default('10s'))
    .addOption(insecureOption())
    .addOption(new Option('--compare <FILE>', 'an earlier run (-o json), to say what has changed since'))
    .addOption(outputOption(['table', 'json', 'yaml']));
  command.action(
    handle<LoadFlags>(host, async (flags, urls) => (await import('./load/run.ts')).runLoadCommand(flags, urls, host)),
  );
  return examples(command, EXAMPLES);
}
