import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { table } from '../src/output/table.ts';

const USAGE = `What the live screen costs: its first frame over starting Node.js, and the processor time of watching many clusters.

  npm run bench:tui -- [--runs N] [--clusters N] [--tick DURATION] [--seconds N] [--node PATH]

  --runs N         starts that are timed (7)
  --clusters N     clusters of the proxy that is watched (2000)
  --tick DURATION  how often it is looked at (500ms)
  --seconds N      how long it is watched (20)
  --node PATH      the Node.js to run (the one that runs this)

The screen needs a terminal: "script" of util-linux gives it one. The numbers are for Linux.
`;

const BIN = join(import.meta.dirname, '..', 'bin', 'meshctl.js');
/** Clock ticks a second in /proc: the same on every Linux of today. */
const TICKS_PER_SECOND = 100;
/** Of the clusters that many have traffic; the others only stand there, as in most meshes. */
const BUSY_SHARE = 0.5;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    clusters: { type: 'string', default: '2000' },
    tick: { type: 'string', default: '500ms' },
    seconds: { type: 'string', default: '20' },
    node: { type: 'string', default: process.execPath },
    help: { type: 'boolean', default: false },
  },
});

/** What `/stats` answers for so many clusters at a look. */
function statsPage(clusters: number, look: number): string {
  const parts: string[] = ['{"name":"server.uptime","value":100}'];
  const details: string[] = [];
  for (let index = 0; index < clusters; index++) {
    const name = `cluster.outbound|80||service-${index}.shop.svc.cluster.local`;
    const gauges = { membership_total: 3, membership_healthy: 3, upstream_rq_active: 1, upstream_cx_active: 2 };
    const total = 1000 + look * (index % 97);
    const busy = index < clusters * BUSY_SHARE;
    const counters = {
      upstream_rq_total: total,
      upstream_rq_completed: total,
      upstream_rq_2xx: total,
      upstream_rq_5xx: look,
      upstream_cx_total: 9,
    };
    for (const [stat, value] of Object.entries(busy ? { ...gauges, ...counters } : gauges)) {
      parts.push(`{"name":"${name}.${stat}","value":${value}}`);
    }
    if (!busy) continue;
    const bins = Array.from(
      { length: 12 },
      (_, bin) => `{"lower_bound":${10 + bin},"width":1,"count":${1 + ((bin + look) % 5)}}`,
    ).join(',');
    details.push(`{"name":"${name}.upstream_rq_time","totals":[${bins}],"intervals":[${bins}],"percentiles":[]}`);
  }
  parts.push(`{"histograms":{"supported_percentiles":[50,95,99],"details":[${details.join(',')}]}}`);
  return `{"stats":[${parts.join(',')}]}`;
}

function clustersPage(clusters: number, look: number): string {
  const statuses = Array.from({ length: clusters }, (_, index) => {
    const name = `outbound|80||service-${index}.shop.svc.cluster.local`;
    const served = index < clusters * BUSY_SHARE ? look * 10 : 0;
    const hosts = [1, 2, 3].map(
      (host) =>
        `{"address":{"socket_address":{"address":"10.${index >> 8}.${index & 255}.${host}","port_value":8080}},"stats":[{"name":"rq_total","value":"${served}"},{"name":"rq_success","value":"${served}"}],"health_status":{"eds_health_status":"HEALTHY"},"weight":1,"locality":{}}`,
    );
    return `{"name":"${name}","observability_name":"${name}","host_statuses":[${hosts.join(',')}]}`;
  });
  return `{"cluster_statuses":[${statuses.join(',')}]}`;
}

