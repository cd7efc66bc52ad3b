import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { table } from '../src/output/table.ts';
import { type Contender, compare, type Measured } from './compare.ts';
import { findPeer } from './peer.ts';

const USAGE = `Every command on small input, in one table: beside starting Node.js with nothing to do, its budget over that, and the
programs of others that do the same, where they are installed.

  npm run bench -- [--runs N] [--node PATH]

  --runs N      timed runs of each command (7)
  --node PATH   the Node.js to run (the one that runs this)

The other benchmarks measure one area on large input: npm run bench:inject, bench:analyze, bench:proxy, …
`;

const ROOT = join(import.meta.dirname, '..');
const BIN = join(ROOT, 'bin', 'meshctl.js');
const BOOKINFO = join(ROOT, 'fixtures', 'bookinfo');
const PAGE = join(BOOKINFO, '10-productpage.yaml');
const DUMP = join(ROOT, 'fixtures', 'envoy', 'shop.config_dump.json');

/** Milliseconds over `node -e ''` on the same machine that a command may take on small input. */
const BUDGETS = { light: 15, files: 75, screen: 185 } as const;

/** A command of ours, and that of others for the same. */
interface Job {
  readonly args: readonly string[];
  readonly budget: keyof typeof BUDGETS;
  readonly peers?: readonly (readonly [program: string, ...args: readonly string[]])[];
}

const JOBS: readonly Job[] = [
  { args: ['--version'], budget: 'light', peers: [['istioctl', 'version', '--remote=false']] },
  { args: ['--help'], budget: 'light', peers: [['istioctl', '--help']] },
  { args: ['version'], budget: 'light' },
  { args: ['config', 'show'], budget: 'files' },
  { args: ['inject', '-f', PAGE], budget: 'files' },
  { args: ['uninject', '-f', PAGE], budget: 'files' },
  {
    args: ['validate', '-f', PAGE],
    budget: 'files',
    peers: [
      ['istioctl', 'validate', '-f', PAGE],
      ['kubeconform', PAGE],
      ['kube-linter', 'lint', PAGE],
    ],
  },
  {
    args: ['analyze', BOOKINFO, '--exit-zero'],
    budget: 'files',
    peers: [['istioctl', 'analyze', '--use-kube=false', '--recursive', BOOKINFO]],
  },
  { args: ['explain', 'code', 'MSH2901'], budget: 'files' },
  { args: ['explain', 'request', 'GET', 'http://reviews:9080/', '-f', BOOKINFO, '-n', 'bookinfo'], budget: 'files' },
  {
    args: ['iptables', 'generate', '-i', '*', '-b', '*'],
    budget: 'files',
    peers: [['pilot-agent', 'istio-iptables', '--dry-run']],
  },
  { args: ['iptables', 'trace', 'out', 'tcp', '10.1.1.5', '203.0.113.10:443'], budget: 'files' },
  { args: ['iptables', 'prove', '--istio-service-cidr', '*'], budget: 'files' },
  { args: ['translate', '-f', BOOKINFO], budget: 'files' },
  { args: ['proxy', 'check', '-f', BOOKINFO], budget: 'files' },
  {
    args: ['proxy-config', 'cluster', '--file', DUMP],
    budget: 'files',
    peers: [['istioctl', 'proxy-config', 'cluster', '--file', DUMP]],
  },
  {
    args: ['proxy-config', 'listener', '--file', DUMP],
    budget: 'files',
    peers: [['istioctl', 'proxy-config', 'listener', '--file', DUMP]],
  },
  { args: ['tui', DUMP, '--once'], budget: 'screen' },
];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    node: { type: 'string', default: process.execPath },
    help: { type: 'boolean', default: false },
  },
});

/** Names without the path of this checkout. */
const shown = (words: readonly string[]): string => words.map((word) => word.replace(`${ROOT}/`, '')).join(' ');

/** What is measured: the bare Node.js, then each job and its peers. */
function contenders(): readonly Contender[] {
  const env = { HOME: home, KUBECONFIG: '/dev/null' };
  const ours = ({ args }: Job): Contender => ({
    name: `meshctl ${shown(args)}`,
    command: values.node,
    args: [BIN, ...args],
    env,
    quiet: true,
  });
  const theirs = ({ peers = [] }: Job): readonly Contender[] =>
    peers.flatMap(([program, ...args]) => {
      const command = findPeer(program, undefined);
      return command === undefined ? [] : [{ name: `  ${program} ${shown(args)}`, command, args, env, quiet: true }];
    });
  return [
    { name: "node -e ''", command: values.node, args: ['-e', ''] },
    ...JOBS.flatMap((job) => [ours(job), ...theirs(job)]),
  ];
}

function report(measured: readonly Measured[]): string {
  // The fastest run is the one that other work on the machine has met least.
  const base = Math.min(...(measured[0]?.times ?? []));
  const budgets = new Map(JOBS.map(({ args, budget }) => [`meshctl ${shown(args)}`, BUDGETS[budget]]));
  const rows = measured.map(({ name, times, cpuTime, peakBytes }) => {
    const over = Math.min(...times) - base;
    const budget = budgets.get(name);
    return [
      name,
      Math.min(...times).toFixed(1),
      over.toFixed(1),
      budget === undefined ? '' : `${budget}${over > budget ? ' over' : ''}`,
      cpuTime === undefined ? 'unknown' : cpuTime.toFixed(1),
      peakBytes === undefined ? 'unknown' : `${(peakBytes / 2 ** 20).toFixed(0)} MiB`,
    ];
  });
  return table(['COMMAND', 'FASTEST ms', 'OVER NODE ms', 'BUDGET ms', 'CPU ms', 'PEAK MEMORY'], rows);
}

const home = mkdtempSync(join(tmpdir(), 'meshctl-bench-'));
try {
  if (values.help) process.stdout.write(USAGE);
  else process.stdout.write(report(await compare(contenders(), { runs: Number(values.runs), warmUps: 1 })));
} finally {
  rmSync(home, { recursive: true, force: true });
}
