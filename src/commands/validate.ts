import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { completedBy } from '../cli/completion/values.ts';
import { examples } from '../cli/help.ts';
import { collect, compatOption, excludeOption, filenameOption, outputOption } from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { ValidateFlags } from './validate/flags.ts';

/** What is checked, and how. */
const CHECKS: readonly Option[] = [
  completedBy(
    new Option('--layers <LAYER,...>', 'what looks at the objects: structure, cel, rules (default: all)').argParser(
      collect,
    ),
    async () => (await import('../validate/problem.ts')).LAYERS,
  ),
  new Option(
    '--crds <FILE|DIR>',
    'CustomResourceDefinitions to check objects of their kinds with; they come before the built-in ones (repeatable)',
  ).argParser(collect),
  new Option('-n, --namespace <NAMESPACE>', 'the namespace of objects that name none').default('default'),
  new Option('-i, --istioNamespace <NAMESPACE>', 'the namespace of the control plane').default('istio-system'),
  new Option('-x, --referential', 'accepted and ignored, as by istioctl').hideHelp(),
];

/** What comes of it. */
const RESULTS: readonly Option[] = [
  outputOption(['text', 'json', 'yaml', 'sarif', 'github', 'junit', 'codeclimate']),
  new Option('--strict', 'take warnings for errors'),
  completedBy(
    new Option(
      '--failure-threshold <LEVEL>',
      'the level from which findings fail the run: info, warning or error',
    ).default('error'),
    async () => (await import('./validate/flags.ts')).LEVELS,
  ),
  compatOption(),
];

/** `meshctl validate`: one object at a time, before anybody applies it. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('validate')
    .alias('v')
    .description('check mesh resources as the API server and the control plane would, each for itself, offline')
    .allowExcessArguments();
  for (const option of [filenameOption(), excludeOption(), ...CHECKS, ...RESULTS]) command.addOption(option);
  command.action(
    handle<ValidateFlags>(host, async (flags, positionals) =>
      (await import('./validate/run.ts')).runValidate(flags, positionals, host),
    ),
  );
  return examples(command, [
    { does: 'Check a folder', run: 'meshctl validate -f deploy/' },
    { does: 'Check what kustomize makes', run: 'kustomize build . | meshctl validate -f -' },
    { does: 'Warnings fail as well', run: 'meshctl validate -f deploy/ --strict' },
    { does: "With the cluster's own definitions", run: 'meshctl validate -f deploy/ --crds crds.yaml' },
    { does: 'A folder with a chart in it', run: "meshctl validate -f . --exclude templates --exclude 'values*.yaml'" },
    { does: 'What a chart makes', run: 'helm template ./chart | meshctl validate -f -' },
    { does: 'For code scanning', run: 'meshctl validate -f deploy/ -o sarif' },
    {
      does: 'Notes on the lines of a pull request, in a GitHub workflow',
      run: 'meshctl validate -f deploy/ -o github',
    },
    {
      does: 'For the merge requests of GitLab',
      run: 'meshctl validate -f deploy/ -o codeclimate > gl-code-quality-report.json',
    },
    { does: 'For test reports of Jenkins and others', run: 'meshctl validate -f deploy/ -o junit > validate.xml' },
    { does: 'As istioctl answers', run: 'meshctl validate -f deploy/ --compat istioctl --layers rules' },
  ]);
}