/** A proxy with so many clusters, made up. */
async function startProxy(
  clusters: number,
): Promise<{ readonly admin: string; readonly looks: () => number; readonly close: () => void }> {
  let look = 0;
  // Made before it is measured: both sides share the machine.
  const pages = Array.from({ length: 8 }, (_, index) => ({
    stats: statsPage(clusters, index),
    clusters: clustersPage(clusters, index),
  }));
  const server = createServer((request, response) => {
    const page = pages[look % pages.length];
    if (request.url?.startsWith('/stats')) look += 1;
    response.end(
      request.url?.startsWith('/stats') ? page?.stats : request.url?.startsWith('/clusters') ? page?.clusters : '{}',
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on a TCP port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return { admin: `127.0.0.1:${port}`, looks: () => look, close: () => server.close() };
}

/** Starts a command in a terminal of 200 columns and 60 lines. */
function inTerminal(command: readonly string[]) {
  const quoted = command.map((word) => `'${word}'`).join(' ');
  const { CI: _, ...env } = process.env;
  return spawn('script', ['-qfec', `stty cols 200 rows 60 -icanon; exec ${quoted}`, '/dev/null'], {
    env: { ...env, TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/** Presses the key until somebody hears it: a screen that was just drawn may not listen yet. */
async function quit(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  // The key may come when nobody is left to hear it.
  child.stdin?.on('error', () => undefined);
  while (child.exitCode === null && child.signalCode === null) {
    child.stdin?.write('q');
    await Promise.race([ended, sleep(200)]);
  }
}

interface Took {
  readonly wallMs: number;
  /** Processor time: other work on the machine hardly touches it. */
  readonly cpuMs: number;
}

/** How long a command takes until it has written a text, in a terminal. */
async function timeUntil(command: readonly string[], text: string): Promise<Took> {
  const start = performance.now();
  const child = inTerminal(command);
  let seen = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      seen += data.toString();
      if (seen.includes(text)) resolve();
    });
  });
  const took = {
    wallMs: performance.now() - start,
    cpuMs: processorSeconds(familyOf(child.pid ?? 0).at(-1) ?? 0) * 1000,
  };
  await quit(child);
  return took;
}

const median = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;

/** Says a word and waits for a key, as the screen does. */
const BARE = 'process.stdout.write("bare"); process.stdin.once("data", () => process.exit()).resume()';

async function firstFrame(admin: string): Promise<readonly (readonly string[])[]> {
  const bare: Took[] = [];
  const screen: Took[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    bare.push(await timeUntil([values.node, '-e', BARE], 'bare'));
    screen.push(await timeUntil([values.node, BIN, 'tui', admin], 'meshctl top'));
  }
  const row = (name: string, key: keyof Took): readonly string[] => {
    const [own, base] = [median(screen.map((took) => took[key])), median(bare.map((took) => took[key]))];
    return [name, `${own.toFixed(0)} ms`, `${base.toFixed(0)} ms`, `+${(own - base).toFixed(0)} ms`, '+185 ms'];
  };
  return [row('first frame', 'wallMs'), row('first frame, processor time', 'cpuMs')];
}

/** The processes below a process, itself included. */
function familyOf(pid: number): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  const children = existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split(' ')
        .filter((word) => word !== '')
    : [];
  return [pid, ...children.flatMap((child) => familyOf(Number(child)))];
}

/** Processor seconds a process has used. */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function watching(admin: string, looks: () => number): Promise<readonly string[]> {
  const child = inTerminal([values.node, BIN, 'tui', admin, '-d', values.tick]);
  child.stdout.resume();
  // The first looks compile code; they are not what watching costs.
  await sleep(5000);
  const pid = familyOf(child.pid ?? 0).at(-1) ?? 0;
  const [cpu, start, first] = [processorSeconds(pid), performance.now(), looks()];
  await sleep(Number(values.seconds) * 1000);
  const seconds = (performance.now() - start) / 1000;
  const share = (processorSeconds(pid) - cpu) / seconds;
  const rate = (looks() - first) / seconds;
  await quit(child);
  return [
    `${values.clusters} clusters`,
    `${(share * 100).toFixed(1)} % of a core`,
    `${rate.toFixed(1)} looks/s`,
    '',
    '15 %',
  ];
}

if (values.help) {
  process.stdout.write(USAGE);
} else {
  const small = await startProxy(20);
  const large = await startProxy(Number(values.clusters));
  const rows = [...(await firstFrame(small.admin)), await watching(large.admin, large.looks)];
  process.stdout.write(table(['WHAT', 'MEASURED', 'BESIDE', 'OVER', 'BUDGET'], rows));
  small.close();
  large.close();
}
