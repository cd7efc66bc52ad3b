import { describe, expect, it } from 'vitest';
import { FLAGS } from '../../../src/proxy/flags.ts';
import type { LogEntry } from '../../../src/proxy/telemetry/access-log/entry.ts';
import { LogFilter } from '../../../src/proxy/telemetry/access-log/filter.ts';
import { Fields } from '../../../src/proxy/wire/fields.ts';
import { NO_CONNECTION } from '../../../src/proxy/wire/nobody.ts';
import { RequestHead } from '../../../src/proxy/wire/request-head.ts';
import { eventually } from '../support/stage.ts';

// The first filter of a process loads the language, which takes longer than a test waits on a busy machine.
await import('@marcbachmann/cel-js');

function entry(changes: Partial<LogEntry> = {}): LogEntry {
  const head = new RequestHead();
  Object.assign(head, { method: 'GET', target: '/p?q=1', authority: 'svc.test' });
  head.fields.append('x-who', 'a');
  head.fields.append('x-who', 'b');
  head.fields.append('user-agent', 'curl');
  const response = new Fields();
  response.append('content-type', 'text/plain');
  return {
    connection: { ...NO_CONNECTION, remoteAddress: '10.0.0.1', remotePort: 4000, serverName: 'svc.test' },
    startedAt: 100,
    respondedAt: 105,
    endedAt: 110,
    bytesReceived: 3,
    bytesSent: 7,
    flags: FLAGS.UF,
    details: 'via_upstream',
    endpoint: undefined,
    cluster: 'outbound|80||svc.test',
    upstreamLocalAddress: '',
    transportFailure: '',
    head,
    response,
    trailers: undefined,
    protocol: 'HTTP/1.1',
    status: 503,
    routeName: 'main',
    attempts: 1,
    grpcStatus: -1,
    wire: {},
    ...changes,
  };
}

/** Whether the entry is logged, and what is said of the expression. */
async function passes(expression: string, changes: Partial<LogEntry> = {}) {
  const bad: string[] = [];
  const filter = new LogFilter(expression, (reason) => bad.push(reason));
  let written = 0;
  filter.pass(entry(changes), () => written++);
  // The language is there once a line that always passes does so at once.
  const first = written;
  await eventually(() => {
    let now = 0;
    filter.pass(entry({ status: 599 }), () => now++);
    return now > 0 || written > first || bad.length > 0;
  }, 2000).catch(() => undefined);
  return { written: written > 0, bad };
}

describe('a filter of the access log', () => {
  it.each([
    ['response.code >= 400', true],
    ['response.code < 400', false],
    ["request.url_path == '/p' && request.query == 'q=1' && request.method == 'GET'", true],
    ["request.headers['x-who'] == 'a,b' && request.useragent == 'curl'", true],
    ["request.headers['x-gone'] == 'a'", false],
    ["'x-gone' in request.headers || response.code == 503", true],
    ["response.flags == 32 && response.headers['content-type'].startsWith('text/')", true],
    ["connection.mtls || source.address == '10.0.0.1:4000'", true],
    ["xds.route_name == 'main' && xds.cluster_name.contains('svc.test') && response.size == 7", true],
    ["connection.requested_server_name.endsWith('.test')", true],
    ["response.code >= 400 || response.code >= 0 && request.nothing == 'x'", true],
    ['1 + 1', false],
  ])('%s: %s', async (expression, expected) => {
    expect(await passes(`response.code == 599 || (${expression})`)).toEqual({ written: expected, bad: [] });
  });

  it('that cannot be read is told, and lets everything pass', async () => {
    const { written, bad } = await passes('response.code >=');
    expect([written, bad.length]).toEqual([true, 1]);
  });

  it('is asked of connections, too', async () => {
    const nothing = { head: undefined, response: undefined, status: 0 };
    expect(await passes("response.code == 599 || request.method == ''", nothing)).toEqual({ written: true, bad: [] });
  });
});
