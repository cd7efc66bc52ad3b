import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { gatewayOf, serviceOf } from '../../support/gateway-mesh.ts';
import { freePorts, type ProxyProcess, startProxyProcess, until } from '../../support/proxy-process.ts';
import { tempFolder } from '../../support/temp.ts';

const GATEWAY = gatewayOf('PORT');

const service = (port: number) => serviceOf({ endpoint: port });

const routes = (http: string) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs, namespace: default}
spec:
  hosts: [svc.test]
  gateways: [gw]
  http: [${http}]
`;

const ROUTE = '{route: [{destination: {host: svc.test}}]}';
/** Code that worker processes run before anything else, as a module's address. */
const inWorkers = (code: string): string =>
  `data:text/javascript,${encodeURIComponent(`import cluster from 'node:cluster'; if (cluster.isWorker) { ${code} }`)}`;

const says = (text: string) => GATEWAY + routes(`{directResponse: {status: 200, body: {string: "${text}"}}}`);

/** An upstream that answers after a while. */
async function upstream(delayMs = 0): Promise<number> {
  const server = createServer((_, response) => void setTimeout(() => response.end('done'), delayMs));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server on a TCP port has an address of this form.
  return (server.address() as AddressInfo).port;
}

const mesh = async (delayMs = 0) => GATEWAY + service(await upstream(delayMs)) + routes(ROUTE);

describe('meshctl proxy run', () => {
  it('says what listens where and why, and serves', async () => {
    const proxy = await startProxyProcess({ mesh: await mesh() });
    expect(await proxy.get()).toMatchObject({ status: 200, body: 'done', headers: { server: 'istio-envoy' } });
    expect(proxy.stderr()).toContain(`listening on 127.0.0.1:${proxy.port} for svc.test (Gateway gw ${proxy.file}`);
    expect(proxy.stderr()).toContain(`admin on 127.0.0.1:${proxy.admin}`);
    await until(() => proxy.stdout().includes('"GET / HTTP/1.1" 200 - via_upstream'));
  });

  it('SIGTERM: listeners stop accepting, in-flight requests end, keep-alive answers carry connection: close, exit code 0 within drain time', async () => {
    const proxy = await startProxyProcess({ mesh: await mesh(800) });
    const agent = new Agent({ keepAlive: true });
    const answers = Promise.all(Array.from({ length: 10 }, () => proxy.get('/', agent)));
    await until(async () => (await proxy.ask('GET /stats?filter=downstream_rq_active')).body.includes('rq_active: 10'));
    proxy.process.kill('SIGTERM');
    await until(async () => (await proxy.ask('GET /ready')).status === 503);
    expect((await proxy.get()).status).toBe(0);
    for (const { status, headers } of await answers) {
      expect(status).toBe(200);
      expect(headers.connection).toBe('close');
    }
    expect(await proxy.ended).toBe(0);
    expect(proxy.stdout().match(/ 200 - via_upstream/g)).toHaveLength(10);
  });

  it('ends at once at the second signal', async () => {
    const proxy = await startProxyProcess({ mesh: await mesh(60_000), flags: ['--drain-time', '1h'] });
    const answer = proxy.get();
    await until(async () => (await proxy.ask('GET /stats?filter=downstream_rq_active')).body.includes('rq_active: 1'));
    proxy.process.kill('SIGINT');
    await until(async () => (await proxy.ask('GET /ready')).status === 503);
    proxy.process.kill('SIGINT');
    expect(await proxy.ended).toBe(130);
    expect((await answer).status).toBe(0);
  });

  it('does not wait longer than the drain time', async () => {
    const proxy = await startProxyProcess({ mesh: await mesh(60_000), flags: ['--drain-time', '200ms'] });
    const answer = proxy.get();
    await until(async () => (await proxy.ask('GET /stats?filter=downstream_rq_active')).body.includes('rq_active: 1'));
    proxy.process.kill('SIGTERM');
    expect(await proxy.ended).toBe(0);
    expect((await answer).status).toBe(0);
  });

  it('POST /quitquitquit answers 200 with body OK and a newline, and the process exits with 0; GET answers 405 with body Method GET not allowed, POST required.', async () => {
    const proxy = await startProxyProcess({ mesh: says('x') });
    expect(await proxy.ask('GET /quitquitquit')).toMatchObject({
      status: 405,
      body: 'Method GET not allowed, POST required.',
    });
    expect(await proxy.ask('POST /quitquitquit')).toMatchObject({ status: 200, body: 'OK\n' });
    expect(await proxy.ended).toBe(0);
  });

  it('config files are rewritten 20 times while 32 keep-alive clients send requests: no request fails, no connection is closed', async () => {
    const port = await upstream();
    const version = (index: number) =>
      `${GATEWAY}${service(port)}${routes(`{headers: {response: {set: {x-version: "${index}"}}}, route: [{destination: {host: svc.test}}]}`)}`;
    const proxy = await startProxyProcess({ mesh: version(0) });
    const agents = Array.from({ length: 32 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    onTestFinished(() => {
      for (const agent of agents) agent.destroy();
    });
    let stop = false;
    const versions = new Set<unknown>();
    const bad: number[] = [];
    const clients = agents.map(async (agent) => {
      while (!stop) {
        const { status, headers } = await proxy.get('/', agent);
        if (status !== 200) bad.push(status);
        versions.add(headers['x-version']);
      }
    });
    for (let index = 1; index <= 20; index++) {
      proxy.rewrite(version(index));
      await until(() => versions.has(String(index)));
    }
    stop = true;
    await Promise.all(clients);
    expect(bad).toEqual([]);
    expect(versions.size).toBe(21);
    const opened = (await proxy.ask('GET /stats?filter=^http.*downstream_cx_total')).body;
    expect(opened).toMatch(/: 32\n$/);
  });

  it('keeps what runs when the files are wrong, and says where', async () => {
    const proxy = await startProxyProcess({ mesh: says('first') });
    proxy.rewrite(`${says('second')}---\nkind: [`);
    await until(() => proxy.stderr().includes('MSH0001'));
    expect((await proxy.get()).body).toBe('first');
    expect(proxy.stderr()).toContain(`${proxy.file}:`);
    expect((await proxy.ask('GET /stats/prometheus?filter=config_reload')).body).toContain(
      'meshctl_config_reload_total{result="rejected"} 1',
    );
    proxy.rewrite(says('third'));
    await until(async () => (await proxy.get()).body === 'third');
  });

  it('reloads at SIGHUP when it does not watch', async () => {
    const proxy = await startProxyProcess({ mesh: says('one'), flags: ['--no-watch'] });
    proxy.rewrite(says('two'));
    await sleep(300);
    expect((await proxy.get()).body).toBe('one');
    proxy.process.kill('SIGHUP');
    await until(async () => (await proxy.get()).body === 'two');
  });

  it('keeps what runs when a new address is taken', async () => {
    const taken = createTcpServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    const proxy = await startProxyProcess({ mesh: says('here') });
    // A server on a TCP port has an address of this form.
    const { port } = taken.address() as AddressInfo;
    proxy.rewrite(says('there').replace('PORT', String(port)));
    await until(() => proxy.stderr().includes('is in use'));
    expect((await proxy.get()).body).toBe('here');
  });

  it('opens logs again at SIGUSR1', async () => {
    const log = join(tempFolder(), 'access.log');
    const proxy = await startProxyProcess({ mesh: says('x'), flags: ['--access-log', log] });
    await proxy.get('/before');
    await until(() => readFileSync(log, 'utf8').includes('/before'));
    renameSync(log, `${log}.1`);
    proxy.process.kill('SIGUSR1');
    await until(async () => {
      await proxy.get('/after');
      return existsSync(log) && readFileSync(log, 'utf8').includes('/after');
    });
    expect(proxy.stdout()).toBe('');
  });

  it('after 3 GET 200 and 1 GET 404: istio_requests_total{reporter="source",response_code="200",request_protocol="http",response_flags="-"} is 3 and the 404 series with response_flags="NR" is 1', async () => {
    const only =
      GATEWAY +
      service(await upstream()) +
      routes('{match: [{uri: {prefix: /a}}], route: [{destination: {host: svc.test}}]}');
    const proxy = await startProxyProcess({ mesh: only, flags: ['--access-log', 'off'] });
    for (const path of ['/a', '/a', '/a', '/b']) await proxy.get(path);
    const { body, headers } = await proxy.ask('GET /stats/prometheus');
    const value = (...labels: readonly string[]) =>
      body
        .split('\n')
        .filter((line) => line.startsWith('istio_requests_total{') && labels.every((label) => line.includes(label)))
        .map((line) => Number(line.split(' ').at(-1)));
    expect(value('reporter="source"', 'response_code="200"', 'request_protocol="http"', 'response_flags="-"')).toEqual([
      3,
    ]);
    expect(value('response_code="404"', 'response_flags="NR"')).toEqual([1]);
    expect(headers['content-type']).toBe('text/plain; charset=UTF-8');
  });

  it('has a config dump that other commands read', async () => {
    const proxy = await startProxyProcess({ mesh: await mesh() });
    const routesOf = await runCli(['proxy-config', 'routes', '--admin', `127.0.0.1:${proxy.admin}`]);
    expect(routesOf.stdout).toMatch(
      new RegExp(`http\\.${proxy.port}\\.127\\.0\\.0\\.1 +svc\\.test:${proxy.port} +svc\\.test +/\\* +vs\\.default`),
    );
    const clusters = await runCli(['proxy-config', 'clusters', '--admin', `127.0.0.1:${proxy.admin}`]);
    expect(clusters.stdout).toMatch(/svc\.test +80 +- +outbound/);
  });

  it('stops listening when the admin port says so, and lives on', async () => {
    const proxy = await startProxyProcess({ mesh: says('x') });
    await proxy.ask('POST /drain_listeners?inboundonly');
    expect((await proxy.get()).status).toBe(200);
    await proxy.ask('POST /drain_listeners');
    await until(async () => (await proxy.get()).status === 0);
    expect((await proxy.ask('GET /ready')).status).toBe(200);
  });

  it('has ports for scrapers and checks alone', async () => {
    const [metrics, health] = await freePorts(2);
    const flags = ['--metrics', `127.0.0.1:${metrics}`, '--health', `127.0.0.1:${health}`];
    await startProxyProcess({ mesh: says('x'), flags });
    const page = (port: number | undefined, path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    expect(await (await page(metrics, '/stats/prometheus')).text()).toContain('envoy_server_live{} 1');
    expect((await page(metrics, '/quitquitquit')).status).toBe(404);
    expect((await page(health, '/healthz/ready')).status).toBe(200);
  });

  it('starts a program, tells it where the proxy is, and ends with its status', async () => {
    const script =
      'const { HTTP_PROXY, MESHCTL_PROXY_ADMIN, NO_PROXY } = process.env;' +
      'process.stdout.write([HTTP_PROXY, MESHCTL_PROXY_ADMIN, NO_PROXY].join(" ")); process.exitCode = 7';
    const proxy = await startProxyProcess({
      mesh: says('x'),
      words: [process.execPath, '-e', script],
      env: { NO_PROXY: 'db.test' },
      ready: false,
    });
    expect(await proxy.ended).toBe(7);
    expect(proxy.stdout()).toBe(
      `http://127.0.0.1:${proxy.port} 127.0.0.1:${proxy.admin} db.test,localhost,127.0.0.1,::1`,
    );
  });

  it('says when there is no such program', async () => {
    const proxy = await startProxyProcess({ mesh: says('x'), words: ['no-such-program'], ready: false });
    expect(await proxy.ended).toBe(66);
    expect(proxy.stderr()).toContain('there is no program "no-such-program"');
  });

  it('shares the work between processes', async () => {
    const proxy = await startProxyProcess({ mesh: says('x'), flags: ['--concurrency', '2', '--access-log', 'off'] });
    for (let index = 0; index < 20; index++) expect((await proxy.get()).status).toBe(200);
    expect((await proxy.ask('GET /stats?filter=^http.*downstream_rq_2xx')).body).toMatch(/: 20\n$/);
    proxy.rewrite(says('y'));
    await until(async () => (await proxy.get()).body === 'y');
    proxy.process.kill('SIGTERM');
    expect(await proxy.ended).toBe(0);
  });

  it('waits for processes that take long to begin', async () => {
    const env = { NODE_OPTIONS: `--import ${inWorkers('await new Promise((go) => setTimeout(go, 300));')}` };
    const flags = ['--concurrency', '2', '--access-log', 'off'];
    const proxy = await startProxyProcess({ mesh: says('x'), flags, env });
    expect((await proxy.get()).body).toBe('x');
  });

  describe.skipIf(process.platform !== 'linux')('when a process is lost (found in /proc)', () => {
    const flags = ['--concurrency', '2', '--access-log', 'off'];
    const workersOf = ({ process: { pid } }: ProxyProcess): readonly number[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

    it('starts another one, with what is in force by then', async () => {
      const proxy = await startProxyProcess({ mesh: says('x'), flags });
      proxy.rewrite(says('y'));
      await until(async () => (await proxy.get()).body === 'y');
      // None that has ever run the first mesh is left in the end.
      for (const pid of workersOf(proxy)) {
        process.kill(pid, 'SIGKILL');
        await until(() => workersOf(proxy).length === 2 && !workersOf(proxy).includes(pid));
      }
      await until(async () => (await proxy.get()).status === 200);
      for (let index = 0; index < 6; index++) expect((await proxy.get()).body).toBe('y');
    });

    it('does not start those that end at once again and again', async () => {
      const broken = join(tempFolder(), 'broken');
      const exit = `const { existsSync } = await import('node:fs'); if (existsSync('${broken}')) process.exit(1);`;
      const env = { NODE_OPTIONS: `--import ${inWorkers(exit)}` };
      const proxy = await startProxyProcess({ mesh: says('x'), flags, env });
      writeFileSync(broken, '');
      const began = performance.now();
      for (const pid of workersOf(proxy)) process.kill(pid, 'SIGKILL');
      const failures = (): number => proxy.stderr().split('it did not start').length - 1;
      await until(() => failures() >= 6);
      // Of three failures of a process the last two have waited for a second each.
      expect(performance.now() - began).toBeGreaterThan(2000);
      rmSync(broken);
      await until(async () => (await proxy.get()).status === 200);
    });
  });
});

