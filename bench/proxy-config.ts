import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Contender, compare } from './compare.ts';
import { findPeer } from './peer.ts';
import { dumpOf } from './proxy-dump.ts';
import { report } from './report.ts';

const USAGE = `What reading a config dump costs: a small and a large one over starting Node.js, beside istioctl where there is one.

  npm run bench:proxy-config -- [--runs N] [--node PATH] [--peer PATH]

  --runs N      timed runs of each command (5)
  --node PATH   the Node.js to run (the one that runs this)
  --peer PATH   istioctl (the one in PATH)
`;

const BIN = join(import.meta.dirname, '..', 'bin', 'meshctl.js');

/** Services of a small mesh and of a very large one: about 0.6 MB and 53 MB of dump. */
const SIZES = [
  ['small', 64],
  ['large', 8_200],
] as const;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    node: { type: 'string', default: process.execPath },
    peer: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'meshctl-bench-'));
  try {
    const peer = findPeer('istioctl', values.peer);
    const contenders: Contender[] = [{ name: 'node -e ""', command: values.node, args: ['-e', ''] }];
    for (const [name, services] of SIZES) {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, dumpOf(services));
      for (const part of ['cluster', 'listener']) {
        const args = ['proxy-config', part, '--file', file];
        contenders.push({ name: `meshctl, ${name}, ${part}`, command: values.node, args: [BIN, ...args] });
        if (peer) contenders.push({ name: `istioctl, ${name}, ${part}`, command: peer, args });
      }
      const json = ['proxy-config', 'cluster', '-o', 'json', '--file', file];
      contenders.push({ name: `meshctl, ${name}, cluster -o json`, command: values.node, args: [BIN, ...json] });
    }
    const measured = await compare(contenders, { runs: Number(values.runs), warmUps: 1 });
    process.stdout.write(report(measured));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
