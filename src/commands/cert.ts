import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { CA_DIR_OPTION as CA_DIR } from '../cli/identity-options.ts';
import { collect, outputOption } from '../cli/options.ts';
import { ADMIN_OPTION, numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { CaFlags } from './cert/ca.ts';
import type { InspectFlags } from './cert/inspect.ts';
import type { IssueFlags } from './cert/issue.ts';

function registerCa(group: Command, host: Host): void {
  const command = group
    .command('ca')
    .description('show the development authority; it is made when it is not there yet')
    .addOption(CA_DIR)
    .addOption(outputOption(['text', 'json', 'yaml', 'pem']))
    .action(handle<CaFlags>(host, async (flags) => (await import('./cert/ca.ts')).runCa(flags, host)));
  examples(command, [
    { does: 'Where is it, and what does a client have to trust?', run: 'meshctl cert ca' },
    { does: 'Its certificate, for another program', run: 'meshctl cert ca -o pem > ca.pem' },
  ]);
}

function registerIssue(group: Command, host: Host): void {
  const command = group
    .command('issue')
    .description('make a key and a certificate that the development authority signs')
    .addOption(new Option('--spiffe <URI>', 'the identity, as in spiffe://cluster.local/ns/shop/sa/web'))
    .addOption(new Option('--dns <NAME>', 'a host name, also with a leading *. (repeatable)').argParser(collect))
    .addOption(
      new Option('--out <DIR>', 'the folder for cert.pem, key.pem and ca.pem; it may exist').makeOptionMandatory(),
    )
    .addOption(new Option('--lifetime <DURATION>', 'how long it is valid').default('24h'))
    .addOption(CA_DIR)
    .addOption(outputOption(['text', 'json', 'yaml']))
    .action(handle<IssueFlags>(host, async (flags) => (await import('./cert/issue.ts')).runIssue(flags, host)));
  examples(command, [
    {
      does: 'Be a workload of the mesh',
      run: 'meshctl cert issue --spiffe spiffe://cluster.local/ns/shop/sa/web --out web/',
    },
    {
      does: 'A certificate for a gateway on this machine',
      run: 'meshctl cert issue --dns shop.example.com --out gateway/',
    },
  ]);
}

function registerInspect(group: Command, host: Host): void {
  const command = group
    .command('inspect')
    .description('say whose certificates these are, how long they last and who vouches for them')
    .argument('[FILE...]', 'PEM, DER, a Secret in YAML, a dump of a proxy, or - for standard input')
    .addOption(ADMIN_OPTION)
    .addOption(new Option('--ca <FILE>', 'authorities to trust besides those that come with a chain'))
    .addOption(numberOption('--warn-days <DAYS>', 'days before expiry that count as soon').default(0))
    .addOption(new Option('--exit-code', 'end with status 79 when a certificate is not as it should be'))
    .addOption(outputOption(['table', 'json', 'yaml']))
    .action(
      handle<InspectFlags>(host, async (flags, files) =>
        (await import('./cert/inspect.ts')).runInspect(flags, files, host),
      ),
    );
  examples(command, [
    { does: 'A certificate and its chain', run: 'meshctl cert inspect web/cert.pem --ca web/ca.pem' },
    { does: 'The certificate of a gateway', run: 'kubectl get secret shop-cert -o yaml | meshctl cert inspect -' },
    { does: 'What a proxy holds', run: 'meshctl cert inspect --admin localhost:15000' },
  ]);
}

/** `meshctl cert`: the development authority, certificates of it, and what is to be said of any certificate. */
export function register(program: Command, host: Host): Command {
  const group = program.command('cert').description('inspect certificates, and make them for development');
  registerCa(group, host);
  registerIssue(group, host);
  registerInspect(group, host);
  return group.action(() => group.outputHelp());
}
