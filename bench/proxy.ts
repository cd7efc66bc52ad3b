import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { table } from '../src/output/table.ts';
import { fetchEnvoy } from '../test/support/envoy.ts';
import { envoyConfig, meshConfig, nginxConfig, upstreamConfig } from './proxy/configs.ts';
import {
  cpuOf,
  freePort,
  type Load,
  load,
  memoryOf,
  type Subject,
  startSubject,
  stopSubject,
} from './proxy/machine.ts';

const USAGE = `What one request through the proxy costs, beside the real Envoy and nginx in the same run, A B A B. Wants \`npm run build\`.

  npm run bench:proxy -- [--rounds N] [--seconds N] [--connections N] [--path /s|/l] [--prof]

  --rounds N        runs of each proxy (3)
  --seconds N       length of a run (4)
  --connections N   keep-alive connections of the client (64)
  --path PATH       /s: 200 bytes, /l: 10 KiB (/s)
  --prof            a V8 profile of our process, in the current folder
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '64' },
    path: { type: 'string', default: '/s' },
    prof: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

interface Sample extends Load {
  readonly userMicros: number;
  readonly systemMicros: number;
  readonly memory: number;
}

const PROXY_CPU = 0;
const OTHER_CPU = 1;

const BIN = join(import.meta.dirname, '..', 'bin', 'meshctl.js');

/** Starts everything; `started` has what is to be ended, whatever happens. */
async function startAll(folder: string, started: Subject[]): Promise<void> {
  const upstream = await freePort();
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  file('large', 'b'.repeat(10 * 1024));
  const start = async (name: string, port: number, argv: readonly string[]) => {
    started.push(await startSubject(name, port, { cpu: name === 'upstream' ? OTHER_CPU : PROXY_CPU, argv }));
  };
  await start('upstream', upstream, ['nginx', '-c', file('upstream.conf', upstreamConfig(folder, upstream))]);
  const envoy = await fetchEnvoy();
  if ('path' in envoy) {
    const port = await freePort();
    const config = file('envoy.json', envoyConfig(port, upstream));
    const args = ['--concurrency', '1', '--base-id-path', join(folder, 'base'), '--use-dynamic-base-id', '-l', 'off'];
    await start('envoy', port, [envoy.path, '-c', config, ...args]);
  } else process.stderr.write(`without Envoy: ${envoy.reason}\n`);
  const port = await freePort();
  const prof = values.prof ? ['--cpu-prof'] : [];
  const off = ['--admin', 'off', '--metrics', 'off', '--access-log', 'off', '--no-watch'];
  const mesh = file('mesh.yaml', meshConfig(port, upstream));
  await start('meshctl', port, [process.execPath, ...prof, BIN, 'proxy', 'run', '-f', mesh, ...off]);
  const nginx = await freePort();
  await start('nginx', nginx, ['nginx', '-c', file('nginx.conf', nginxConfig(folder, nginx, upstream))]);
}

/** nginx works in a child of its own. */
function workerOf({ child: { pid = 0 } }: Subject): number {
  const [worker] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Number(worker || pid);
}

async function measure(subject: Subject): Promise<Sample> {
  const pid = workerOf(subject);
  const shape = { port: subject.port, path: values.path, connections: Number(values.connections) };
  await load({ ...shape, seconds: 1 });
  const before = cpuOf(pid);
  const result = await load({ ...shape, seconds: Number(values.seconds) });
  const after = cpuOf(pid);
  return {
    ...result,
    userMicros: ((after.user - before.user) * 1000) / result.requests,
    systemMicros: ((after.system - before.system) * 1000) / result.requests,
    memory: memoryOf(pid),
  };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function report(samples: ReadonlyMap<string, readonly Sample[]>): string {
  const rate = (all: readonly Sample[] = []) => median(all.map(({ perSecond }) => perSecond));
  const base = rate(samples.get('envoy'));
  const rows = [...samples].map(([name, all]) => {
    const of = (field: keyof Sample) => median(all.map((sample) => sample[field]));
    return [
      name,
      of('perSecond').toFixed(0),
      (rate(all) / base).toFixed(2),
      `${of('p50').toFixed(2)} / ${of('p99').toFixed(2)}`,
      (of('userMicros') + of('systemMicros')).toFixed(1),
      of('userMicros').toFixed(1),
      of('memory').toFixed(0),
      String(all.reduce((sum, { failures }) => sum + failures, 0)),
    ];
  });
  return table(['PROXY', 'REQUESTS/s', 'RATIO', 'P50 / P99 ms', 'CPU µs', 'USER µs', 'RSS MiB', 'FAILED'], rows);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'meshctl-bench-'));
  const subjects: Subject[] = [];
  try {
    await startAll(folder, subjects);
    const samples = new Map<string, Sample[]>();
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const subject of subjects.slice(1)) {
        samples.set(subject.name, [...(samples.get(subject.name) ?? []), await measure(subject)]);
      }
    }
    process.stdout.write(report(samples));
  } finally {
    for (const subject of subjects) await stopSubject(subject);
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.help) process.stdout.write(USAGE);
else await main();
