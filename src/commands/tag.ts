import { type Command, Option } from 'commander';
import { CONNECTION_OPTIONS, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { declareSubcommands, type Subcommand } from '../cli/declare.ts';
import { compatOption, filenameOption } from '../cli/options.ts';
import { formatOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { TagFlags } from './tag/run.ts';

const REVISION = new Option('-r, --revision <REVISION>', 'the control plane the tag stands for').makeOptionMandatory();
const OVERWRITE = new Option('--overwrite', 'take over a tag that is there');
const CONFIRMED = new Option('-y, --skip-confirmation', 'also when namespaces use it');
const SHARED = [SYSTEM_OPTION, ...CONNECTION_OPTIONS, compatOption()];

const SUBCOMMANDS: readonly Subcommand<TagFlags>[] = [
  {
    name: 'list',
    does: 'list the tags, their revisions and the namespaces that use them',
    options: [filenameOption(), formatOption(), ...SHARED],
    run: async (call) => (await import('./tag/run.ts')).runTagList(call),
    examples: [{ does: 'Which tags are there?', run: 'meshctl tag list' }],
  },
  {
    name: 'generate',
    does: 'print what makes a tag, for kubectl apply',
    argument: '<TAG>',
    options: [REVISION, OVERWRITE, filenameOption(), ...SHARED],
    run: async (call) => (await import('./tag/run.ts')).runTagGenerate(call),
    examples: [{ does: 'Keep a tag in a repository', run: 'meshctl tag generate prod --revision 1-32-0 > tag.yaml' }],
  },
  {
    name: 'set',
    does: 'make a tag, or let it stand for another revision',
    argument: '<TAG>',
    options: [REVISION, OVERWRITE, ...SHARED],
    run: async (call) => (await import('./tag/write.ts')).runTagSet(call),
    examples: [
      {
        does: 'Move all users of prod to a new control plane',
        run: 'meshctl tag set prod --revision 1-32-0 --overwrite',
      },
    ],
  },
  {
    name: 'remove',
    does: 'remove a tag',
    argument: '<TAG>',
    options: [CONFIRMED, ...SHARED],
    run: async (call) => (await import('./tag/write.ts')).runTagRemove(call),
    examples: [{ does: 'Remove a tag nobody uses', run: 'meshctl tag remove canary' }],
  },
];

/** `meshctl tag`: names for revisions of the control plane. */
export function register(program: Command, host: Host): Command {
  const group = program.command('tag').description('manage names (tags) that stand for revisions of the control plane');
  declareSubcommands(group, SUBCOMMANDS, host);
  return group.action(() => group.outputHelp());
}
