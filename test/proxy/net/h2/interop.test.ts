/** HTTP/2 of others on either side of the proxy: curl's, a real Envoy's, and WebSockets of Node's server. */
import { execFile, execFileSync } from 'node:child_process';
import { type ClientHttp2Session, connect as connectHttp2, createServer as createHttp2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChainPlan } from '../../../../src/proxy/contract.ts';
import { testAuthority } from '../../../support/authority.ts';
import { fetchEnvoy } from '../../../support/envoy.ts';
import { gatewayOf, routesOf, serviceOf, TO_SERVICE } from '../../../support/gateway-mesh.ts';
import { envoyEngine } from '../../scenarios/envoy-engine.ts';
import { freePorts } from '../../scenarios/run.ts';
import { sendRaw } from '../../support/raw.ts';
import { ask, echo, endAll, endLater, httpUpstream, proxyWith } from '../../support/stage.ts';

afterEach(endAll);

const curlMissing = (() => {
  try {
    return execFileSync('curl', ['--version']).toString().includes('HTTP2') ? undefined : 'curl has no HTTP/2';
  } catch {
    return 'curl is not there';
  }
})();

async function curl(...args: readonly string[]): Promise<string> {
  const all = ['-sS', '--max-time', '15', ...args];
  const { stdout } = await promisify(execFile)('curl', all, { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

interface Answered {
  readonly status: number;
  readonly body: string;
}

function call(client: ClientHttp2Session, path: string, body = ''): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const stream = client.request({ ':path': path, ':method': body === '' ? 'GET' : 'POST', ':authority': 'svc.test' });
    let status = 0;
    const chunks: Buffer[] = [];
    stream.on('response', (headers) => {
      status = headers[':status'] ?? 0;
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('close', () => resolve({ status, body: Buffer.concat(chunks).toString() }));
    if (body !== '') stream.end(body);
  });
}

function session(port: number): ClientHttp2Session {
  const client = connectHttp2(`http://127.0.0.1:${port}`);
  client.on('error', () => client.destroy());
  endLater(() => client.destroy());
  return client;
}

describe.skipIf(curlMissing !== undefined)(`curl (${curlMissing ?? 'there'})`, () => {
  it('speaks to the proxy with prior knowledge', async () => {
    const upstream = await httpUpstream(echo);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const url = `http://127.0.0.1:${port}`;
    const format = ['-w', '\n%{http_version} %{http_code}'];
    const text = await curl('--http2-prior-knowledge', '-d', 'hello', ...format, `${url}/a`);
    expect(text).toMatch(/"url":"\/a"[\s\S]*"body":5[\s\S]*\n2 200$/);
    expect(await curl('--http2-prior-knowledge', '-I', url)).toMatch(/^HTTP\/2 200 \r\n[\s\S]*server: istio-envoy\r\n/);
    expect(seen.errors).toEqual([]);
  });

  it('stays with HTTP/1.1 where it offers HTTP/2 in passing', async () => {
    const upstream = await httpUpstream(echo);
    const { port } = await proxyWith({ ports: [upstream.port] });
    expect(await curl('--http2', '-o', '/dev/null', '-w', '%{http_version}', `http://127.0.0.1:${port}`)).toBe('1.1');
  });

  it('agrees on it by ALPN', async () => {
    const authority = await testAuthority();
    const { certificate, key } = await authority.issue({ dnsNames: ['svc.test'] });
    const tls = {
      certificates: [{ chain: certificate, key }],
      authorities: '',
      revocations: '',
      alpn: ['h2', 'http/1.1'],
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: '',
      clientCertificate: 'none',
      ownUri: '',
    } as const;
    const large = 'x'.repeat(2_000_000);
    const upstream = await httpUpstream((_, response) => response.end(large));
    const chain = (plan: ChainPlan): ChainPlan => ({ ...plan, tls });
    const { port, seen } = await proxyWith({ ports: [upstream.port], inspects: true, chain });
    const text = await curl('-k', '--http2', '-w', '%{http_version}', `https://127.0.0.1:${port}/`);
    expect([text.length, text.slice(-1)]).toEqual([large.length + 1, '2']);
    expect(seen.errors).toEqual([]);
  });

  it('carries large bodies up', async () => {
    const upstream = await httpUpstream(echo);
    const { port } = await proxyWith({ ports: [upstream.port] });
    const send = () =>
      curl('--http2-prior-knowledge', '--data-binary', 'y'.repeat(100_000), `http://127.0.0.1:${port}`);
    for (const text of await Promise.all([send(), send(), send()])) expect(text).toContain('"body":100000');
  });
});

const envoy = await fetchEnvoy();
const why = 'reason' in envoy ? envoy.reason : 'there';

const mesh = (port: number, upstream: number, protocol: 'HTTP' | 'HTTP2'): string =>
  gatewayOf(port) + serviceOf({ protocol, endpoint: upstream }) + routesOf(TO_SERVICE);

describe.skipIf('reason' in envoy)(`Envoy (${why})`, () => {
  const engine = envoyEngine('path' in envoy ? envoy.path : '');

  it('as a client, with HTTP/2 on both of its sides', async () => {
    const upstream = await httpUpstream(echo);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const [front = 0] = await freePorts(1);
    const running = await engine.start(mesh(front, port, 'HTTP2'));
    try {
      const client = session(front);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => call(client, `/${index}`, index % 2 === 0 ? '' : 'z'.repeat(50_000))),
      );
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(answers[49]?.body).toContain('"body":50000');
      expect(seen.requests.every(({ status }) => status === 200)).toBe(true);
      expect(seen.errors).toEqual([]);
    } finally {
      await running.stop();
    }
  });

  it('as an upstream', async () => {
    const upstream = await httpUpstream(echo);
    const [back = 0] = await freePorts(1);
    const running = await engine.start(mesh(back, upstream.port, 'HTTP'));
    try {
      const { port, seen } = await proxyWith({ ports: [back], protocol: 'http2' });
      const client = session(port);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => call(client, `/${index}`, index % 2 === 0 ? '' : 'z'.repeat(50_000))),
      );
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect((await ask({ port, path: '/h1', body: 'hi', method: 'POST' })).body).toContain('"body":2');
      expect([seen.opened, seen.errors]).toEqual([1, []]);
    } finally {
      await running.stop();
    }
  });

  it('is told that the proxy drains, and loses nothing', async () => {
    const pending: (() => void)[] = [];
    const upstream = await httpUpstream((_request, response) => pending.push(() => response.end('late')));
    const { port, proxy } = await proxyWith({ ports: [upstream.port] });
    const [front = 0] = await freePorts(1);
    const running = await engine.start(mesh(front, port, 'HTTP2'));
    try {
      const answer = call(session(front), '/');
      while (pending.length === 0) await new Promise((resolve) => setImmediate(resolve));
      const drained = proxy.drain(5000);
      setTimeout(() => pending[0]?.(), 100);
      expect(await answer).toEqual({ status: 200, body: 'late' });
      await drained;
    } finally {
      await running.stop();
    }
  });
});

