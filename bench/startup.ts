import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Contender, compare } from './compare.ts';
import { findPeer } from './peer.ts';
import { report } from './report.ts';

const USAGE = `What meshctl's commands cost over starting Node.js with nothing to do, and beside istioctl where there is one.

  npm run bench:startup -- [--runs N] [--node PATH] [--peer PATH]

  --runs N      timed runs of each command (15)
  --node PATH   the Node.js to run (the one that runs this)
  --peer PATH   istioctl (the one in PATH)
`;

const BIN = join(import.meta.dirname, '..', 'bin', 'meshctl.js');

/** Commands that do next to nothing, so that their time is what every command pays; then the light ones of `iptables`. */
const COMMANDS: readonly (readonly string[])[] = [
  ['--version'],
  ['--help'],
  ['version'],
  ['version', '-o', 'json'],
  ['config', 'show'],
  ['iptables', 'generate', '-i', '*', '-b', '*'],
  ['iptables', 'trace', 'out', 'tcp', '10.1.1.5', '203.0.113.10:443', '--istio-service-cidr', '*'],
];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    node: { type: 'string', default: process.execPath },
    peer: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

function contenders(): readonly Contender[] {
  const node = values.node;
  const ours = COMMANDS.map((args) => ({ name: `meshctl ${args.join(' ')}`, command: node, args: [BIN, ...args] }));
  const peer = findPeer('istioctl', values.peer);
  const theirs =
    peer === undefined ? [] : [{ name: 'istioctl version', command: peer, args: ['version', '--remote=false'] }];
  return [{ name: "node -e ''", command: node, args: ['-e', ''] }, ...ours, ...theirs];
}

if (values.help) process.stdout.write(USAGE);
else process.stdout.write(report(await compare(contenders(), { runs: Number(values.runs), warmUps: 2 })));
