import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CONNECTION_OPTIONS, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { completedBy } from '../cli/completion/values.ts';
import { examples } from '../cli/help.ts';
import { collect, compatOption, excludeOption, filenameOption, meshConfigOption } from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { AnalyzeFlags } from './analyze/flags.ts';

const FORMATS = ['text', 'json', 'yaml', 'sarif', 'github', 'junit', 'codeclimate'];

/** What is looked at. */
export const SCOPE: readonly Option[] = [
  new Option(
    '-n, --namespace <NAMESPACE>',
    'show findings of this namespace only; also that of objects that name none',
  ),
  new Option('-l, --selector <LABELS>', 'show findings of objects with these labels only: app=web,tier!=test'),
  new Option('-A, --all-namespaces', 'show findings of all namespaces, which is the default'),
  SYSTEM_OPTION,
  meshConfigOption(),
  new Option('--cluster-domain <DOMAIN>', 'the end of the whole names of Services').default('cluster.local'),
  new Option(
    '--external-host <HOST>',
    'a host that is there although no file says so: api.example.com, *.team.svc.cluster.local (repeatable)',
  ).argParser(collect),
  new Option(
    '--remote-files <CLUSTER=PATH>',
    'files of another cluster of the mesh: its Services, Namespaces, Pods, Nodes and Secrets (repeatable)',
  ).argParser(collect),
  new Option('--complete', 'the input is all there is: what is not in it does not exist'),
  completedBy(new Option('--analyzer <NAME>', 'run this analyzer only (repeatable)').argParser(collect), async () =>
    (await import('../analyze/analyzers/index.ts')).ANALYZERS.map(({ name }) => name),
  ),
  new Option('--ambient', 'tell what would not work for injected namespaces if they had no sidecars'),
  new Option('--rules <FILE|DIR>', 'rules of your own in CEL; docs/analyze.md tells their form (repeatable)').argParser(
    collect,
  ),
  new Option('--level <CODE=LEVEL>', 'give findings another level: info, warning, error or off (repeatable)').argParser(
    collect,
  ),
  new Option('-L, --list-analyzers', 'list the analyzers and end'),
  new Option(
    '-S, --suppress <CODE=RESOURCE>',
    'leave out findings: IST0101=VirtualService shop/* (repeatable); "until DAY -- REASON" may follow',
  ).argParser(collect),
  new Option(
    '--suppressions-need <WHAT>',
    'suppressions without it do not count: reason or until (repeatable)',
  ).argParser(collect),
];

/** Where objects come from besides files. */
const CLUSTER: readonly Option[] = [
  new Option(
    '-k, --use-kube',
    'read the cluster, with the files that are named in place of its own objects; the default where none is named and there is a kubeconfig',
  ),
  ...CONNECTION_OPTIONS,
];

/** What counts. */
export const JUDGING: readonly Option[] = [
  new Option(
    '--failure-threshold <LEVEL>',
    'the level from which findings fail the run: info, warning or error',
  ).default('error'),
  new Option('--output-threshold <LEVEL>', 'the level from which findings are shown: info, warning or error').default(
    'info',
  ),
  new Option('--exit-zero', 'end with status 0 whatever is found'),
];

/** What comes of it. */
const RESULTS: readonly Option[] = [
  // The peer's words and capitals are taken as well; the run decides.
  new Option('-o, --output <FORMAT>', 'output format').choices(FORMATS).argParser(String).default('text'),
  new Option('--baseline <FILE>', 'findings that are known: only others are shown and fail the run'),
  new Option('--update-baseline', 'write the findings of this run to the file of --baseline and end with status 0'),
  new Option('--diff <REVISION|DIR>', 'show what is new since a git revision, or beside a folder with the same files'),
  new Option('--fix', 'mend what has one right repair, and show how: a diff on standard output'),
  new Option('--write', 'with --fix: write the files, all of them or none'),
  new Option('--watch', 'analyze again whenever a file is written, and show what came and what went'),
  new Option('-v, --verbose', 'tell which analyzers ran, and what each found'),
];

/** For scripts written for istioctl. */
const PEER: readonly Option[] = [
  compatOption(),
  new Option('--mode <MODE>', 'under --compat: take Service, Namespace, Pod, Node and Secret from files too').choices([
    'files',
  ]),
  new Option('--ignore-unknown', 'files that cannot be read do not fail the run'),
  new Option('-R, --recursive', 'folders are always read with those inside').hideHelp(),
  new Option('-r, --revision <REVISION>', 'accepted and ignored: of a cluster').hideHelp(),
  new Option('--timeout <DURATION>', 'accepted and ignored: of a cluster').hideHelp(),
];

/** `meshctl analyze`: everything that was read, together. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('analyze')
    .alias('lint')
    .description('find mistakes across mesh resources and workloads, on plain files, as the cluster would show them')
    .argument(
      '[PATH...]',
      'files and folders to read, or - for standard input; when none is named the cluster, else this folder',
    );
  for (const option of [filenameOption(), excludeOption(), ...SCOPE, ...CLUSTER, ...JUDGING, ...RESULTS, ...PEER])
    command.addOption(option);
  command.action(
    handle<AnalyzeFlags>(host, async (flags, paths) =>
      (await import('./analyze/run.ts')).runAnalyze(flags, paths, host),
    ),
  );
  return examples(command, [
    { does: 'Check everything below this folder', run: 'meshctl analyze .' },
    { does: 'Check the cluster', run: 'meshctl analyze' },
    { does: 'What a change would break in the cluster', run: 'meshctl analyze -k deploy/' },
    { does: 'Check what kustomize makes', run: 'kustomize build . | meshctl analyze -' },
    { does: 'Warnings fail as well', run: 'meshctl analyze deploy/ --failure-threshold warning' },
    { does: 'A folder with a chart in it', run: "meshctl analyze --exclude templates --exclude 'values*.yaml'" },
    { does: 'While writing: what each save brings', run: 'meshctl analyze --watch deploy/' },
    { does: 'Mend what has one right repair', run: 'meshctl analyze deploy/ --fix --write' },
    { does: 'For code scanning', run: 'meshctl analyze deploy/ -o sarif' },
    {
      does: 'For the merge requests of GitLab',
      run: 'meshctl analyze deploy/ -o codeclimate > gl-code-quality-report.json',
    },
    { does: 'As istioctl answers', run: 'meshctl analyze deploy/ --use-kube=false --compat istioctl' },
  ]);
}
