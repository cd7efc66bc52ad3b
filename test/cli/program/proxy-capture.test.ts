/**
 * The built program behind the rules of `meshctl iptables`, on both engines: connections are taken, both ways, and do what the YAML
 * says.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { istioProfile } from '../../../src/iptables/profiles/istio/profile.ts';
import { perform, prepareApply } from '../../../src/netns/apply.ts';
import { openSession } from '../../../src/netns/session.ts';
import { planFor } from '../../iptables/support/cases.ts';
import { type Child, startChild } from '../../kernel/support/child.ts';
import { fetchEnvoy } from '../../support/envoy.ts';
import { testHost } from '../../support/host.ts';
import { makeNamespace, namespacesReason, type TestNamespace, TOOL_ENVIRONMENT } from '../../support/netns.ts';
import { BIN } from '../../support/paths.ts';
import { sharedFolder } from '../../support/temp.ts';

const REASON = namespacesReason(['setpriv', 'curl', 'openssl', 'perl']);
const envoy = REASON === undefined ? await fetchEnvoy() : { reason: REASON };

const TIMEOUT_MS = 60_000;

/**
 * What the servers say of themselves: HTTP on 8080 and, with TLS, on 8443; on 9000 and
 * 9001 a line of TCP, then everything comes back.
 */
const SERVER = `
const { readFileSync } = require('node:fs');
const plain = (address) => address.replace('::ffff:', '');
const answer = ({ headers, socket, url }, response) => {
  if (url === '/slow') return;
  response.end(JSON.stringify({ from: plain(socket.remoteAddress), to: plain(socket.localAddress), route: headers['x-route'] }));
};
const servers = [
  [8080, require('node:http').createServer(answer)],
  [8443, require('node:https').createServer({ key: readFileSync('key.pem'), cert: readFileSync('cert.pem') }, answer)],
  ...[9000, 9001].map((port) => [port, require('node:net').createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(plain(socket.localAddress) + ' ' + plain(socket.remoteAddress) + '\\n');
    socket.pipe(socket);
  })]),
];
let left = servers.length;
for (const [port, server] of servers) server.listen(port, '::', 4096, () => --left || console.log('listening'));
`;

/** Many connections at once to many addresses; prints how many came to another one than they wanted, or to none. */
const CROWD = `
const { connect } = require('node:net');
const results = { right: 0, wrong: 0, failed: 0 };
const COUNT = 500;
let left = COUNT;
const done = (kind) => { results[kind]++; if (--left === 0) { console.log(JSON.stringify(results)); process.exit(0); } };
for (let index = 0; index < COUNT; index++) {
  const address = index % 5 === 0 ? '2001:db8:aaaa::' + (1 + index).toString(16) : '198.51.100.' + (1 + index % 250);
  const http = index % 2 === 0;
  const socket = connect(http ? 8080 : 9001, address);
  let text = '';
  if (http) socket.write('GET / HTTP/1.1\\r\\nhost: ' + address.replace(/^(.*:.*)$/, '[$1]') + ':8080\\r\\n\\r\\n');
  const judge = () => {
    const said = http ? /"to":"([^"]*)"/.exec(text)?.[1] : /^(\\S+) .*\\n/.exec(text)?.[1];
    if (said === undefined) return;
    socket.removeAllListeners('close').destroy();
    done(said === address ? 'right' : 'wrong');
  };
  socket.on('data', (chunk) => { text += chunk; judge(); });
  socket.on('error', () => undefined).on('close', () => done('failed'));
}
`;

const MESH = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 8080}, {name: tcp, port: 9000}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: app, image: app, ports: [{containerPort: 8080}, {containerPort: 9000}]}]}
status: {podIP: 10.1.1.5}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: world}
spec:
  hosts: [world.test]
  addresses: [203.0.113.10]
  resolution: STATIC
  ports: [{number: 8080, name: http, protocol: HTTP}]
  endpoints: [{address: 203.0.113.10}]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: secure}
