import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { collect, filenameOption, outputOption } from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { BugReportFlags } from './bug-report/run.ts';

/** `meshctl bug-report`: what others need to see what you see, without your secrets. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('bug-report')
    .summary('pack what others need to look into a problem, without secrets')
    .description(
      'pack what others need to look into a problem: admin pages of proxies, saved answers, manifests, versions, what doctor finds, and the settings in force. Secrets are blanked, and a list says which; nothing is sent anywhere',
    )
    .argument('[PROXY...]', 'admin ports as HOST:PORT')
    .addOption(new Option('--admin <HOST:PORT>', 'a live admin port (repeatable)').argParser(collect))
    .addOption(
      new Option('--file <FILE>', 'a saved answer of a proxy, a log or any other text (repeatable)').argParser(collect),
    )
    .addOption(filenameOption())
    .addOption(new Option('--out <FILE>', 'the archive to write').default('meshctl-bug-report.tar.gz'))
    .addOption(outputOption(['table', 'json', 'yaml']))
    .action(
      handle<BugReportFlags>(host, async (flags, words, called) =>
        (await import('./bug-report/run.ts')).runBugReport({ flags, words, command: called, host }),
      ),
    );
  return examples(command, [
    { does: 'A proxy, and the manifests it was made from', run: 'meshctl bug-report localhost:15000 -f mesh/' },
    { does: 'Files alone', run: 'meshctl bug-report --file config_dump.json --file envoy.log --out report.tar.gz' },
    { does: 'Look into it, as others will', run: 'meshctl tui meshctl-bug-report.tar.gz' },
  ]);
}