describe('meshctl proxy run refuses', () => {
  it('an address that is in use, and leaves nothing behind', async () => {
    const taken = createTcpServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    // A server on a TCP port has an address of this form.
    const { port } = taken.address() as AddressInfo;
    const proxy = await startProxyProcess({ mesh: says('x').replace('PORT', String(port)), ready: false });
    expect(await proxy.ended).toBe(69);
    const holder = process.platform === 'linux' ? ` by process ${process.pid} (` : '';
    expect(proxy.stderr()).toContain(`127.0.0.1:${port} is in use${holder}`);
    expect(proxy.stderr()).toContain('hint: end what holds it, or choose another address');
  });

  it.each([
    [['--admin', '0.0.0.0:0'], 64, 'can be reached from other machines'],
    [['--admin', 'nonsense'], 64, 'is no address to listen on'],
    [['--drain-time', 'soon'], 64, 'is no duration'],
    [['--concurrency', '-1'], 64, 'less than none'],
    [['--access-log', '/nonexistent/folder/log'], 66, 'does not exist'],
    [['--listen', '0.0.0.0:1'], 64, 'can be reached from other machines'],
  ])('%j', async (flags, status, text) => {
    const proxy = await startProxyProcess({ mesh: says('x'), flags, ready: false });
    expect([await proxy.ended, proxy.stderr()]).toEqual([status, expect.stringContaining(text)]);
  });

  it('files that are wrong', async () => {
    const proxy = await startProxyProcess({ mesh: 'kind: [', ready: false });
    expect(await proxy.ended).toBe(65);
    expect(proxy.stderr()).toContain('MSH0001');
  });

  it('a run without files', async () => {
    expect(await runCli(['proxy', 'run'])).toMatchObject({ status: 64 });
    expect(await runCli(['proxy', 'run', 'mesh.yaml'])).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('-f mesh.yaml'),
    });
  });
});

describe('meshctl proxy check', () => {
  it('says what would run', async () => {
    const file = join(tempFolder(), 'mesh.yaml');
    writeFileSync(file, says('x').replace('PORT', '8080'));
    const { status, stdout } = await runCli(['proxy', 'check', '-f', file]);
    expect(status).toBe(0);
    expect(stdout).toContain('gateway istio=ingressgateway in namespace default\n127.0.0.1:8080  svc.test');
    const json = await runCli(['proxy', 'check', '-f', file, '-o', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      apiVersion: 'meshctl.dev/v1',
      kind: 'ProxyCheck',
      workload: { kind: 'gateway' },
      listeners: [{ name: '127.0.0.1_8080', address: '127.0.0.1:8080', serves: 'svc.test' }],
      files: [file],
    });
  });

  it('refuses what cannot run', async () => {
    const file = join(tempFolder(), 'mesh.yaml');
    writeFileSync(file, 'kind: [');
    expect(await runCli(['proxy', 'check', '-f', file])).toMatchObject({ status: 65, stdout: '' });
  });
});