spec:
  hosts: [secure.test]
  resolution: STATIC
  ports: [{number: 8443, name: tls, protocol: TLS}]
  endpoints: [{address: 203.0.113.11}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: world}
spec:
  hosts: [world.test]
  http:
  - match: [{uri: {prefix: /denied}}]
    directResponse: {status: 418, body: {string: not from here}}
  - headers: {request: {set: {x-route: world}}}
    route: [{destination: {host: world.test}}]
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  mtls: {mode: PERMISSIVE}
  portLevelMtls: {9000: {mode: DISABLE}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  action: DENY
  rules: [{to: [{operation: {paths: [/secret], ports: ['8080']}}]}]
`;

const REGISTRY_ONLY = `---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: closed}
spec: {egress: [{hosts: ["./*"]}], outboundTrafficPolicy: {mode: REGISTRY_ONLY}}
`;

const as = (uid: number, ...more: readonly string[]): readonly string[] => [
  'setpriv',
  `--reuid=${uid}`,
  `--regid=${uid}`,
  '--clear-groups',
  ...more,
];

const ASK = 'curl --silent --show-error --max-time 10';

const curl = (where: TestNamespace, words: string): string =>
  where.sh(`${as(1000).join(' ')} ${ASK} --write-out ' %{http_code}' ${words} 2>&1 || true`);

/** Waits for a first line of TCP, says something, and prints all that comes until it hears it again. */
const TALK = `
const socket = require('node:net').connect(Number(process.argv[3]), process.argv[2]);
let text = '';
const end = () => { process.stdout.write(text); process.exit(0); };
socket.on('data', (chunk) => {
  if (text === '') socket.write('ping\\n');
  text += chunk;
  if (text.endsWith('ping\\n')) end();
});
socket.on('error', () => undefined).on('close', end);
`;

/** What a server says first, and what it says to `ping`; nothing where there is none. */
const talk = (where: TestNamespace, address: string, port: number): string =>
  where.sh(`exec ${as(1000).join(' ')} '${process.execPath}' - ${address} ${port}`, TALK);

/** The command lines of everything that runs in a namespace. */
function commandsIn({ name }: TestNamespace): readonly string[] {
  const pids = execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8' }).split('\n').filter(Boolean);
  return pids.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' '));
}

/** Whether it belongs to a run of the proxy. */
const isPart = (command: string): boolean => /proxy run|^perl |envoy-binary/.test(command);

interface Setting {
  readonly engine: 'builtin' | 'envoy';
  readonly mode: 'redirect' | 'tproxy';
  /** What stands before the command; nothing for root, who joins the proxy's group. */
  readonly user: readonly string[];
  readonly concurrency: number;
  /** Whom the application sees when the world calls. */
  readonly seen: readonly [ipv4: string, ipv6: string];
}

const LOOP = ['127.0.0.6', '::6'] as const;
const NET_ADMIN = ['--inh-caps=+net_admin', '--ambient-caps=+net_admin'];

const SETTINGS: readonly Setting[] = [
  { engine: 'builtin', mode: 'redirect', user: as(1337), concurrency: 1, seen: LOOP },
  { engine: 'builtin', mode: 'tproxy', user: as(1337, ...NET_ADMIN), concurrency: 2, seen: LOOP },
  { engine: 'envoy', mode: 'redirect', user: as(1337), concurrency: 1, seen: LOOP },
  { engine: 'envoy', mode: 'tproxy', user: [], concurrency: 2, seen: ['10.1.1.1', 'fd00:1::1'] },
];

const reasonOf = (engine: Setting['engine']): string | undefined =>
  engine === 'envoy' && 'reason' in envoy ? envoy.reason : REASON;

/** The pod and the world, a wire between them. */
function wire(pod: TestNamespace, world: TestNamespace): void {
  pod.sh(`ip link add eth0 type veth peer name eth0 netns ${world.name}
    ip addr add 10.1.1.5/24 dev eth0; ip -6 addr add fd00:1::5/64 dev eth0 nodad; ip link set eth0 up
    ip route add default via 10.1.1.1; ip -6 route add default via fd00:1::1`);
  world.sh(`ip addr add 10.1.1.1/24 dev eth0; ip -6 addr add fd00:1::1/64 dev eth0 nodad; ip link set eth0 up
    for each in 203.0.113.0/24 198.51.100.0/24; do ip route add local $each dev lo; done
    for each in 2001:db8:ffff::/64 2001:db8:aaaa::/64; do ip -6 route add local $each dev lo; done`);
}

async function applyRules(pod: TestNamespace, mode: Setting['mode']): Promise<void> {
  const host = testHost({ env: TOOL_ENVIRONMENT });
  const namespace = { label: 'the pod', enter: ['nsenter', `--net=/run/netns/${pod.name}`, '--'] };
  const args = ['-m', mode.toUpperCase(), '-i', '*', '-b', '*', '-u', '1337', '-g', '1337', '--dual-stack'];
  const { program } = planFor(istioProfile, { args, podAddresses: ['10.1.1.5/24', 'fd00:1::5/64'] });
  const session = await openSession(namespace, { profile: 'istio', program }, host);
  await perform(prepareApply(session, { hash: 'test', force: false, failOpen: false }), session);
}

for (const { engine, mode, user, concurrency, seen } of SETTINGS) {
  const reason = reasonOf(engine);
  const title = `proxy run --engine ${engine} --capture ${mode}${reason === undefined ? '' : ` (skipped: ${reason})`}`;
  describe.skipIf(reason !== undefined)(title, () => {
    const folder = sharedFolder();
    const mesh = join(folder, 'mesh.yaml');
    const children: Child[] = [];
    let pod: TestNamespace;
    let world: TestNamespace;
    let proxy: Child;

    beforeAll(async () => {
      chmodSync(folder, 0o777);
      const subject = ['-subj', '/CN=secure.test', '-keyout', 'key.pem', '-out', 'cert.pem'];
      execFileSync(
        'openssl',
        ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...subject],
        {
          cwd: folder,
          stdio: 'ignore',
        },
      );
      for (const file of ['key.pem', 'cert.pem']) chmodSync(join(folder, file), 0o644);
      pod = makeNamespace();
      world = makeNamespace();
      wire(pod, world);
      for (const { name } of [pod, world]) {
        const start = ['sh', '-c', 'cd "$1" && exec "$2" -e "$3"', 'sh', folder, process.execPath, SERVER];
        const server = startChild(name, [...as(1000), ...start]);
        children.push(server);
        await server.until((line) => (line === 'listening' ? true : undefined));
      }
      await applyRules(pod, mode);
      writeFileSync(mesh, MESH);
      const flags = ['--engine', engine, ...('path' in envoy && engine === 'envoy' ? ['--envoy', envoy.path] : [])];
      flags.push('--concurrency', `${concurrency}`);
      const where = ['--for', 'sidecar:app=web', '--ca-dir', join(folder, 'ca'), '--metrics', 'off'];
      const words = [BIN, 'proxy', 'run', '-f', mesh, '--capture', mode, ...flags, ...where];
      const script = `cd ${folder}; HOME=${folder} exec '${process.execPath}' ${words.map((word) => `'${word}'`).join(' ')}`;
      proxy = startChild(pod.name, [...user, 'sh', '-c', `${script} --access-log off 2>&1`]);
      children.push(proxy);
      await proxy.until((line) => (line.startsWith('admin on') ? true : undefined));
    }, TIMEOUT_MS);

    afterAll(async () => {
      await Promise.all(children.map((child) => child.stop()));
      pod.remove();
      world.remove();
    });

    it.for(['203.0.113.10', '[2001:db8:ffff::10]'])('routes requests to %s as the YAML says', (address) => {
      expect(curl(pod, `http://${address}:8080/ -H host:world.test`)).toBe(
        '{"from":"10.1.1.5","to":"203.0.113.10","route":"world"} 200',
      );
      expect(curl(pod, `http://${address}:8080/denied -H host:world.test`)).toBe('not from here 418');
    });

    it('lets requests pass that nobody has said anything of', () => {
      expect(curl(pod, 'http://198.51.100.7:8080/')).toBe('{"from":"10.1.1.5","to":"198.51.100.7"} 200');
      expect(curl(pod, 'http://[2001:db8:aaaa::7]:8080/')).toBe('{"from":"fd00:1::5","to":"2001:db8:aaaa::7"} 200');
    });

    it('lets TCP pass to ports nobody has said anything of, also where the server speaks first', () => {
      expect(talk(pod, '198.51.100.8', 9001)).toBe('198.51.100.8 10.1.1.5\nping\n');
      expect(talk(pod, '2001:db8:aaaa::8', 9001)).toBe('2001:db8:aaaa::8 fd00:1::5\nping\n');
    });

    it('passes TLS on unopened, by the name the client asks for', () => {
      const named = curl(
        pod,
        `--cacert ${folder}/cert.pem --resolve secure.test:8443:198.51.100.9 https://secure.test:8443/`,
      );
      expect(named).toBe('{"from":"10.1.1.5","to":"203.0.113.11"} 200');
      const other = curl(pod, '--insecure --resolve other.test:8443:198.51.100.9 https://other.test:8443/');
      expect(other).toBe('{"from":"10.1.1.5","to":"198.51.100.9"} 200');
    });

    it('takes what comes in to the workload, and judges it', () => {
      expect(curl(world, 'http://10.1.1.5:8080/')).toBe(`{"from":"${seen[0]}","to":"10.1.1.5"} 200`);
      expect(curl(world, 'http://[fd00:1::5]:8080/')).toBe(`{"from":"${seen[1]}","to":"fd00:1::5"} 200`);
      expect(curl(world, 'http://10.1.1.5:8080/secret')).toContain(' 403');
      expect(talk(world, '10.1.1.5', 9000)).toBe(`10.1.1.5 ${seen[0]}\nping\n`);
    });

    it('leaves calls of the workload to itself, and of the proxy, alone', () => {
      expect(curl(pod, 'http://127.0.0.1:8080/secret')).toBe('{"from":"127.0.0.1","to":"127.0.0.1"} 200');
      const own = `${as(1337).join(' ')} ${ASK} http://203.0.113.10:8080/denied`;
      expect(pod.sh(own)).toContain('"to":"203.0.113.10"');
    });

    it('ends connections to its own port instead of calling itself for ever', () => {
      expect(curl(pod, 'http://10.1.1.5:15001/')).toMatch(/ 000$/);
    });

    it('takes 500 connections at once, each to where it wanted to go', () => {
      const found = pod.sh(`exec ${as(1000).join(' ')} '${process.execPath}' -`, CROWD);
      expect(JSON.parse(found)).toEqual({ right: 500, wrong: 0, failed: 0 });
    });

    it('lets nothing out that it does not know once the mesh says so', async () => {
      writeFileSync(mesh, MESH + REGISTRY_ONLY);
      await expect.poll(() => curl(pod, 'http://198.51.100.7:8080/'), { timeout: 15_000 }).toContain(' 502');
      expect(talk(pod, '198.51.100.8', 9001)).toBe('');
      expect(curl(pod, 'http://203.0.113.10:8080/ -H host:world.test')).toContain('"route":"world"');
    });

    it('ends on a signal, and leaves no process', async () => {
      expect(commandsIn(pod).some(isPart)).toBe(true);
      proxy.process.kill('SIGTERM');
      await expect.poll(() => proxy.process.exitCode, { timeout: 15_000 }).toBe(0);
      expect(commandsIn(pod).filter(isPart)).toEqual([]);
    });
  });
}
