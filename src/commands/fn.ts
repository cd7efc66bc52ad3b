import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import type { Host } from '../model/host.ts';
import { JUDGING, SCOPE } from './analyze.ts';
import { CLUSTER, CONFIGURATION } from './inject.ts';

/** Flags that end the run, or look at more than a list. */
const OF_COMMANDS: ReadonlySet<string> = new Set(['--list-analyzers', '--all-namespaces', '--compat']);

const listed = (options: readonly Option[]): readonly Option[] =>
  options.filter(({ long }) => !OF_COMMANDS.has(long ?? ''));

/** Results are for those who run functions; some show their users nothing but what a failing one says. */
const verboseOption = (): Option =>
  new Option('-v, --verbose', 'repeat what is found on standard error, for runners that show no results');

const ABOUT =
  'reads a ResourceList from standard input and writes it to standard output, as kpt and kustomize run functions; ' +
  'functionConfig may set the flags, by their names without dashes';

/** `meshctl fn`: analysis and injection as functions on Kubernetes' resources. */
export function register(program: Command, host: Host): Command {
  const fn = program.command('fn').description('functions on resources, for kpt and kustomize').helpCommand(false);
  const analyze = fn
    .command('analyze')
    .summary('tell what is wrong with a list of resources')
    .description(`tell what is wrong with a list of resources, in its results: ${ABOUT}`);
  for (const option of [...listed([...SCOPE, ...JUDGING]), verboseOption()]) analyze.addOption(option);
  analyze.action(
    handle(host, async (_flags, _positionals, command) => (await import('./fn/analyze.ts')).fnAnalyze(command, host)),
  );
  const inject = fn
    .command('inject')
    .summary('write the sidecar into a list of resources')
    .description(`write the sidecar into a list of resources: ${ABOUT}`);
  for (const option of [...listed([...CONFIGURATION, ...CLUSTER]), verboseOption()]) inject.addOption(option);
  inject.action(
    handle(host, async (_flags, _positionals, command) => (await import('./fn/inject.ts')).fnInject(command, host)),
  );
  examples(analyze, [
    { does: 'Check a package', run: 'kpt fn eval my-package --exec "meshctl fn analyze"' },
    { does: 'Only its results', run: 'kpt fn source my-package | meshctl fn analyze > results.yaml' },
    {
      does: 'Warnings fail as well',
      run: 'kpt fn eval my-package --exec "meshctl fn analyze --failure-threshold warning"',
    },
  ]);
  examples(inject, [
    { does: 'Write sidecars into a package', run: 'kpt fn eval my-package --exec "meshctl fn inject"' },
    { does: 'In a pipeline', run: 'kpt fn source my-package | meshctl fn inject | kpt fn sink out' },
  ]);
  return fn;
}
