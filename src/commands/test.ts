import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { filenameOption, meshConfigOption, outputOption } from '../cli/options.ts';
import type { Host } from '../model/host.ts';
import type { TestFlags } from './test/run.ts';

/** `meshctl test`: unit tests of routing and authorization. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('test')
    .summary('run unit tests of routing and authorization')
    .description(
      'run unit tests of routing and authorization: requests of *.mesh-test.yaml files are walked through the manifests they name; nothing is sent',
    )
    .argument('[PATH...]', 'tests, or folders with *.mesh-test.yaml files (default: this folder)')
    .addOption(filenameOption())
    .addOption(meshConfigOption())
    .addOption(new Option('--run <TEXT>', 'only tests with this text in their names'))
    .addOption(new Option('--coverage', 'list the routes and rules that no test comes to'))
    .addOption(new Option('-v, --verbose', 'tell the tests that pass, too'))
    .addOption(outputOption(['text', 'json', 'yaml', 'junit']));
  command.action(
    handle<TestFlags>(host, async (flags, paths) => (await import('./test/run.ts')).runTests(paths, flags, host)),
  );
  return examples(command, [
    { does: 'Everything below this folder', run: 'meshctl test' },
    { does: 'Which routes and rules does no test come to?', run: 'meshctl test deploy/ --coverage' },
    { does: 'For a CI server', run: 'meshctl test -o junit > report.xml' },
    { does: 'Other manifests than the tests name', run: 'kustomize build . | meshctl test tests/ -f -' },
  ]);
}
