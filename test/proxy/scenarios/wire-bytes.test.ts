/** What logs say of bytes and queries: our runtime and a real Envoy count the same. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startProxy } from '../../../src/proxy/net/server.ts';
import { Runtime } from '../../../src/proxy/runtime/runtime.ts';
import { requestEntry } from '../../../src/proxy/telemetry/access-log/entry.ts';
import { lineFormat } from '../../../src/proxy/telemetry/access-log/format.ts';
import { gatewayOf, routesOf, serviceOf } from '../../support/gateway-mesh.ts';
import { testOptions } from '../runtime/engine.ts';
import { recording } from '../support/observer.ts';
import type { Engine } from './engine.ts';
import { enginesOf, WHY } from './engines.ts';
import { snapshotOf } from './envoy-engine.ts';
import { freePorts } from './run.ts';
import { startUpstream } from './upstreams.ts';

const WORDS = [
  'DOWNSTREAM_WIRE_BYTES_RECEIVED',
  'DOWNSTREAM_WIRE_BYTES_SENT',
  'UPSTREAM_WIRE_BYTES_RECEIVED',
  'UPSTREAM_WIRE_BYTES_SENT',
  'QUERY_PARAM(a)',
  'QUERY_PARAMS',
  'PATH(NQ:PATH)',
  'PATH(WQ:ORIG_OR_PATH)',
  'UPSTREAM_PROTOCOL',
  'ACCESS_LOG_TYPE',
  'UPSTREAM_HOST_NAME_WITHOUT_PORT',
];
const FORMAT = `${WORDS.map((word) => `%${word}%`).join(' ')}\n`;

/** The runtime with a log of this format. */
const runtime: Engine = {
  name: 'runtime',
  async start(config) {
    const lines: string[] = [];
    const context = { wallTime: (ms: number) => ms, hostname: '', statName: String, onUnknown: () => undefined };
    const format = lineFormat({ text: FORMAT }, context);
    const seen = recording();
    const observer = {
      ...seen,
      requestEnded: (record: Parameters<typeof seen.requestEnded>[0]) =>
        void lines.push(format(requestEntry(record, 0)).trim()),
    };
    const made = Runtime.of(snapshotOf(config, ''), { options: testOptions(), now: performance.now() });
    const proxy = await startProxy(made, observer);
    return { accessLog: async () => lines, stop: async () => proxy.destroy() };
  },
};

async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => void socket.write(text));
  let got = '';
  socket.on('data', (data) => {
    got += data.toString('latin1');
  });
  await once(socket, 'close');
  return got;
}

const ROUTES = `  - match: [{uri: {prefix: /fixed}}]
    directResponse: {status: 200, body: {string: fixed}}
  - match: [{uri: {prefix: /old}}]
    rewrite: {uri: /new}
    route: [{destination: {host: svc.test}}]
  - route: [{destination: {host: svc.test}}]`;

const END = 'Host: svc.test\r\nConnection: close\r\n';

describe.each(enginesOf(runtime, { meshConfig: { accessLogFormat: FORMAT } }))(`on %s${WHY}`, (_, engine) => {
  it.each([
    ['without a body', `GET /x?a=1&b HTTP/1.1\r\n${END}\r\n`, '1 a=1&b /x /x?a=1&b HTTP/1.1'],
    ['with a length', `POST /old?b=2 HTTP/1.1\r\n${END}Content-Length: 5\r\n\r\nhello`, '- b=2 /new /old?b=2 HTTP/1.1'],
    [
      'in chunks',
      `POST /c HTTP/1.1\r\n${END}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
      '- - /c /c HTTP/1.1',
    ],
    ['that is answered here', `GET /fixed HTTP/1.1\r\n${END}\r\n`, '- - /fixed /fixed -'],
  ])('a request %s has as many bytes as it has', async (_how, sent, words) => {
    const upstream = await startUpstream('u1', { chunked: sent.includes('chunked') });
    onTestFinished(() => upstream.stop());
    const [port = 0] = await freePorts(1);
    const running = await engine.start(gatewayOf(port) + serviceOf({ endpoint: upstream.port }) + routesOf(ROUTES));
    onTestFinished(() => running.stop());
    const got = await exchange(port, sent);
    const [line = ''] = await running.accessLog();
    const [received, answered, fromUpstream, toUpstream, ...rest] = line.split(' ');
    expect([Number(received), Number(answered)]).toEqual([sent.length, got.length]);
    const isForwarded = !sent.includes('/fixed');
    expect([Number(fromUpstream) > 100, Number(toUpstream) > 100]).toEqual([isForwarded, isForwarded]);
    expect(rest.join(' ')).toBe(`${words} DownstreamEnd ${isForwarded ? '127.0.0.1' : '-'}`);
  });
});
