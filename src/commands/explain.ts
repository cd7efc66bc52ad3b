import { Argument, type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { standIn } from '../cli/args.ts';
import { completedBy } from '../cli/completion/values.ts';
import { examples } from '../cli/help.ts';
import { meshOptions } from '../cli/mesh-options.ts';
import { collect, outputOption } from '../cli/options.ts';
import { ADMIN_OPTION } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { ExplainCodeFlags } from './explain/code.ts';
import type { ExplainRequestFlags } from './explain/request.ts';

/** What codes look like, misspelt ones included. */
const CODE = /^(?:msh|ist)[0-9a-z]*$/i;

const CODE_ARGUMENT = completedBy(new Argument('<CODE>', 'the code, such as MSH2901 or IST0130'), async () =>
  Object.keys((await import('../model/codes.ts')).CODES).sort(),
);

/** Flags of the mesh that say where a proxy listens: here nothing does. */
const LISTENING: ReadonlySet<string> = new Set(['listen', 'bindAll']);

const REQUEST_OPTIONS: readonly Option[] = [
  new Option(
    '--caller <WORKLOAD>',
    'who asks: a workload, NAMESPACE/WORKLOAD, or an identity such as cluster.local/ns/shop/sa/cart',
  ),
  new Option('-H, --header <HEADER>', "a header, 'name: value' (repeatable)").argParser(collect),
  new Option('--source-ip <ADDRESS>', 'the address of the client, for policies that ask for it'),
  ...meshOptions().filter((option) => !LISTENING.has(option.attributeName())),
  new Option('--file <FILE>', 'the config dump of a proxy instead of manifests, or - for standard input'),
  ADMIN_OPTION,
  new Option('--inbound', 'with a dump: the request comes to the workload, and not from it'),
  new Option('-v, --verbose', 'every step'),
  outputOption(['text', 'json', 'yaml']),
];

function registerRequest(explain: Command, host: Host): void {
  const request = explain
    .command('request')
    .summary('walk one request from its caller to an endpoint, step by step')
    .description(
      'walk one request from its caller to an endpoint: listener, policies, routes, destinations, each with its line; nothing is sent',
    )
    .argument('<METHOD>', 'GET, POST, …')
    .argument('<URL>', 'as the caller writes it: http://reviews:9080/api');
  for (const option of REQUEST_OPTIONS) request.addOption(option);
  request.action(
    handle<ExplainRequestFlags>(host, async (flags, words) =>
      (await import('./explain/request.ts')).explainOne(words, flags, host),
    ),
  );
  examples(request, [
    {
      does: 'Where does this go, and who forbids it?',
      run: 'meshctl explain request GET http://reviews:9080/ -f mesh/ --caller productpage',
    },
    {
      does: 'Through the gateway, as a tester',
      run: "meshctl explain request GET https://shop.example.com/cart -f mesh/ --for gateway -H 'cookie: user=tester'",
    },
    {
      does: 'What does this proxy do with it?',
      run: 'meshctl explain request GET http://reviews:9080/ --file dump.json',
    },
    {
      does: 'May this caller in?',
      run: 'meshctl explain request POST http://cart:8080/ --admin localhost:15000 --inbound --caller cluster.local/ns/web/sa/front',
    },
  ]);
}

/** `meshctl explain`: what a finding means, where a request goes. */
export function register(program: Command, host: Host): Command {
  const explain = program.command('explain').description('tell what a finding means, or where a request goes, and why');
  const code = explain
    .command('code')
    .summary('tell what a finding means, with an example, and how to mend it')
    .description('tell what the code of a finding means, with an example that draws it and one that does not')
    .addArgument(CODE_ARGUMENT)
    .addOption(outputOption(['text', 'json', 'yaml']))
    .action(
      handle<ExplainCodeFlags>(host, async (flags, codes) =>
        (await import('./explain/code.ts')).explainCode(codes, flags, host),
      ),
    );
  examples(code, [
    { does: 'What is wrong with my document?', run: 'meshctl explain code MSH2901' },
    { does: 'The same, shorter', run: 'meshctl explain MSH2901' },
    { does: 'For a program', run: 'meshctl explain code IST0130 -o json' },
  ]);
  registerRequest(explain, host);
  standIn(explain, CODE, code);
  return explain.action(() => explain.outputHelp());
}
