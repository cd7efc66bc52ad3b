import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startProxy } from '../../../src/proxy/net/server.ts';
import { conformanceDir } from '../../support/conformance.ts';
import { recording } from '../support/observer.ts';
import { type Message, parseMessages, type RawServer, rawServer, sendRaw } from '../support/raw.ts';
import { staticRuntime } from '../support/static-runtime.ts';

interface Case {
  readonly id: string;
  readonly kind: 'request' | 'response';
  readonly title: string;
  readonly raw: string;
  readonly response?: string;
  readonly upstreamCloses?: boolean;
  readonly require: {
    readonly status?: readonly number[];
    readonly forwarded?: number | readonly [number, number];
    readonly forwardedComplete?: number;
    readonly close?: boolean;
    readonly body?: string;
    readonly truncated?: boolean;
    readonly final?: number;
    readonly once?: boolean;
    readonly normalise?: string;
  };
}

const folder = conformanceDir('proxy');
const cases: readonly Case[] =
  folder === undefined ? [] : JSON.parse(readFileSync(join(folder, 'raw-http.json'), 'utf8')).cases;

/** `{{a*3}}` stands for `aaa`. */
function expand(text: string): string {
  return text.replace(/\{\{(.)\*(\d+)\}\}/g, (_, letter: string, count: string) => letter.repeat(Number(count)));
}

/** What reached the upstream, connection by connection. */
async function recorder(answer: (socket: import('node:net').Socket, text: string) => void) {
  const received: string[] = [];
  const server = await rawServer((socket) => {
    const index = received.push('') - 1;
    socket.on('data', (chunk) => {
      received[index] += chunk.toString('latin1');
      answer(socket, received[index] ?? '');
    });
    socket.on('end', () => socket.end());
  });
  return { server, requests: () => received.flatMap((text) => parseMessages(text, false, () => false)) };
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Answers each complete request once. */
function answering() {
  const answered = new WeakMap<object, number>();
  return (socket: import('node:net').Socket, text: string): void => {
    const complete = parseMessages(text, false, () => false).filter((message) => message.complete).length;
    for (let done = answered.get(socket) ?? 0; done < complete; done++) socket.write(OK);
    answered.set(socket, complete);
  };
}

const statusOf = ({ start }: Message) => Number(/^HTTP\/1\.[01] (\d{3})/.exec(start)?.[1] ?? 0);
const bodyless = (method: string) => (start: string) => {
  const status = Number(start.split(' ')[1]);
  return method === 'HEAD' || status < 200 || status === 204 || status === 304;
};

const open: { close(): void }[] = [];
afterAll(() => {
  for (const each of open) each.close();
});

async function proxyTo(upstream: RawServer) {
  const seen = recording();
  const proxy = await startProxy(staticRuntime({ ports: [upstream.port] }), seen);
  open.push({ close: () => proxy.destroy() }, upstream);
  return { port: proxy.ports[0] ?? 0, seen };
}

describe.skipIf(folder === undefined)('raw HTTP/1.1 (skipped without the comparison data)', () => {
  it('has its cases', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  it.concurrent.each(cases.filter(({ kind }) => kind === 'request').map((each) => [each.id, each] as const))(
    'request %s',
    async (_, { raw, require }) => {
      const upstream = await recorder(answering());
      const { port, seen } = await proxyTo(upstream.server);
      const method = raw.split(' ')[0] ?? '';
      const wanted = Array.isArray(require.forwarded) ? require.forwarded[1] : Number(require.forwarded ?? 0);
      const answer = await sendRaw(port, expand(raw), {
        enough: (text) =>
          require.close !== true &&
          parseMessages(text, false, bodyless(method)).filter(({ complete }) => complete).length >= Math.max(1, wanted),
      });
      const answers = parseMessages(answer.text, answer.closed, bodyless(method));
      const statuses = answers.map(statusOf);
      const [least, most] = Array.isArray(require.forwarded)
        ? require.forwarded
        : [require.forwarded ?? 0, require.forwarded ?? 0];
      const forwarded = upstream.requests();
      expect(require.status).toContain(statuses.at(-1) ?? 0);
      expect(forwarded.length).toBeGreaterThanOrEqual(Number(least));
      expect(forwarded.length).toBeLessThanOrEqual(Number(most));
      if (require.forwardedComplete !== undefined) {
        expect(forwarded.filter(({ complete }) => complete).length).toBe(require.forwardedComplete);
      }
      if (require.close) expect(answer.closed).toBe(true);
      expect(seen.errors).toEqual([]);
    },
  );

  it.concurrent.each(cases.filter(({ kind }) => kind === 'response').map((each) => [each.id, each] as const))(
    'response %s',
    async (_, { raw, response = '', upstreamCloses, require }) => {
      const upstream = await recorder((socket) => {
        socket.write(expand(response), 'latin1');
        if (upstreamCloses) socket.end();
      });
      const { port, seen } = await proxyTo(upstream.server);
      const method = raw.split(' ')[0] ?? '';
      const interim = (text: string) => parseMessages(text, false, bodyless(method));
      const answer = await sendRaw(port, expand(raw), {
        enough: (text) => !require.truncated && interim(text).some((each) => each.complete && statusOf(each) >= 200),
      });
      const answers = parseMessages(answer.text, answer.closed, bodyless(method));
      const last = answers.at(-1);
      expect(require.status).toContain(last ? statusOf(last) : 0);
      if (require.final !== undefined) expect(last ? statusOf(last) : 0).toBe(require.final);
      if (require.body !== undefined) expect(last?.body).toBe(require.body);
      if (require.truncated) expect([last?.complete, answer.closed]).toEqual([false, true]);
      if (require.once) expect(answers.length).toBe(1);
      expect(seen.errors).toEqual([]);
    },
  );
});
