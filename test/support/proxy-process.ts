/** A proxy of the built program, and what tests ask of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { BIN } from './paths.ts';
import { tempFolder } from './temp.ts';

/** Longer than a start takes on a busy machine. */
const START_MS = 20_000;
const POLL_MS = 20;

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

export interface ProxyProcess {
  readonly port: number;
  readonly admin: number;
  readonly file: string;
  readonly process: ChildProcess;
  /** Everything written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The status it ended with. */
  readonly ended: Promise<number | null>;
  readonly get: (path?: string, agent?: Agent) => Promise<Answer>;
  readonly ask: (line: string) => Promise<Answer>;
  readonly rewrite: (mesh: string) => void;
}

/** Ports nobody listens on, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  // A server on a TCP port has an address of this form.
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** One request; status 0 when the connection broke. */
function call(port: number, line: string, agent: Agent = new Agent()): Promise<Answer> {
  const [method = 'GET', path = '/', host = `127.0.0.1:${port}`] = line.split(' ');
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, method, path, agent, headers: { host } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      const done = (status: number): void =>
        resolve({ status, headers: response.headers, body: Buffer.concat(chunks).toString() });
      response.on('end', () => done(response.statusCode ?? 0));
      response.on('error', () => done(0));
    });
    asked.on('error', () => resolve({ status: 0, headers: {}, body: '' }));
    asked.end();
  });
}

/** Waits until something is so; fails by the time limit of the test. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('it did not come true');
    await sleep(POLL_MS);
  }
}

export interface StartOptions {
  /** The mesh; `PORT` in it becomes the port of the gateway. */
  readonly mesh: string;
  readonly flags?: readonly string[];
  readonly words?: readonly string[];
  readonly ready?: boolean;
  /** Besides PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `meshctl proxy run`; it is gone when the test is over. `ready: false` does not wait for it. */
export async function startProxyProcess({
  mesh,
  flags = [],
  words = [],
  ready = true,
  env = {},
}: StartOptions): Promise<ProxyProcess> {
  const [port = 0, admin = 0] = await freePorts(2);
  const file = join(tempFolder(), 'mesh.yaml');
  const rewrite = (text: string): void => writeFileSync(file, text.replaceAll('PORT', String(port)));
  rewrite(mesh);
  const given = ['proxy', 'run', '-f', file, '--admin', `127.0.0.1:${admin}`, '--metrics', 'off', ...flags];
  const child = spawn(process.execPath, [BIN, ...given, ...(words.length > 0 ? ['--', ...words] : [])], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env },
  });
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => {
    said.out += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    said.err += data.toString();
  });
  const ask = (line: string) => call(admin, line);
  if (ready) {
    await until(async () => {
      if (child.exitCode !== null) throw new Error(said.err);
      return (await ask('GET /ready')).status === 200;
    });
  }
  return {
    port,
    admin,
    file,
    process: child,
    stdout: () => said.out,
    stderr: () => said.err,
    ended,
    get: (path = '/', agent) => call(port, `GET ${path} svc.test`, agent),
    ask,
    rewrite,
  };
}
