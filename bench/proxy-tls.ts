import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { table } from '../src/output/table.ts';
import { fetchEnvoy } from '../test/support/envoy.ts';
import {
  cpuOfAll,
  freePort,
  type LoadOptions,
  load,
  type Subject,
  startSubject,
  stopSubject,
} from './proxy/machine.ts';
import { median } from './proxy/rows.ts';
import { Stage } from './proxy/stage.ts';

const USAGE = `TLS at the gateway and to the upstream, beside the real Envoy on the same mesh (meshctl translate), A B A B. Wants
\`npm run build\`, wrk and nginx.

  npm run bench:proxy-tls -- [--rounds N] [--seconds N]

  --rounds N        runs of each proxy for each row (2)
  --seconds N       length of a run (3)
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
});

const ROUNDS = Number(values.rounds);
const SECONDS = Number(values.seconds);
const WARM_UP_SECONDS = 1;
const CONNECTIONS = 64;
const [PROXY_CPU, OTHER_CPU] = ['0', '1'];
const BIN = join(import.meta.dirname, '..', 'bin', 'meshctl.js');
const HEAD = ['MEASURE', 'ENVOY', 'MESHCTL', 'RATIO', 'CPU µs E / M', 'p50/p99 ms E / M', 'FAILED'];

interface Row {
  readonly name: string;
  /** Where the load comes in. */
  readonly at: keyof Ports;
  readonly load: Pick<LoadOptions, 'path' | 'tls' | 'fresh'>;
}

const ROWS: readonly Row[] = [
  { name: 'HTTPS, 200 B', at: 'https', load: { path: '/s', tls: true } },
  { name: 'HTTPS, 10 KiB', at: 'https', load: { path: '/l', tls: true } },
  { name: 'HTTPS, a handshake for each request', at: 'https', load: { path: '/s', tls: true, fresh: true } },
  { name: 'TLS to the upstream, 200 B', at: 'http', load: { path: '/s' } },
];

/** Of a proxy: TLS ends at the first, and begins behind the second. */
interface Ports {
  readonly https: number;
  readonly http: number;
}

interface Proxy extends Ports {
  readonly subject: Subject;
}

interface Material {
  readonly chain: string;
  readonly key: string;
  readonly roots: string;
}

/** A certificate of an authority that is gone with the folder. */
function issue(folder: string): Material {
  const out = join(folder, 'server');
  const flags = ['--ca-dir', join(folder, 'ca'), '--dns', 'svc.test', '--out', out];
  execFileSync(process.execPath, [BIN, 'cert', 'issue', ...flags]);
  return { chain: join(out, 'cert.pem'), key: join(out, 'key.pem'), roots: join(out, 'ca.pem') };
}

function meshOf({ https, http }: Ports, upstream: Ports, { chain, key, roots }: Material): string {
  const service = (name: string, port: number): string => `---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${name}}
spec:
  hosts: [${name}.test]
  location: MESH_EXTERNAL
  resolution: STATIC
  ports: [{number: 80, name: main, protocol: HTTP}]
  endpoints: [{address: 127.0.0.1, ports: {main: ${port}}}]
`;
  const route = (name: string, port: number): string =>
    `  - {match: [{port: ${port}}], route: [{destination: {host: ${name}.test}}]}\n`;
  return `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: ${https}, name: https, protocol: HTTPS}
    bind: 127.0.0.1
    hosts: ["*"]
    tls: {mode: SIMPLE, serverCertificate: ${chain}, privateKey: ${key}}
  - {port: {number: ${http}, name: http, protocol: HTTP}, bind: 127.0.0.1, hosts: ["*"]}
${service('plain', upstream.http)}${service('secure', upstream.https)}---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: secure}
spec: {host: secure.test, trafficPolicy: {tls: {mode: SIMPLE, caCertificates: ${roots}, sni: svc.test, subjectAltNames: [svc.test]}}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs}
spec:
  hosts: ["*"]
  gateways: [gw]
  http:
${route('plain', https)}${route('secure', http)}`;
}

/** nginx in front of the upstream of the stage, with TLS. */
async function startSecureUpstream(stage: Stage, { chain, key }: Material): Promise<Subject> {
  const port = await freePort();
  const config = `daemon off; user root; worker_processes 1; pid ${stage.folder}/secure.pid; error_log /dev/null;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000; keepalive_timeout 3600;
  server { listen 127.0.0.1:${port} ssl; ssl_certificate ${chain}; ssl_certificate_key ${key};
    default_type text/plain; location / { return 200 "${'a'.repeat(200)}"; } } }
`;
  const argv = ['nginx', '-c', stage.file('secure.conf', config)];
  return startSubject('upstream with TLS', port, { cpu: OTHER_CPU, argv });
}

async function startProxies(stage: Stage, upstream: Ports, material: Material): Promise<readonly Proxy[]> {
  const envoy = await fetchEnvoy();
  if (!('path' in envoy)) throw new Error(envoy.reason);
  const proxies: Proxy[] = [];
  for (const name of ['envoy', 'meshctl']) {
    const ports = { https: await freePort(), http: await freePort() };
    const mesh = stage.file(`${name}.yaml`, meshOf(ports, upstream, material));
    const own = [process.execPath, BIN, 'proxy', 'run', '-f', mesh, '--admin', 'off', '--metrics', 'off', '--no-watch'];
    const translated = execFileSync(process.execPath, [BIN, 'translate', '-f', mesh, '-o', 'json']);
    const config = stage.file(`${name}.json`, translated.toString());
    const theirs = [envoy.path, '-c', config, '--concurrency', '1', '--disable-hot-restart', '-l', 'off'];
    const argv = name === 'envoy' ? theirs : [...own, '--access-log', 'off'];
    proxies.push({ ...ports, subject: await startSubject(name, ports.http, { cpu: PROXY_CPU, argv }) });
  }
  return proxies;
}

interface Sample {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
  readonly cpuMicros: number;
}

async function sample(row: Row, proxy: Proxy): Promise<Sample> {
  const options = { ...row.load, port: proxy[row.at], connections: CONNECTIONS };
  await load({ ...options, seconds: WARM_UP_SECONDS });
  const pids = [proxy.subject.child.pid ?? 0];
  const before = cpuOfAll(pids);
  const result = await load({ ...options, seconds: SECONDS });
  return { ...result, cpuMicros: ((cpuOfAll(pids) - before) * 1000) / result.requests };
}

async function compare(row: Row, proxies: readonly Proxy[]): Promise<readonly string[]> {
  const samples = proxies.map((): Sample[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, proxy] of proxies.entries()) samples[index]?.push(await sample(row, proxy));
  }
  const middle = (field: keyof Sample) => samples.map((list) => median(list.map((each) => each[field])));
  const [envoyCpu = 0, ownCpu = 0] = middle('cpuMicros');
  const both = (field: keyof Sample, digits: number) => middle(field).map((value) => value.toFixed(digits));
  const [rate, p50, p99] = [both('perSecond', 0), both('p50', 2), both('p99', 2)];
  return [
    row.name,
    `${rate[0]}/s`,
    `${rate[1]}/s`,
    `${(envoyCpu / ownCpu).toFixed(2)} a CPU second`,
    both('cpuMicros', 1).join(' / '),
    `${p50[0]}/${p99[0]} / ${p50[1]}/${p99[1]}`,
    String(samples.flat().reduce((sum, { failures }) => sum + failures, 0)),
  ];
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'meshctl-bench-'));
  const stage = new Stage(folder);
  const subjects: Subject[] = [];
  try {
    await stage.startUpstream();
    const material = issue(folder);
    const secure = await startSecureUpstream(stage, material);
    subjects.push(secure);
    const proxies = await startProxies(stage, { http: stage.upstream.http1, https: secure.port }, material);
    subjects.push(...proxies.map(({ subject }) => subject));
    const cells: (readonly string[])[] = [];
    for (const row of ROWS) {
      process.stderr.write(`${row.name} …\n`);
      cells.push(await compare(row, proxies));
    }
    process.stdout.write(table(HEAD, cells));
  } finally {
    for (const subject of subjects) await stopSubject(subject);
    await stage.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.help) process.stdout.write(USAGE);
else await main();
