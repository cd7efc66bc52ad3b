import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { collect, compatOption, filenameOption } from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { InjectFlags } from './inject/flags.ts';

/** `meshctl inject`: the sidecar, written into the manifests it is meant for. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('inject')
    .alias('kube-inject')
    .description('write the sidecar into manifests, as the cluster would; everything else in the file stays as it is')
    .addOption(filenameOption())
    .option('--recursive', 'go into the folders of a folder as well')
    .addOption(
      new Option(
        '-o, --output <FORMAT|PATH>',
        'yaml, json, diff or patch; anything else is a file or folder to write to',
      ).argParser(collect),
    )
    .option('--out <PATH>', 'file or folder to write to, whatever its name')
    .option('--in-place', 'write every file back to where it was read from')
    .option('--check', 'write nothing; end with status 79 when injection would change something')
    .option('--print-template <NAME>', 'print an injection template as it is in force, and nothing else')
    .option('--dry-run', 'write nothing; report what would be done')
    .option('--explain', 'tell, per workload, why it is injected and where every added field comes from')
    .addOption(new Option('--patch-type <TYPE>', 'what -o patch prints').choices(['json', 'strategic']).default('json'))
    .addOption(
      new Option('--report <FORMAT>', 'the report on standard error').choices(['text', 'json', 'none']).default('text'),
    );
  configOptions(command);
  command
    .addOption(compatOption())
    .action(handle<InjectFlags>(host, async (flags) => (await import('./inject/run.ts')).runInject(flags, host)));
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
  ]);
}

/** The flags that say with what configuration a pod is injected. */
function configOptions(command: Command): Command {
  return command
    .option(
      '--injectConfigFile <FILE>',
      "the injector's configuration, or the ConfigMap that holds it (default: built in)",
    )
    .option('--meshConfigFile <FILE>', 'the mesh config, or the ConfigMap that holds it (default: built in)')
    .option('--valuesFile <FILE>', "the injector's values, or the ConfigMap that holds them (default: built in)")
    .option('--operatorFileName <FILE>', 'an IstioOperator whose values and mesh config override the files')
    .addOption(
      new Option(
        '--set <KEY=VALUE>',
        'set a value as Helm does; meshConfig.KEY=VALUE sets the mesh config (repeatable)',
      ).argParser(collect),
    )
    .option('-r, --revision <REVISION>', 'the revision of the control plane')
    .option(
      '--template <NAME,...>',
      'injection templates for pods that do not ask for their own; istio-2018 writes the form of Istio 1.0',
    )
    .addOption(
      new Option('--native-sidecars <WHEN>', 'run the proxy as a native sidecar')
        .choices(['auto', 'on', 'off', 'true', 'false'])
        .default('auto'),
    )
    .option('--kube-version <VERSION>', 'the version of Kubernetes that --native-sidecars=auto goes by')
    .addOption(
      new Option(
        '--kind <GROUP/VERSION/KIND=PATH>',
        'a further kind and the path of its pod template (repeatable)',
      ).argParser(collect),
    )
    .option(
      '--as-webhook',
      "follow the webhook's rules: policy, selectors, default templates, aliases, ProxyConfig resources",
    )
    .option(
      '--webhook-path <PATH>',
      "the path of the webhook's URL with the settings it carries, such as /inject/cluster/c1/net/n1",
    )
    .addOption(
      new Option(
        '--namespace-file <FILE>',
        'Namespace objects to consult for labels and annotations (repeatable)',
      ).argParser(collect),
    )
    .addOption(
      new Option('--platform <NAME>', 'what the cluster runs on')
        .choices(['kubernetes', 'openshift'])
        .default('kubernetes'),
    );
}
