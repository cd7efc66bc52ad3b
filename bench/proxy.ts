import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { table } from '../src/output/table.ts';
import { ownRows } from './proxy/own.ts';
import { type Compared, cellsOf, median, ROWS, type Row, type RowContext, type Sample, sample } from './proxy/rows.ts';
import { type Contestant, Stage } from './proxy/stage.ts';

const USAGE = `Every requirement of the proxy, beside the real Envoy in the same run, A B A B. Wants \`npm run build\`.

  npm run bench:proxy -- [--rounds N] [--seconds N] [--only TEXT] [--prof]

  --rounds N        runs of each proxy for each row (2)
  --seconds N       length of a run (3)
  --only TEXT       rows with this in their name; "own" for those of meshctl alone
  --prof            a V8 profile of our process, in the current folder
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    prof: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const SECONDS = Number(values.seconds);
const HEAD = ['MEASURE', 'ENVOY', 'MESHCTL', 'RATIO', 'MUST', 'AIM', 'CPU µs E / M', 'p50/p99 ms E / M', 'MET'];
const OWN_HEAD = ['MEASURE', 'MESHCTL', 'MUST', 'AIM', 'MET'];

interface Pair {
  readonly envoy: Contestant;
  readonly meshctl: Contestant;
}

async function compare(row: Row, { envoy, meshctl }: Pair, context: RowContext): Promise<Compared> {
  const samples: { envoy: Sample[]; meshctl: Sample[] } = { envoy: [], meshctl: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    samples.envoy.push(await sample(row, envoy, context));
    samples.meshctl.push(await sample(row, meshctl, context));
  }
  return { row, ...samples };
}

async function pair(stage: Stage, log: string | undefined): Promise<Pair | undefined> {
  const node = values.prof ? ['--cpu-prof'] : [];
  const envoy = await stage.startEnvoy(log === undefined ? {} : { log: `${log}.envoy` });
  const meshctl = await stage.startMeshctl(log === undefined ? { node } : { log, node });
  return envoy && { envoy, meshctl };
}

async function compared(stage: Stage): Promise<readonly Compared[]> {
  const [plain, logged] = [await pair(stage, undefined), await pair(stage, join(stage.folder, 'access.log'))];
  if (plain === undefined || logged === undefined) return [];
  const all: Compared[] = [];
  let halfRate = 0;
  for (const [index, row] of ROWS.entries()) {
    // The first row says how fast Envoy is.
    if (index > 0 && !row.name.includes(values.only)) continue;
    process.stderr.write(`${row.name} …\n`);
    const context = { seconds: SECONDS, sink: stage.upstream.sink, halfRate };
    const result = await compare(row, row.logged ? logged : plain, context);
    if (index === 0) halfRate = median(result.envoy.map(({ perSecond }) => perSecond)) / 2;
    all.push(result);
  }
  for (const { envoy, meshctl } of [plain, logged]) {
    await stage.stop(envoy);
    await stage.stop(meshctl);
  }
  return all;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'meshctl-bench-'));
  const stage = new Stage(folder);
  try {
    await stage.startUpstream();
    if (values.only !== 'own') process.stdout.write(table(HEAD, (await compared(stage)).map(cellsOf)));
    if (values.only !== '' && values.only !== 'own') return;
    const own = await ownRows(stage, SECONDS);
    const cells = own.map(({ name, value, must, aim, good }) => [name, value, must, aim, good ? 'yes' : 'NO']);
    process.stdout.write(`\n${table(OWN_HEAD, cells)}`);
  } finally {
    await stage.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.help) process.stdout.write(USAGE);
else await main();
