import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { outputOption } from '../cli/options.ts';
import { numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { BenchFlags } from './bench/flags.ts';

/** `meshctl bench`: what a proxy costs on this machine. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('bench')
    .description('measure on this machine: no proxy, the built-in one, and Envoy where there is one')
    .addOption(new Option('--duration <DURATION>', 'how long each measurement takes').default('3s'))
    .addOption(numberOption('--rounds <N>', 'how often each of them is measured, in turns').default(3))
    .addOption(numberOption('--connections <N>', 'connections').default(32))
    .addOption(new Option('--envoy <FILE>', 'the Envoy to run (default: $MESHCTL_ENVOY, or envoy of the PATH)'))
    .addOption(outputOption(['table', 'json', 'yaml']));
  command.action(handle<BenchFlags>(host, async (flags) => (await import('./bench/run.ts')).runBench(flags, host)));
  return examples(command, [
    { does: 'Baseline, built-in, Envoy', run: 'meshctl bench' },
    { does: 'For a report', run: 'meshctl bench --rounds 5 --duration 10s -o json' },
  ]);
}
