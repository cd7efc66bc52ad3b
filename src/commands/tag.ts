import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CONNECTION_OPTIONS, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { compatOption, filenameOption } from '../cli/options.ts';
import { formatOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { TagFlags } from './tag/run.ts';

const REVISION = new Option('-r, --revision <REVISION>', 'the control plane the tag stands for').makeOptionMandatory();
const OVERWRITE = new Option('--overwrite', 'take over a tag that is there');

/** `meshctl tag`: names for revisions of the control plane. */
export function register(program: Command, host: Host): Command {
  const group = program.command('tag').description('manage names (tags) that stand for revisions of the control plane');
  const shared = [SYSTEM_OPTION, ...CONNECTION_OPTIONS, compatOption()];
  const list = group.command('list').description('list the tags, their revisions and the namespaces that use them');
  for (const option of [filenameOption(), formatOption(), ...shared]) list.addOption(option);
  list.action(
    handle<TagFlags>(host, async (flags, positionals, command) =>
      (await import('./tag/run.ts')).runTagList({ flags, positionals, command, host }),
    ),
  );
  examples(list, [{ does: 'Which tags are there?', run: 'meshctl tag list' }]);
  const generate = group.command('generate').description('print what makes a tag, for kubectl apply').argument('<TAG>');
  for (const option of [REVISION, OVERWRITE, filenameOption(), ...shared]) generate.addOption(option);
  generate.action(
    handle<TagFlags>(host, async (flags, positionals, command) =>
      (await import('./tag/run.ts')).runTagGenerate({ flags, positionals, command, host }),
    ),
  );
  examples(generate, [
    { does: 'Keep a tag in a repository', run: 'meshctl tag generate prod --revision 1-32-0 > tag.yaml' },
  ]);
  const set = group.command('set').description('make a tag, or let it stand for another revision').argument('<TAG>');
  for (const option of [REVISION, OVERWRITE, ...shared]) set.addOption(option);
  set.action(
    handle<TagFlags>(host, async (flags, positionals, command) =>
      (await import('./tag/write.ts')).runTagSet({ flags, positionals, command, host }),
    ),
  );
  examples(set, [
    {
      does: 'Move all users of prod to a new control plane',
      run: 'meshctl tag set prod --revision 1-32-0 --overwrite',
    },
  ]);
  const remove = group.command('remove').description('remove a tag').argument('<TAG>');
  for (const option of [new Option('-y, --skip-confirmation', 'also when namespaces use it'), ...shared])
    remove.addOption(option);
  remove.action(
    handle<TagFlags>(host, async (flags, positionals, command) =>
      (await import('./tag/write.ts')).runTagRemove({ flags, positionals, command, host }),
    ),
  );
  examples(remove, [{ does: 'Remove a tag nobody uses', run: 'meshctl tag remove canary' }]);
  return group.action(() => group.outputHelp());
}