describe('a WebSocket', () => {
  const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
  const ASKED = `GET /chat HTTP/1.1\r\nHost: svc.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n`;

  async function server(enableConnectProtocol: boolean) {
    const asked: string[] = [];
    const http2 = createHttp2({ settings: { enableConnectProtocol } });
    http2.on('session', (each) => endLater(() => each.destroy()));
    http2.on('stream', (stream, headers) => {
      asked.push(`${headers[':method']} ${headers[':protocol']} ${headers[':path']} ${headers['sec-websocket-key']}`);
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200 });
      stream.on('data', (chunk: Buffer) => stream.write(`<${chunk.toString()}>`));
      stream.on('end', () => stream.end('bye'));
    });
    await new Promise<void>((resolve) => http2.listen(0, '127.0.0.1', resolve));
    endLater(() => http2.close());
    // A TCP server that listens has this form of address.
    return { port: (http2.address() as AddressInfo).port, asked };
  }

  it('of HTTP/1.1 goes on over HTTP/2', async () => {
    const upstream = await server(true);
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2', upgrades: ['websocket'] });
    const { text } = await sendRaw(port, [`${ASKED}ping`], { enough: (got) => got.includes('<ping>') });
    expect(text).toMatch(
      /^HTTP\/1\.1 101 [\s\S]*sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n[\s\S]*<ping>$/,
    );
    expect(upstream.asked).toEqual(['CONNECT websocket /chat undefined']);
    expect(seen.errors).toEqual([]);
  });

  it('of HTTP/2 goes on over HTTP/2', async () => {
    const upstream = await server(true);
    const { port } = await proxyWith({ ports: [upstream.port], protocol: 'http2', upgrades: ['websocket'] });
    const client = session(port);
    await new Promise((resolve) => client.once('remoteSettings', resolve));
    const connect = { ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/chat', ':scheme': 'http' };
    const stream = client.request({ ...connect, ':authority': 'svc.test' });
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const ended = new Promise((resolve) => stream.on('end', resolve));
    stream.end('ping');
    await ended;
    expect(text).toBe('<ping>bye');
  });

  it('is not sent to those who do not know it', async () => {
    const upstream = await server(false);
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2', upgrades: ['websocket'] });
    for (const _ of [1, 2]) expect((await sendRaw(port, ASKED, { waitMs: 500 })).text).toMatch(/^HTTP\/1\.1 50[23] /);
    expect([upstream.asked, seen.errors]).toEqual([[], []]);
  });
});
