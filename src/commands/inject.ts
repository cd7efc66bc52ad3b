import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { completedBy } from '../cli/completion/values.ts';
import { examples } from '../cli/help.ts';
import {
  collect,
  compatOption,
  excludeOption,
  filenameOption,
  meshConfigOption,
  refusePositionals,
} from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { InjectFlags } from './inject/flags.ts';

/** A flag that may be given several times. */
const repeatable = (flags: string, description: string): Option =>
  new Option(flags, `${description} (repeatable)`).argParser(collect);

/** A flag with a closed list of values, the first of which is the default. */
const choice = (flags: string, description: string, choices: readonly [string, ...string[]]): Option =>
  new Option(flags, description).choices(choices).default(choices[0]);

/** What is read and where it goes. */
const FILES: readonly Option[] = [
  filenameOption(),
  excludeOption(),
  new Option('--recursive', 'folders are always read with those inside').hideHelp(),
  completedBy(
    new Option(
      '-o, --output <FORMAT|PATH>',
      'yaml, json, diff or patch; anything else is a path: a folder if it is one, ends in /, or several files go to a name without extension',
    ).argParser(collect),
    async () => (await import('./inject/flags.ts')).FORMATS,
  ),
  new Option('--out <PATH>', 'file or folder to write to, whatever its name'),
  new Option('--in-place', 'write every file back to where it was read from'),
  choice('--patch-type <TYPE>', 'what -o patch prints', ['json', 'strategic']),
];

/** What is done with it. */
const ACTIONS: readonly Option[] = [
  new Option('--check', 'write nothing; end with status 79 when injection would change something'),
  new Option('--dry-run', 'write nothing; report what would be done'),
  new Option(
    '--explain',
    'write nothing; tell, per workload, why it is injected and where every added field comes from',
  ),
  new Option('--print-template <NAME>', 'print an injection template as it is in force, and nothing else'),
  choice('--report <FORMAT>', 'the report on standard error', ['text', 'json', 'none']),
];

/** With what configuration. */
export const CONFIGURATION: readonly Option[] = [
  new Option(
    '--injectConfigFile <FILE>',
    "the injector's configuration, or the ConfigMap that holds it (default: built in)",
  ),
  meshConfigOption(),
  new Option('--valuesFile <FILE>', "the injector's values, or the ConfigMap that holds them (default: built in)"),
  new Option('--operatorFileName <FILE>', 'an IstioOperator whose values and mesh config override the files'),
  repeatable('--set <KEY=VALUE>', 'set a value as Helm does; meshConfig.KEY=VALUE sets the mesh config'),
  new Option('-r, --revision <REVISION>', 'the revision of the control plane'),
  completedBy(
    new Option(
      '--template <NAME,...>',
      'injection templates for pods that do not ask for their own; istio-2018 writes the form of Istio 1.0',
    ),
    async () => Object.keys((await import('../inject/templates/index.ts')).BUILTIN_TEMPLATES),
  ),
];

/** How the cluster is to be thought of. */
export const CLUSTER: readonly Option[] = [
  choice('--native-sidecars <WHEN>', 'run the proxy as a native sidecar', ['auto', 'on', 'off', 'true', 'false']),
  new Option('--kube-version <VERSION>', 'the version of Kubernetes that --native-sidecars=auto goes by'),
  repeatable('--kind <GROUP/VERSION/KIND=PATH>', 'a further kind and the path of its pod template'),
  new Option(
    '--as-webhook',
    "follow the webhook's rules: policy, selectors, default templates, aliases, ProxyConfig resources",
  ),
  new Option(
    '--webhook-path <PATH>',
    "the path of the webhook's URL with the settings it carries, such as /inject/cluster/c1/net/n1",
  ),
  repeatable('--namespace-file <FILE>', 'Namespace objects to consult for labels and annotations'),
  choice('--platform <NAME>', 'what the cluster runs on', ['kubernetes', 'openshift']),
  compatOption(),
];

/** `meshctl inject`: the sidecar, written into the manifests it is meant for. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('inject')
    .alias('kube-inject')
    .description('write the sidecar into manifests, as the cluster would; everything else in the file stays as it is');
  for (const option of [...FILES, ...ACTIONS, ...CONFIGURATION, ...CLUSTER]) command.addOption(option);
  command.allowExcessArguments().action(
    handle<InjectFlags>(host, async (flags, positionals) => {
      refusePositionals(command, positionals);
      return (await import('./inject/run.ts')).runInject(flags, host);
    }),
  );
  return examples(command, [
    { does: 'Print a manifest with the sidecar in it', run: 'meshctl inject -f deployment.yaml' },
    { does: 'Apply it', run: 'meshctl inject -f app/ | kubectl apply -f -' },
    { does: 'See what changes before it changes', run: 'meshctl inject -f deployment.yaml -o diff' },
    {
      does: 'Render as a cluster would, from its own ConfigMaps',
      run: 'meshctl inject -f app.yaml --injectConfigFile injector.yaml --meshConfigFile mesh.yaml',
    },
    {
      does: 'Why is this pod injected, and where does each field come from?',
      run: 'meshctl inject -f app.yaml --explain',
    },
    { does: 'Keep injected files in a repository up to date', run: 'meshctl inject -f deploy/ --in-place' },
    { does: 'Fail in CI when they are not', run: 'meshctl inject -f deploy/ --check' },
  ]);
}
