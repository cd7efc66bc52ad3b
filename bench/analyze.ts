import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { measureWatch } from './analyze/watch.ts';
import { worldFiles, writeWorld } from './analyze/world.ts';
import { type Contender, compare } from './compare.ts';
import { findPeer } from './peer.ts';
import { report } from './report.ts';

const USAGE = `What analysis costs: one file over starting Node.js, 5000 resources with all analyzers, 20,000 of them, and a file that is changed under
--watch; beside istioctl where there is one.

  npm run bench:analyze -- [--runs N] [--node PATH] [--peer PATH]

  --runs N      timed runs of each command (7)
  --node PATH   the Node.js to run (the one that runs this)
  --peer PATH   istioctl (the one in PATH)
`;

const BIN = join(import.meta.dirname, '..', 'bin', 'meshctl.js');

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    node: { type: 'string', default: process.execPath },
    peer: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const ownRun = (name: string, path: string): Contender => ({
  name: `meshctl: ${name}`,
  command: values.node,
  args: [BIN, 'analyze', '--exit-zero', '-o', 'github', path],
});

function peerRun(name: string, path: string): readonly Contender[] {
  const peer = findPeer('istioctl', values.peer);
  if (peer === undefined) return [];
  const args = ['analyze', '--use-kube=false', '-A', '-R', '--failure-threshold', 'Error', path];
  return [{ name: `istioctl: ${name}`, command: peer, args }];
}

async function measure(contenders: readonly Contender[], runs: number): Promise<void> {
  process.stdout.write(`${report(await compare(contenders, { runs, warmUps: 1 }))}\n`);
}

async function measureFile(folder: string, runs: number): Promise<void> {
  const file = join(folder, 'one.yaml');
  const [text = ''] = [...worldFiles(1).values()].slice(1);
  writeFileSync(file, text);
  const bare = { name: "node -e ''", command: values.node, args: ['-e', ''] };
  await measure([bare, ownRun('one file', file), ...peerRun('one file', file)], runs);
}

async function measureWorld(folder: string, count: number, runs: number): Promise<string> {
  const world = join(folder, String(count));
  writeWorld(world, count);
  await measure([ownRun(`${count} resources`, world), ...peerRun(`${count} resources`, world)], runs);
  return world;
}

if (values.help) process.stdout.write(USAGE);
else {
  const folder = mkdtempSync(join(tmpdir(), 'meshctl-bench-'));
  const runs = Number(values.runs);
  try {
    await measureFile(folder, runs);
    const world = await measureWorld(folder, 5000, runs);
    await measureWorld(folder, 20_000, Math.min(runs, 3));
    process.stdout.write(await measureWatch({ world, node: values.node, bin: BIN, changes: 20 }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
